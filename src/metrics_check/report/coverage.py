"""The block of the text report about coverage, and the rows of it that other formats show. Pure."""

from collections.abc import Iterable, Iterator

from metrics_check.model.coverage import Coverage
from metrics_check.notation.visible import visible
from metrics_check.report.line import WIDTH, Line, Span, beside, listed, wrapped

_RUNTIMES = "of runtimes left out"


def coverage_lines(
    coverage: Coverage | None, *, column: int, is_verbose: bool, has_headline: bool = True
) -> tuple[Line, ...]:
    """A headline, then what is not declared, not there and never exercised; none where nobody
    asked. `is_verbose` lists each; without `has_headline` only what follows it.
    """
    if coverage is None:
        return ()
    said = visible(f"coverage  {headline(coverage)}")
    lines: list[Line] = [*wrapped(said, indent=0, style="title")] if has_headline else []
    for target, names in undeclared(coverage).items():
        what = f"undeclared on {target}"
        lines += _names(what, names, sign="-", is_verbose=is_verbose)
    for target, names in absent(coverage).items():
        what = f"declared and not there on {target}"
        lines += _names(what, names, sign="?", is_verbose=is_verbose)
    lines += _unexercised(coverage, column=column, is_verbose=is_verbose)
    return tuple(lines)


def headline(coverage: Coverage) -> str:
    """`75 %  9 of 12 exposed families are declared (8 of runtimes left out)`."""
    if coverage.why_untold:
        return f"could not be told: {coverage.why_untold}"
    left_out = f" ({coverage.runtime} {_RUNTIMES})" if coverage.runtime else ""
    noun = "exposed family is" if coverage.exposed == 1 else "exposed families are"
    counted = f"{coverage.declared} of {coverage.exposed} {noun} declared"
    return f"{coverage.percent:g} %  {counted}{left_out}"


def undeclared(coverage: Coverage) -> dict[str, tuple[str, ...]]:
    """The exposed families that nothing declares, by target; no target without one."""
    found: dict[str, tuple[str, ...]] = {}
    for each in coverage.targets:
        families = (family for family in each.families if family.is_counted)
        names = tuple(family.name for family in families if not family.is_declared)
        found[each.target] = (*found.get(each.target, ()), *names)
    return {target: names for target, names in found.items() if names}


def absent(coverage: Coverage) -> dict[str, tuple[str, ...]]:
    """What is declared and not exposed, by target; no target without one."""
    found: dict[str, tuple[str, ...]] = {}
    for each in coverage.targets:
        found[each.target] = (*found.get(each.target, ()), *each.absent)
    return {target: names for target, names in found.items() if names}


def _names(what: str, names: tuple[str, ...], *, sign: str, is_verbose: bool) -> Iterator[Line]:
    start = f"  {sign} {len(names)} {visible(what)}"
    if is_verbose:
        yield (Span(start),)
        for name in names:
            yield from wrapped(visible(name), indent=6)
        return
    yield from _listed(f"{start}: ", names)


def _unexercised(coverage: Coverage, *, column: int, is_verbose: bool) -> Iterator[Line]:
    told = coverage.unexercised
    if not told:
        return
    start = f"  ? {len(told)} never exercised"
    if not is_verbose:
        yield from _listed(f"{start}: ", (each.id for each in told))
        return
    yield (Span(start),)
    for each in told:
        left = (Span(visible(f"      {each.id} · {each.code}")),)
        yield from beside(left, Span(visible(each.where), "place"), column=column)


def _listed(start: str, names: Iterable[str]) -> Iterator[Line]:
    end = "  (-v lists them)"
    shown = listed(map(visible, names), room=WIDTH - len(start) - len(end))
    yield Span(start), Span(shown), Span(end, "quiet")
