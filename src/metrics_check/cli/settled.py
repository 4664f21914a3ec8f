"""What `metrics-check.yaml` sets: found, laid under the options, and beaten by what is nearer."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import click
from click.core import ParameterSource

from metrics_check.errors import InvalidInput
from metrics_check.lazy import resolve
from metrics_check.located import Problem
from metrics_check.model.settings import NAME, Setting, Settings
from metrics_check.notation.words import shown
from metrics_check.sources.address import parse_address, server_address

# The parameter of the commands that a key sets, where it is called otherwise.
_PARAMETERS = {
    "allow_unproven": "allows_unproven",
    "interval": "interval_seconds",
    "max_body": "max_body_bytes",
    "strict": "is_strict",
    "timeout": "timeout_seconds",
    "wait": "wait_seconds",
}
# Files that are looked for before anything is read.
_FILES = frozenset({"basic_auth_file", "bearer_token_file", "ca_file", "cert_file", "key_file"})
# What the settings file says gives way to its rival where that is given nearer: a token to a
# password, a password to a token, and a key to the certificate that brings its own.
_RIVALS = {
    "basic_auth_file": "bearer_token_file",
    "bearer_token_file": "basic_auth_file",
    "key_file": "cert_file",
}
_NEARER = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
_REPOSITORY = ".git"
# By text: where there is no such file, nothing of YAML is imported.
READ_SETTINGS = "metrics_check.load.settings:read_settings"


def settle(context: click.Context) -> Mapping[str, str | bool]:
    """Reads the settings file, if there is one, keeps it as the context's object, and gives the
    defaults that it sets, by parameter. Raises `InvalidInput`.
    """
    path = find_settings(Path.cwd())
    settings = Settings()
    if path is not None:
        settings = cast(Callable[[Path], Settings], resolve(READ_SETTINGS))(path)
    _refuse_bad_server(settings)
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
    found = next((each / NAME for each in looked_at if _is_there(each / NAME)), None)
    return None if found is None else Path(os.path.relpath(found))


def _is_there(path: Path) -> bool:
    # A link to nothing is there: reading it says what is wrong.
    return path.is_file() or (path.is_symlink() and not path.exists())


def settings_of(context: click.Context) -> Settings:
    """The settings that a command runs with."""
    found = context.find_object(Settings)
    return Settings() if found is None else found


def setting_of(context: click.Context, parameter: str) -> Setting | None:
    """What the settings file says of a parameter, where that is what counts."""
    if context.get_parameter_source(parameter) is not ParameterSource.DEFAULT_MAP:
        return None
    rival = _RIVALS.get(parameter)
    if rival is not None and context.get_parameter_source(rival) in _NEARER:
        return None
    options = settings_of(context).options
    return next((each for key, each in options.items() if _parameter(key) == parameter), None)


# What click passes is as mixed as the options are.
def settled_value(context: click.Context, parameter: str, *, value: Any) -> Any:
    """The value of a parameter that counts: None for that of the file where a rival beats it.

    Raises `InvalidInput`, located there, where the file names another that is not there.
    """
    if context.get_parameter_source(parameter) is not ParameterSource.DEFAULT_MAP:
        return value
    setting = setting_of(context, parameter)
    if setting is None:
        return None
    if parameter in _FILES:
        require_file(setting)
    return value


def require_file(setting: Setting) -> None:
    """Raises `InvalidInput` where the file that a setting names is not there."""
    path = str(setting.value)
    if not Path(path).is_file():
        message = f"there is no file {shown(path)}; a path is taken from the folder of this file"
        raise _refused([_problem(setting, code="unreadable-file", message=message)])


def settled_sources(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The sources of targets in the settings file, by name.

    Raises `InvalidInput`, each problem located there, where one is no source.
    """
    problems = []
    for setting in (each for sources in settings.targets.values() for each in sources):
        try:
            parse_address(str(setting.value))
        except InvalidInput as error:
            problems.append(_problem(setting, code="bad-url", message=str(error).rstrip(".")))
    if problems:
        raise _refused(problems)
    return {
        name: tuple(str(each.value) for each in sources)
        for name, sources in settings.targets.items()
    }


def is_nearer(parameter: str) -> bool:
    """Whether an option is given by the command line or its variable, not by the file."""
    return click.get_current_context().get_parameter_source(parameter) in _NEARER


def _refuse_bad_server(settings: Settings) -> None:
    setting = settings.options.get("prometheus")
    if setting is None:
        return
    try:
        server_address(str(setting.value))
    except InvalidInput as error:
        message = str(error).rstrip(".")
        raise _refused([_problem(setting, code="bad-url", message=message)]) from None


def _problem(setting: Setting, *, code: str, message: str) -> Problem:
    return Problem(setting.place, code, message, setting.line)


def _refused(problems: list[Problem]) -> InvalidInput:
    return InvalidInput(str(problems[0]), problems=problems)


def _parameter(key: str) -> str:
    return _PARAMETERS.get(key, key)
