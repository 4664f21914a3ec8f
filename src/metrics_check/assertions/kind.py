"""What a kind of assertion brings, so that nothing else needs to know it exists.

A kind lives in one file, whose `KIND` is entered in `assertions.KINDS`. It owns keys of an
expectation (`labels`), or words of `expect` (`mean`), or both, and turns them into assertions;
it judges them by PromQL (`compile`) or on metadata and label sets (`judge`): exactly one is set.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from metrics_check.located import Fields, Place
from metrics_check.model.probe import Judgement, Probe, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Bound, MetricType, Series


@dataclass(frozen=True, slots=True)
class Entry:
    """An expectation as its kinds read it: params resolved, type told, `expect` and `warn` bound.

    `fields` are the keys in the file (none in the short form). `promql` is the text of `holds`
    or `never`. `bounds` are the assertions that `expect` and `warn` already gave.
    """

    fields: Fields
    place: Place
    series: Series | None
    promql: str | None
    type: MetricType
    bounds: tuple[Assertion, ...]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class BoundLine:
    """One line of `expect`, `warn` or `run`, located. `key` is which of the three."""

    bound: Bound
    place: Place
    key: str


def reads_nothing(entry: Entry) -> tuple[Assertion, ...]:
    """No assertion: what a kind that only owns words of `expect` reads from the keys."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of assertion.

    `schema`: for each key it owns, the JSON Schema of its value. `read`: the assertions that the
    keys of an entry give; raises `InvalidInput` with located problems. `words`: a pattern for the
    aggregate words it owns (matched whole); `bind` makes the assertion of such a line. `types`:
    the metric types it can be asked of. `counts`: its quantities count things and bear no unit.
    `code`: the outcome's code when it is violated (`unproven_code`: when unproven).
    `message`: a sentence for a violation of this subject.
    """

    code: str
    message: Callable[[Subject], str]
    unproven_code: str = "unproven"
    schema: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    read: Callable[[Entry], tuple[Assertion, ...]] = reads_nothing
    words: str = ""
    bind: Callable[[BoundLine], Assertion] | None = None
    types: frozenset[MetricType] = frozenset(MetricType)
    counts: bool = False
    compile: Callable[[Subject], Probe] | None = None
    judge: Callable[[Subject, Shape], Judgement] | None = None
