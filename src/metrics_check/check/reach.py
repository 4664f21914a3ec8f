"""Which targets an expectation reads: its own, and those that its PromQL may select from. Pure."""

from metrics_check.check.matching import accepts
from metrics_check.check.plan import selectors_of
from metrics_check.model.profile import Expectation, Profile, Target
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.promql.rewrite import Selector


def targets_read(expectation: Expectation, *, profile: Profile) -> tuple[str, ...]:
    """Names of the targets whose samples the expectation may see, its own first.

    A `holds` that compares two services cannot be judged while one of them is not read.
    """
    own = profile.targets[expectation.target]
    selectors = selectors_of(expectation)
    others = (
        target.name
        for target in profile.targets.values()
        if target.name != own.name
        and any(_may_select(selector, own=own.labels, target=target) for selector in selectors)
    )
    return (own.name, *others)


def _may_select(selector: Selector, *, own: Labels, target: Target) -> bool:
    named = {matcher.label for matcher in selector.matchers}
    added = tuple(
        Matcher(label, MatchOp.EQUAL, value) for label, value in own.items() if label not in named
    )
    return all(
        accepts(matcher, target.labels[matcher.label])
        for matcher in (*selector.matchers, *added)
        if matcher.label in target.labels
    )
