"""The metrics of Python services, read from their source and never imported or run.

`find_metrics(Path("src"))` gives `CodeFound`: each metric as `prometheus_client` exposes it, and a
list of all that could not be read. Where code can make a metric in several ways, by a condition or
by its callers, each is there by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from metrics_check.audit.python.client import Description, pattern_of
from metrics_check.audit.python.evaluate import Evaluator
from metrics_check.audit.python.files import Unread, read_tree
from metrics_check.audit.python.program import Program, of_client
from metrics_check.audit.python.sites import (
    Site,
    Use,
    find_sites,
    find_uses,
    given_away,
    kept_name,
)
from metrics_check.located import Place
from metrics_check.model.series import MetricType
from metrics_check.record import record

_MULTIPROCESS = "prometheus_client.multiprocess"


@record
class CodeMetric:
    """A metric that code makes.

    `name` is that of its series (`x_total`, `x_info`), of a histogram or summary that of its
    family; `""` where only parts of it are known: then `pattern` is a regular expression (RE2, to
    be anchored) that it matches. Of what is not known, `help`, `unit`, `labels` and `bounds` (the
    finite upper bounds of the buckets) are None. `values` are those that code gives a label, in the
    order of the source, `closed` the labels that get no others. `place` is the call that makes it.
    """

    name: str
    pattern: str
    type: MetricType
    help: str | None
    labels: tuple[str, ...] | None
    place: Place
    unit: str | None = ""
    bounds: tuple[float, ...] | None = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()


@record
class CodeFound:
    """What a folder's code says.

    `metrics` in the order of files and lines. `unread`: files that were not read or do not parse,
    and metrics of whose name nothing is known, each with its place and the reason. `left_out`:
    folders and files that were not looked into (virtual environments, hidden ones, links out of
    the folder).
    """

    metrics: tuple[CodeMetric, ...]
    unread: tuple[Unread, ...]
    left_out: tuple[str, ...]
    files: int


def find_metrics(folder: Path) -> CodeFound:
    """The metrics in the Python files below the folder, or in the one file.

    Raises `InvalidInput` where neither is there.
    """
    tree = read_tree(folder)
    program = Program(tree.sources)
    plain = Evaluator(program)
    reads = Evaluator(program, plain=plain)
    sources = program.reaching_client()
    sites = list(find_sites(reads, sources))
    unseen: set[str] = set()
    uses: dict[tuple[object, tuple[str | None, ...]], list[Use]] = {}
    for use in find_uses(reads, sources, unseen=unseen):
        uses.setdefault((use.call, use.parts), []).append(use)
    is_several = any(
        of_client(name).startswith(_MULTIPROCESS) for source in sources for name in source.imports
    )
    away = unseen | given_away(tree.sources)
    metrics = [
        _metric(
            site,
            uses=uses.get((site.call, site.description.parts), ()),
            is_alone=kept_name(site.call, site.source) not in {"", *away},
            is_several=is_several,
        )
        for site in sites
        if any(site.description.parts)
    ]
    unread = [*tree.unread, *(_nameless(site) for site in sites if not any(site.description.parts))]
    if reads.memory.is_exhausted or plain.memory.is_exhausted:
        unread.append(Unread(Place(folder.as_posix()), "not read to the end: too much to follow"))
    return CodeFound(
        tuple(metrics),
        tuple(dict.fromkeys(unread)),
        tree.left_out,
        len(tree.sources),
    )


def _nameless(site: Site) -> Unread:
    what = f"a {site.description.type.value}" if site.description.type else "a metric"
    return Unread(site.source.place_of(site.call), f"{what} whose name is not known")


def _metric(site: Site, *, uses: Iterable[Use], is_alone: bool, is_several: bool) -> CodeMetric:
    said = site.description
    is_whole = None not in said.parts
    name = "".join(map(str, said.parts)) if is_whole else ""
    labels, values = said.labels, _values(said, uses)
    if said.type is MetricType.INFO and labels is not None:
        labels = _with_info(labels, uses)
    closed = [label for label, held in values.items() if is_alone and None not in held]
    if said.type is MetricType.STATESET and labels is not None and said.states is not None:
        labels = (*labels, name) if is_whole else None
        values = {**values, name: said.states}
        closed.append(name)
    if is_several and said.is_per_process and labels is not None:
        labels = (*labels, "pid")
    return CodeMetric(
        name=name,
        pattern="" if is_whole else pattern_of(said.parts),
        type=said.type,
        help=said.help,
        labels=labels,
        place=site.source.place_of(site.call),
        unit=said.unit,
        bounds=said.bounds,
        values={
            label: tuple(each for each in held if each is not None)
            for label, held in values.items()
            if any(each is not None for each in held)
        },
        closed=tuple(label for label in closed if values[label]),
    )


def _values(said: Description, uses: Iterable[Use]) -> dict[str, tuple[str | None, ...]]:
    """What each label is given, None among it where that is not all."""
    held: dict[str, dict[str | None, None]] = {label: {} for label in said.labels or ()}
    for use in uses:
        named = dict(use.named)
        placed = dict(zip(said.labels or (), use.placed, strict=False))
        for label in () if use.is_info else held:
            held[label].update(dict.fromkeys(named.get(label, placed.get(label, (None,)))))
    return {label: tuple(each) for label, each in held.items() if each}


def _with_info(labels: tuple[str, ...], uses: Iterable[Use]) -> tuple[str, ...] | None:
    """The labels of an info: its own, and the keys that every call gives; None: not known."""
    given = [tuple(name for name, _ in use.named) for use in uses if use.is_info]
    if not given or not all(given):
        return None
    shared = [name for name in given[0] if all(name in each for each in given)]
    return (*labels, *shared)
