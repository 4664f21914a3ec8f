"""How far the counters of a profile are, and as of when: what tells that a run has ended."""

from metrics_check.check.plan import Plan
from metrics_check.check.rising import rising_names
from metrics_check.check.sight import Sight, Told
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.profile import Target
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.text import quote_regex
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector
from metrics_check.promql.values import Vector
from metrics_check.record import record

Counted = tuple[tuple[str, str, str], ...]


@record
class Progress:
    """The value of each series that rises. `as_of` is when the oldest of them was taken, by our
    clock in Unix seconds.
    """

    as_of: float
    counted: Counted = ()


def progress_of(plan: Plan, sight: Sight, *, now: float) -> Progress:
    """The progress that a sight shows; nothing is looked at where no run is judged."""
    if not plan.is_run:
        return Progress(now)
    counted: list[tuple[str, str, str]] = []
    as_of = now
    for name, instances in sight.instances.items():
        rising = rising_names(plan, instances=instances)
        if name in sight.told:
            told, target = sight.told[name], plan.profile.targets[name]
            selector = _selector(rising, target=target)
            counted += _counted(name, _asked(told, selector))
            as_of = min(as_of, now - _age(told, selector, target=target))
        else:
            counted += (
                (name, str(sorted(each.labels.items())), repr(each.values[-1]))
                for metric in rising
                for each in sight.own.dataset.by_name.get(metric, ())
                if plan.profile.targets[name].labels.items() <= each.labels.items()
            )
    return Progress(as_of, tuple(sorted(counted)))


def _counted(target: str, vector: Vector) -> list[tuple[str, str, str]]:
    return [(target, str(sorted(each.labels.items())), repr(each.value)) for each in vector]


def _age(told: Told, rising: str, *, target: Target) -> float:
    """How many seconds ago the server scraped what of the target it scraped first.

    What was pushed to it and not scraped is as old as the oldest that rises.
    """
    for selector in (_selector({"up"}, target=target), rising):
        taken = _asked(told, f"min(timestamp({selector}))") if selector else ()
        if taken:
            return told.answers.at - taken[0].value
    return 0.0


def _asked(told: Told, query: str) -> Vector:
    try:
        return told.answers.ask(query) if query and told.view.error is None else ()
    except (UnansweredQuery, UnreadableSource):
        # It is judged by the same server, which says it there.
        return ()


def _selector(names: frozenset[str] | set[str], *, target: Target) -> str:
    if not names:
        return ""
    pattern = "|".join(quote_regex(name) for name in sorted(names))
    matchers = [Matcher(label, MatchOp.EQUAL, v) for label, v in sorted(target.labels.items())]
    return print_selector(Selector(None, (Matcher("__name__", MatchOp.REGEX, pattern), *matchers)))
