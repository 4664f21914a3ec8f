"""What mutating came to, for people: survivors first, each metric with what to add for it."""

from collections.abc import Iterable, Iterator, Sequence

from metrics_check.mutate.reasons import REASONS
from metrics_check.mutate.result import Fate, Fated, Mutation, Proposal
from metrics_check.notation.visible import visible
from metrics_check.report.line import Line, Span, listed, no_command_line, wrapped

# Of one metric, as many survivors are listed; the proposal speaks of all of them.
_MOST_LISTED = 8
_ROOM = 70


def render_text(
    mutation: Mutation, *, exit_code: int, is_verbose: bool = False
) -> tuple[Line, ...]:
    """The lines; `is_verbose` lists every mutant."""
    lines = (
        *_head(mutation),
        *_survivors(mutation, is_verbose=is_verbose),
        *_aside(mutation, is_verbose=is_verbose),
        *(_noticed(mutation) if is_verbose else ()),
        *_summary(mutation, exit_code=exit_code),
    )
    return tuple(map(no_command_line, lines))


def _head(mutation: Mutation) -> Iterator[Line]:
    reading = ", over the run that it is evidence of" if mutation.is_run else ""
    told = f"  mutated from {visible(mutation.folder)}{reading}"
    yield (Span(visible(mutation.profile), "title"), Span(told, "quiet"))
    yield ()


def _survivors(mutation: Mutation, *, is_verbose: bool) -> Iterator[Line]:
    for proposal in mutation.proposals:
        own = [
            each
            for each in mutation.fates
            if each.fate is Fate.SURVIVED
            and (each.mutant.target, each.mutant.series) == (proposal.target, proposal.metric)
        ]
        yield from _metric(proposal, own, is_verbose=is_verbose)


def _metric(proposal: Proposal, own: Sequence[Fated], *, is_verbose: bool) -> Iterator[Line]:
    survivors = f"{len(own)} survived on {visible(proposal.target)}"
    yield (Span(f"  {visible(proposal.metric)}", "series"), Span(f"  {survivors}", "quiet"))
    most = len(own) if is_verbose else _MOST_LISTED
    for each in own[:most]:
        told = f"  ({visible(each.told)})" if each.told else ""
        yield (Span("    "), Span("✗", "fail"), Span(f" {each.mutant.text}{told}"))
    if len(own) > most:
        yield (Span(f"    … and {len(own) - most} more (-v lists them)", "quiet"),)
    yield (Span("    add below expectations:", "quiet"),)
    yield from ((Span(f"      {line}", "command"),) for line in proposal.lines)
    yield ()


def _aside(mutation: Mutation, *, is_verbose: bool) -> Iterator[Line]:
    equivalent = [each for each in mutation.fates if each.fate is Fate.EQUIVALENT]
    for reason, why in REASONS.items():
        own = [each for each in equivalent if each.reason == reason]
        if own:
            yield from wrapped(f"- {len(own)} equivalent, {reason}: {why}", indent=2)
        yield from _listed(own if is_verbose else ())
    for target, names in mutation.undeclared.items():
        if names:
            shown = listed(map(visible, names), room=10_000 if is_verbose else _ROOM)
            metrics = "metric" if len(names) == 1 else "metrics"
            text = f"- {len(names)} {metrics} of {visible(target)} not declared: {shown}"
            yield from wrapped(text, indent=2)
    left_out = mutation.total - len(mutation.fates)
    if left_out:
        yield from wrapped(
            f"- {left_out} of {mutation.total} mutants left out, evenly; --limit takes more",
            indent=2,
        )
    if equivalent or left_out or any(mutation.undeclared.values()):
        yield ()


def _listed(fates: Iterable[Fated]) -> Iterator[Line]:
    for each in fates:
        yield (Span(f"      {visible(each.mutant.series)} {each.mutant.text}", "quiet"),)


def _noticed(mutation: Mutation) -> Iterator[Line]:
    for each in mutation.fates:
        if each.fate is Fate.NOTICED:
            mutant = each.mutant
            yield (
                Span("  "),
                Span("✓", "pass"),
                Span(f" {visible(mutant.series)} {mutant.text}"),
                Span(f"  by {visible(each.noticed_by)}", "quiet"),
            )
    yield ()


def _summary(mutation: Mutation, *, exit_code: int) -> Iterator[Line]:
    score = mutation.score
    counts = " · ".join(f"{mutation.count(fate)} {fate.value}" for fate in Fate)
    told = "no score" if score is None else f"SCORE {score:g} %"
    style = "pass" if exit_code == 0 else "fail"
    yield (Span(told, style), Span(f"  {counts}  (exit {exit_code})"))
