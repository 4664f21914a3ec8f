"""The findings of a text report: what was noticed on the way, worst first, repeats folded."""

from collections import Counter
from collections.abc import Iterable

from metrics_check.model.outcome import Finding
from metrics_check.notation.visible import visible
from metrics_check.report.line import Line, Span, beside, wrapped

# Of one code on one target this many are told; a lint may have thousands.
MOST_SHOWN = 5

_SEVERITIES = {"error": ("!", "error"), "warning": ("~", "warn"), "info": ("i", "quiet")}


def finding_lines(
    findings: Iterable[Finding], *, column: int, is_verbose: bool
) -> tuple[Line, ...]:
    """A headline, each finding with its place and message, and how many were left untold.

    Those of severity `info` are counted, and told where it `is_verbose`.
    """
    every = tuple(findings)
    live = sorted((f for f in every if not f.is_waived), key=_rank)
    if not every:
        return ()
    headline = Span(f"findings  {_counts(live, waived=len(every) - len(live))}", "title")
    # What is merely better otherwise is counted: a gate is read for what is wrong.
    shown = live if is_verbose else [finding for finding in live if finding.severity != "info"]
    lists_more = Span("  (-v lists them)" if live and not shown else "", "quiet")
    lines: list[Line] = [(headline, lists_more) if lists_more.text else (headline,)]
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in shown:
        alike.setdefault((finding.severity, finding.code, finding.target), []).append(finding)
    for group in alike.values():
        most = len(group) if is_verbose else MOST_SHOWN
        lines += [line for finding in group[:most] for line in _finding(finding, column=column)]
        lines += _untold(group[most:])
    return tuple(lines)


def _rank(finding: Finding) -> int:
    severities = list(_SEVERITIES)
    return severities.index(finding.severity) if finding.severity in severities else 0


def _counts(live: list[Finding], *, waived: int) -> str:
    found = Counter(finding.severity for finding in live)
    words = {"error": "error", "warning": "warning", "info": "info"}
    parts = [_counted(found[key], word) for key, word in words.items() if found[key]]
    return " · ".join([*parts, f"{waived} waived"] if waived else parts)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 or word == "info" else f"{number} {word}s"


def _finding(finding: Finding, *, column: int) -> tuple[Line, ...]:
    sign, style = _SEVERITIES.get(finding.severity, _SEVERITIES["error"])
    target = f" · {finding.target}" if finding.target else ""
    left = Span(f"  {sign} ", style), Span(visible(f"{finding.code}{target}"), "title")
    return (
        *beside(left, Span(visible(finding.where), "place"), column=column),
        *wrapped(visible(finding.message), indent=4),
    )


def _untold(findings: list[Finding]) -> tuple[Line, ...]:
    if not findings:
        return ()
    text = f"… and {len(findings)} more {findings[0].code}  (-v lists them)"
    return wrapped(visible(text), indent=4, style="quiet")
