"""`diff` as text for people: breaking changes first, by metric, each with its place."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from metrics_check.audit.diff.change import Change, Hit
from metrics_check.audit.diff.told import counted, hit_text, name_of, number_hit
from metrics_check.cli.differing import Compared
from metrics_check.notation.visible import visible
from metrics_check.report.line import Line, Span, beside, length, no_command_line, wrapped

# Of each severity so many are shown; more are for machines.
MOST_CHANGES = 200
# Of one change.
MOST_HITS = 5
_KIND_COLUMN = 21
_PLACE_COLUMN = 64


def render_text(compared: Compared, *, exit_code: int) -> tuple[Line, ...]:
    """The lines, their text made visible."""
    difference = compared.difference
    sections = (
        *_section("breaking", difference.breaking, style="fail"),
        *_section("compatible", difference.compatible, style="warn"),
        _summary(compared, exit_code=exit_code),
    )
    return tuple(no_command_line(line) for line in sections)


def _section(title: str, changes: Sequence[Change], *, style: str) -> Iterator[Line]:
    if not changes:
        return
    yield (Span(title, "title"),)
    shown = changes[:MOST_CHANGES]
    for (target, metric), own in groupby(shown, key=lambda each: (each.target, each.metric)):
        named = [name_of(name) for name in (target, metric) if name]
        if named:
            yield (Span(f"  {'  '.join(named)}", "series"),)
        for change in own:
            yield from _change(change, style=style, indent=4 if named else 2)
            yield from _hits(change.hits or (), indent=6 if named else 4)
    if len(changes) > len(shown):
        more = len(changes) - len(shown)
        yield (Span(f"  … and {more} more; --json lists them", "quiet"),)
    yield ()


def _change(change: Change, *, style: str, indent: int) -> Iterable[Line]:
    kind: Line = (Span(" " * indent), Span(f"{change.kind:{_KIND_COLUMN}}", style))
    guess = " (a guess)" if change.is_guess else ""
    text = Span(f"{change.detail}{guess}")
    place = Span(visible(change.where), "place")
    line = (*kind, text)
    if length(line) <= 100:
        return beside(line, place, column=_PLACE_COLUMN) if place.text else (line,)
    bare = (kind[0], Span(change.kind, style))
    first = beside(bare, place, column=_PLACE_COLUMN) if place.text else (bare,)
    return (*first, *wrapped(text.text, indent=indent + 2))


def _hits(hits: Sequence[Hit], *, indent: int) -> Iterator[Line]:
    before = Span(" " * indent)
    for hit in hits[:MOST_HITS]:
        yield before, Span("hits ", "quiet"), Span(hit_text(hit)), Span("  "), _place(hit)
    if len(hits) > MOST_HITS:
        yield before, Span(f"and {len(hits) - MOST_HITS} more; --json lists them", "quiet")


def _place(hit: Hit) -> Span:
    return Span(visible(hit.where), "place")


def _summary(compared: Compared, *, exit_code: int) -> Line:
    found = compared.difference
    code = f"  (exit {exit_code})"
    if not found.changes:
        told = counted(compared.old_metrics, "metric")
        return Span("SAME", "pass"), Span(f"  {told}, no difference{code}")
    word, style = ("BREAKING", "fail") if found.breaking else ("COMPATIBLE", "pass")
    counts = f"{len(found.breaking)} breaking · {len(found.compatible)} compatible"
    if compared.consumers is not None:
        counts += (
            f" · {number_hit(found)} of {counted(len(compared.consumers.readers), 'consumer')} hit"
        )
    return Span(word, style), Span(f"  {counts}{code}")
