"""A command that is started and waited for, as a shell does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from metrics_check.cli.terminal import write_note
from metrics_check.record import record

# What a shell answers for a command that it does not find, and for one that it cannot start.
NOT_FOUND, NOT_STARTED = 127, 126
_BY_A_SIGNAL = 128


@record
class Ended:
    """How a command ended: its status as a shell tells it, and whether Ctrl-C ended it."""

    status: int
    is_interrupted: bool = False


def run_child(words: Sequence[str]) -> Ended:
    """Runs a command to its end; says on stderr why one does not start.

    Ctrl-C is the command's to act on, and it is waited for. A second one ends it.
    """
    sys.stdout.flush()
    with _passing_on() as interrupts:
        try:
            interrupts.child = subprocess.Popen(words)  # noqa: S603 -- what the user asks for
        except FileNotFoundError:
            write_note(f"{words[0]}: there is no such command")
            return Ended(NOT_FOUND)
        except OSError as error:
            write_note(f"{words[0]}: cannot be started: {error.strerror}")
            return Ended(NOT_STARTED)
        interrupts.pass_on()
        code = interrupts.child.wait()
    return Ended(_status(code), is_interrupted=interrupts.count > 0)


class _Interrupts:
    """Ctrl-C while a command runs: counted, and passed on where it does not get it itself."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.count = 0
        self._passed = 0

    def take(self, _: int, __: FrameType | None) -> None:
        """One more. Nothing is raised, so that the command is waited for in any case."""
        self.count += 1
        self.pass_on()

    def pass_on(self) -> None:
        """What came is passed on, as soon as there is a command."""
        if self.child is None or self._passed == self.count:
            return
        self._passed = self.count
        if self.count > 1:
            self.child.terminate()
        elif not _is_from_terminal():
            self.child.send_signal(signal.SIGINT)


@contextmanager
def _passing_on() -> Iterator[_Interrupts]:
    interrupts = _Interrupts()
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        # A shell's background job ignores it, and so does the command then.
        signal.signal(signal.SIGINT, interrupts.take)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def _is_from_terminal() -> bool:
    """Whether a terminal sends Ctrl-C to us, and so to the command beside us, too."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _status(code: int) -> int:
    return code if code >= 0 else _BY_A_SIGNAL - code
