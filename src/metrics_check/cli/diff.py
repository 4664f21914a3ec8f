"""`diff`: what differs between two releases, and whether it breaks who reads the metrics."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from metrics_check.cli.diff_json import render_json
from metrics_check.cli.diff_markdown import render_markdown
from metrics_check.cli.diff_text import render_text
from metrics_check.cli.differing import Compared, compare_sources
from metrics_check.cli.failure import NOT_JUDGED
from metrics_check.cli.lines import write_lines
from metrics_check.cli.options import (
    OF_PROFILES,
    OF_SERVERS,
    ReadingOptions,
    reading_options_but,
)
from metrics_check.cli.terminal import write, write_json, write_note

_FOUND = 1
_MOST_UNREAD = 20
_FAILS: Mapping[str, Callable[[Compared], bool]] = {
    "any": lambda compared: bool(compared.difference.changes),
    "breaking": lambda compared: bool(compared.difference.breaking),
    "none": lambda _: False,
}


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "any", "none"]),
    default="breaking",
    show_default=True,
    help="Which changes end it with 1.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
@click.option(
    "--consumers",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Name who is hit by each change: rules, dashboards, pages and expectations in this file "
    "or folder. Repeatable.",
)
@click.option("--json", "is_json", is_flag=True, help="Short for --format json.")
@reading_options_but("expectations", *OF_PROFILES, *OF_SERVERS)
def diff_command(
    old: str,
    new: str,
    *,
    fail_on: str,
    format_name: str,
    consumers: tuple[Path, ...],
    is_json: bool,
    reading: ReadingOptions,
) -> int:
    """Tell what differs between two releases, breaking or compatible.

    OLD and NEW are both what services show (a URL, a file, -, a snapshot folder), or both
    expectations (a folder, a *.yaml file). Values and counts are not compared, only what queries,
    alerts and panels rest on. Renames are guesses.
    """
    if old == new == "-":
        raise click.UsageError("Only one of OLD and NEW can be standard input.")
    compared = compare_sources(old, new, consumers=consumers, options=reading.read)
    exit_code = _FOUND if _FAILS[fail_on](compared) else 0
    unread = () if compared.consumers is None else compared.consumers.unread
    if unread:
        exit_code = NOT_JUDGED
    for each in unread[:_MOST_UNREAD]:
        write_note(f"{each.where}: not read: {each.reason}")
    if len(unread) > _MOST_UNREAD:
        write_note(f"and {len(unread) - _MOST_UNREAD} more that were not read")
    if is_json or format_name == "json":
        write_json(render_json(compared, exit_code=exit_code))
    elif format_name == "markdown":
        write(render_markdown(compared))
    else:
        write_lines(render_text(compared, exit_code=exit_code))
    return exit_code
