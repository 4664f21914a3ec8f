"""What a restart in a run leaves to be judged: increases are lower bounds then. Pure."""

from collections.abc import Iterator

from metrics_check.assertions.selectors import RISING
from metrics_check.check.plan import selectors_of
from metrics_check.check.reach import targets_read
from metrics_check.check.sight import Restart, Sight
from metrics_check.model.outcome import Finding
from metrics_check.model.probe import Subject
from metrics_check.model.series import Bound

RESTARTED = "restarted-in-run"
_ENOUGH = frozenset({">=", ">"})
# More of them move these either way.
_EITHER_WAY = frozenset({"mean", "quantile", "within"})


def why_unproven(subject: Subject, *, sight: Sight) -> str:
    """Why a lower bound does not do for an assertion, `""` where it does or there is none."""
    restarts = [
        each
        for name in targets_read(subject.expectation, profile=sight.profile)
        for each in sight.restarts.get(name, ())
    ]
    if not restarts or not _is_about_increases(subject, sight=sight) or _is_enough(subject):
        return ""
    return f"{_told(restarts[0])}, so its increase is a lower bound"


def restart_findings(sight: Sight) -> Iterator[Finding]:
    """A finding for each instance that began anew in the run."""
    for target, restarts in sight.restarts.items():
        for each in restarts:
            message = f"{_told(each)}; what it had counted before that is not in the increase"
            yield Finding(RESTARTED, "warning", target, each.instance, message)


def _told(restart: Restart) -> str:
    return f"{restart.instance} began anew in the run ({restart.why})"


def _is_about_increases(subject: Subject, *, sight: Sight) -> bool:
    expectation, assertion = subject.expectation, subject.assertion
    if expectation.series is not None:
        is_bound = isinstance(assertion.detail, Bound) and assertion.kind != "series"
        return is_bound and subject.type in RISING
    rising = sight.begins[expectation.target].rising
    return any(found.name in rising for found in selectors_of(expectation))


def _is_enough(subject: Subject) -> bool:
    detail = subject.assertion.detail
    if not isinstance(detail, Bound) or subject.assertion.kind in _EITHER_WAY:
        return False
    return all(each.op in _ENOUGH for each in detail.comparisons)
