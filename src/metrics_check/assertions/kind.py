"""What a kind of assertion brings, so that nothing else needs to know it exists.

A kind lives in one file, whose `KIND` is entered in `assertions.KINDS`. It owns keys of an
expectation (`labels`), or words of `expect` (`mean`), or both, and turns them into assertions;
it judges them by PromQL (`compile`) or on metadata and label sets (`judge`): exactly one is set.
"""

from collections.abc import Callable, Mapping
from dataclasses import field

from metrics_check.located import Fields, Place
from metrics_check.model.probe import Judgement, Probe, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Bound, Labels, MetricType, Series
from metrics_check.record import record


@record
class Entry:
    """An expectation as its kinds read it: params resolved, type told, `expect` and `warn` bound.

    `fields` are the keys in the file (none in the short form). `promql` is the text of `holds`
    or `never`. `bounds` are the assertions that `expect` and `warn` already gave.
    `is_type_declared`: by `type:`, or by the word `histogram` of the short form.
    """

    fields: Fields
    place: Place
    series: Series | None
    promql: str | None
    type: MetricType
    bounds: tuple[Assertion, ...]
    is_optional: bool
    is_type_declared: bool = False


@record
class BoundLine:
    """One line of `expect`, `warn` or `run`, located. `key` is which of the three."""

    bound: Bound
    place: Place
    key: str


@record
class Reason:
    """Why an outcome is what it is: a stable code, and a sentence for a person."""

    code: str
    message: str


@record
class Explanation:
    """What is the case beside a violation: a stable code, and a sentence for a person.

    `observed` stands for every value that was seen, where those tell nothing.
    """

    code: str
    message: str
    observed: str = ""


def reads_nothing(entry: Entry) -> tuple[Assertion, ...]:
    """No assertion: what a kind that only owns words of `expect` reads from the keys."""
    return ()


def says_nothing_to_judge(subject: Subject) -> str:
    """The sentence of a kind that has none of its own for an unproven outcome."""
    return "there was nothing to judge"


@record
class Kind:
    """One kind of assertion.

    `schema`: for each key it owns, the JSON Schema of its value. `read`: the assertions that the
    keys of an entry give; raises `InvalidInput` with located problems. `words`: a pattern for the
    aggregate words it owns (matched whole), `suggests` those worth proposing; `bind` makes the
    assertion of such a line, and raises `InvalidInput` too. `types`: the metric types it can be
    asked of. `counts`: its quantities count things and bear no unit.
    `code` and `message`: what a violation is called, and a sentence for it (`unproven_code`,
    `unproven_message`: the same where nothing was there to judge). `reason` tells them from the
    labels of the violating elements where one kind has several. `judges_absence`: a violation
    without any series is `absent-series`. `compile` gives a probe whose `unproven` is still bare:
    `compile.compile_assertion` wraps it. `explain`: what is the case beside a violation, told from
    the shape. `needs`: a query that is empty only where a violation is for want of series.
    `word`: a judged value as a person is told it, `""` for its number; `counts_series`: what
    `observed` shows are numbers of series. `note`: a word on a violating element, by its labels.
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
    explain: Callable[[Subject, Shape], Explanation | None] | None = None
    unproven_message: Callable[[Subject], str] = says_nothing_to_judge
    reason: Callable[[Subject, tuple[Labels, ...]], Reason] | None = None
    judges_absence: bool = True
    suggests: tuple[str, ...] = ()
    needs: Callable[[Subject], str] | None = None
    word: Callable[[Subject, float], str] | None = None
    counts_series: bool = False
    note: Callable[[Subject, Labels], str] | None = None
