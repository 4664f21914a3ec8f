"""What `metrics-check.yaml` sets, and telling where each option's value came from."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

import click
from click.core import ParameterSource

from metrics_check.cli.terminal import write_note
from metrics_check.lazy import resolve
from metrics_check.model.settings import Setting, Settings
from metrics_check.sources.address import parse_address

# The parameter of the commands that a key sets, where it is called otherwise.
_PARAMETERS = {
    "allow_unproven": "allows_unproven",
    "interval": "interval_seconds",
    "max_body": "max_body_bytes",
    "strict": "is_strict",
    "timeout": "timeout_seconds",
    "wait": "wait_seconds",
}
NAME = "metrics-check.yaml"
_REPOSITORY = ".git"
# By text: where there is no such file, nothing of YAML is imported.
READ_SETTINGS = "metrics_check.load.settings:read_settings"
_WRITTEN = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT, ParameterSource.DEFAULT_MAP)


def settle(context: click.Context) -> Mapping[str, str | bool]:
    """Reads the settings file, if there is one, keeps it as the context's object, and gives the
    defaults that it sets, by parameter. Raises `InvalidInput`.
    """
    path = find_settings(Path.cwd())
    settings = Settings()
    if path is not None:
        settings = cast(Callable[[Path], Settings], resolve(READ_SETTINGS))(path)
    context.obj = settings
    return {_parameter(key): setting.value for key, setting in settings.options.items()}


def find_settings(start: Path) -> Path | None:
    """The nearest `metrics-check.yaml`: in `start`, else upward to the repository's root.

    Without a repository around it, only `start` itself is looked at.
    """
    folder = start.absolute()
    around = (folder, *folder.parents)
    root = next((each for each in around if (each / _REPOSITORY).exists()), folder)
    looked_at = around[: around.index(root) + 1]
    found = next((each / NAME for each in looked_at if (each / NAME).is_file()), None)
    return None if found is None else Path(os.path.relpath(found))


def settings_of(context: click.Context) -> Settings:
    """The settings that a command runs with."""
    found = context.find_object(Settings)
    return Settings() if found is None else found


def tell_settings(context: click.Context) -> None:
    """Says on stderr, a line each, what is set otherwise than by default, and where."""
    settings = settings_of(context)
    for line in (*_options(context, settings=settings), *_targets(context, settings=settings)):
        write_note(line)


def _options(context: click.Context, *, settings: Settings) -> Iterator[str]:
    by_parameter = {_parameter(key): setting for key, setting in settings.options.items()}
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if not isinstance(option, click.Option) or source not in _WRITTEN:
            continue
        if option.multiple or option.count:
            continue
        flag = max(option.opts, key=len)
        where = _where(option, source, by_parameter.get(name))
        yield f"{flag} {_value(context, option)}  ({where})"


def _value(context: click.Context, option: click.Option) -> str:
    value = context.params.get(option.name or "")
    if isinstance(value, bool):
        return "on" if value else "off"
    if option.name and option.name.endswith("_seconds"):
        return f"{value:g}s"
    return str(value)


def _where(option: click.Option, source: ParameterSource, setting: Setting | None) -> str:
    if source is ParameterSource.DEFAULT_MAP and setting is not None:
        return str(setting.place)
    if source is ParameterSource.ENVIRONMENT:
        return str(option.envvar)
    return "command line"


def _targets(context: click.Context, *, settings: Settings) -> Iterator[str]:
    given: Mapping[str, str] = context.params.get("sources") or {}
    for name, source in given.items():
        yield f"--target {name}={parse_address(source).shown}  (command line)"
    for name, setting in settings.targets.items():
        if name not in given:
            shown = parse_address(str(setting.value)).shown
            yield f"--target {name}={shown}  ({setting.place})"


def _parameter(key: str) -> str:
    return _PARAMETERS.get(key, key)
