"""What httpx raises, said as `UnreadableSource`: a stable code and one sentence, no secret.

Nothing of what the other side sent is repeated, but for the reason of a TLS failure.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from metrics_check.errors import UnreadableSource
from metrics_check.sources.address import host_and_port
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.http_library import httpx

_FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError)


@contextmanager
def translated(url: str, *, shown: str, deadline: Deadline, is_answered: bool) -> Iterator[None]:
    """Raises `UnreadableSource` for every error of httpx in the block.

    `is_answered`: the status and headers came, so what fails is the body.
    """
    try:
        yield
    except _FOREIGN as error:
        if deadline.is_over or isinstance(error, httpx.TimeoutException):
            raise timed_out(shown, seconds=deadline.seconds) from error
        code, sentence, is_final = (
            _in_body(error) if is_answered else _before_answer(error, url=url)
        )
        raise UnreadableSource(f"{shown}: {sentence}", code=code, is_final=is_final) from error


def _in_body(error: Exception) -> tuple[str, str, bool]:
    if isinstance(error, httpx.RemoteProtocolError | httpx.NetworkError):
        return "incomplete", "the connection closed before the body's end.", False
    return "unreachable", f"the body could not be read ({type(error).__name__}).", False


def _before_answer(error: Exception, *, url: str) -> tuple[str, str, bool]:
    if isinstance(error, httpx.InvalidURL | UnicodeError):
        return "bad-url", "the URL's host name is not valid.", True
    if isinstance(error, httpx.RemoteProtocolError):
        return _not_spoken(error, url=url)
    cause = _system_error(error)
    if isinstance(cause, ssl.SSLError):
        return _tls(cause)
    return _connection(cause, place=host_and_port(url))


def _not_spoken(error: httpx.RemoteProtocolError, *, url: str) -> tuple[str, str, bool]:
    # httpcore's words where the other side closed in silence; all else is h11's on what it sent.
    if str(error).startswith("Server disconnected"):
        return "incomplete", "the server closed the connection without an answer.", False
    hint = " Is it https://?" if url.startswith("http:") else ""
    return "not-http", f"the answer is not HTTP, or its headers are too large.{hint}", True


def _tls(cause: ssl.SSLError) -> tuple[str, str, bool]:
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = cause.verify_message.rstrip(".")
        return "tls", f"the certificate is not trusted: {reason}. Give its CA by --ca-file.", True
    if cause.reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}:
        return "tls", "the server does not speak TLS on this port. Is it http://?", True
    reason = (cause.reason or "closed in the handshake").replace("_", " ").lower()
    return "tls", f"no TLS connection: {reason}.", cause.reason is not None


def _connection(cause: OSError | None, *, place: str) -> tuple[str, str, bool]:
    if isinstance(cause, socket.gaierror):
        return "unresolved", f"the host name of {place} cannot be resolved.", False
    if isinstance(cause, ConnectionRefusedError):
        return "refused", f"nothing listens on {place} (connection refused).", False
    if isinstance(cause, ConnectionResetError | BrokenPipeError):
        return "incomplete", "the server closed the connection without an answer.", False
    number = cause.errno if cause is not None else None
    reason = errno.errorcode.get(number, "") if number is not None else ""
    return "unreachable", f"no connection to {place}{f' ({reason})' if reason else ''}.", False


def _system_error(error: BaseException) -> OSError | None:
    """The operating system's error that the libraries wrapped, or None."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None
