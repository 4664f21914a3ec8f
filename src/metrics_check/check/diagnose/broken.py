"""Data that are broken in themselves: what follows of it, and where to see it."""

from metrics_check.check.diagnose import command
from metrics_check.check.plan import families_of, selectors_of
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis, Outcome
from metrics_check.model.profile import Expectation
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.text import quote_regex
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector

_DUPLICATES = frozenset({"duplicate-bucket", "duplicate-series"})
_OF_DUPLICATES = (
    "Prometheus keeps one of them, whichever comes first: look for two collectors, or two workers,"
    " that show the same"
)
_OF_PARTS = (
    "means and quantiles of it are wrong or empty on any server: look at what makes or filters"
    " these lines, a client, a proxy or a relabelling"
)
_PARTS = "(_bucket|_count|_sum)?"


def explain_broken(
    outcome: Outcome, *, expectation: Expectation, target: TargetView
) -> tuple[Diagnosis, ...]:
    """One step: what it does to whoever reads the metric, and a command that shows the lines."""
    message = _OF_DUPLICATES if outcome.code in _DUPLICATES else _OF_PARTS
    if target.is_server:
        try_next = command.query(_all_parts(expectation, target=target), target=target)
    else:
        url = next(iter(target.urls), "")
        try_next = command.parse(url) if url else ""
    return (Diagnosis(outcome.code, message, try_next),)


def _all_parts(expectation: Expectation, *, target: TargetView) -> str:
    """Every series of the families that an expectation reads, as a server has them."""
    if expectation.series is not None:
        families = {expectation.series.name}
    else:
        found = {name for each in selectors_of(expectation) for name in families_of(each)}
        families = {name for name in found if f"{name}_count" in target.names} or found
    pattern = "|".join(map(quote_regex, sorted(families)))
    whole = f"({pattern}){_PARTS}" if len(families) > 1 else f"{pattern}{_PARTS}"
    matchers = [Matcher("__name__", MatchOp.REGEX, whole if families else ".+")]
    matchers += [Matcher(k, MatchOp.EQUAL, v) for k, v in sorted(target.labels.items())]
    return print_selector(Selector(None, tuple(matchers)))
