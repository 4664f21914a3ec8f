"""What servers tell of the targets of a check: met, described, and what is kept of them read."""

import time
from collections.abc import Iterable, Mapping, Sequence

from metrics_check.check.answers import ReadAnswers
from metrics_check.check.plan import Plan
from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.batch import Batch
from metrics_check.check.server.contact import Met, meet
from metrics_check.check.server.kept import (
    Metadata,
    by_instance,
    dataset_of,
    instance_of,
    kept_selector,
)
from metrics_check.check.server.pages import Pages
from metrics_check.check.server.preflight import (
    down_target,
    instances_query,
    late_notes,
    pushed,
    unknown_target,
    waiting_target,
)
from metrics_check.check.server.recorded import RecordedPages
from metrics_check.check.server.view import AskedNames, AskedSeries, History
from metrics_check.check.sight import Instance, Told
from metrics_check.check.view import TargetView
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.outcome import TargetReading
from metrics_check.model.profile import Profile, Target
from metrics_check.model.series import MetricType
from metrics_check.record import record
from metrics_check.sources.server import Server

Asks = Sequence[tuple[Plan, Mapping[str, Server]]]
"""Plans, each with the servers of its targets by name."""


def survey(asks: Asks) -> tuple[Mapping[str, Told], ...]:
    """For each plan, in order, its targets that a server judges, by name.

    Every server is asked at one moment of its own clock for all plans.
    """
    found: list[dict[str, Told]] = [{} for _ in asks]
    for server in _servers(asks):
        places = [
            (number, plan.profile, plan.profile.targets[name])
            for number, (plan, servers) in enumerate(asks)
            for name, own in servers.items()
            if own is server
        ]
        for (number, _, target), told in zip(places, _tell(places, server=server), strict=True):
            found[number][target.name] = told
    return tuple(found)


_Place = tuple[int, Profile, Target]


@record
class _Contact:
    """A server that was met."""

    server: Server
    answers: ServerAnswers
    pages: Pages


@record
class _Known:
    """A target that the server knows; `selector` reads what is to be kept of it."""

    target: Target
    met: Met
    metadata: Mapping[str, Metadata]
    selector: str


def _servers(asks: Asks) -> list[Server]:
    found: list[Server] = []
    for _, servers in asks:
        for server in servers.values():
            if not any(server is known for known in found):
                found.append(server)
    return found


def _tell(places: Sequence[_Place], *, server: Server) -> list[Told]:
    begin = time.monotonic()
    batch = Batch(server)
    told = RecordedPages(server)
    answers = ServerAnswers(batch, pages=told)
    targets = [target for _, _, target in places]
    jobs = tuple(sorted({target.labels["job"] for target in targets}))
    contact = _Contact(server, answers, Pages(told, jobs=jobs, answers=answers))
    try:
        surveyed = _surveyed(places, met=meet(targets, batch=batch), contact=contact)
    except UnreadableSource as error:
        surveyed = [_Surveyed(fault=error)] * len(targets)
    return [
        _told(target, each, contact=contact, seconds=time.monotonic() - begin)
        for target, each in zip(targets, surveyed, strict=True)
    ]


@record
class _Surveyed:
    instances: tuple[Instance, ...] = ()
    fault: UnreadableSource | None = None
    size: int = 0
    kept: ReadAnswers = ReadAnswers(dataset_of((), at=0.0), 0.0)


def _surveyed(
    places: Sequence[_Place], *, met: Sequence[Met], contact: _Contact
) -> list[_Surveyed]:
    """Each target in order. What is asked of every one of them is asked in one request."""
    unseen = [
        target for (_, _, target), each in zip(places, met, strict=True) if not each.instances
    ]
    contact.answers.prefetch((instances_query(target),) for target in unseen)
    known = [
        _known(profile, target, met=each, contact=contact)
        for (_, profile, target), each in zip(places, met, strict=True)
    ]
    contact.answers.prefetch((each.selector,) for each in known if isinstance(each, _Known))
    return [
        _read(each, contact=contact) if isinstance(each, _Known) else _Surveyed(fault=each)
        for each in known
    ]


def _known(
    profile: Profile, target: Target, *, met: Met, contact: _Contact
) -> _Known | UnreadableSource:
    server, answers, pages = contact.server, contact.answers, contact.pages
    try:
        own = met if met.instances else pushed(target, answers=answers)
        if not own.instances:
            return unknown_target(target, server=server, pages=pages, answers=answers)
        amiss = down_target(
            target, own.instances, server=server, pages=pages, answers=answers
        ) or waiting_target(target, own.instances, server=server, pages=pages)
    except (UnansweredQuery, UnreadableSource) as error:
        return _fault(error, server=server)
    if amiss is not None:
        return amiss
    metadata = pages.metadata(own.instances)
    selector = kept_selector(profile, target, types=_types(metadata.values()))
    return _Known(target, own, metadata, selector)


def _read(known: _Known, *, contact: _Contact) -> _Surveyed:
    answers = contact.answers
    try:
        elements = answers.ask(known.selector) if known.selector else ()
    except (UnansweredQuery, UnreadableSource) as error:
        return _Surveyed(fault=_fault(error, server=contact.server))
    apart = by_instance(elements, seen=known.met.instances)
    return _Surveyed(
        tuple(
            instance_of(
                each,
                apart[each.instance],
                target=known.target,
                metadata=known.metadata[each.instance],
                notes=(
                    *known.metadata[each.instance].notes,
                    *late_notes((each,), at=answers.at),
                ),
            )
            for each in known.met.instances
        ),
        size=known.met.size,
        kept=ReadAnswers(dataset_of(elements, at=answers.at), answers.at),
    )


def _fault(error: UnansweredQuery | UnreadableSource, *, server: Server) -> UnreadableSource:
    if isinstance(error, UnreadableSource):
        return error
    return UnreadableSource(f"{server.shown}: {error}", code=error.code)


def _types(found: Iterable[Metadata]) -> Mapping[str, MetricType]:
    return {name: family.type for metadata in found for name, family in metadata.families.items()}


def _told(target: Target, found: _Surveyed, *, contact: _Contact, seconds: float) -> Told:
    answers, shown = contact.answers, contact.server.shown
    names = AskedNames(target, answers=answers)
    view = TargetView(
        name=target.name,
        urls=(shown,),
        labels=target.labels,
        error=found.fault,
        families=_types(
            Metadata(instance.exposition.families, is_whole=True) for instance in found.instances
        ),
        names=names,
        series=AskedSeries(target, names=names, answers=answers),
        last_seen=History(answers).last_seen,
    )
    folder, read_at = contact.server.kept or ("", 0.0)
    reading = TargetReading(
        target=target.name,
        url=shown,
        series=found.size,
        milliseconds=seconds * 1000,
        error="" if found.fault is None else str(found.fault),
        snapshot=folder or None,
        read_at=read_at,
    )
    return Told(shown, answers, found.kept, found.instances, view, reading)
