"""The report as JUnit XML, in the shape that Jenkins reads (its xunit plugin, `junit-10.xsd`).

One suite a profile, one case an outcome. What fails the check is a failure, what could not be
judged an error, what is waived or skipped is skipped; each message begins with the verdict.
"""

from collections import Counter
from collections.abc import Iterable

from metrics_check.model.coverage import Coverage
from metrics_check.model.outcome import Outcome, ProfileReport, Report, Verdict
from metrics_check.report.account import (
    NOTHING_JUDGED,
    account,
    file_place,
    headline,
    is_failing,
    is_nothing_judged,
    name,
    shown,
)
from metrics_check.report.coverage import headline as told_coverage
from metrics_check.report.line import Line, document
from metrics_check.report.markup import Markup, element, nested

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SUITES = "metrics-check"
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The document; `is_verbose` says of what held what was found."""
    suites = [_suite(each, report=report, is_verbose=is_verbose) for each in report.profiles]
    kinds = [_kind(outcome.verdict, report=report) for outcome in report.outcomes]
    if is_nothing_judged(report):
        # Most readers take a document without a failure for a pass.
        suites.append(_nothing_judged())
        kinds.append("error")
    if report.coverage is not None and report.coverage.minimum is not None:
        kinds.append(_coverage_kind(report.coverage))
        suites.append(_coverage(report.coverage, kind=kinds[-1]))
    counts = _counts(kinds)
    del counts["skipped"]
    return document(_HEAD + nested("testsuites", *suites, name=_SUITES, **counts).text)


def _suite(profile: ProfileReport, *, report: Report, is_verbose: bool) -> Markup:
    kinds = [_kind(outcome.verdict, report=report) for outcome in profile.outcomes]
    cases = (
        _case(outcome, kind=kind, is_verbose=is_verbose)
        for outcome, kind in zip(profile.outcomes, kinds, strict=True)
    )
    return nested("testsuite", *cases, name=shown(profile.profile), **_counts(kinds))


def _counts(kinds: Iterable[str]) -> dict[str, str]:
    counted = Counter(kinds)
    numbers = {word: str(counted[kind]) for word, kind in _COUNTED.items()}
    return {"tests": str(counted.total()), **numbers}


def _kind(verdict: Verdict, *, report: Report) -> str:
    """The element that a verdict becomes: `""` where the case passes."""
    if verdict is Verdict.ERROR:
        return "error"
    if is_failing(verdict, report=report):
        return "failure"
    accepted = {Verdict.UNPROVEN, Verdict.WAIVED, Verdict.SKIPPED}
    return "skipped" if verdict in accepted else ""


def _case(outcome: Outcome, *, kind: str, is_verbose: bool) -> Markup:
    head, said = headline(outcome), "\n".join((str(file_place(outcome)), *account(outcome)))
    content: list[Markup] = []
    if kind:
        content.append(element(kind, said, type=shown(outcome.code), message=head))
    elif outcome.verdict is not Verdict.PASS or is_verbose:
        content.append(element("system-out", f"{head}\n{said}"))
    return element("testcase", *content, classname=shown(outcome.profile), name=name(outcome))


def _nothing_judged() -> Markup:
    problem = element("error", type="nothing-judged", message=f"error: {NOTHING_JUDGED}")
    case = element("testcase", problem, classname=_SUITES, name=NOTHING_JUDGED)
    return nested("testsuite", case, name=_SUITES, **_counts(["error"]))


def _coverage_kind(coverage: Coverage) -> str:
    if coverage.is_untold:
        return "error"
    return "failure" if coverage.is_below else ""


def _coverage(coverage: Coverage, *, kind: str) -> Markup:
    """A suite of the minimum alone: no outcome tells of it."""
    said = shown(told_coverage(coverage))
    word = "error" if kind == "error" else "fail"
    content = [element(kind, said, type="coverage", message=f"{word}: {said}")] if kind else []
    title = f"coverage >= {coverage.minimum:g} %"
    case = element("testcase", *content, classname="coverage", name=title)
    return nested("testsuite", case, name="coverage", **_counts([kind]))
