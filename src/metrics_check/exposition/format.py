"""Tells which format a body is in, and what it is when it is no exposition."""

import re

from metrics_check.exposition.model import Format

_HINTS = re.compile(
    rb'^# (?:EOF$|UNIT [a-zA-Z_:"]|TYPE \S+ (?:unknown|info|stateset|gaugehistogram)$)'
    rb'|" [-+.0-9eE]+ # \{',
    re.MULTILINE,
)
_QUOTED_NAME = re.compile(rb'^(?:\{"|# (?:TYPE|HELP) ")', re.MULTILINE)


def detect_format(
    content_type: str | None, first_bytes: bytes, *, last_bytes: bytes = b""
) -> Format:
    """The format that the Content-Type names, or else what the bytes look like.

    Without a telling Content-Type, OpenMetrics is known by `# EOF` at the end (`last_bytes`, or
    `first_bytes` where that is all) and by what only it has. Anything else is text.
    """
    media, _, parameters = (content_type or "").lower().partition(";")
    settings = dict(_setting(item) for item in parameters.split(";"))
    is_utf8 = settings.get("escaping") == "allow-utf-8"
    if media.strip() == "application/openmetrics-text":
        return Format.OPENMETRICS_UTF8 if is_utf8 else Format.OPENMETRICS
    if media.strip() == "text/plain":
        is_utf8 = is_utf8 or settings.get("version") == "1.0.0"
        return Format.TEXT_UTF8 if is_utf8 else Format.TEXT
    return _by_looks(first_bytes, last_bytes=last_bytes)


def _setting(item: str) -> tuple[str, str]:
    name, _, value = item.partition("=")
    return name.strip(), value.strip().strip('"')


def _by_looks(first_bytes: bytes, *, last_bytes: bytes) -> Format:
    is_openmetrics = last_bytes.endswith((b"\n# EOF\n", b"\n# EOF")) or _HINTS.search(first_bytes)
    is_quoted = _QUOTED_NAME.search(first_bytes)
    if is_openmetrics:
        return Format.OPENMETRICS_UTF8 if is_quoted else Format.OPENMETRICS
    return Format.TEXT_UTF8 if is_quoted else Format.TEXT
