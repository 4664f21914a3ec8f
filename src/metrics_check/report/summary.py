"""The words and numbers of a verdict: for one profile, and for the whole report. Pure."""

from collections.abc import Iterable

from metrics_check.model.outcome import Outcome, Report, Verdict
from metrics_check.report.line import Line, Span

COUNTED = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "not judged",
    Verdict.UNPROVEN: "unproven",
    Verdict.WARN: "warned",
    Verdict.WAIVED: "waived",
    Verdict.SKIPPED: "skipped",
}
"""The word for each verdict in counts, in the order in which they are told."""


def worst(outcomes: Iterable[Outcome]) -> Verdict | None:
    """The worst verdict, None where there is no outcome."""
    found = {outcome.verdict for outcome in outcomes}
    return next((verdict for verdict in Verdict if verdict in found), None)


def verdict_word(outcomes: tuple[Outcome, ...]) -> str:
    """The worst verdict as a headline says it: `FAIL`, `PASS`; `EMPTY` where there was none.

    What is waived does not fail, and where nothing passed beside it, nothing passed.
    """
    found = {outcome.verdict for outcome in outcomes}
    verdict = worst(outcomes)
    if verdict is Verdict.WAIVED and Verdict.PASS in found:
        return "PASS"
    return "EMPTY" if verdict is None else verdict.value.upper()


def report_verdict(report: Report) -> Verdict | None:
    """The worst verdict of all that is asked, a minimum of coverage among it."""
    found = worst(report.outcomes)
    coverage = report.coverage
    if coverage is None or found in {None, Verdict.ERROR}:
        return found
    if coverage.is_untold:
        return Verdict.ERROR
    return Verdict.FAIL if coverage.is_below else found


def report_word(report: Report) -> str:
    """That verdict as the headline of the report says it."""
    is_asked = report.coverage is not None and (
        report.coverage.is_untold or report.coverage.is_below
    )
    verdict = report_verdict(report)
    if is_asked and verdict is not None:
        return verdict.value.upper()
    return verdict_word(report.outcomes)


def counts(outcomes: Iterable[Outcome]) -> str:
    """`14 passed · 1 failed · 1 unproven`: what did not occur is left out, but `passed` never."""
    found = [outcome.verdict for outcome in outcomes]
    return " · ".join(
        f"{found.count(verdict)} {word}"
        for verdict, word in COUNTED.items()
        if verdict in found or verdict is Verdict.PASS
    )


def summary_line(report: Report) -> Line:
    """The last line: the verdict, all counts, the exit code and what it means."""
    verdict = report_verdict(report)
    live = sum(not finding.is_waived for finding in report.findings)
    parts = (
        _counted(len(report.profiles), "profile"),
        counts(report.outcomes),
        _counted(live, "finding") if live else "",
        f"{len(report.not_judged)} left out" if report.not_judged else "",
    )
    text = " · ".join(filter(None, parts))
    style = verdict.value if verdict is not None else "error"
    return Span(report_word(report), style), Span(f"  {text}  (exit {_exit(report)})")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _exit(report: Report) -> str:
    code = report.exit_code
    if code == 3:
        if report.count(Verdict.ERROR):
            return "3: not everything could be judged"
        is_untold = report.coverage is not None and report.coverage.is_untold
        return "3: the coverage could not be told" if is_untold else "3: nothing was judged"
    if code == 1 and not report.count(Verdict.FAIL):
        if report.coverage is not None and report.coverage.is_below:
            return "1: --min-coverage is not reached"
        if report.is_strict and report.count(Verdict.WARN):
            return "1: --strict lets no warning pass"
        if not report.count(Verdict.PASS):
            return "1: unproven does not hold, and nothing passed"
        return "1: unproven does not hold; --allow-unproven lets it pass"
    if code == 0 and report.count(Verdict.WAIVED) and not report.count(Verdict.PASS):
        return "0: what failed is waived, and nothing passed"
    if code == 0 and report.count(Verdict.UNPROVEN):
        return "0: --allow-unproven lets it pass"
    return str(code)
