"""Known secrets in what another side says: an echo of them is not to be printed.

Data is left as it is: an echo in a label's value is what was answered, and is judged.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

from metrics_check.errors import UnreadableSource
from metrics_check.secret import SHOWN

Headers = Iterable[tuple[bytes, bytes]]
# Shorter ones stand in other words by chance; they are hidden where they stand alone.
_SHORT = 4
# A tag would end the title of a page.
_IN_A_BODY = "[secret]"
_SAID = ("error", "errorType", "infos", "warnings")


class Mask:
    """Puts `<secret>` in place of the credentials in these headers, and of these parameters."""

    def __init__(self, headers: Headers = (), *, parameters: Iterable[str] = ()) -> None:
        sent = {secret for _, value in headers for secret in _within(value)}
        self._secrets = frozenset(sent | set(parameters))
        forms = {form for secret in self._secrets for form in _forms(secret)}
        patterns = (_pattern(each) for each in sorted(forms, key=len, reverse=True))
        self._pattern = re.compile("|".join(patterns)) if forms else None

    def text(self, text: str) -> str:
        """The text without secrets."""
        return text if self._pattern is None else self._pattern.sub(SHOWN, text)

    def body(self, body: bytes) -> bytes:
        """A body that will only be described, without secrets."""
        if self._pattern is None:
            return body
        # One byte a character, and back: what is binary stays what it is.
        text = body.decode("latin-1")
        return self._pattern.sub(_IN_A_BODY, text).encode("latin-1")

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Masks the message of an `UnreadableSource` of the block."""
        try:
            yield
        except UnreadableSource as error:
            message = self.text(str(error))
            if message == str(error):
                raise
            # Not with its cause, which holds the text as it came.
            raise UnreadableSource(message, code=error.code, is_final=error.is_final) from None

    def document(self, document: Mapping[str, object]) -> Mapping[str, object]:
        """An answer of the API with what it says of itself, and of its targets, masked."""
        if self._pattern is None:
            return document
        said = {key: self._value(document[key]) for key in _SAID if key in document}
        data = document.get("data")
        if isinstance(data, dict) and isinstance(data.get("activeTargets"), list):
            targets = [self._target(each) for each in data["activeTargets"]]
            said["data"] = {**data, "activeTargets": targets}
        return {**document, **said}

    def _target(self, told: object) -> object:
        if not isinstance(told, dict):
            return told
        return {**told, "lastError": self._value(told.get("lastError"))}

    def _value(self, value: object) -> object:
        if isinstance(value, list):
            return [self.text(each) if isinstance(each, str) else each for each in value]
        return self.text(value) if isinstance(value, str) else value


def _within(value: bytes) -> Iterable[str]:
    """The secrets in a header's value: all of it, what follows its scheme, what that encodes."""
    text = value.decode(errors="replace").strip()
    yield text
    scheme, _, rest = text.partition(" ")
    rest = rest.strip()
    yield rest
    if scheme.lower() == "basic":
        pair = _decoded(rest)
        yield pair
        yield pair.partition(":")[2]


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except (ValueError, binascii.Error):
        return ""


def _forms(secret: str) -> Iterable[str]:
    """A secret as it may be written: as it is, and within quotes, a URL, a page or base64."""
    encoded = base64.b64encode(secret.encode()).decode()
    forms = {
        secret,
        secret.rstrip("="),
        secret.replace("\\", "\\\\").replace('"', '\\"'),
        quote(secret),
        quote(secret, safe=""),
        secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        encoded,
        encoded.rstrip("="),
        # As the bytes that they are on the wire, read one by one.
        secret.encode().decode("latin-1"),
    }
    return (form for form in forms if form)


def _pattern(form: str) -> str:
    text = re.escape(form)
    return text if len(form) >= _SHORT else rf"(?<!\w){text}(?!\w)"
