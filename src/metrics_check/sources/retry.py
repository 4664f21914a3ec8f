"""When a request is made again: how often, and after which pause. Only what was lost on the way."""

import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from metrics_check.sources.deadline import Deadline

# Refused for now: RFC 6585 4, and what proxies answer in place of a server.
BUSY = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
# Connections that broke; one that nothing listens for is told at once, `--wait` waits for it.
LOST = frozenset({"incomplete", "unreachable"})
MOST_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.1
_FACTOR = 4


class Attempts:
    """The attempts at one request, all of them within one deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._made = 1
        self._pause = _FIRST_PAUSE_SECONDS

    def wait(self, retry_after: str = "") -> bool:
        """Returns True when the time of the next attempt has come, False where there is none.

        `retry_after` is the header's value: what it asks for is kept to, or not tried at all.
        """
        asked = seconds_of(retry_after, now=time.time())
        pause = self._pause if asked is None else asked
        if self._made >= MOST_ATTEMPTS or pause >= self._deadline.left():
            return False
        time.sleep(pause)
        self._made += 1
        self._pause *= _FACTOR
        return True


def seconds_of(retry_after: str, *, now: float) -> float | None:
    """The seconds that a `Retry-After` asks for, a number or a date; None: nothing readable."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
