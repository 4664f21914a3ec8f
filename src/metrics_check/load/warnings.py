"""What is not wrong in a profile, and yet probably not meant."""

from collections.abc import Collection, Iterable

from metrics_check.located import Problem
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.series import MetricType
from metrics_check.notation.words import shown

# Kinds of assertion beside which an unknown type is what was said, or does not matter.
_TYPED = frozenset({"type", "absent"})


def warn_of(profiles: Iterable[Profile], *, broken: Collection[str]) -> tuple[Problem, ...]:
    """The warnings of these profiles in file order; an inherited expectation warns once.

    `broken` are the names of those that lack what could not be read.
    """
    found = {
        warning.place: warning
        for profile in profiles
        for warning in _warnings(profile, is_broken=profile.name in broken)
    }
    return tuple(sorted(found.values(), key=lambda warning: warning.place))


def _warnings(profile: Profile, *, is_broken: bool) -> Iterable[Problem]:
    if not (profile.expectations or profile.is_abstract or is_broken):
        message = f"{shown(profile.name)} expects nothing, so there is nothing to judge"
        yield Problem(profile.place, "expects-nothing", message)
    for expectation in profile.expectations:
        if not expectation.assertions and not expectation.run:
            message = f"{shown(expectation.id)} is optional and expects nothing of what is there"
            yield Problem(expectation.place, "expects-nothing", message)
        elif expectation.series is not None and _is_untold(expectation):
            message = (
                f"the type of {shown(expectation.series.name)} is not told; it is taken from the "
                "endpoint's metadata. Say it by `type:`"
            )
            yield Problem(expectation.place, "unknown-type", message)


def _is_untold(expectation: Expectation) -> bool:
    kinds = {assertion.kind for assertion in expectation.assertions}
    return expectation.type is MetricType.UNKNOWN and not kinds & _TYPED
