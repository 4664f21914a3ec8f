"""Which lines the quick grammar does not know: they are read exactly."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from metrics_check.exposition.grammar import OPENMETRICS, TEXT, unknown_lines
from metrics_check.exposition.labels import METRIC_NAME
from metrics_check.exposition.model import Format

# More words than these are cut one by one; to look for a few takes less than to cut all.
_FEW = 6


def first_words(lines: Sequence[bytes]) -> tuple[list[bytes], Counter[bytes]]:
    """What stands before `{` or a blank, of each line, and how often each stands there."""
    words = [line.partition(b"{")[0] for line in lines]
    counts = Counter(words)
    # Most lines have labels; the others, and metadata, go on with a blank.
    longer = {word: count for word, count in counts.items() if b" " in word}
    if len(longer) > _FEW:
        words = [word.partition(b" ")[0] for word in words]
        return words, Counter(words)
    for index in places(words, counts=longer):
        words[index] = words[index].partition(b" ")[0]
        counts[words[index]] += 1
    for word in longer:
        del counts[word]
    return words, counts


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
    lines: Sequence[bytes],
    names: Sequence[bytes],
    *,
    kept: Collection[bytes],
    odd: Collection[bytes],
    syntax: Format,
) -> list[int]:
    """What is unusual among the lines of the names `kept`, and every line of those `odd`."""
    unusual = [index for index, name in enumerate(names) if name in odd] if odd else []
    if kept:
        chosen = [index for index, name in enumerate(names) if name in kept]
        wanted = [lines[index] for index in chosen]
        found = unusual_lines(b"\n".join(wanted) + b"\n", wanted, syntax=syntax)
        unusual += [chosen[index] for index in found]
    return sorted(unusual)


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


def is_plain(name: bytes) -> bool:
    """Whether it is a name as both formats have them without quotes."""
    return METRIC_NAME.fullmatch(name.decode(errors="replace")) is not None


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
