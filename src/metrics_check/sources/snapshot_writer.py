"""Writing a snapshot's folder, whole or not at all."""

import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import urandom
from pathlib import Path

from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.model.profile import Profile
from metrics_check.record import record
from metrics_check.secret import SHOWN
from metrics_check.sources.address import is_secret_name
from metrics_check.sources.found import Facts
from metrics_check.sources.kept_answers import KeptAnswers
from metrics_check.sources.kept_answers_document import MAX_DOCUMENT_BYTES, format_answers
from metrics_check.sources.kept_read import AskedServer, KeptRead
from metrics_check.sources.reading import Read
from metrics_check.sources.requires import judge_facts
from metrics_check.sources.rounds import rounds_of
from metrics_check.sources.snapshot import BEGIN, DOCUMENT, REPORT
from metrics_check.sources.snapshot_document import (
    ANSWERS_NAME,
    FILE_NAME,
    Snapshot,
    format_snapshot,
)


@record
class Kept:
    """What evidence keeps beside the last read: the report, and the first read of a run.

    `servers` are what those answered that were asked, `begun` the moments of the first read.
    """

    report: bytes
    begin: Sequence[Read] | None = None
    is_fresh: bool = False
    servers: tuple[KeptAnswers, ...] = ()
    begun: tuple[AskedServer, ...] = ()


def write_snapshot(
    folder: Path,
    *,
    profile: Profile,
    reads: Sequence[Read],
    facts: Facts,
    beside: Kept | None = None,
) -> Snapshot:
    """Puts a snapshot at `folder`, in place of one that is there; returns what it says of itself.

    The reads, and those before them, must have kept their bodies. The values of variables and
    parameters whose name says secret are left out. Raises `InvalidInput`, and leaves everything as
    it was, where `folder` is something else than a snapshot.
    """
    target = folder.resolve()
    require_replaceable(target, shown=str(folder))
    answers = {} if beside is None else _answers(beside.servers)
    known = _without_secrets(profile, facts=facts)
    with _put_in_place(target) as new:
        servers = tuple(answers)
        snapshot = _write(new, profile=profile, reads=reads, facts=known, servers=servers)
        for asked, document in answers.items():
            (new / asked.file).write_bytes(document)
        if beside is not None:
            (new / REPORT).write_bytes(beside.report)
        if beside is not None and beside.begin is not None:
            (new / BEGIN).mkdir()
            _write(
                new / BEGIN,
                profile=profile,
                reads=beside.begin,
                facts=known,
                servers=beside.begun,
                is_fresh=beside.is_fresh,
            )
    return snapshot


def _answers(servers: Sequence[KeptAnswers]) -> dict[AskedServer, bytes]:
    found = {}
    for number, kept in enumerate(servers, start=1):
        document = format_answers(kept)
        if len(document) > MAX_DOCUMENT_BYTES:
            raise UnreadableSource(
                f"{kept.server}: its answers are larger than {MAX_DOCUMENT_BYTES >> 20} MiB, so no "
                "evidence is kept.",
                code="too-large",
            )
        file = f"server-{number:02d}.json"
        found[AskedServer(kept.server, kept.targets, kept.at, file)] = document
    return found


def _write(
    folder: Path,
    *,
    profile: Profile,
    reads: Sequence[Read],
    facts: Facts,
    servers: tuple[AskedServer, ...] = (),
    is_fresh: bool = False,
) -> Snapshot:
    all_reads = [(n, read) for n, each in enumerate(rounds_of(reads)) for read in each]
    kept = tuple(
        replace(_kept(read, number=number), round=n)
        for number, (n, read) in enumerate(all_reads, start=1)
    )
    snapshot = Snapshot(
        profile=profile.name,
        taken_at=min(
            (
                *(read.read_at for _, read in all_reads),
                *(each.at for each in servers if each.at is not None),
            ),
            default=time.time(),
        ),
        reads=kept,
        params={
            name: SHOWN if is_secret_name(name) else value for name, value in profile.params.items()
        },
        facts=facts,
        is_fresh=is_fresh,
        servers=servers,
    )
    for (_, read), entry in zip(all_reads, kept, strict=True):
        if read.body is not None and entry.file:
            (folder / entry.file).write_bytes(read.body)
    (folder / DOCUMENT).write_bytes(format_snapshot(snapshot))
    return snapshot


def require_replaceable(folder: Path, *, shown: str) -> None:
    """Raises `InvalidInput` where a snapshot cannot be put without losing something else."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InvalidInput(f"{shown} is a file; a snapshot is a folder. Give another -o.")
    foreign = next(iter(sorted(_foreign(folder))), "")
    is_snapshot = (folder / DOCUMENT).is_file() or not any(folder.iterdir())
    if foreign or not is_snapshot:
        held = f"holds {foreign!r}" if foreign else f"has no {DOCUMENT}"
        raise InvalidInput(
            f"{shown} is no snapshot: it {held}. It is left as it is; give another -o."
        )


def _foreign(folder: Path) -> Iterator[str]:
    """What is neither part of a snapshot nor of evidence."""
    for entry in folder.iterdir():
        if entry.name == BEGIN and entry.is_dir():
            yield from (f"{BEGIN}/{name}" for name in _foreign(entry))
        elif entry.name not in {DOCUMENT, REPORT} and not _is_own(entry.name):
            yield entry.name


def _is_own(name: str) -> bool:
    return bool(FILE_NAME.fullmatch(name) or ANSWERS_NAME.fullmatch(name))


def _kept(read: Read, *, number: int) -> KeptRead:
    has_body = read.error is None and read.body is not None
    error = None if read.error is None else (read.error.code, str(read.error))
    return KeptRead(
        target=read.target,
        url=read.url,
        instance=read.instance,
        read_at=read.read_at,
        seconds=read.seconds,
        status=read.status,
        headers=tuple(sorted(read.headers.items())),
        file=_file_name(read.target, number=number) if has_body else "",
        error=error if has_body or error else ("not-kept", f"{read.url}: was not kept."),
    )


def _file_name(target: str, *, number: int) -> str:
    """A name that is safe on every file system, whatever the target is called."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", target).strip("-")[:60]
    return f"{number:02d}-{plain or 'target'}.prom"


def _without_secrets(profile: Profile, *, facts: Facts) -> Facts:
    hidden = {
        requirement.name: requirement.is_met
        for requirement in judge_facts(profile, facts)
        if requirement.name in facts.env and is_secret_name(requirement.name)
    }
    env = {name: value for name, value in facts.env.items() if name not in hidden}
    return Facts(env=env, withheld={**facts.withheld, **hidden}, http=facts.http)


@contextmanager
def _put_in_place(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which becomes the target when the block succeeds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.parent / f".{target.name}.{urandom(8).hex()}.new"
    old = new.with_suffix(".old")
    new.mkdir()
    try:
        yield new
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
