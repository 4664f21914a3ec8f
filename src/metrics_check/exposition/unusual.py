"""Which lines the quick grammar does not know: they are read exactly."""

from collections.abc import Collection, Iterator, Sequence

from metrics_check.exposition.grammar import OPENMETRICS, TEXT, unknown_lines
from metrics_check.exposition.labels import METRIC_NAME
from metrics_check.exposition.model import Format


def unusual_lines(text: bytes, lines: Sequence[bytes], *, syntax: Format) -> list[int]:
    """The indexes of unusual lines, ascending; `text` is the lines with their newlines."""
    grammar = OPENMETRICS if syntax.is_openmetrics else TEXT
    is_known = grammar.fullmatch(text) is not None
    unusual = set(() if is_known else unknown_lines(lines, grammar=grammar))
    if b'__name__="' in text:
        unusual |= {index for index, line in enumerate(lines) if b'__name__="' in line}
    if not _is_utf8(text):
        unusual |= {index for index, line in enumerate(lines) if not _is_utf8(line)}
    return sorted(unusual)


def unusual_wanted(
    lines: Sequence[bytes], names: Sequence[bytes], *, kept: Collection[bytes], syntax: Format
) -> list[int]:
    """What is unusual among the lines of the names `kept`, and lines that begin with no name."""
    odd = {name for name in set(names) - set(kept) if not _is_plain(name)}
    chosen = [index for index, name in enumerate(names) if name in kept] if kept else []
    wanted = [lines[index] for index in chosen]
    text = b"\n".join(wanted) + b"\n"
    found = [chosen[index] for index in unusual_lines(text, wanted, syntax=syntax)] if kept else []
    if odd:
        found += [index for index, name in enumerate(names) if name in odd]
    return sorted(found)


def places(names: list[bytes], *, counts: dict[bytes, int]) -> list[int]:
    """The indexes of each of these names, of which there are so many, ascending."""
    return sorted(
        index for name, count in counts.items() for index in _places(names, name, count=count)
    )


def _places(names: list[bytes], name: bytes, *, count: int) -> Iterator[int]:
    index = -1
    for _ in range(count):
        index = names.index(name, index + 1)
        yield index


def _is_plain(name: bytes) -> bool:
    is_metadata = name.startswith(b"#")
    return is_metadata or METRIC_NAME.fullmatch(name.decode(errors="replace")) is not None


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
