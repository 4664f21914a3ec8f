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
    verdict = worst(report.outcomes)
    live = sum(not finding.is_waived for finding in report.findings)
    parts = (
        _counted(len(report.profiles), "profile"),
        counts(report.outcomes),
        _counted(live, "finding") if live else "",
        f"{len(report.not_judged)} left out" if report.not_judged else "",
    )
    text = " · ".join(filter(None, parts))
    style = verdict.value if verdict is not None else "error"
    return Span(verdict_word(report.outcomes), style), Span(f"  {text}  (exit {_exit(report)})")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _exit(report: Report) -> str:
    code = report.exit_code
    if code == 3:
        is_error = report.count(Verdict.ERROR) > 0
        return "3: not everything could be judged" if is_error else "3: nothing was judged"
    if code == 1 and not report.count(Verdict.FAIL):
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
