"""Says what a body is when it is no exposition. Its text is hostile: bounded, made plain."""

import re
from collections.abc import Callable
from typing import cast

from metrics_check.lazy import resolve

# What `describe_body` says of what may be one.
EXPOSITION = "an exposition"
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_MARKS = (
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "an image"),
    (b"\x7fELF", "a program"),
)
_TITLE_LENGTH = 80
_LOOKED_AT = 1 << 16
_SAMPLE_LINE = re.compile(rb"^[a-zA-Z_:][a-zA-Z0-9_:]{0,500}(?:\{| [-+.0-9NI])", re.MULTILINE)


def describe_body(first_bytes: bytes) -> str:
    """What the body is, as the end of a sentence: `an HTML page titled 'Sign in'`."""
    text = first_bytes[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    for mark, what in _MARKS:
        if text.startswith(mark):
            return what
    start = text.lstrip()[:1000].lower()
    if not start:
        return "an empty body"
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return _describe_html(text)
    if start.startswith((b"<?xml", b"<")):
        return "an XML document"
    if _is_binary(text):
        return "binary data"
    if _SAMPLE_LINE.search(text) or b"# TYPE " in text or b"# HELP " in text:
        return EXPOSITION
    if start.startswith(b"{"):
        return "a JSON object"
    if start.startswith(b"["):
        return "a JSON list"
    return f"text that begins {plain_text(text.decode(errors='replace'), length=40)!r}"


def _describe_html(text: bytes) -> str:
    match = _TITLE.search(text)
    title = plain_text(_unescaped(match[1].decode(errors="replace")) if match else "")
    return f"an HTML page titled {title!r}" if title else "an HTML page"


def _unescaped(text: str) -> str:
    # By text: its table of entities is large, and seldom is an HTML page met.
    return cast(Callable[[str], str], resolve("html:unescape"))(text)


def plain_text(text: str, *, length: int = _TITLE_LENGTH) -> str:
    """One line of printable characters, spaces made single, cut at `length` with an ellipsis."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def _is_binary(text: bytes) -> bool:
    sample = text[:1000]
    controls = sum(byte < 32 and byte not in b"\t\n\r" for byte in sample)
    return controls * 10 > len(sample) or b"\0" in sample
