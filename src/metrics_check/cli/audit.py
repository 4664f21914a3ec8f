"""`audit`: what uses metrics, against what is declared and exposed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import click
from click.core import ParameterSource

from metrics_check.audit.audit import Audit, audit_of
from metrics_check.audit.code import find_metrics
from metrics_check.audit.coded import coded_source
from metrics_check.audit.contents import read_contents
from metrics_check.audit.declared import declared_source
from metrics_check.audit.document import render_json
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.gate import as_finding, report_of
from metrics_check.audit.known import Source
from metrics_check.audit.page import render_markdown
from metrics_check.audit.shown import exposed_source, server_source
from metrics_check.audit.text import render_text
from metrics_check.audit.uses import Uses, read_uses
from metrics_check.check.sight import fault_of
from metrics_check.check.waive import covers_finding
from metrics_check.cli.formats import Output, read_outputs, with_stdout, write_report
from metrics_check.cli.options import OF_PROFILES, ReadingOptions, reading_options_but
from metrics_check.cli.settled import settings_of
from metrics_check.cli.terminal import shown, shown_in_json, write, write_json, write_note
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.files import write_whole
from metrics_check.lazy import resolve
from metrics_check.load.consumers import read_consumers
from metrics_check.load.profiles import load_folder, raise_problems
from metrics_check.model.profile import Profile, Waiver
from metrics_check.record import record
from metrics_check.sources import OPEN_SERVER
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.server import OpenServer

# The formats of an audit's own; all others are those of the gate.
_OWN = frozenset({"json", "markdown", "text"})
# Of what was not read of code, as much is told by name.
_MOST_NOTES = 10


@click.command("audit")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option(
    "--exposed",
    multiple=True,
    metavar="SOURCE",
    help="Compare with what this URL, file, snapshot folder or prom+URL shows. Repeatable.",
)
@click.option(
    "--code",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare with the metrics that the Python code below DIR makes; it is read, never run. "
    "Repeatable.",
)
@click.option("--matrix", "shows_matrix", is_flag=True, help="Show who knows and uses each metric.")
@click.option(
    "--format",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    callback=read_outputs,
    help="text, json, junit, sarif, github, gitlab, markdown or html, to stdout or to a FILE "
    "beside it. Repeatable.  [on stdout: text]",
)
@click.option("--json", "is_json", is_flag=True, help="Short for --format json.")
@click.option("-v", "--verbose", count=True, help="List everything, also what is only told.")
@reading_options_but(*OF_PROFILES, "prometheus")
def audit_command(
    *,
    paths: tuple[Path, ...],
    exposed: tuple[str, ...],
    code: tuple[Path, ...],
    shows_matrix: bool,
    outputs: tuple[Output, ...],
    is_json: bool,
    verbose: int,
    reading: ReadingOptions,
) -> int:
    """Compare what rules, dashboards and pages use with what there is.

    A PATH is a file, or a folder: rule files, PrometheusRule objects, dashboards of Grafana and
    Perses, ConfigMaps that hold these, and Markdown. They are compared with the expectation files,
    with each --exposed SOURCE and with --code.

    Exit codes: 0 nothing found, 1 findings, 2 wrong usage or an invalid file, 3 an expression or a
    source could not be read.
    """
    if is_json and any(output.path is None for output in outputs):
        raise click.UsageError("--json and a --format without a file would both go to stdout.")
    written = with_stdout((*outputs, Output("json", None)) if is_json else outputs)
    addresses = [parse_address(source) for source in exposed]
    profiles = _profiles(reading.expectations, is_needed=not (addresses or code))
    read = read_contents(read_consumers(paths))
    uses = read_uses(read.contents.expressions)
    sources = [_coded(folder) for folder in code]
    if profiles:
        sources.append(declared_source(profiles, shown=reading.expectations.as_posix()))
    sources += _exposed(addresses, uses=uses, options=reading.read)
    waivers = [*settings_of(click.get_current_context()).waivers]
    waivers += (waiver for profile in profiles for waiver in profile.waivers)
    waiving = _Waiving(tuple(waivers), datetime.now(tz=UTC).date())
    audit = audit_of(read, uses, sources=sources, is_waived=waiving.covers)
    _write(audit, outputs=written, is_verbose=verbose > 0, shows_matrix=shows_matrix)
    return audit.exit_code


@record
class _Waiving:
    """The waivers that may cover a finding, as of a day."""

    waivers: tuple[Waiver, ...]
    today: date

    def covers(self, finding: AuditFinding) -> bool:
        """Whether a live waiver covers it."""
        told = as_finding(finding)
        return any(
            waiver.expires >= self.today and covers_finding(waiver, told) for waiver in self.waivers
        )


def _profiles(folder: Path, *, is_needed: bool) -> Collection[Profile]:
    """Those of the expectations folder; none where there is none, and nobody named one."""
    context = click.get_current_context()
    is_default = context.get_parameter_source("expectations") is ParameterSource.DEFAULT
    if is_default and not folder.is_dir():
        if is_needed:
            raise click.UsageError(
                f"there is nothing to compare with: no folder {folder.as_posix()}, and no "
                "--exposed SOURCE and no --code DIR. Name one of them."
            )
        return ()
    found = load_folder(folder)
    raise_problems(found.problems)
    return tuple(found.profiles.values())


def _coded(folder: Path) -> Source:
    found = find_metrics(folder)
    for each in found.unread[:_MOST_NOTES]:
        write_note(f"{each.place}: {each.reason}")
    if len(found.unread) > _MOST_NOTES:
        write_note(f"{folder.as_posix()}: {len(found.unread) - _MOST_NOTES} more were not read")
    return coded_source(found, shown=folder.as_posix())


def _exposed(addresses: list[Address], *, uses: Uses, options: ReadOptions) -> Iterator[Source]:
    names = {use.name for each in uses.judged for use in each.uses if use.name is not None}
    for address in addresses:
        if address.kind == "server":
            yield _asked(address, used=names, options=options)
            continue
        (reads,) = read_sources([address], options=options)
        for read in reads:
            fault = fault_of(read)
            if fault is not None:
                raise _named(fault, source=read.url)
        expositions = [read.exposition for read in reads if read.exposition is not None]
        yield exposed_source(expositions, shown=address.shown)


def _asked(address: Address, *, used: Collection[str], options: ReadOptions) -> Source:
    open_server = cast(OpenServer, resolve(OPEN_SERVER))
    with open_server(address, options=options) as server:
        try:
            return server_source(server, used=used)
        except UnansweredQuery as error:
            message = f"{address.shown} does not tell its metrics: {error}"
            raise UnreadableSource(message, code=error.code) from error


def _named(error: UnreadableSource, *, source: str) -> UnreadableSource:
    message = str(error)
    if message.startswith(f"{source}: "):
        return error
    return UnreadableSource(f"{source}: {message}", code=error.code)


def _write(
    audit: Audit, *, outputs: tuple[Output, ...], is_verbose: bool, shows_matrix: bool
) -> None:
    """Files first, each whole or not at all, then stdout."""
    own: Mapping[str, Callable[[], str]] = {
        "json": lambda: render_json(audit) + "\n",
        "markdown": lambda: render_markdown(audit),
        "text": lambda: render_text(audit, is_verbose=is_verbose, shows_matrix=shows_matrix) + "\n",
    }
    for output in sorted(outputs, key=lambda output: output.path is None):
        if output.format not in _OWN:
            write_report(report_of(audit), outputs=[output], is_verbose=is_verbose)
            continue
        text, is_document = own[output.format](), output.format == "json"
        if output.path is not None:
            safe = shown_in_json(text) if is_document else shown(text)
            write_whole(output.path, content=safe.encode())
        elif is_document:
            write_json(text)
        else:
            write(text)
