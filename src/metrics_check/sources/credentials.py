"""The headers that carry a user's credentials, read from their files at every read."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path

from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.secret import Secret
from metrics_check.sources.address import Login
from metrics_check.sources.options import Credentials

# RFC 9110, 5.6.2: token.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# These say how a message is framed, which is not the user's to decide.
_FRAMING = frozenset(
    {"accept-encoding", "connection", "content-length", "te", "transfer-encoding", "upgrade"}
)
_MAX_FILE_BYTES = 64 << 10


def parse_header(text: str) -> tuple[str, Secret]:
    """Name and value of `NAME: VALUE`. Raises `InvalidInput`, which never repeats the value."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name):
        raise InvalidInput("A header is written as 'Name: value'.")
    if name.lower() in _FRAMING:
        raise InvalidInput(f"The header {name} cannot be set: it says how the message is framed.")
    if not _is_field_value(value):
        raise InvalidInput(f"The value of the header {name} holds a control character.")
    return name, Secret(value)


def credential_headers(
    credentials: Credentials, *, login: Login | None
) -> Sequence[tuple[bytes, bytes]]:
    """What to send to the target's own origin; the URL's own user goes before the files.

    Raises `UnreadableSource` (`bad-credentials`) for a file that cannot be used.
    """
    headers = [(name.encode(), value.reveal().encode()) for name, value in credentials.headers]
    authorization = _authorization(credentials, login=login)
    if authorization is None:
        return headers
    kept = [(name, value) for name, value in headers if name.lower() != b"authorization"]
    return [*kept, (b"Authorization", authorization)]


def _authorization(credentials: Credentials, *, login: Login | None) -> bytes | None:
    if login is not None:
        return _basic(f"{login.user}:{login.password.reveal()}")
    if credentials.bearer_token_file is not None:
        token = _read(credentials.bearer_token_file, flag="--bearer-token-file")
        return b"Bearer " + token.encode()
    if credentials.basic_auth_file is not None:
        pair = _read(credentials.basic_auth_file, flag="--basic-auth-file")
        if ":" not in pair:
            raise _unusable("--basic-auth-file", reason="it does not hold user:password")
        return _basic(pair)
    return None


def _basic(pair: str) -> bytes:
    return b"Basic " + base64.b64encode(pair.encode())


def _read(path: Path, *, flag: str) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_FILE_BYTES + 1)
        text = data.decode().strip()
    except UnicodeDecodeError:
        raise _unusable(flag, reason="it is not text") from None
    except OSError as error:
        raise _unusable(flag, reason=error.strerror or type(error).__name__) from error
    if not text:
        raise _unusable(flag, reason="it is empty")
    if len(data) > _MAX_FILE_BYTES or not _is_field_value(text):
        raise _unusable(flag, reason="it holds more than one line")
    return text


def _is_field_value(text: str) -> bool:
    """RFC 9110, 5.5: no control characters but the tab."""
    return all(character == "\t" or character.isprintable() for character in text)


def _unusable(flag: str, *, reason: str) -> UnreadableSource:
    return UnreadableSource(
        f"the file of {flag} cannot be used: {reason}.", code="bad-credentials", is_final=True
    )
