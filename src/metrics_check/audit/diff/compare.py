"""Two surfaces compared: every change, each told once."""

from collections.abc import Iterable, Iterator

from metrics_check.audit.diff.change import Change, Difference, severity
from metrics_check.audit.diff.claims import compare_claims
from metrics_check.audit.diff.family import compare_metrics, one_sided
from metrics_check.audit.diff.rename import guess_renames
from metrics_check.audit.diff.surface import Key, ShownMetric, Surface
from metrics_check.audit.diff.told import counted, name_of


def compare(old: Surface, new: Surface) -> Difference:
    """What differs; nothing where both are the same. Swapping them swaps removed and added.

    Targets are compared by name: what is of one that the other side has not is told at once.
    """
    changes = [
        *_targets("target-removed", old, other=new),
        *_targets("target-added", new, other=old),
        *_metrics(old, new),
    ]
    changes += compare_claims(old, new, changes=changes)
    return Difference(
        tuple(change for change in changes if change.is_breaking),
        tuple(change for change in changes if not change.is_breaking),
    )


def _targets(kind: str, surface: Surface, *, other: Surface) -> Iterator[Change]:
    for target in sorted(surface.targets - other.targets):
        own = [metric for key, metric in surface.metrics.items() if key[0] == target]
        detail = counted(len(own), "metric")
        where = own[0].place if own else ""
        yield Change(kind, "", detail, severity(kind), where, target=target, count=len(own))


def _metrics(old: Surface, new: Surface) -> Iterator[Change]:
    shared = old.targets & new.targets
    gone = _only(old, other=new, targets=shared)
    added = _only(new, other=old, targets=shared)
    renames = guess_renames(gone, added)
    for key, metric in old.metrics.items():
        if key in new.metrics:
            yield from compare_metrics(metric, new.metrics[key])
        elif key in renames:
            yield _renamed(metric, renames[key])
            yield from compare_metrics(metric, renames[key])
        elif key[0] in shared:
            yield one_sided("family-removed", metric)
    heirs: set[Key] = {(heir.target, heir.name) for heir in renames.values()}
    for metric in added:
        if (metric.target, metric.name) not in heirs:
            yield one_sided("family-added", metric)


def _only(surface: Surface, *, other: Surface, targets: Iterable[str]) -> list[ShownMetric]:
    known = frozenset(targets)
    return [
        metric
        for key, metric in surface.metrics.items()
        if key not in other.metrics and key[0] in known
    ]


def _renamed(old: ShownMetric, new: ShownMetric) -> Change:
    return Change(
        kind="family-renamed",
        metric=old.name,
        detail=f"likely {name_of(new.name)} now, same type and labels",
        is_breaking=True,
        where=new.place,
        target=old.target,
        renamed_to=new.name,
    )
