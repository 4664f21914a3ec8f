"""`init`: drafts an expectation file from what a source exposes, or from code."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from metrics_check.audit.code import CodeFound, find_metrics
from metrics_check.audit.code_draft import draft_from_code
from metrics_check.audit.draft import Draft, DraftTarget, counted, draft_profile
from metrics_check.audit.origin import is_target_name, joined_note, kept_location, location_of
from metrics_check.check.sight import fault_of
from metrics_check.cli.destination import Destination, destination_of, require_free
from metrics_check.cli.options import (
    OF_PROFILES,
    OF_SERVERS,
    ReadingOptions,
    reading_options_but,
)
from metrics_check.cli.terminal import write
from metrics_check.errors import UnreadableSource
from metrics_check.files import write_whole
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read

# Of folders that were not looked into, as many are named.
_MOST_NAMED = 5


@click.command("init")
@click.argument("source", required=False)
@click.option(
    "--from-code",
    "code",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Draft from the Python code below DIR instead; nothing of it is run.",
)
@click.option(
    "--job",
    default="",
    metavar="NAME",
    help="The name of the target and of the profile.  [default: told from SOURCE]",
)
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write.  [default: NAME.yaml where the expectation files are]",
)
@click.option("--force", "is_forced", is_flag=True, help="Replace a file that is there already.")
@reading_options_but(*OF_PROFILES, *OF_SERVERS)
def init_command(
    source: str | None,
    *,
    code: Path | None,
    job: str,
    path: Path | None,
    is_forced: bool,
    reading: ReadingOptions,
) -> int:
    """Draft an expectation file from what SOURCE exposes now.

    It names the metrics with their types and labels, and holds as it is. What their values must
    be is yours to add. Metrics of the runtime are left out.
    """
    if code is not None and source is None:
        return _init_from_code(code, job=job, path=path, is_forced=is_forced, reading=reading)
    if source is None or code is not None:
        raise click.UsageError("Name a SOURCE, or --from-code DIR: one of them.")
    address = parse_address(source)
    if address.kind == "server":
        raise click.UsageError("A Prometheus server shows no exposition; name a service's own URL.")
    destination = destination_of(address, job=job, path=path, folder=reading.expectations)
    require_free(destination, is_forced=is_forced)
    (reads,) = read_sources([address], options=reading.read)
    draft = _draft(reads, address=address, destination=destination)
    require_free(destination, is_forced=is_forced)  # reading may have taken a while
    write_whole(destination.path, content=draft.text.encode())
    for line in _told(draft, path=destination.path):
        write(line)
    write(f"next: {_next_command(address, destination=destination, options=reading.read)}")
    return 0


def _init_from_code(
    folder: Path, *, job: str, path: Path | None, is_forced: bool, reading: ReadingOptions
) -> int:
    destination = destination_of(folder, job=job, path=path, folder=reading.expectations)
    require_free(destination, is_forced=is_forced)
    found = find_metrics(folder)
    try:
        draft = draft_from_code(
            destination.profile, job=destination.job, found=found, folder=folder
        )
    except UnreadableSource as error:
        raise _named(error, shown=folder.as_posix()) from error
    require_free(destination, is_forced=is_forced)  # reading may have taken a while
    write_whole(destination.path, content=draft.text.encode())
    for line in (*_told(draft, path=destination.path), *_not_read(draft, found)):
        write(line)
    command = [*_check_words(destination), "-t", f"{destination.job}=URL"]
    write(f"next: {shlex.join(command)}")
    return 0


def _not_read(draft: Draft, found: CodeFound) -> Iterator[str]:
    names = len({each.name for each in found.metrics if each.name})
    in_part = sum(1 for each in found.metrics if each.pattern)
    untold = in_part + len(found.unread) + names - draft.expectations - draft.beyond
    if untold:
        yield f"left out: {untold} of which source does not tell all, at the end of the file"
    if found.left_out:
        more = ", …" if len(found.left_out) > _MOST_NAMED else ""
        yield f"not looked into: {', '.join(found.left_out[:_MOST_NAMED])}{more}"


def _draft(reads: Sequence[Read], *, address: Address, destination: Destination) -> Draft:
    for read in reads:
        fault = fault_of(read)
        if fault is not None:
            raise _named(fault, shown=read.url)
    try:
        targets = _targets(reads, address=address, job=destination.job)
        return draft_profile(destination.profile, targets=targets)
    except UnreadableSource as error:
        raise _named(error, shown=address.shown) from error


def _named(error: UnreadableSource, *, shown: str) -> UnreadableSource:
    message = str(error)
    if message.startswith(f"{shown}: "):
        return error
    return UnreadableSource(f"{shown}: {message}", code=error.code)


def _targets(reads: Sequence[Read], *, address: Address, job: str) -> list[DraftTarget]:
    by_name: dict[str, list[Read]] = {}
    for read in reads:
        name = read.target or job
        if not is_target_name(name):
            message = f"the target {name!r} has a name that no expectation file can have."
            raise UnreadableSource(message, code="bad-snapshot", is_final=True)
        by_name.setdefault(name, []).append(read)
    return [_target(name, own, address=address) for name, own in by_name.items()]


def _target(name: str, reads: Sequence[Read], *, address: Address) -> DraftTarget:
    is_kept = address.kind == "snapshot"
    locations = [kept_location(read.url) if is_kept else location_of(address) for read in reads]
    return DraftTarget(
        name=name,
        urls=tuple(location.url for location in locations),
        expositions=tuple(read.exposition for read in reads if read.exposition is not None),
        note=joined_note(locations),
    )


def _told(draft: Draft, *, path: Path) -> Iterator[str]:
    noun = "expectation" if draft.expectations == 1 else "expectations"
    yield f"{path.as_posix()}: {draft.expectations} {noun}"
    if draft.left_out:
        yield f"left out: {counted(draft.left_out)}"
    if draft.broken:
        yield f"left out: {len(draft.broken)} with broken data, named at the end of the file"
    if draft.beyond:
        yield f"left out: {draft.beyond} more, since the file is long enough"


def _next_command(address: Address, *, destination: Destination, options: ReadOptions) -> str:
    """The command that judges the draft on the same source, ready for a shell."""
    words = _check_words(destination)
    words += _source_words(address, destination=destination)
    words += _credential_words(address, options=options)
    command = shlex.join(words)
    return f"… | {command}" if address.kind == "stdin" else command


def _check_words(destination: Destination) -> list[str]:
    words = ["metrics-check", "check"]
    words += [destination.profile if destination.is_in_folder else str(destination.path)]
    # A variable or the settings file says it to `check` as well.
    said = click.get_current_context().get_parameter_source("expectations")
    if destination.is_in_folder and said is ParameterSource.COMMANDLINE:
        words += ["--expectations", str(destination.folder)]
    return words


def _source_words(address: Address, *, destination: Destination) -> list[str]:
    if address.kind == "snapshot":
        return ["--from", address.shown]
    location = location_of(address)
    if location.is_complete:
        return []
    # What a URL's query held is not to be printed; the user of one is for a file.
    has_query = address.url is not None and location.url != address.shown
    source = "URL" if has_query else address.shown
    is_given = address.url is None or has_query
    return ["-t", f"{destination.job}={source}"] if is_given else []


def _credential_words(address: Address, *, options: ReadOptions) -> Iterator[str]:
    sent, tls = options.credentials, options.tls
    files = {
        "--bearer-token-file": sent.bearer_token_file,
        "--basic-auth-file": sent.basic_auth_file,
        "--ca-file": tls.ca,
        "--cert-file": tls.cert,
        "--key-file": tls.key,
    }
    for name, _ in sent.headers:
        yield from ("--header", f"{name}: …")
    if address.login is not None:
        yield from ("--basic-auth-file", "FILE")
    for option, path in files.items():
        if path is not None:
            yield from (option, str(path))
