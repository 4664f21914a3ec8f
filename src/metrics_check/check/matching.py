"""A matcher held against a label value. Pure."""

from collections.abc import Iterable

from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.promql.regex import compile_matcher


def accepts(matcher: Matcher, value: str) -> bool:
    """Whether the matcher takes a series whose label has this value (`""`: has no such label)."""
    match matcher.op:
        case MatchOp.EQUAL:
            return value == matcher.value
        case MatchOp.NOT_EQUAL:
            return value != matcher.value
        case MatchOp.REGEX:
            return compile_matcher(matcher.value)(value)
        case MatchOp.NOT_REGEX:
            return not compile_matcher(matcher.value)(value)


def accepts_all(matchers: Iterable[Matcher], labels: Labels) -> bool:
    """Whether every matcher takes a series with these labels."""
    return all(accepts(matcher, labels.get(matcher.label, "")) for matcher in matchers)
