"""The bounds that hold while a body is read: its size and its time."""

from collections.abc import Iterable, Iterator

from metrics_check.errors import UnreadableSource
from metrics_check.sources.deadline import Deadline

_UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def bounded(
    chunks: Iterable[bytes], *, max_bytes: int, deadline: Deadline, shown: str
) -> Iterator[bytes]:
    """The same chunks. Raises `UnreadableSource` (`too-large`, `timeout`) at the first beyond."""
    total = 0
    for chunk in chunks:
        deadline.require(shown)
        total += len(chunk)
        if total > max_bytes:
            raise too_large(shown, max_bytes=max_bytes)
        yield chunk


def too_large(shown: str, *, max_bytes: int) -> UnreadableSource:
    """The error of a body beyond the bound."""
    return UnreadableSource(
        f"{shown}: the body is larger than {format_bytes(max_bytes)} (--max-body).",
        code="too-large",
        is_final=True,
    )


def format_bytes(count: int) -> str:
    """A size as `--max-body` takes it: `256MiB`, `1000B`."""
    for factor, unit in _UNITS:
        if count and count % factor == 0:
            return f"{count // factor}{unit}"
    return f"{count}B"
