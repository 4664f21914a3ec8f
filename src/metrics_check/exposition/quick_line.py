"""Reads sample lines that the quick grammar knows, fast.

Anything unusual (escapes, exemplars, a label twice) is left to `sample_line`.
"""

from metrics_check.exposition.model import Sample
from metrics_check.model.series import Labels

_REMEMBERED = 50_000


class LabelPairs(dict[str, tuple[str, str]]):
    """Remembers `name="value` texts as pairs: most labels come back on the next line."""

    def __missing__(self, text: str) -> tuple[str, str]:
        name, _, value = text.partition('="')
        if len(self) >= _REMEMBERED:
            self.clear()
        pair = self[text] = (name, value)
        return pair


def parse_quick(
    line: str, *, number: int, pairs: LabelPairs, ticks_per_second: int
) -> Sample | None:
    """The sample of a line that the grammar of its format matched, or None if it is unusual."""
    name, brace, rest = line.partition("{")
    if not brace:
        name, _, rest = line.partition(" ")
        return _sample(name, {}, rest, number, ticks_per_second)
    if "\\" in rest or " # {" in rest:
        return None
    inside, quote, numbers = rest.rpartition('"')
    if not quote:
        return _sample(name, {}, rest[2:], number, ticks_per_second)
    texts = inside.split('",')
    labels = dict(map(pairs.__getitem__, texts))
    if len(labels) != len(texts) or "__name__" in labels:
        return None
    # `} 1` or, with a comma at the end, `,} 1`.
    return _sample(name, labels, numbers.partition(" ")[2], number, ticks_per_second)


def _sample(name: str, labels: Labels, numbers: str, line: int, ticks_per_second: int) -> Sample:
    try:
        return Sample(name, labels, float(numbers), None, None, line)
    except ValueError:
        value, _, timestamp = numbers.partition(" ")
        seconds = float(timestamp) / ticks_per_second
        return Sample(name, labels, float(value), seconds, None, line)
