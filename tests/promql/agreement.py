"""Whether our answer to a query is the server's: same labels, same values, same errors."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.numbers import parse_float
from metrics_check.promql.values import Matrix, Scalar, Text, Value

RELATIVE, ABSOLUTE = 1e-12, 1e-12
# Which of several pairs a server complains about is a matter of its own order.
_OWN_ORDER = re.compile(r"(found duplicate series for the match group ).*?( on the )(.*?): \[.*\]")


LabelSet = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in comparable form: elements by label set, or an error.

    A sample of a range vector is an element whose labels tell its time too.
    """

    elements: tuple[tuple[LabelSet, float], ...] = ()
    error: str = ""
    text: str = ""


def our_answer(query: str, dataset: Dataset, *, at: float) -> Answer:
    """What we say."""
    try:
        value = evaluate(query, dataset, at=at)
    except InvalidInput:
        return Answer(error="bad_data")
    except UnansweredQuery as exc:
        return Answer(error=_plain(str(exc)) if exc.code == "execution" else exc.code)
    return Answer(text=value.value) if isinstance(value, Text) else Answer(_elements(value))


def server_answer(answer: dict[str, object]) -> Answer:
    """What the server says, from its JSON."""
    if answer["status"] != "success":
        is_bad = answer["errorType"] == "bad_data"
        return Answer(error="bad_data" if is_bad else _plain(str(answer["error"])))
    data = answer["data"]
    assert isinstance(data, dict)
    result = data["result"]
    if data["resultType"] == "string":
        return Answer(text=result[1])
    if data["resultType"] == "scalar":
        return Answer((((), _float(result[1])),))
    if data["resultType"] == "matrix":
        return Answer(tuple(sorted(_server_samples(result))))
    return Answer(
        tuple(sorted((_labels(each["metric"]), _float(each["value"][1])) for each in result))
    )


def _server_samples(result: list[dict[str, Any]]) -> Iterator[tuple[LabelSet, float]]:
    for each in result:
        for taken, value in each["values"]:
            yield (*_labels(each["metric"]), _at(round(taken * 1000))), _float(value)


def agree(ours: Answer, theirs: Answer, *, dialect: int) -> bool:
    """Whether the two answers are the same; NaN equals NaN.

    Of two errors in one query Prometheus 3 may find the other one first.
    """
    if dialect >= 3 and ours.error and theirs.error:
        return "bad_data" not in (ours.error, theirs.error) or ours.error == theirs.error
    if (ours.error, ours.text) != (theirs.error, theirs.text):
        return False
    if [labels for labels, _ in ours.elements] != [labels for labels, _ in theirs.elements]:
        return False
    pairs = zip(ours.elements, theirs.elements, strict=True)
    return all(_same(one, other) for (_, one), (_, other) in pairs)


def _same(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _elements(value: Value) -> tuple[tuple[LabelSet, float], ...]:
    if isinstance(value, Scalar):
        return (((), value.value),)
    if isinstance(value, Matrix):
        return tuple(sorted(_our_samples(value)))
    assert not isinstance(value, Text)
    return tuple(sorted((_labels(each.labels), each.value) for each in value))


def _our_samples(matrix: Matrix) -> Iterator[tuple[LabelSet, float]]:
    for run in matrix.runs:
        for taken_ms, value in zip(run.times, run.values, strict=True):
            yield (*_labels(run.labels), _at(taken_ms)), value


def _labels(labels: Mapping[str, str]) -> LabelSet:
    return tuple(sorted(labels.items()))


def _at(taken_ms: int) -> tuple[str, str]:
    return "@", str(taken_ms)


def _float(text: str) -> float:
    value = parse_float(text)
    assert value is not None, text
    return value


def _plain(error: str) -> str:
    return _OWN_ORDER.sub(r"\1…\2\3", error)
