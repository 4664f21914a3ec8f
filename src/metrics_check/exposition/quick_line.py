"""Reads sample lines that the quick grammar knows, fast.

Anything unusual (escapes, exemplars, a label twice) is left to `sample_line`.
"""

from collections.abc import Iterator, Sequence

from metrics_check.exposition.model import Sample

_REMEMBERED = 50_000
_NO_LABELS: dict[str, str] = {}


class LabelPairs(dict[str, tuple[str, str]]):
    """Remembers `name="value` texts as pairs: most labels come back on the next line."""

    def __missing__(self, text: str) -> tuple[str, str]:
        name, _, value = text.partition('="')
        if len(self) >= _REMEMBERED:
            self.clear()
        pair = self[text] = (name, value)
        return pair


def has_odd_values(text: bytes) -> bool:
    """Whether `parse_quick` may meet a line that it leaves to `sample_line`, but for its labels."""
    # `=",` is a value that begins with a comma, or one that ends with `=`.
    return b"\\" in text or b'=",' in text or b" # {" in text


def parse_quick(
    lines: Sequence[bytes],
    *,
    first: int,
    chosen: Sequence[int],
    pairs: LabelPairs,
    ticks: int,
    is_plain: bool = False,
) -> Iterator[Sample | int]:
    """The sample of each chosen line, or its index where it is unusual.

    `lines` were matched by the grammar of their format. `first` is the number of the line at 0,
    `ticks` how many units of a timestamp make a second. `is_plain`: none `has_odd_values`.
    """
    pair = pairs.__getitem__
    for index in chosen:
        line = lines[index].decode()
        name, brace, rest = line.partition("{")
        labels = _NO_LABELS
        if not brace:
            name, _, numbers = line.partition(" ")
        else:
            if not is_plain and ("\\" in rest or " # {" in rest or '=",' in rest):
                yield index
                continue
            inside, quote, numbers = rest.rpartition('"')
            if quote:
                texts = inside.split('",')
                labels = dict(map(pair, texts))
                if len(labels) != len(texts) or "__name__" in labels:
                    yield index
                    continue
            # `} 1` or, with a comma at the end, `,} 1`.
            numbers = numbers.partition(" ")[2]
        timestamp = None
        try:
            value = float(numbers)
        except ValueError:
            numbers, _, ticked = numbers.partition(" ")
            value, timestamp = float(numbers), float(ticked) / ticks
        yield Sample(name, labels, value, timestamp, None, first + index)
