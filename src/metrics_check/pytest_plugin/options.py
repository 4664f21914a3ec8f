"""The plugin's options: those of `check` and `run`, with `--metrics-` before their names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics_check.record import record

PREFIX = "--metrics-"
_GROUP = "metrics-check"
_PROFILE = "metrics_profile"


@record
class Option:
    """An option of the commands. `metavar` is empty for a flag."""

    name: str
    metavar: str
    text: str
    is_repeatable: bool = False

    @property
    def parameter(self) -> str:
        """What pytest calls it."""
        return f"{PREFIX}{self.name}".removeprefix("--").replace("-", "_")


OPTIONS = (
    Option("expectations", "DIR", "Where the expectation files are (default: expectations)."),
    Option("target", "NAME=SOURCE", "Read a target from another source.", is_repeatable=True),
    Option("prometheus", "URL", "Ask this Prometheus-compatible server about every target."),
    Option("tenant", "ID", "Name this tenant to servers (X-Scope-OrgID)."),
    Option("param", "NAME=VALUE", "Give a profile's parameter a value.", is_repeatable=True),
    Option("env-file", "FILE", "Variables for requires.env, after the environment's own."),
    Option("wait", "DURATION", "Read again until everything holds, at most this long."),
    Option("interval", "DURATION", "How long to pause between two reads (default: 1s)."),
    Option("quiet", "DURATION", "A run is over when no judged counter moved so long (default 2s)."),
    Option("fresh", "", "The tests start the services of a run themselves."),
    Option("strict", "", "Let a warning fail."),
    Option("allow-unproven", "", "Let it pass though nothing ran that could show some."),
    Option("timeout", "DURATION", "How long one read may take as a whole (default: 10s)."),
    Option("max-body", "SIZE", "How large a body may be, also decompressed (default: 256MiB)."),
    Option("header", "'NAME: VALUE'", "Send this header to the targets.", is_repeatable=True),
    Option("bearer-token-file", "FILE", "Send the token in this file to the targets."),
    Option("basic-auth-file", "FILE", "Send the user:password in this file to the targets."),
    Option("ca-file", "FILE", "Trust this authority (PEM) instead of the system's."),
    Option("cert-file", "FILE", "Show this certificate (PEM) to the targets."),
    Option("key-file", "FILE", "The key (PEM) of --metrics-cert-file."),
)
"""Each is handed to the options of the commands as it was given."""


def add_options(parser: pytest.Parser) -> None:
    """Adds all of them."""
    group = parser.getgroup(_GROUP, "what services show (metrics-check)")
    group.addoption(
        f"{PREFIX}profile",
        dest=_PROFILE,
        action="append",
        default=[],
        metavar="PROFILE",
        help="Judge what the whole test run adds to the metrics; repeatable.",
    )
    for option in OPTIONS:
        flag = f"{PREFIX}{option.name}"
        if not option.metavar:
            group.addoption(flag, dest=option.parameter, action="store_true", help=option.text)
        elif option.is_repeatable:
            group.addoption(
                flag,
                dest=option.parameter,
                action="append",
                default=[],
                metavar=option.metavar,
                help=f"{option.text[:-1]}; repeatable.",
            )
        else:
            group.addoption(flag, dest=option.parameter, metavar=option.metavar, help=option.text)


def profiles_of(config: pytest.Config) -> tuple[str, ...]:
    """The profiles that are judged over the whole test run."""
    return tuple(dict.fromkeys(config.getoption(_PROFILE)))


def words_of(config: pytest.Config) -> tuple[str, ...]:
    """The options that were given, as the commands take them."""
    return tuple(word for option in OPTIONS for word in _words(option, config=config))


def named_of(config: pytest.Config) -> frozenset[Path]:
    """The files and folders that pytest was given, as arguments or by `testpaths`.

    The folder in which it was started is none of them, nor what is around that: who asks for all
    tests has not asked for expectations.
    """
    start = config.invocation_params.dir
    given = {(start / each.partition("::")[0]).resolve() for each in config.args}
    return frozenset(each for each in given if not start.resolve().is_relative_to(each))


def _words(option: Option, *, config: pytest.Config) -> Iterator[str]:
    value = config.getoption(option.parameter)
    if not option.metavar:
        yield from [f"--{option.name}"] if value else []
        return
    for text in value if option.is_repeatable else [value]:
        if text is not None:
            yield f"--{option.name}={text}"
