"""What options' texts mean: durations, sizes, pairs, headers. Each is a callback of click.

No message repeats a value that may hold a credential.
"""

import math
import re
from pathlib import Path

import click

from metrics_check.errors import InvalidInput
from metrics_check.notation.duration import LONGEST_SECONDS, parse_duration_seconds
from metrics_check.notation.quantity import parse_quantity
from metrics_check.secret import Secret
from metrics_check.sources.address import Address, server_address
from metrics_check.sources.credentials import parse_header

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?%?", re.ASCII)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def read_seconds(context: click.Context, option: click.Parameter, text: str | None) -> float:
    """The seconds of a duration above zero; 0 where an option without a default is not given."""
    if text is None:
        return 0.0
    try:
        seconds = parse_duration_seconds(text)
    except InvalidInput as error:
        raise click.BadParameter(f"{error}.") from error
    if seconds <= 0:
        raise click.BadParameter(f"found {text!r}, expected more than no time.")
    if seconds > LONGEST_SECONDS:
        raise click.BadParameter(f"found {text!r}, expected at most 30d.")
    return seconds


def read_bytes(context: click.Context, option: click.Parameter, text: str) -> int:
    """The bytes of a size above zero; a number without a unit counts bytes."""
    try:
        quantity = parse_quantity(text)
    except InvalidInput as error:
        raise click.BadParameter(f"{error}.") from error
    if quantity.unit not in {"", "bytes"} or not 1 <= quantity.value < math.inf:
        raise click.BadParameter(f"found {text!r}, expected a size such as 256MiB.")
    return int(quantity.value)


def read_percent(context: click.Context, option: click.Parameter, text: str | None) -> float | None:
    """The number of `80`, `80%` or `79.5%`, from 0 to 100; None where the option is not given."""
    if text is None:
        return None
    if not _PERCENT.fullmatch(text) or not 0 <= float(text.removesuffix("%")) <= 100:
        raise click.BadParameter(f"found {text!r}, expected a percentage such as 80%.")
    return float(text.removesuffix("%"))


def read_file(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """The path of a file that is there. Whether that of the settings file is, is asked later:
    it may be beaten.
    """
    source = context.get_parameter_source(option.name or "")
    if path is None or source is click.core.ParameterSource.DEFAULT_MAP:
        return path
    return Path(_FILE.convert(path, option, context))


def read_pairs(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    """The values of `NAME=VALUE` by name, each name once."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or "://" in name:
            raise click.BadParameter(f"expected {option.make_metavar(context)}.")
        if name in found:
            raise click.BadParameter(f"{name!r} is given twice.")
        found[name] = value
    return found


def read_headers(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> tuple[tuple[str, Secret], ...]:
    """Names and values of `Name: value`."""
    try:
        return tuple(parse_header(text) for text in texts)
    except InvalidInput as error:
        raise click.BadParameter(str(error)) from error


def read_server(
    context: click.Context, option: click.Parameter, text: str | None
) -> Address | None:
    """The server at a URL; none where the option is not given, or empty."""
    if not text:
        return None
    try:
        return server_address(text)
    except InvalidInput as error:
        raise click.BadParameter(str(error)) from error


def read_tenant(context: click.Context, option: click.Parameter, text: str) -> str:
    """A tenant's name, as a header may hold it."""
    try:
        return parse_header(f"X-Scope-OrgID: {text}")[1].reveal()
    except InvalidInput as error:
        raise click.BadParameter(str(error)) from error


def is_typed(option: str) -> bool:
    """Whether an option stands on the command line itself, not in a variable."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE
