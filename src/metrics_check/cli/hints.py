"""`hints`: the queries worth pasting."""

from collections.abc import Callable, Mapping

import click

from metrics_check.cli.hinted import answers_of
from metrics_check.cli.options import ReadingOptions, reading_options_but
from metrics_check.cli.terminal import write, write_json
from metrics_check.errors import InvalidInput
from metrics_check.generate.hint import Sheet
from metrics_check.generate.hints import hints_of
from metrics_check.generate.hints_json import render_json
from metrics_check.generate.hints_markdown import render_markdown
from metrics_check.generate.hints_text import render_text
from metrics_check.generate.links import Link, read_link
from metrics_check.load.profiles import load_profile, require_concrete

_FORMATS: Mapping[str, Callable[[Sheet], str]] = {
    "json": render_json,
    "markdown": render_markdown,
    "text": render_text,
}


def _read_links(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> tuple[Link, ...]:
    try:
        found = tuple(read_link(text) for text in texts)
    except InvalidInput as error:
        raise click.BadParameter(str(error)) from error
    twice = [link.where for link in found if [each.where for each in found].count(link.where) > 1]
    if twice:
        raise click.BadParameter(f"{twice[0]!r} is given twice.")
    return found


@click.command("hints")
@click.argument("profile")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="WHERE=URL",
    callback=_read_links,
    help="Add a link that opens each query: prometheus=URL or grafana=URL.",
)
@click.option(
    "--evaluate",
    "evaluated",
    multiple=True,
    metavar="[TARGET=]SOURCE",
    help="Print beside each query what it returns now. Repeatable, one for each target.",
)
@reading_options_but("sources", "prometheus", "snapshot", "env_file")
def hints_command(
    profile: str,
    *,
    format_name: str,
    links: tuple[Link, ...],
    evaluated: tuple[str, ...],
    reading: ReadingOptions,
) -> int:
    """Print the PromQL worth pasting for each expectation of PROFILE.

    Rates, quantiles and means as the type of each metric allows them, the query that finds what
    violates an expectation, and what to look at then.
    """
    loaded = load_profile(
        profile, folder=reading.expectations, params=reading.params, sources=reading.urls
    )
    require_concrete([loaded])
    found = hints_of(loaded)
    answers = None
    if evaluated:
        answers = answers_of(found, profile=loaded, sources=evaluated, options=reading.read)
    document = _FORMATS[format_name](Sheet(loaded, found, links, answers))
    put = write_json if format_name == "json" else write
    put(document)
    return 0
