"""What is to be read for a target: its urls, or the sources that stand in for them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.exposition.model import EVERYTHING, Wanted
from metrics_check.located import Problem
from metrics_check.model.profile import Profile, Target
from metrics_check.notation.words import did_you_mean
from metrics_check.record import record
from metrics_check.sources.address import Address, parse_address, server_address
from metrics_check.sources.kept_read import KeptRead
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.snapshot import kept_address, load_snapshot
from metrics_check.sources.snapshot_document import Snapshot

# The kind of a server whose answers a snapshot keeps.
KEPT_SERVER = "kept-server"


@record
class Request:
    """A target, and the sample names that are wanted of it."""

    target: Target
    wanted: Wanted = EVERYTHING


@record
class Part:
    """One source of one target. `error` is set where it is known not to be readable.

    `earlier` are the same at earlier times, the oldest first.
    """

    target: str
    address: Address
    instance: str
    wanted: Wanted
    error: UnreadableSource | None = None
    earlier: tuple[Address, ...] = ()


def require_targets(names: Iterable[str], *, profiles: Iterable[Profile]) -> None:
    """Raises `InvalidInput` where a source is given for a target that no profile has."""
    known = sorted({name for profile in profiles for name in profile.targets})
    for name in names:
        if name not in known:
            raise InvalidInput(
                f"no target is named {name!r}.{did_you_mean(name, known=known)} "
                f"There are: {', '.join(known) or 'none'}."
            )


def servers_of(targets: Iterable[Target], *, options: ReadOptions) -> list[Address | None]:
    """For each target, the server that judges it, or did for a snapshot; None: it is read itself.

    Raises `InvalidInput` for a URL that is none, for several sources of which one is a server, and
    for a target without labels: they alone tell which of the server's series are its own.
    """
    if options.snapshot is None:
        return [_server_of(target, options=options) for target in targets]
    kept = _kept_servers(options.snapshot)
    return [
        None if found is None else _labelled(found, target=target)
        for target in targets
        for found in (kept.get(target.name),)
    ]


def _server_of(target: Target, *, options: ReadOptions) -> Address | None:
    found = [each for each in sources_of(target, options=options) if each.kind == "server"]
    if not found:
        return None
    if len(sources_of(target, options=options)) > 1:
        raise _located(target, "a server is the only source of a target, and here are several.")
    return _labelled(found[0], target=target)


def _kept_servers(folder: Path) -> Mapping[str, Address]:
    """By target the server that judged it when the snapshot was made."""
    try:
        servers = load_snapshot(folder).servers
    except UnreadableSource:
        return {}  # said where the targets are read
    return {
        name: Address(KEPT_SERVER, each.server, path=folder / each.file)
        for each in servers
        if each.file
        for name in each.targets
    }


def _labelled(server: Address, *, target: Target) -> Address:
    if not target.is_labelled:
        raise _located(
            target,
            f"target {target.name!r} has no `labels`, so which series of {server.shown} are its "
            "own? Give the labels that the server puts on them, such as `labels: {job: …}`.",
        )
    return server


def sources_of(target: Target, *, options: ReadOptions) -> tuple[Address, ...]:
    """Where a target is read, or which server judges it, the most particular word first.

    `-t`, then `--prometheus`, then the file's `prometheus`, then its urls. Raises `InvalidInput`.
    """
    given = options.sources.get(target.name)
    if given is not None:
        return tuple(_address(each, target=target, is_given=True) for each in given)
    if options.prometheus is not None:
        return (options.prometheus,)
    if target.prometheus is not None:
        return (_server(target.prometheus, target=target),)
    return tuple(_address(each, target=target, is_given=False) for each in target.urls)


def target_parts(
    requests: Iterable[Request], *, options: ReadOptions
) -> tuple[tuple[Part, ...], ...]:
    """What to read for each of these targets, in order.

    Raises `InvalidInput` for a source that is not one, located where the profile names it.
    """
    if options.snapshot is not None:
        return _snapshot_parts(requests, folder=options.snapshot)
    return tuple(tuple(_parts(request, options=options)) for request in requests)


def source_parts(source: str | Address, *, wanted: Wanted) -> tuple[Part, ...]:
    """What to read for a source that belongs to no target."""
    address = parse_address(source) if isinstance(source, str) else source
    if address.kind == "server":
        return (_unread_server(address, target="", wanted=wanted),)
    if address.kind != "snapshot" or address.path is None:
        return (Part("", address, address.instance, wanted),)
    request = Request(Target("", (), {}), wanted)
    return _from_folder(request, folder=address.path, instance="")


def _parts(request: Request, *, options: ReadOptions) -> Iterator[Part]:
    target = request.target
    for index, address in enumerate(sources_of(target, options=options)):
        instance = _instance(address, target=target, index=index)
        if address.kind == "server":
            yield _unread_server(address, target=target.name, wanted=request.wanted)
        elif address.kind == "snapshot" and address.path is not None:
            yield from _from_folder(request, folder=address.path, instance=instance)
        else:
            yield Part(target.name, address, instance, request.wanted)


def _unread_server(address: Address, *, target: str, wanted: Wanted) -> Part:
    instead = f"`-t {target}=SOURCE`" if target else "the /metrics URL of the service itself"
    error = UnreadableSource(
        f"{address.shown}: a server is asked, it has no exposition to be read. Give {instead}.",
        code="unsupported",
        is_final=True,
    )
    return Part(target, address, address.instance, wanted, error=error)


def _server(url: str, *, target: Target) -> Address:
    try:
        return server_address(url)
    except InvalidInput as error:
        raise _located(target, f"target {target.name!r}: {error}") from None


def _address(source: str | Address, *, target: Target, is_given: bool) -> Address:
    if isinstance(source, Address):
        return source
    try:
        return parse_address(source)
    except InvalidInput as error:
        if is_given:
            raise
        raise _located(target, f"target {target.name!r}: {error}") from None


def _located(target: Target, message: str) -> InvalidInput:
    problem = Problem(target.place, "bad-url", message)
    return InvalidInput(str(problem), problems=[problem])


def _instance(address: Address, *, target: Target, index: int) -> str:
    """host:port of the source, or of the target's own URL in that place."""
    if address.url is not None or not target.urls:
        return address.instance
    try:
        own = parse_address(target.urls[min(index, len(target.urls) - 1)])
    except InvalidInput:
        return address.instance
    return own.instance if own.url is not None else address.instance


def _snapshot_parts(requests: Iterable[Request], *, folder: Path) -> tuple[tuple[Part, ...], ...]:
    try:
        snapshot = load_snapshot(folder)
    except UnreadableSource as error:
        return tuple((_unread(request, folder=folder, error=error),) for request in requests)
    return tuple(_kept_parts(request, snapshot=snapshot, folder=folder) for request in requests)


def _from_folder(request: Request, *, folder: Path, instance: str) -> tuple[Part, ...]:
    try:
        parts = _kept_parts(request, snapshot=load_snapshot(folder), folder=folder)
    except UnreadableSource as error:
        parts = (_unread(request, folder=folder, error=error),)
    return tuple(replace(part, instance=instance or part.instance) for part in parts)


def _kept_parts(request: Request, *, snapshot: Snapshot, folder: Path) -> tuple[Part, ...]:
    """The parts of one target, or all of them for a request without a target."""
    name = request.target.name
    kept = [read for read in snapshot.reads if name in ("", read.target)]
    if not kept:
        error = _not_there(name, snapshot=snapshot, folder=folder)
        return (_unread(request, folder=folder, error=error),)
    return tuple(
        Part(
            read.target,
            kept_address(read, folder=folder),
            read.instance,
            request.wanted,
            earlier=tuple(kept_address(each, folder=folder) for each in before),
        )
        for read, before in _with_past(kept)
    )


def _not_there(name: str, *, snapshot: Snapshot, folder: Path) -> UnreadableSource:
    what = f"the target {name!r}" if name else "any target"
    asked = [each.server for each in snapshot.servers if not name or name in each.targets]
    message = f"the snapshot holds nothing of {what}."
    if asked:
        message = f"it holds what {asked[0]} answered of {what}, which only `check` judges again."
    return UnreadableSource(f"{folder}: {message}", code="not-in-snapshot", is_final=True)


def _with_past(kept: Sequence[KeptRead]) -> Iterator[tuple[KeptRead, tuple[KeptRead, ...]]]:
    """Each read of the last round, with those of the same URL before it."""
    last = max(read.round for read in kept)
    by_place: dict[tuple[str, str, int], list[KeptRead]] = {}
    seen: Counter[tuple[str, str, int]] = Counter()
    # URLs that differ in a secret only look the same, but come in the same order.
    for read in sorted(kept, key=lambda each: each.round):
        url = (read.target, read.url, read.round)
        by_place.setdefault((read.target, read.url, seen[url]), []).append(read)
        seen[url] += 1
    for reads in by_place.values():
        if reads[-1].round == last:
            yield reads[-1], tuple(reads[:-1])


def _unread(request: Request, *, folder: Path, error: UnreadableSource) -> Part:
    address = Address("snapshot", str(folder), path=folder)
    return Part(request.target.name, address, "", request.wanted, error)
