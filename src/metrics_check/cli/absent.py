"""An answer without elements, told: which selector finds nothing, and what is there instead."""

from collections.abc import Iterable, Sequence

from metrics_check.check.diagnose.absence import explain_absence
from metrics_check.check.diagnose.sought import sought_by_selector
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.cli.queried import ended
from metrics_check.exposition.model import Exposition, Sample
from metrics_check.promql.rewrite import selectors
from metrics_check.sources.reading import Read


def explain_empty(expression: str, *, reads: Sequence[Read]) -> tuple[str, ...]:
    """A line for each selector of the expression that matches nothing in what was read."""
    view = _view(reads)
    lines: dict[str, None] = {}
    for selector in dict.fromkeys(selectors(expression)):
        sought = sought_by_selector(selector)
        # What is attached to a source's samples is not among those that were read.
        if sought is None or any(each.label in {"job", "instance"} for each in sought.matchers):
            continue
        about = f"{sought.text} finds nothing: " if sought.matchers else ""
        steps = explain_absence(sought, target=view)
        lines |= {f"{about}{step.message}": None for step in steps[:1]}
    return tuple(lines)


def _view(reads: Sequence[Read]) -> TargetView:
    shown = [read.exposition for read in reads if read.exposition is not None]
    urls = tuple(dict.fromkeys(read.url for read in reads))
    return TargetView(
        name=urls[0] if len(urls) == 1 else "each of the sources",
        urls=urls,
        families={name: family.type for each in shown for name, family in each.families.items()},
        names=_counted(shown),
        series=_seen(shown, at=ended(reads)),
    )


def _counted(shown: Iterable[Exposition]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in shown:
        for name, count in each.names.items():
            counts[name] = counts.get(name, 0) + count
    return counts


def _seen(shown: Iterable[Exposition], *, at: float) -> dict[str, tuple[SeenSeries, ...]]:
    found: dict[str, tuple[SeenSeries, ...]] = {}
    for each in shown:
        for name, samples in each.samples.items():
            series = (SeenSeries(each.labels, each.value, _age(each, at=at)) for each in samples)
            found[name] = (*found.get(name, ()), *series)
    return found


def _age(sample: Sample, *, at: float) -> float | None:
    return None if sample.timestamp is None else at - sample.timestamp
