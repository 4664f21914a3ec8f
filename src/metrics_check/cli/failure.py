"""What the user reads when a command fails, and the exit code that goes with it."""

import errno
import os
import traceback
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO

import click
from click.core import ParameterSource

from metrics_check.cli.excerpt import with_excerpt
from metrics_check.cli.output import silence_output
from metrics_check.cli.terminal import write_note
from metrics_check.errors import InvalidInput, MetricsCheckError
from metrics_check.record import record

UNUSABLE = 2
NOT_JUDGED = 3
INTERRUPTED = 130
# What a shell shows for a program that SIGPIPE ended: 128 + 13.
READER_GONE = 141


@record
class Failure:
    """What to say on stderr (nothing where empty), and the exit code."""

    text: str
    exit_code: int


def report_failure(error: BaseException, words: Sequence[str]) -> int:
    """Says on stderr why the command line `words` ended, and returns the exit code.

    A bug's traceback is shown where `-v` was given twice, or `METRICS_CHECK_TRACEBACK` is set.
    """
    failure = describe_failure(error, is_traced=_is_traced(words))
    if failure.text:
        with suppress(OSError):
            write_note(failure.text)
    silence_output()
    return failure.exit_code


def describe_failure(error: BaseException, *, is_traced: bool = False) -> Failure:
    """The failure to report for what ended a command; `is_traced` adds the traceback of a bug."""
    if isinstance(error, click.ClickException):
        return Failure(_as_click_shows(error), UNUSABLE)
    if isinstance(error, KeyboardInterrupt | EOFError | click.Abort):
        return Failure("", INTERRUPTED)
    if isinstance(error, InvalidInput):
        return Failure(_all_problems(error), UNUSABLE)
    if isinstance(error, MetricsCheckError):
        return Failure(_complaint(str(error)), NOT_JUDGED)
    if isinstance(error, OSError):
        return _system_failure(error)
    return Failure(_own_fault(error, is_traced=is_traced), NOT_JUDGED)


def _is_traced(words: Sequence[str]) -> bool:
    own = words[: words.index("--")] if "--" in words else words
    short = [word for word in own if word[:1] == "-" and word[1:].strip("v") == ""]
    verbosity = sum(word.count("v") for word in short) + own.count("--verbose")
    return verbosity >= 2 or os.environ.get("METRICS_CHECK_TRACEBACK", "") not in ("", "0")


def _as_click_shows(error: click.ClickException) -> str:
    text = StringIO()
    _name_variable(error)
    error.show(file=text)
    return text.getvalue().rstrip("\n")


def _name_variable(error: click.ClickException) -> None:
    """Lets a value that stands in a variable be told by the variable, not by the option."""
    if not isinstance(error, click.BadParameter) or error.ctx is None or error.param is None:
        return
    source = error.ctx.get_parameter_source(error.param.name or "")
    if source is ParameterSource.ENVIRONMENT and isinstance(error.param.envvar, str):
        error.param_hint = error.param.envvar


def _all_problems(error: InvalidInput) -> str:
    blocks = [with_excerpt(problem) for problem in error.problems]
    summary = str(error)
    if summary and not any(summary in block for block in blocks):
        blocks.append(_complaint(summary))
    return "\n".join(blocks)


def _system_failure(error: OSError) -> Failure:
    if error.errno == errno.EPIPE:
        return Failure("", READER_GONE)
    reason = error.strerror or str(error) or type(error).__name__
    where = "" if error.filename is None else f"{error.filename}: "
    return Failure(_complaint(f"{where}{reason}"), NOT_JUDGED)


def _own_fault(error: BaseException, *, is_traced: bool) -> str:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    line = f"metrics-check failed by its own fault: {reason}; please report it"
    return "".join(traceback.format_exception(error)) + line if is_traced else line


def _complaint(message: str) -> str:
    return f"Error: {message}"
