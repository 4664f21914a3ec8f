"""`--format FORMAT[=PATH]`: which reports are written, and where."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import click

from metrics_check.cli.lines import write_lines
from metrics_check.cli.places import from_here
from metrics_check.files import write_whole
from metrics_check.lazy import resolve
from metrics_check.model.outcome import Report
from metrics_check.notation.words import did_you_mean
from metrics_check.record import record
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain

# By text: only annotations have one. A test runs it.
ADD_STEP_SUMMARY = "metrics_check.cli.step_summary:add_step_summary"


@record
class Output:
    """One report: its format, and the file it goes to (None: stdout)."""

    format: str
    path: Path | None


def read_outputs(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[Output, ...]:
    """The outputs that the options name; at most one goes to stdout."""
    outputs = tuple(_read_output(text) for text in texts)
    shown = [output.format for output in outputs if output.path is None]
    if len(shown) > 1:
        raise click.BadParameter(
            f"{' and '.join(shown)} would both go to stdout. Give all but one a path, "
            f"such as {shown[-1]}=FILE.",
            context,
            parameter,
        )
    return outputs


def with_stdout(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """The outputs, and the text on stdout where all of them are files: the verdict is seen."""
    is_shown = any(output.path is None for output in outputs)
    return outputs if is_shown else (*outputs, Output("text", None))


def write_report(report: Report, *, outputs: Iterable[Output], is_verbose: bool) -> None:
    """Writes the report in each format: files first, each whole or not at all, then stdout."""
    report = from_here(report)
    outputs = sorted(outputs, key=lambda output: output.path is None)
    if any(output.format == "github" for output in outputs):
        add = cast(Callable[..., None], resolve(ADD_STEP_SUMMARY))
        add(report, environment=os.environ, is_verbose=is_verbose)
    for output in outputs:
        # A test holds every entry to this Protocol.
        render = cast(Render, resolve(FORMATS[output.format]))
        lines = render(report, is_verbose=is_verbose)
        if output.path is None:
            write_lines(lines)
        else:
            write_whole(output.path, content=plain(lines).encode())


def _read_output(text: str) -> Output:
    name, separator, path = text.partition("=")
    if name not in FORMATS:
        near = did_you_mean(name, known=FORMATS)
        known = ", ".join(FORMATS)
        raise click.BadParameter(f"no format {name!r}; there are {known}.{near}")
    if separator and not path:
        raise click.BadParameter(f"{text!r} names no file after the `=`.")
    return Output(name, Path(path) if path else None)
