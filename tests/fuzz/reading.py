"""Coverage-guided fuzzing of the reader: `make fuzz`, or with a number of executions, `RUNS=…`.

Whatever the bytes are, reading them raises nothing but our own error, and all readings of the
same body agree with each other. Needs atheris; `tests/exposition/test_fuzz.py` goes without.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import describe_body
from metrics_check.exposition.describe import document, problem_lines, summary
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.lints import lint_exposition
from metrics_check.exposition.model import Format, Limits, Manner, Wanted
from metrics_check.exposition.read import read_exposition, review_exposition
from tests.exposition.malformed import malformed

FORMATS = tuple(Format)
_LIMITS = Limits(line_bytes=300, names=50, name_bytes=40, labels=8, label_bytes=60, problems=20)
_WANTED = Wanted(frozenset({"a", "h"}), (".*_total",))
_SEEDS = 200


def read_some_way(data: bytes) -> None:
    """Reads `data`, whose first byte says how; AssertionError where two readings differ."""
    how, body = data[0] if data else 0, data[1:]
    syntax, way = FORMATS[how % len(FORMATS)], WAYS[how // len(FORMATS) % len(WAYS)]
    middle = how * len(body) // 256
    with suppress(UnreadableSource):
        way(body, [body[:middle], body[middle:]], syntax)


def _judge(body: bytes, pieces: list[bytes], syntax: Format) -> None:
    whole = read_exposition([body], format=syntax, limits=_LIMITS)
    review = review_exposition(pieces, format=syntax, limits=_LIMITS)
    assert (review.problems, review.names) == (whole.problems, whole.names)


def _tell(body: bytes, pieces: list[bytes], syntax: Format) -> None:
    detect_format(None, body)
    describe_body(body)
    review = review_exposition(pieces, format=syntax, limits=_LIMITS)
    remarks = list(lint_exposition(review, label_names=review.label_names))
    document(review, source="fuzz", remarks=remarks)
    summary(review, source="fuzz")
    for problem in review.problems:
        list(problem_lines(problem, source="fuzz"))


def _select(body: bytes, pieces: list[bytes], syntax: Format) -> None:
    whole = read_exposition([body], format=syntax, limits=_LIMITS)
    some = read_exposition(pieces, format=syntax, wanted=_WANTED, limits=_LIMITS)
    assert all(repr(some.samples[name]) == repr(whole.samples[name]) for name in some.samples)


def _skip(body: bytes, pieces: list[bytes], syntax: Format) -> None:
    # Where label names are asked for, lines are cut; else only where a block is irregular.
    cut, skimmed = (
        read_exposition(
            pieces,
            format=syntax,
            wanted=_WANTED,
            limits=_LIMITS,
            manner=Manner(is_validated=False, names_labels=names_labels),
        )
        for names_labels in (True, False)
    )
    assert (skimmed.problems, skimmed.names) == (cut.problems, cut.names)
    assert repr(skimmed.samples) == repr(cut.samples)


WAYS = (_judge, _tell, _select, _skip)


def write_seeds(folder: Path) -> None:
    """Bodies to begin with."""
    for index, (syntax, body) in enumerate(malformed(_SEEDS)):
        (folder / str(index)).write_bytes(bytes([FORMATS.index(syntax) + 4 * (index % 64)]) + body)


def main() -> None:
    """Runs atheris with the arguments given, those of libFuzzer."""
    # Only where it is installed, which it need not be.
    atheris: Any = import_module("atheris")
    write_seeds(Path(os.environ["METRICS_CHECK_FUZZ_CORPUS"]))
    for name, module in list(sys.modules.items()):
        if name.startswith("metrics_check.exposition."):
            _instrument(module, instrument=atheris.instrument_func)
    atheris.Setup(sys.argv, read_some_way)
    atheris.Fuzz()


def _instrument(module: ModuleType, *, instrument: Callable[[FunctionType], Any]) -> None:
    for holder in (module, *(each for each in vars(module).values() if isinstance(each, type))):
        if holder is not module and holder.__module__ != module.__name__:
            continue
        for name, value in list(vars(holder).items()):
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                setattr(holder, name, instrument(value))


if __name__ == "__main__":
    main()
