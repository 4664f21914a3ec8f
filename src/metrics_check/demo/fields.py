"""What a request may hold: each function gives one value of a body, or refuses it."""

from collections.abc import Mapping, Sequence
from typing import Any

from metrics_check.demo.web import Refused

MAX_TEXT = 10_000


def mapping_of(document: object, *, what: str) -> Mapping[str, Any]:
    """The document where it is a mapping; its values are of any type still."""
    if not isinstance(document, dict):
        raise Refused(f"{what} is a JSON object")
    return document


def text_of(value: object, name: str) -> str:
    """A text that is not empty, and can be written as UTF-8."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or not _is_writable(value):
        raise Refused(f"expected `{name}` to be a text of 1 to {MAX_TEXT} characters")
    return value


def texts_of(value: object, name: str, *, least: int, most: int) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text_of(each, name) for each in list_of(value, name, least=least, most=most))


def list_of(value: object, name: str, *, least: int, most: int) -> Sequence[object]:
    """A list with so many entries."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise Refused(f"expected `{name}` to be a list of {wanted}")
    return value


def number_of(value: object, name: str, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    # A JSON boolean is an int for Python.
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(f"expected `{name}` to be a whole number from {least} to {most}")
    return value


def choice_of(value: object, name: str, *, known: Sequence[str]) -> str:
    """One of the known texts."""
    if not isinstance(value, str) or value not in known:
        raise Refused(f"expected `{name}` to be one of {', '.join(known)}")
    return value


def _is_writable(text: str) -> bool:
    # JSON may escape half of a character that needs two units (RFC 8259, 8.2).
    return not any("\ud800" <= char <= "\udfff" for char in text)
