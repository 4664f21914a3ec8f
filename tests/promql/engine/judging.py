"""One evaluation of a script judged: passed, failed, or refused and why."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.parse import parse
from metrics_check.promql.values import Matrix, Scalar, Text, Value
from tests.promql.engine.points import Line
from tests.promql.engine.script import Eval, Expectation
from tests.promql.engine.world import World

# Prometheus' own tests compare with this relative difference (`promqltest`, `defaultEpsilon`).
RELATIVE = 1e-6
DIALECT = 3
NATIVE = "native histograms"
RunTuple = tuple[tuple[tuple[str, str], ...], tuple[int, ...], tuple[float, ...]]
_BACKQUOTED = re.compile(r"[`\"](.*)[`\"]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one evaluation: why it was refused, or what differs; else both `""`."""

    case: Eval
    refused: str = ""
    failed: str = ""


def judge(case: Eval, world: World) -> Verdict:
    """The verdict on one evaluation over what is loaded."""
    try:
        tree = parse(case.query)
    except InvalidInput as error:
        # Operators on native histograms alone do not parse: no other operand has an answer.
        if _gives_natives(case) or (not case.expected.fails and world.names_native(case.query)):
            return Verdict(case, refused=NATIVE)
        return _of_error(case, str(error), is_syntax=True)
    except UnansweredQuery as error:
        return Verdict(case, refused=str(error))
    lacking = world.lacks(tree)
    if not lacking and _gives_natives(case):
        lacking = NATIVE
    if lacking:
        return Verdict(case, refused=lacking)
    dataset = world.dataset(at_ms=case.at_ms, dialect=DIALECT)
    try:
        value = evaluate(tree, dataset)
    except UnansweredQuery as error:
        if error.code == "execution":
            return _of_error(case, str(error), is_syntax=False)
        return Verdict(case, refused=str(error))
    return Verdict(case, failed=difference(value, case.expected))


def _gives_natives(case: Eval) -> bool:
    return any(line.is_native for line in case.expected.lines)


def _of_error(case: Eval, error: str, *, is_syntax: bool) -> Verdict:
    if case.expected.fails:
        return Verdict(case, failed="" if is_syntax else _other_message(error, case.expected))
    if is_syntax:
        return Verdict(case, refused=f"syntax: {error}")
    return Verdict(case, failed=f"an error: {error}")


def _other_message(error: str, expected: Expectation) -> str:
    wanted = _unquoted(expected.message)
    if wanted and wanted not in error:
        return f"the error {error!r}, expected {wanted!r}"
    pattern = _unquoted(expected.pattern)
    if pattern and not re.search(pattern, error):
        return f"the error {error!r}, expected a match of {pattern!r}"
    return ""


def _unquoted(text: str) -> str:
    found = _BACKQUOTED.fullmatch(text)
    return found[1] if found else text


def difference(value: Value, expected: Expectation) -> str:
    if expected.fails:
        return f"{value}, expected an error"
    if isinstance(value, Text):
        return _unequal(value.value, _unquoted(expected.text or ""))
    if isinstance(value, Scalar):
        return "" if _same(value.value, _number(expected.lines)) else f"{value.value}"
    if isinstance(value, Matrix):
        return _unequal(_runs(value), _expected_runs(expected))
    wanted = [(line.labels, line.points[0]) for line in expected.lines]
    found = [(dict(element.labels), element.value) for element in value]
    if not expected.is_ordered:
        wanted, found = sorted(wanted, key=_key), sorted(found, key=_key)
    is_same = len(wanted) == len(found) and all(
        ours[0] == theirs[0] and theirs[1] is not None and _same(ours[1], theirs[1])
        for ours, theirs in zip(found, wanted, strict=True)
    )
    return "" if is_same else f"{found}, expected {wanted}"


def _key(item: tuple[Mapping[str, str], object]) -> list[tuple[str, str]]:
    return sorted(item[0].items())


def _unequal(found: object, wanted: object) -> str:
    return "" if found == wanted else f"{found!r}, expected {wanted!r}"


def _number(lines: tuple[Line, ...]) -> float:
    ((number,),) = [line.points for line in lines]
    assert number is not None
    return number


def _same(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or math.isclose(one, other, rel_tol=RELATIVE)


def _runs(matrix: Matrix) -> list[RunTuple]:
    return sorted((tuple(sorted(r.labels.items())), r.times, r.values) for r in matrix.runs)


def _expected_runs(expected: Expectation) -> list[RunTuple]:
    assert expected.range_ms is not None
    start, _, step = expected.range_ms
    runs: list[RunTuple] = []
    for line in expected.lines:
        points = [
            (start + i * step, each) for i, each in enumerate(line.points) if each is not None
        ]
        times, values = zip(*points, strict=True)
        runs.append((tuple(sorted(line.labels.items())), times, values))
    return sorted(runs)
