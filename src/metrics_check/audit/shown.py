"""What sources expose, as a source of knowledge: endpoints, files, snapshots, and servers."""

import math
from collections.abc import Iterable, Iterator, Sequence

from metrics_check.audit.known import (
    ATTACHED,
    EXPOSED,
    KnownMetric,
    Source,
    is_of_server,
    parts_of,
)
from metrics_check.audit.labels import enumerations
from metrics_check.errors import UnansweredQuery
from metrics_check.exposition.candidates import candidates
from metrics_check.exposition.model import Exposition, Format, Sample
from metrics_check.exposition.runtime import runtime_of
from metrics_check.model.series import MetricType
from metrics_check.notation.text import quote
from metrics_check.promql.values import Element
from metrics_check.sources.server import Server

# Labels of a target that stand in its own exposition are stored under another name.
_ATTACHED = ("instance", "job")
_SERVER = "the server"
_NAMES = 'count by (__name__) ({__name__!=""})'
_NAME = "__name__"


def exposed_source(
    expositions: Sequence[Exposition], *, shown: str, attached: frozenset[str] = ATTACHED
) -> Source:
    """What these expositions show together; `attached` are labels that a scrape may add."""
    names = frozenset(name for each in expositions for name in each.names)
    metrics = tuple(
        _metric(name, types=types, expositions=expositions, names=names, attached=attached)
        for name, types in candidates(expositions).items()
    )
    return Source(EXPOSED, shown, metrics, attached=attached)


def server_source(server: Server, *, used: Iterable[str]) -> Source:
    """What a server has, with the series of the sample names that are used.

    Raises `UnreadableSource` where it does not answer, and `UnansweredQuery` where it refuses to
    tell its names.
    """
    counted = [each for each in _elements(server, _NAMES) if each.labels.get(_NAME)]
    names = {each.labels[_NAME]: int(each.value) for each in counted}
    families = {each.family.name: each.family for each in server.shared_metadata()}
    samples = {name: _asked(server, name) for name in sorted(names.keys() & set(used))}
    exposition = Exposition(
        Format.OPENMETRICS_UTF8,
        families=dict(sorted(families.items())),
        samples=samples,
        names=dict(sorted(names.items())),
    )
    # Its series have all their labels already.
    return exposed_source([exposition], shown=server.shown, attached=frozenset())


def _asked(server: Server, name: str) -> tuple[Sample, ...]:
    try:
        found = _elements(server, f"{{{_NAME}={quote(name)}}}")
    except UnansweredQuery:
        # Too many series for one answer, say: then its labels are not known, and not judged.
        return ()
    return tuple(
        Sample(name, {k: v for k, v in each.labels.items() if k != _NAME}, each.value)
        for each in found
    )


def _elements(server: Server, promql: str) -> tuple[Element, ...]:
    value = server.query(promql).value
    return value if isinstance(value, tuple) else ()


def _metric(
    name: str,
    *,
    types: frozenset[MetricType],
    expositions: Sequence[Exposition],
    names: frozenset[str],
    attached: frozenset[str],
) -> KnownMetric:
    known = types - {MetricType.UNKNOWN}
    metric_type = next(iter(known)) if len(known) == 1 else MetricType.UNKNOWN
    told = parts_of(name, metric_type)
    # A type that is not told does not make parts that are not there.
    parts = told if metric_type is not MetricType.UNKNOWN else (told & names) | {name}
    samples = [each for part in parts for each in _samples(part, expositions)]
    labels = _labels(samples, is_scraped=bool(attached)) if samples else None
    return KnownMetric(
        name,
        metric_type,
        parts,
        labels=None if labels is None else frozenset(labels),
        named=_enumerated(samples),
        bounds=_bounds(name, expositions) if metric_type is MetricType.HISTOGRAM else None,
        runtime=_SERVER if is_of_server(name) or ":" in name else runtime_of(name, exposed=names),
    )


def _samples(name: str, expositions: Iterable[Exposition]) -> Iterator[Sample]:
    for exposition in expositions:
        yield from exposition.samples.get(name, ())


def _labels(samples: Iterable[Sample], *, is_scraped: bool) -> set[str]:
    found = {label for sample in samples for label in sample.labels}
    # Under either name: which one depends on how it is scraped.
    moved = {f"exported_{label}" for label in _ATTACHED if label in found and is_scraped}
    return found | moved


def _enumerated(samples: Iterable[Sample]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sample in samples:
        for label, value in sample.labels.items():
            if value:
                found.setdefault(label, set()).add(value)
    return {label: frozenset(values) for label, values in enumerations(found).items()}


def _bounds(name: str, expositions: Iterable[Exposition]) -> frozenset[float] | None:
    found = set()
    for sample in _samples(f"{name}_bucket", expositions):
        bound = parse_bound(sample.labels.get("le", ""))
        if bound is not None:
            found.add(bound)
    return frozenset(found) or None


def parse_bound(text: str) -> float | None:
    """The number that a value of `le` is, None where it is none or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
