"""What servers tell of the targets of a check: met, described, and what is kept of them read."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from metrics_check.check.answers import ReadAnswers
from metrics_check.check.plan import Plan
from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.batch import Batch
from metrics_check.check.server.contact import Seen, meet
from metrics_check.check.server.kept import (
    Metadata,
    by_instance,
    dataset_of,
    instance_of,
    kept_selector,
    metadata_of_instance,
)
from metrics_check.check.server.preflight import down_target, late_notes, pushed, unknown_target
from metrics_check.check.server.view import AskedNames, AskedSeries, History
from metrics_check.check.sight import Instance, Told
from metrics_check.check.view import TargetView
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.outcome import TargetReading
from metrics_check.model.profile import Profile, Target
from metrics_check.model.series import MetricType
from metrics_check.record import record
from metrics_check.sources.server import Descriptions, Server

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
    """A server that was met. `fault` is why it was not."""

    server: Server
    answers: ServerAnswers
    described: Descriptions = field(default_factory=Descriptions)
    fault: UnreadableSource | None = None


def _servers(asks: Asks) -> list[Server]:
    found: list[Server] = []
    for _, servers in asks:
        found += [each for each in servers.values() if not any(each is known for known in found)]
    return found


def _tell(places: Sequence[_Place], *, server: Server) -> list[Told]:
    begin = time.monotonic()
    batch = Batch(server)
    answers = ServerAnswers(batch)
    targets = [target for _, _, target in places]
    met: tuple[tuple[Seen, ...], ...] = ((),) * len(targets)
    try:
        met = meet(targets, batch=batch)
        jobs = tuple(sorted({target.labels["job"] for target in targets}))
        contact = _Contact(server, answers, server.metadata(jobs))
    except UnreadableSource as error:
        contact = _Contact(server, answers, fault=error)
    surveyed = [
        _surveyed(profile, target, seen=seen, contact=contact)
        for (_, profile, target), seen in zip(places, met, strict=True)
    ]
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
    profile: Profile, target: Target, *, seen: tuple[Seen, ...], contact: _Contact
) -> _Surveyed:
    if contact.fault is not None:
        return _Surveyed(fault=contact.fault)
    try:
        return _read(profile, target, seen=seen, contact=contact)
    except UnreadableSource as error:
        return _Surveyed(fault=error)
    except UnansweredQuery as error:
        fault = UnreadableSource(f"{contact.server.shown}: {error}", code=error.code)
        return _Surveyed(fault=fault)


def _read(
    profile: Profile, target: Target, *, seen: tuple[Seen, ...], contact: _Contact
) -> _Surveyed:
    server, answers = contact.server, contact.answers
    instances = seen or pushed(target, answers=answers)
    if not instances:
        return _Surveyed(fault=unknown_target(target, server=server, answers=answers))
    down = down_target(target, instances, server=server, answers=answers)
    if down is not None:
        return _Surveyed(fault=down)
    metadata = _metadata(instances, contact=contact)
    types = _types(metadata.values())
    selector = kept_selector(profile, target, types=types)
    elements = answers.ask(selector) if selector else ()
    apart = by_instance(elements, seen=instances)
    return _Surveyed(
        tuple(
            instance_of(
                each,
                apart[each.instance],
                target=target,
                metadata=metadata[each.instance],
                notes=(
                    *metadata[each.instance].notes,
                    *late_notes(target, (each,), at=answers.at),
                ),
            )
            for each in instances
        ),
        size=sum(each.size for each in instances),
        kept=ReadAnswers(dataset_of(elements, at=answers.at), answers.at),
    )


def _metadata(seen: tuple[Seen, ...], *, contact: _Contact) -> Mapping[str, Metadata]:
    found = {each.instance: metadata_of_instance(each, contact.described.families) for each in seen}
    silent = [each for each in seen if not found[each.instance].is_whole]
    if not silent or not contact.described.is_by_target:
        return found
    # It says nothing of a target without one TYPE line, nor of one that another server scrapes.
    scraped = contact.server.scrapes()
    for each in silent:
        if any(own.labels.items() <= each.labels.items() for own in scraped if own.labels):
            found[each.instance] = Metadata({}, is_whole=True)
    return found


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
    reading = TargetReading(
        target=target.name,
        url=shown,
        series=found.size,
        milliseconds=seconds * 1000,
        error="" if found.fault is None else str(found.fault),
    )
    return Told(shown, answers, found.kept, found.instances, view, reading)
