"""What `holds` and `never` share: the text with the target's labels, and the series it reads."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from metrics_check.assertions.fields import invalid, located, read_text
from metrics_check.assertions.kind import Entry
from metrics_check.assertions.selectors import increase_since, target_matchers
from metrics_check.errors import BadNotation
from metrics_check.model.probe import Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.notation.words import shown
from metrics_check.promql.comparison import makes_up_elements
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_selector, printed
from metrics_check.promql.regex import matcher_test
from metrics_check.promql.rewrite import selectors, with_matchers, with_selectors
from metrics_check.promql.starvation import starved
from metrics_check.promql.structure import top, without_le
from metrics_check.promql.tree import Selector, at_the_moment
from metrics_check.promql.witness import witness

_MADE_UP = (
    "`holds` says nothing of elements that `fill` or `fill_left` makes up: they are in no series."
    " Fill the other side only, with `fill_right`"
)


def read_condition(entry: Entry, *, key: str) -> tuple[Assertion, ...]:
    """The assertion of the PromQL at `key`; raises `InvalidInput` for what cannot fail."""
    node = entry.fields.get(key)
    if node is None or entry.promql is None:
        return ()
    text = read_text(node, key=key)
    try:
        vacuous = _why_vacuous(entry.promql)
    except BadNotation as error:
        raise located(error, text=text) from error
    if vacuous:
        raise invalid(text.place, f"`{key}` says nothing: {vacuous}", code="cannot-fail")
    if key == "holds" and makes_up_elements(entry.promql):
        raise invalid(text.place, _MADE_UP, code="cannot-fail")
    one_line = " ".join(entry.promql.split())
    return (Assertion(key, key, text.place, f"{key} {one_line}"),)


def with_target(subject: Subject) -> str:
    """The PromQL of a subject, the target's labels in every selector that does not name them."""
    promql = subject.expectation.promql
    if promql is None:
        raise TypeError(f"{subject.expectation.id} has no PromQL")
    return with_matchers(promql, subject.target_labels)


def as_judged(text: str, subject: Subject) -> str:
    """The PromQL of a subject as it is judged: in a run, what rises by its increases."""
    begin = subject.begin
    if begin is None:
        return text

    def read(found: Selector) -> str:
        is_plain = found == at_the_moment(found) and found.name in begin.rising
        return increase_since(print_selector(found), begin.at) if is_plain else ""

    return with_selectors(text, read)


def series_read(text: str) -> str:
    """Not empty when any selector of the PromQL matches a series; the target's are in already."""
    return _union(map(at_the_moment, selectors(text)))


def metrics_read(text: str, *, labels: Labels) -> str:
    """The same, each selector stripped to its name and the target's labels."""
    return _union(_stripped(found, labels=labels) for found in selectors(text))


def needed(text: str, *, labels: Labels) -> str:
    """A query that is empty where the PromQL has no element for want of series.

    `""` where it needs none. Selectors are stripped as in `metrics_read`, but for the labels that
    a series must have: one that no series has, misspelled or dropped, leaves out everything.
    """
    found = witness(parse(text), strip=partial(_with_its_labels, labels=labels))
    return "" if found is None else printed(found)


def needed_as_typed(text: str) -> str:
    """The same with the selectors as they are: empty too where a matcher leaves out everything."""
    found = witness(parse(text), strip=at_the_moment)
    return "" if found is None else printed(found)


def few_samples(subject: Subject) -> str:
    """A query that is not empty where every series that the PromQL needs is there, and it has no
    element because a range holds too few samples. `""` where it reads no range.
    """
    promql = subject.expectation.promql or ""
    found = starved(parse(promql))
    if found is None:
        return ""
    query = with_matchers(found, subject.target_labels)
    wanted = needed_as_typed(with_target(subject)) if len(set(selectors(promql))) > 1 else ""
    return f"({query}) and on () ({wanted})" if wanted else query


def has_many_names(text: str) -> bool:
    """Whether its elements may differ in nothing but their metric name."""
    return any(found.name is None for found in selectors(text))


_FIXED = frozenset({"le", "quantile"})
_ANY_VALUE = ".+"

VIOLATING_METRIC = "violating_metric"
"""The label of a violation in which its metric name is kept."""


def named(text: str) -> str:
    """The same elements, their metric name kept in a label: an alert drops `__name__`."""
    return f'label_replace({text}, "{VIOLATING_METRIC}", "$1", "__name__", "(.+)")'


def _why_vacuous(promql: str) -> str:
    whole = top(promql)
    if whole.kind == "matrix":
        return "it is a range, expected an instant vector. Wrap it, such as `increase(x[5m])`"
    if whole.is_constant or whole.kind == "string":
        return "it reads no series, and a constant cannot fail"
    if whole.kind == "scalar":
        return "it is a single number, expected an instant vector. Leave `scalar()` out"
    if whole.comparison is not None and whole.comparison.is_bool:
        return "`bool` makes 0 or 1 of every element and drops none. Remove `bool`"
    if whole.is_never_empty:
        return "it has an element whatever is exposed, as `or vector(…)` does. Remove that part"
    aggregated = without_le(promql)
    if aggregated:
        return f"no quantile is left of {shown(aggregated)}, which has no `le`. Keep it: `by (le)`"
    return ""


def _stripped(found: Selector, *, labels: Labels) -> Selector:
    kept = tuple(
        matcher
        for matcher in found.matchers
        if matcher.label == "__name__" or matcher.label in labels
    )
    stripped = Selector(found.name, (*kept, *target_matchers(kept, labels=labels)))
    # What names neither a metric nor a target's label cannot be stripped any further.
    return stripped if stripped != Selector(None) else at_the_moment(found)


def _with_its_labels(found: Selector, *, labels: Labels) -> Selector:
    stripped = _stripped(found, labels=labels)
    known = {matcher.label for matcher in stripped.matchers} | {"__name__"}
    needed = (_there(matcher) for matcher in found.matchers if matcher.label not in known)
    added = dict.fromkeys(each for each in needed if each is not None)
    return replace(stripped, matchers=(*stripped.matchers, *added))


def _there(matcher: Matcher) -> Matcher | None:
    """What every series that the matcher takes has, where it asks for values of the label.

    None where it takes series without the label, or asks for the label itself: `user_id!=""`.
    """
    asks = matcher.op in (MatchOp.EQUAL, MatchOp.REGEX) and matcher.value != _ANY_VALUE
    if not asks or matcher_test(matcher)(""):
        return None
    # The bounds of buckets and quantiles are fixed: another one will not come.
    if matcher.label in _FIXED and matcher.op is MatchOp.EQUAL:
        return matcher
    return Matcher(matcher.label, MatchOp.NOT_EQUAL, "")


def _union(found: Iterable[Selector]) -> str:
    return " or ".join(dict.fromkeys(print_selector(each) for each in found))
