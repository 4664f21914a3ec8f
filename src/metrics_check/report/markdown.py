"""The report as Markdown for a comment on a pull request, or the summary of a CI job.

A table of verdicts, then what needs reading in folded blocks. Written for GitHub's dialect, which
GitLab reads too; what a service says stands in code only, where nothing is markup, link or mention.
"""

import re
from collections.abc import Iterable
from html import escape

from metrics_check.model.outcome import Finding, ProfileReport, Report, Verdict
from metrics_check.report.account import account, file_place, headline, listed, live, name, shown
from metrics_check.report.block import SIGNS
from metrics_check.report.coverage import coverage_lines
from metrics_check.report.coverage import headline as told_coverage
from metrics_check.report.fold import EXPLAINED, Group, explained, told_once
from metrics_check.report.line import Line, document, no_command, plain
from metrics_check.report.summary import COUNTED, summary_line, verdict_word

# GitHub takes 65 536 characters for a comment; the rest is room for the last lines.
MOST_CHARACTERS = 60_000

_TICKS = re.compile("`+")
_MARKUP = re.compile(r"[!-,.-/:-@\[-`{-~]")


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The document; `is_verbose` adds what held and what was not asked for."""
    verdict, _, said = plain([summary_line(report)]).strip().partition("  ")
    head = f"**{verdict}** {said.strip()}\n"
    blocks = (*_explained(report), *_folded(report, is_verbose=is_verbose))
    findings = _findings(live(report, is_verbose=is_verbose))
    tail = (findings, _coverage(report), _left_out(report))
    return document("\n".join(filter(None, (head, _table(report), *_bounded(blocks), *tail))))


def _explained(report: Report) -> Iterable[str]:
    """A block for each reason, the worst of all profiles first."""
    groups = (group for each in report.profiles for group in told_once(explained(each.outcomes)))
    ordered = sorted(groups, key=lambda group: EXPLAINED.index(group[0].verdict))
    return [_group(group, several=len(report.profiles) > 1) for group in ordered]


def _folded(report: Report, *, is_verbose: bool) -> Iterable[str]:
    """A block for each verdict that needs no explanation, with a line for each outcome."""
    told: dict[Verdict, list[str]] = {}
    for outcome in listed(report, is_verbose=is_verbose):
        if outcome.verdict not in EXPLAINED:
            said = headline(outcome).partition(": ")[2]
            parts = (shown(outcome.profile), name(outcome), said)
            told.setdefault(outcome.verdict, []).append(": ".join(filter(None, parts)))
    for verdict, lines in told.items():
        yield _details(f"{SIGNS[verdict]} {len(lines)} {COUNTED[verdict]}", lines)


def _bounded(blocks: Iterable[str]) -> Iterable[str]:
    """The blocks as far as a comment holds them, and how many more there are."""
    room, untold = MOST_CHARACTERS, 0
    for block in blocks:
        room -= len(block)
        if room >= 0:
            yield block
        else:
            untold += 1
    if untold:
        yield f"{untold} more, which this comment has no room for.\n"


def _table(report: Report) -> str:
    if not report.profiles:
        return ""
    words = list(COUNTED.values())
    head = ["profile", "verdict", *words]
    rule = ["---", "---", *("--:" for _ in words)]
    rows = [head, rule, *(_row(profile) for profile in report.profiles)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(profile: ProfileReport) -> list[str]:
    found = [outcome.verdict for outcome in profile.outcomes]
    numbers = (str(found.count(verdict)) for verdict in COUNTED)
    return [_code(shown(profile.profile)), verdict_word(profile.outcomes), *numbers]


def _group(group: Group, *, several: bool) -> str:
    first, *others = group
    verdict = first.verdict
    profile = f" of <code>{escape(shown(first.profile))}</code>" if several else ""
    more = f" and {len(others)} more" if others else ""
    title = f"{SIGNS[verdict]} {verdict}: <code>{escape(name(first))}</code>{profile}{more}"
    alike = (f"{file_place(each)} {each.verdict}: {name(each)}" for each in others)
    return _details(title, (str(file_place(first)), *account(first), *alike))


def _details(title: str, lines: Iterable[str]) -> str:
    """A folded block; `title` is HTML on one line, where Markdown means nothing."""
    body = "\n".join(lines)
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in _TICKS.findall(body)), 0)
    return f"<details><summary>{title}</summary>\n\n{fence}text\n{body}\n{fence}\n\n</details>\n"


def _code(text: str) -> str:
    """The text as code within a line or a cell."""
    is_simple = text.strip() == text and not {"`", "|", "\\"} & set(text)
    if is_simple and text:
        return f"`{text}`"
    # A span of code cannot hold these in a cell; a character reference is never markup.
    return f"<code>{_MARKUP.sub(lambda found: f'&#{ord(found[0])};', text)}</code>"


def _findings(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    noun = "finding" if len(findings) == 1 else "findings"
    lines = [
        shown(": ".join(filter(None, (f"{f.severity} {f.code}", f.target, f.where, f.message))))
        for f in findings
    ]
    return _details(f"{len(findings)} {noun}", _within(lines))


def _coverage(report: Report) -> str:
    if report.coverage is None:
        return ""
    more = coverage_lines(report.coverage, column=0, is_verbose=True, has_headline=False)
    title = f"coverage: {escape(shown(told_coverage(report.coverage)))}"
    lines = [no_command(line.removeprefix("  ")) for line in plain(more).splitlines()]
    return _details(title, _within(lines))


def _left_out(report: Report) -> str:
    if not report.not_judged:
        return ""
    lines = [shown(f"{profile}: {why}") for profile, why in report.not_judged.items()]
    return _details(f"{len(lines)} left out", _within(lines))


def _within(lines: list[str], *, most: int = 20) -> list[str]:
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return [line[:200] for line in lines[:most]] + more
