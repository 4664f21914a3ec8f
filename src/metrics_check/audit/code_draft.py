"""The draft of an expectation file from code: what it can expose, before any of it runs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from metrics_check.audit.code import CodeFound, CodeMetric
from metrics_check.audit.draft import Draft, DraftTarget, below_lines, cut, profile_lines
from metrics_check.audit.exposed import is_named_like_part
from metrics_check.audit.labels import is_judged, stored
from metrics_check.audit.listing import list_entries
from metrics_check.audit.metric import Metric
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.candidates import FAMILIES
from metrics_check.located import Place
from metrics_check.model.series import MetricType

_HEAD = """\
# Drafted by `metrics-check init` from code: the metrics that it makes, the type, the labels and the
# buckets of each. One with labels has no series before these get values, and is `optional`: take
# that away where there must be one, and write `>= 1` behind a line, or `expect:` below a `series:`.
"""
_CLOSED = "# `labels:` lists the values that code gives a label that gets no others there.\n"
_NOT_USED = "no series before its labels get values"
# Types that OpenMetrics has, and the text format tells as gauges: either may be served.
_SERVED_AS_EITHER = frozenset({MetricType.INFO, MetricType.STATESET})
# Of what is not told, as much is named in the file.
_MOST_UNTOLD = 20


def draft_from_code(name: str, *, job: str, found: CodeFound, folder: Path) -> Draft:
    """The draft of the profile `name` with one target, whose url is for a person to write.

    `folder` is where the code was read; places are told from there. Raises `UnreadableSource`
    (`empty`) where code makes no metric whose name is known.
    """
    ways: dict[str, list[CodeMetric]] = {}
    for each in found.metrics:
        if each.name:
            ways.setdefault(each.name, []).append(each)
    said = {each: _metric(own) for each, own in ways.items() if _is_of_one_type(own)}
    # Only PromQL can name a part, and PromQL cannot say that it is optional.
    metrics = tuple(each for each in said.values() if not (each.is_part and each.why_optional))
    untold = [own for each, own in ways.items() if said.get(each) not in metrics]
    if not metrics:
        raise UnreadableSource(_nothing(found), code="empty")
    listing = list_entries({job: metrics})
    beyond = len(metrics) - len(listing.told)
    target = DraftTarget(job, ("-",), (), "read from code; the URL of the service belongs here")
    below = [*below_lines(left_out={}, broken=(), beyond=beyond)]
    below += _untold_lines(found, untold, folder=folder)
    head = _HEAD + (_CLOSED if any(each.closed for each in listing.told) else "")
    lines = [
        *head.splitlines(),
        *profile_lines(name, [target]),
        *listing.lines,
        *(["", *below] if below else []),
        "",
    ]
    return Draft("\n".join(lines), len(listing.told), {}, (), beyond)


def _is_of_one_type(ways: Sequence[CodeMetric]) -> bool:
    return len({each.type for each in ways}) == 1


def _metric(ways: Sequence[CodeMetric]) -> Metric:
    """What holds in whichever way it is made."""
    first = ways[0]
    shared = [set(each.labels or ()) for each in ways]
    # These are no labels to a file; the client refuses them.
    refused = {"", "__name__", *({"le", "quantile"} if first.type in FAMILIES else ())}
    named = dict.fromkeys(each for each in first.labels or () if each not in refused)
    labels = [
        label
        for label in named
        # An empty value is the same as no label.
        if all(label in each for each in shared)
        and not any("" in each.values.get(label, ()) for each in ways)
    ]
    # As it is stored: `job` and `instance` are the target's own.
    names = dict(zip(labels, stored(dict.fromkeys(labels, "x"), is_family=False), strict=True))
    closed = [
        label for label in labels if is_judged(label) and all(label in each.closed for each in ways)
    ]
    metric_type = MetricType.UNKNOWN if first.type in _SERVED_AS_EITHER else first.type
    # A state set has the label that is its own name from the start.
    is_there = all(each.labels in {(), (first.name,)} for each in ways)
    return Metric(
        name=first.name,
        type=metric_type,
        labels=tuple(names.values()),
        values={names[label]: _values(label, ways) for label in closed},
        bounds=first.bounds or () if len({each.bounds for each in ways}) == 1 else (),
        is_part=is_named_like_part(first.name, metric_type=metric_type, names=frozenset()),
        why_optional="" if is_there else _NOT_USED,
        closed=tuple(names[label] for label in closed),
    )


def _values(label: str, ways: Sequence[CodeMetric]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each in ways for value in each.values[label]))


def _untold_lines(
    found: CodeFound, untold: Iterable[Sequence[CodeMetric]], *, folder: Path
) -> Iterator[str]:
    said = [
        f"{_shown(each.place, folder=folder)}: a {each.type.value} with a name like {each.pattern}"
        for each in found.metrics
        if each.pattern
    ]
    for ways in untold:
        types = " or ".join(sorted({f"a {each.type.value}" for each in ways}))
        why = "" if len({each.type for each in ways}) > 1 else ", named like a part of another"
        said.append(f"{_shown(ways[0].place, folder=folder)}: {ways[0].name} is {types}{why}")
    said += [f"{_shown(each.place, folder=folder)}: {each.reason}" for each in found.unread]
    if said:
        yield "# Left out, since source does not tell all of it:"
    for each in said[:_MOST_UNTOLD]:
        yield f"#   {cut(each)}"
    if len(said) > _MOST_UNTOLD:
        yield f"#   and {len(said) - _MOST_UNTOLD} more"


def _shown(place: Place, *, folder: Path) -> str:
    """The place from the folder on: a file says nothing of the machine that it was drafted on."""
    path = Path(place.path)
    inner = path.relative_to(folder) if path != folder and path.is_relative_to(folder) else None
    return f"{(inner or Path(path.name)).as_posix()}:{place.line}:{place.column}"


def _nothing(found: CodeFound) -> str:
    if found.metrics:
        place, number = found.metrics[0].place, len(found.metrics)
        return f"of {number} metrics source tells too little, first of all of that at {place}."
    if found.unread:
        first = found.unread[0]
        why = f"{first.place}: {first.reason}"
        return f"no metric whose name is known; what was not read begins with {why}."
    files = "1 Python file" if found.files == 1 else f"{found.files} Python files"
    return f"{files}, and no metric of prometheus_client."
