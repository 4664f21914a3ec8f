"""The time within which one read must end, and cutting what is still open then."""

import socket
import time
from contextlib import suppress
from threading import Lock

from metrics_check.errors import UnreadableSource


class Deadline:
    """The end of one read, counted from its making.

    A server that sends a byte now and then never trips a socket's own time-out, so the connection
    itself is cut: whatever waits on it wakes up.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._lock = Lock()
        self._connections: list[socket.socket] = []
        self._is_cut = False

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self._is_cut or time.monotonic() >= self._end

    def left(self) -> float:
        """Seconds that are left, never negative."""
        return max(0.0, self._end - time.monotonic())

    def require(self, shown: str) -> None:
        """Raises `UnreadableSource` (`timeout`) for the source `shown` when the time is over."""
        if self.is_over:
            raise timed_out(shown, seconds=self.seconds)

    def watch(self, connection: socket.socket) -> None:
        """Cuts this connection too when the time is over."""
        with self._lock:
            self._connections.append(connection)
            if self._is_cut:
                _shut(connection)

    def cut(self) -> None:
        """Ends it now."""
        with self._lock:
            self._is_cut = True
            for connection in self._connections:
                _shut(connection)


def timed_out(shown: str, *, seconds: float) -> UnreadableSource:
    """The error of a source that was not read in time."""
    return UnreadableSource(
        f"{shown}: was not read to its end within {seconds:g} s (--timeout).", code="timeout"
    )


def _shut(connection: socket.socket) -> None:
    # socket's own method: SSLSocket's drops its state under the thread that is reading.
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
