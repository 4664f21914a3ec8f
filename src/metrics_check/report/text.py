"""The text report: failures first and explained, passes folded, one summary, nothing else."""

from collections.abc import Iterable

from metrics_check.model.outcome import Outcome, ProfileReport, Report, Verdict
from metrics_check.notation.visible import visible
from metrics_check.report.block import SIGNS, Layout, block, held_block
from metrics_check.report.finding import finding_lines
from metrics_check.report.fold import explained
from metrics_check.report.line import WIDTH, Line, Span, listed, wrapped
from metrics_check.report.reading import reading_lines
from metrics_check.report.summary import counts, summary_line, verdict_word, worst

# Where verdicts and places stand, unless a longer place needs more room.
_COLUMN = 62
_LEAST_COLUMN = 40

_FOLDED = {Verdict.PASS: "held", Verdict.WAIVED: "waived", Verdict.SKIPPED: "skipped"}
_BLANK: Line = ()

# Labels that say nothing which the series and the target do not say already.
_SAME_FOR_REPLICAS = frozenset({"__name__", "job", "violating_metric"})
_SAME_FOR_A_TARGET = _SAME_FOR_REPLICAS | {"instance"}


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The lines of the report; `is_verbose` lists what held, was waived or skipped, one by one."""
    column = _column(report)
    header_column = max((column, *(len(visible(p.profile)) + 2 for p in report.profiles)))
    width = max((len(verdict_word(worst(p.outcomes))) for p in report.profiles), default=0)
    sections = [
        (
            _header(profile, column=header_column, width=width),
            *_profile(profile, column=column, is_verbose=is_verbose),
        )
        for profile in report.profiles
    ]
    sections += [
        finding_lines(report.findings, column=column, is_verbose=is_verbose),
        _left_out(report),
        (summary_line(report),),
    ]
    return _spaced(filter(None, sections))


def _column(report: Report) -> int:
    places = [outcome.where for outcome in report.outcomes]
    places += [finding.where for finding in report.findings]
    lengths = [len(visible(place)) for place in places]
    longest = max((n for n in lengths if n <= WIDTH - _LEAST_COLUMN), default=0)
    return min(_COLUMN, WIDTH - longest)


def _header(profile: ProfileReport, *, column: int, width: int) -> Line:
    verdict = worst(profile.outcomes)
    return (
        Span(visible(profile.profile).ljust(column), "title"),
        Span(verdict_word(verdict).ljust(width), verdict.value if verdict else "error"),
        Span("   " + counts(profile.outcomes)),
    )


def _profile(profile: ProfileReport, *, column: int, is_verbose: bool) -> tuple[Line, ...]:
    targets = {outcome.target for outcome in profile.outcomes if outcome.target}
    read = [reading.target for reading in profile.readings]
    hidden = _SAME_FOR_A_TARGET if len(set(read)) == len(read) else _SAME_FOR_REPLICAS
    layout = Layout(column, names_target=len(targets) > 1, is_verbose=is_verbose, hidden=hidden)
    blocks = [block(group, layout=layout) for group in explained(profile.outcomes)]
    folded = [
        _folded(tuple(o for o in profile.outcomes if o.verdict is verdict), layout=layout)
        for verdict in _FOLDED
    ]
    blocks.append(tuple(line for lines in folded for line in lines))
    if not profile.outcomes:
        blocks.append(wrapped("this profile has no expectation to judge", indent=2))
    told = {outcome.message for outcome in profile.outcomes if outcome.verdict is Verdict.ERROR}
    readings = reading_lines(profile.readings, told=told, is_verbose=is_verbose)
    return _joined(readings, _spaced(filter(None, blocks)))


def _folded(outcomes: tuple[Outcome, ...], *, layout: Layout) -> tuple[Line, ...]:
    if not outcomes:
        return ()
    if layout.is_verbose:
        return tuple(line for outcome in outcomes for line in held_block(outcome, layout=layout))
    verdict = outcomes[0].verdict
    start = f"{len(outcomes)} {_FOLDED[verdict]}: "
    end = "  (-v lists them)"
    ids = (visible(outcome.id) for outcome in outcomes)
    text = start + listed(ids, room=WIDTH - 4 - len(start) - len(end))
    return ((Span(f"  {SIGNS[verdict]} ", verdict.value), Span(text), Span(end, "quiet")),)


def _left_out(report: Report) -> tuple[Line, ...]:
    names = {name: visible(name) for name in report.not_judged}
    width = max(map(len, names.values()), default=0)
    return tuple(
        line
        for name, why in report.not_judged.items()
        for line in wrapped(f"{names[name].ljust(width)}  {visible(why)}", indent=0, style="quiet")
    )


def _spaced(sections: Iterable[tuple[Line, ...]]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for section in sections:
        lines += [_BLANK, *section] if lines else section
    return tuple(lines)


def _joined(first: tuple[Line, ...], second: tuple[Line, ...]) -> tuple[Line, ...]:
    return (*first, *(_BLANK for _ in second[:1]), *second)
