"""`-v`: what is set otherwise than by default, and where each value came from."""

from collections.abc import Collection, Iterator

import click
from click.core import ParameterSource

from metrics_check.cli.settled import setting_of, settings_of
from metrics_check.cli.terminal import write_note
from metrics_check.sources.address import Address, parse_address


def tell_settings(context: click.Context, *, targets: Collection[str]) -> None:
    """Says on stderr, a line each, what is set otherwise than by default, and where.

    `targets` are the names of those that are read elsewhere than their files say. A credential is
    never told, only the file that holds it.
    """
    for line in (*_options(context), *_targets(context, names=targets)):
        write_note(line)


def _options(context: click.Context) -> Iterator[str]:
    for option in context.command.params:
        # What is given several times is no setting: it stands on the command line only.
        if not isinstance(option, click.Option) or option.multiple or option.count:
            continue
        where = _where(context, option)
        if where:
            flag = max(option.opts, key=len)
            yield f"{flag} {_value(context, option)}  ({where})"


def _where(context: click.Context, option: click.Option) -> str:
    name = option.name or ""
    source = context.get_parameter_source(name)
    if source is ParameterSource.COMMANDLINE:
        return "command line"
    if source is ParameterSource.ENVIRONMENT:
        return str(option.envvar)
    setting = setting_of(context, name)
    return "" if setting is None else str(setting.place)


def _value(context: click.Context, option: click.Option) -> str:
    name = option.name or ""
    value = context.params.get(name)
    if isinstance(value, Address):
        return value.shown
    if isinstance(value, bool):
        return "on" if value else "off"
    if name.endswith("_seconds"):
        return f"{value:g}s"
    if name.endswith("_bytes") and isinstance(value, int):
        return _size(value)
    return str(value)


def _size(count: int) -> str:
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count % factor == 0:
            return f"{count // factor}{unit}"
    return f"{count}B"


def _targets(context: click.Context, *, names: Collection[str]) -> Iterator[str]:
    given = context.params.get("sources") or {}
    for name, source in given.items():
        yield f"--target {name}={parse_address(source).shown}  (command line)"
    for name, sources in settings_of(context).targets.items():
        if name in names and name not in given:
            for setting in sources:
                shown = parse_address(str(setting.value)).shown
                yield f"--target {name}={shown}  ({setting.place})"
