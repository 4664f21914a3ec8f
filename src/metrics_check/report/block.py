"""One block of the text report: outcomes that have one reason, explained to a person."""

from collections.abc import Mapping

from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.notation.visible import visible
from metrics_check.record import record
from metrics_check.report.evidence import TOLD_AS_EVIDENCE, evidence_lines
from metrics_check.report.fold import NOT_YET, Group
from metrics_check.report.line import WIDTH, Line, Span, beside, listed, no_command, wrapped

SIGNS = {
    Verdict.ERROR: "!",
    Verdict.FAIL: "✗",
    Verdict.UNPROVEN: "?",
    Verdict.WARN: "~",
    Verdict.WAIVED: "·",
    Verdict.PASS: "✓",
    Verdict.SKIPPED: "-",
}
"""What stands before an outcome, so that its verdict is seen without colour."""

_INDENT = 4
_ABSENT = "absent-series"
_NOT_ALLOWED = "value-not-allowed"
_OUT_OF_BOUNDS = "bound-violated"
_FOUND_NOTHING = {_ABSENT: "no such series", "absent-label": "series without it"}
_NOTED = ("why", "runbook", "owner", "severity")
_JUDGED = frozenset({Verdict.FAIL, Verdict.WARN, Verdict.WAIVED, Verdict.PASS})
_NEEDS_NONE = frozenset({Verdict.PASS, Verdict.SKIPPED})
_SEVERAL = {
    Verdict.ERROR: "not judged",
    Verdict.FAIL: "failed",
    Verdict.UNPROVEN: "unproven",
    Verdict.WARN: "warned",
}


@record
class Layout:
    """How blocks are laid out: where places stand, and whether titles name the target.

    `hidden` are labels that evidence does not show where all of it has the same value. `owner` is
    told above the blocks, so that none repeats it.
    """

    column: int
    names_target: bool = False
    is_verbose: bool = False
    hidden: frozenset[str] = frozenset()
    owner: str = ""


def block(group: Group, *, layout: Layout) -> tuple[Line, ...]:
    """A title line and the explanation below it."""
    ids = dict.fromkeys(outcome.id for outcome in group)
    if len(ids) > 1 and group[0].code == _ABSENT:
        return _absent_alike(group, layout=layout)
    if len(ids) > 1:
        body = _body(group, layout=layout)
        return (_shared_title(group), *body, *_concerned(tuple(ids), layout=layout))
    notes = _notes(_noted(group[0], layout=layout))
    return (*title(group, layout=layout), *_body(group, layout=layout), *notes)


def title(group: Group, *, layout: Layout) -> tuple[Line, ...]:
    """The sign, the expectation and its assertions, and where they stand."""
    first = group[0]
    names = _assertions(group)
    target = f" · on {first.target}" if layout.names_target and first.target else ""
    left = (
        Span(f"  {SIGNS[first.verdict]} ", first.verdict.value),
        Span(visible(f"{first.id} · {names}{target}"), "title"),
    )
    return beside(left, Span(visible(first.where), "place"), column=layout.column)


def _assertions(group: Group) -> str:
    """The assertions of a group, those of a milder verdict after its word."""
    by_verdict: dict[Verdict, dict[str, None]] = {}
    for outcome in group:
        by_verdict.setdefault(outcome.verdict, {})[outcome.assertion] = None
    worst, *milder = by_verdict.items()
    others = [f"{_SEVERAL.get(verdict, verdict)}: {', '.join(names)}" for verdict, names in milder]
    return " · ".join([", ".join(worst[1]), *others])


def held_block(outcome: Outcome, *, layout: Layout) -> tuple[Line, ...]:
    """An outcome that needs no explanation, as `-v` lists it: what was expected and found."""
    return (*title((outcome,), layout=layout), *_found(outcome))


def explanation(outcome: Outcome) -> tuple[Line, ...]:
    """What stands below the title of an outcome that is told by itself."""
    if outcome.verdict in _NEEDS_NONE:
        return _found(outcome)
    layout = Layout(0, is_verbose=True)
    return (*_body((outcome,), layout=layout), *_notes(_noted(outcome, layout=layout)))


def _found(outcome: Outcome) -> tuple[Line, ...]:
    is_pass = outcome.verdict is Verdict.PASS
    return _text(expectation_line((outcome,)) if is_pass else outcome.message)


def expectation_line(group: Group) -> str:
    """`expected …, found …`; empty where the outcomes expect nothing that can be said."""
    first = group[0]
    worst = (outcome for outcome in group if outcome.verdict is first.verdict)
    expected = " and ".join(dict.fromkeys(o.expected for o in worst if o.expected))
    if not expected:
        return ""
    found = _FOUND_NOTHING.get(first.code) or first.observed
    if first.code == _OUT_OF_BOUNDS and first.evidence_total > 1:
        found = ""  # the evidence below says it
    if first.code == _NOT_ALLOWED and first.diagnosis:
        found = ""  # the diagnosis below says it
    is_unseen = first.verdict is Verdict.PASS and first.observed == ""
    found = found or ("" if first.evidence or is_unseen else "nothing")
    if not _repeats(expected, series=first.series):
        return visible(f"expected {expected}" + (f", found {found}" if found else ""))
    if first.verdict is Verdict.PASS:
        return visible(f"found {found}" if found else "")
    # What is absent is named by the message; of a `never` the evidence says what there is.
    is_said = first.code in _FOUND_NOTHING or first.assertion == "never" or not first.observed
    is_said = is_said or first.evidence_total > 1
    return visible(first.message if is_said else f"found {found}: {first.message}")


def _repeats(expected: str, *, series: str) -> bool:
    """Whether the expectation is the PromQL itself, which stands above in full."""
    said, typed = " ".join(expected.split()), " ".join(series.split())
    return bool(typed) and said.endswith(typed)


def _shared_title(group: Group) -> Line:
    first = group[0]
    what = _SEVERAL.get(first.verdict, first.verdict.value)
    sign = Span(f"  {SIGNS[first.verdict]} ", first.verdict.value)
    counted = f"{len(group)} {what}"
    return sign, Span(visible(" · ".join(filter(None, (first.target, counted)))), "title")


def _absent_alike(group: Group, *, layout: Layout) -> tuple[Line, ...]:
    """Each expectation in a line, then once what is the same for all of them."""
    noted = [_noted(outcome, layout=layout) for outcome in group]
    common = dict(noted[0].items() & set.intersection(*(set(each.items()) for each in noted)))
    members: dict[str, list[Outcome]] = {}
    for outcome in group:
        members.setdefault(outcome.id, []).append(outcome)
    lines: list[Line] = []
    for member in map(tuple, members.values()):
        own = _noted(member[0], layout=layout).items() - common.items()
        lines += title(member, layout=layout)
        lines += () if _names_its_metric(member[0]) else _series(member[0].series)
        lines += _notes(dict(own))
    steps = (step for step in group[0].diagnosis if all(step in each.diagnosis for each in group))
    found = _text("found no such series, and no name like any of these")
    if group[0].diagnosis[0].code == NOT_YET:
        found = _text(f"{group[0].target} declares these and shows no series of any of them yet")
    return (*lines, *found, *_diagnosis(tuple(steps)), *_notes(common))


def _names_its_metric(outcome: Outcome) -> bool:
    """Whether the id is made of the series, so that the series tells nothing new."""
    return outcome.id.startswith(outcome.series.partition("{")[0].lower())


def _body(group: Group, *, layout: Layout) -> tuple[Line, ...]:
    first = group[0]
    if first.verdict not in _JUDGED or first.code in BROKEN_DATA:
        # A query that could not be answered is to be seen; a target that is down needs none.
        is_alone = first.verdict is Verdict.ERROR and len(group) == 1
        series = _series(first.series) if is_alone else ()
        return (*series, *_text(first.message), *_diagnosis(first.diagnosis))
    expectation = expectation_line(group)
    is_explained = bool(expectation and (first.evidence or first.diagnosis))
    return (
        *_series(first.series),
        *_text(expectation),
        *(() if is_explained else _text(first.message)),
        *evidence_lines(first, hidden=layout.hidden, indent=_INDENT),
        *_diagnosis(first.diagnosis, has_evidence=bool(first.evidence)),
    )


def _text(text: str) -> tuple[Line, ...]:
    return wrapped(visible(text), indent=_INDENT)


def _series(series: str) -> tuple[Line, ...]:
    # PromQL may have several lines, and stays as typed: it is to be found and pasted.
    lines = (line.rstrip() for line in series.strip().split("\n"))
    shown = (no_command(visible(line)) for line in lines if line)
    return tuple((Span(" " * _INDENT), Span(line, "series")) for line in shown)


def _diagnosis(diagnosis: tuple[Diagnosis, ...], *, has_evidence: bool = False) -> tuple[Line, ...]:
    lines: list[Line] = []
    tried = set()
    for step in diagnosis:
        if not (has_evidence and step.code == TOLD_AS_EVIDENCE):
            lines.extend(_text(step.message))
        if step.try_next and step.try_next not in tried:
            tried.add(step.try_next)
            lines.append(_labelled("try", step.try_next, style="command"))
    return tuple(lines)


def _noted(outcome: Outcome, *, layout: Layout) -> dict[str, str]:
    """What the file says of the expectation, by key, but for what stands above the blocks."""
    said = {name: getattr(outcome, name) for name in _NOTED}
    if said["owner"] == layout.owner:
        del said["owner"]
    return {name: text for name, text in said.items() if text}


def _notes(noted: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        line
        for name in _NOTED
        if name in noted
        for line in wrapped(visible(f"{name}  {noted[name]}"), indent=_INDENT, style="quiet")
    )


def _labelled(name: str, text: str, *, style: str) -> Line:
    # One line, however long: a command that is cut or wrapped cannot be pasted.
    return Span(" " * _INDENT + name + "  ", "quiet"), Span(visible(text), style)


def _concerned(ids: tuple[str, ...], *, layout: Layout) -> tuple[Line, ...]:
    shown = [visible(name) for name in ids]
    if layout.is_verbose:
        return wrapped("concerns  " + ", ".join(shown), indent=_INDENT, style="quiet")
    room = WIDTH - _INDENT - len("concerns  ")
    return wrapped("concerns  " + listed(shown, room=room), indent=_INDENT, style="quiet")
