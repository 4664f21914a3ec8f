"""The options of `check` and `run` for who is no command: given as words, settled like theirs.

What is not given comes from `METRICS_CHECK_…` variables and `metrics-check.yaml`, as everywhere.
"""

import re
from collections.abc import Sequence
from typing import Any

import click
from click.core import ParameterSource

from metrics_check.check.checking import Judging
from metrics_check.check.run import Pace
from metrics_check.cli.judged import judging_options
from metrics_check.cli.options import ReadingOptions, reading_options_but
from metrics_check.cli.settled import settings_of, settle
from metrics_check.cli.values import read_seconds
from metrics_check.errors import InvalidInput
from metrics_check.record import record

_NAME = "asked"
# What `run` waits where nobody says how long.
_RUN_WAIT_SECONDS = 30.0
_FLAG = re.compile(r"(?<![\w-])--(?=[a-z])")


@record
class Asked:
    """What is read and how it is judged: by `judging` in a check, by `run_judging` and `pace` over
    a run.
    """

    reading: ReadingOptions
    judging: Judging
    run_judging: Judging
    pace: Pace


def ask(words: Sequence[str], *, prefix: str = "--") -> Asked:
    """What these options come to in the current folder.

    Raises `InvalidInput` for what is wrong in them, in a variable or in the settings file; its
    text calls the options by the prefix that their user knows.
    """
    outer = click.Context(click.Command("metrics-check"))
    outer.default_map = {_NAME: dict(settle(outer))}
    try:
        with _asked.make_context(_NAME, list(words), parent=outer) as context:
            found = _asked.invoke(context)
    except click.ClickException as error:
        raise InvalidInput(_complaint(error, prefix=prefix)) from error
    # What click returns has no type; `_asked` says what it is.
    asked: Asked = found
    return asked


@click.command(_NAME)
@judging_options("Read again until everything holds, at most this long.")
@click.option("--quiet", "quiet_seconds", default="2s", callback=read_seconds)
@click.option("--fresh", "is_fresh", is_flag=True)
@reading_options_but("snapshot")
def _asked(
    *,
    reading: ReadingOptions,
    wait_seconds: float,
    interval_seconds: float,
    is_strict: bool,
    allows_unproven: bool,
    quiet_seconds: float,
    is_fresh: bool,
    # Of reports and selections, which are not asked for here.
    **_: Any,
) -> Asked:
    waivers = settings_of(click.get_current_context()).waivers
    judging, run_judging = (
        Judging(
            is_strict=is_strict,
            allows_unproven=allows_unproven,
            wait_seconds=seconds,
            interval_seconds=interval_seconds,
            waivers=waivers,
        )
        for seconds in (wait_seconds, wait_seconds or _RUN_WAIT_SECONDS)
    )
    return Asked(reading, judging, run_judging, Pace(quiet_seconds, is_fresh))


def _complaint(error: click.ClickException, *, prefix: str) -> str:
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        source = error.ctx.get_parameter_source(error.param.name or "")
        variable = error.param.envvar
        is_variable = source is ParameterSource.ENVIRONMENT and isinstance(variable, str)
        flag = max(error.param.opts, key=len).removeprefix("--")
        error.param_hint = str(variable) if is_variable else f"{prefix}{flag}"
        return error.format_message()
    return _FLAG.sub(prefix, error.format_message())
