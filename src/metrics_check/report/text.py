"""The text report: failures first and explained, passes folded, one summary, nothing else."""

from collections.abc import Iterable

from metrics_check.assertions.conditions import VIOLATING_METRIC
from metrics_check.model.outcome import Outcome, ProfileReport, Report, Verdict
from metrics_check.notation.visible import visible
from metrics_check.report.block import SIGNS, Layout, block, held_block
from metrics_check.report.coverage import coverage_lines
from metrics_check.report.finding import finding_lines
from metrics_check.report.fold import Group, explained, told_once
from metrics_check.report.line import WIDTH, Line, Span, listed, no_command_line, wrapped
from metrics_check.report.reading import reading_lines
from metrics_check.report.summary import counts, summary_line, verdict_word, worst

# Where verdicts and places stand, unless a longer place needs more room.
_COLUMN = 62
_LEAST_COLUMN = 40

_FOLDED = {Verdict.PASS: "held", Verdict.WAIVED: "waived", Verdict.SKIPPED: "skipped"}
_BLANK: Line = ()
# The code of the step that tells of a waiver.
_WAIVED = "waived"
_PICK = (
    "The stack is in no profile's mode. Name one to see all that it requires, or put the stack in "
    "its mode: variables are read from the environment, then from the env file (default: .env)."
)

# Labels that say nothing which the series and the target do not say already.
_SAME_FOR_REPLICAS = frozenset({"__name__", "job", VIOLATING_METRIC})
_SAME_FOR_A_TARGET = _SAME_FOR_REPLICAS | {"instance"}


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The lines of the report; `is_verbose` lists what held, was waived or skipped, one by one."""
    column = _column(report)
    header_column = max((column, *(len(visible(p.profile)) + 2 for p in report.profiles)))
    width = max((len(verdict_word(p.outcomes)) for p in report.profiles), default=0)
    sections = [
        (
            _header(profile, column=header_column, width=width),
            *_profile(profile, column=column, is_verbose=is_verbose),
        )
        for profile in report.profiles
    ]
    sections += [
        finding_lines(report.findings, column=column, is_verbose=is_verbose),
        coverage_lines(report.coverage, column=column, is_verbose=is_verbose),
        _left_out(report),
        _how_to_pick(report),
        (summary_line(report),),
    ]
    return tuple(map(no_command_line, _spaced(filter(None, sections))))


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
        Span(verdict_word(profile.outcomes).ljust(width), verdict.value if verdict else "error"),
        Span("   " + counts(profile.outcomes)),
    )


def _profile(profile: ProfileReport, *, column: int, is_verbose: bool) -> tuple[Line, ...]:
    if not is_verbose and profile.outcomes and all(map(_is_deselected, profile.outcomes)):
        return ()
    groups = told_once(explained(profile.outcomes))
    owner = _owner_of(groups)
    layout = Layout(
        column,
        names_target=len({each.target for each in profile.outcomes if each.target}) > 1,
        is_verbose=is_verbose,
        hidden=_same_labels(profile),
        owner=owner,
    )
    blocks = [block(group, layout=layout) for group in groups]
    blocks.append(_all_folded(profile.outcomes, layout=layout))
    if not profile.outcomes:
        blocks.append(wrapped("this profile has no expectation to judge", indent=2))
    told = {outcome.message for outcome in profile.outcomes if outcome.verdict is Verdict.ERROR}
    readings = reading_lines(profile.readings, told=told, is_verbose=is_verbose)
    owned = wrapped(visible(f"owned by {owner}"), indent=2, style="quiet") if owner else ()
    return _joined((*readings, *owned), _spaced(filter(None, blocks)))


def _is_deselected(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.SKIPPED and outcome.code == "deselected"


def _owner_of(groups: tuple[Group, ...]) -> str:
    """Who owns all that is explained, where several blocks would say so."""
    owners = {outcome.owner for group in groups for outcome in group}
    return next(iter(owners)) if len(groups) > 1 and len(owners) == 1 else ""


def _same_labels(profile: ProfileReport) -> frozenset[str]:
    read = [reading.target for reading in profile.readings]
    return _SAME_FOR_A_TARGET if len(set(read)) == len(read) else _SAME_FOR_REPLICAS


def _all_folded(outcomes: tuple[Outcome, ...], *, layout: Layout) -> tuple[Line, ...]:
    alike: dict[tuple[Verdict, str], list[Outcome]] = {}
    for verdict in _FOLDED:
        for outcome in outcomes:
            if outcome.verdict is verdict:
                why = outcome.message if verdict is Verdict.SKIPPED else _waiver(outcome)
                alike.setdefault((verdict, why), []).append(outcome)
    mixed = _ids_of_several_verdicts(outcomes)
    return tuple(
        line for group in alike.values() for line in _folded(group, mixed=mixed, layout=layout)
    )


def _waiver(outcome: Outcome) -> str:
    """Until when, by whom and why it is waived; `""` where it is not."""
    if outcome.verdict is not Verdict.WAIVED:
        return ""
    return next((step.message for step in outcome.diagnosis if step.code == _WAIVED), "")


def _ids_of_several_verdicts(outcomes: tuple[Outcome, ...]) -> frozenset[str]:
    pairs = {(outcome.id, outcome.verdict) for outcome in outcomes}
    ids = [name for name, _ in pairs]
    return frozenset(name for name in ids if ids.count(name) > 1)


def _folded(outcomes: list[Outcome], *, mixed: frozenset[str], layout: Layout) -> tuple[Line, ...]:
    if layout.is_verbose:
        return tuple(line for outcome in outcomes for line in held_block(outcome, layout=layout))
    first = outcomes[0]
    why = (
        f", {visible(first.message)}" if first.verdict is Verdict.SKIPPED and first.message else ""
    )
    start = f"{len(outcomes)} {_FOLDED[first.verdict]}{why}: "
    end = "  (-v lists them)"
    # An id alone would say that all of the expectation is here.
    names = (o.id if o.id not in mixed else f"{o.id}#{o.assertion}" for o in outcomes)
    text = start + listed(map(visible, names), room=WIDTH - 4 - len(start) - len(end))
    sign = Span(f"  {SIGNS[first.verdict]} ", first.verdict.value)
    waiver = wrapped(visible(_waiver(first)), indent=4)
    return ((sign, Span(text), Span(end, "quiet")), *waiver)


def _left_out(report: Report) -> tuple[Line, ...]:
    names = {name: visible(name) for name in report.not_judged}
    width = max(map(len, names.values()), default=0)
    return tuple(
        line
        for name, why in report.not_judged.items()
        for line in wrapped(f"{names[name].ljust(width)}  {visible(why)}", indent=0, style="quiet")
    )


def _how_to_pick(report: Report) -> tuple[Line, ...]:
    """What helps where every profile is of another mode."""
    is_none = bool(report.not_judged) and not report.profiles
    return wrapped(_PICK, indent=0) if is_none else ()


def _spaced(sections: Iterable[tuple[Line, ...]]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for section in sections:
        lines += [_BLANK, *section] if lines else section
    return tuple(lines)


def _joined(first: tuple[Line, ...], second: tuple[Line, ...]) -> tuple[Line, ...]:
    return (*first, *(_BLANK for _ in second[:1]), *second)
