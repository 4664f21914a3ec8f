"""The options of every command that reads metrics, and what they say."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from metrics_check import __version__
from metrics_check.cli.settled import (
    is_nearer,
    require_file,
    setting_of,
    settings_of,
    settled_sources,
    settled_value,
)
from metrics_check.cli.values import (
    is_typed,
    read_bytes,
    read_file,
    read_headers,
    read_pairs,
    read_seconds,
    read_server,
    read_tenant,
)
from metrics_check.load.dotenv import read_env_file
from metrics_check.model.settings import Setting, Settings
from metrics_check.record import record
from metrics_check.secret import Secret
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import (
    MAX_BODY_BYTES,
    TIMEOUT_SECONDS,
    Credentials,
    ReadOptions,
    Tls,
)

T = TypeVar("T")

_DEFAULT_EXPECTATIONS = Path("expectations")
_DEFAULT_ENV_FILE = Path(".env")
_PATH = click.Path(path_type=Path)


@record
class ReadingOptions:
    """What the common options say. `sources` are texts, as typed, by target (several: replicas);
    of these, those of `given` stand on the command line, the others in the settings file.

    `env_setting` is the env file's place where the settings file names it.
    """

    expectations: Path
    params: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    env_file: Path | None
    read: ReadOptions
    given: frozenset[str] = frozenset()
    env_setting: Setting | None = None

    @property
    def urls(self) -> Mapping[str, str]:
        """By target, its first source where that is a URL: what `${TARGET.base}` is taken of."""
        return {
            name: sources[0]
            for name, sources in self.sources.items()
            if parse_address(sources[0]).kind == "scrape"
        }

    def variables(self) -> Mapping[str, str]:
        """The variables of the env file; none where none was named and there is no `.env`.

        Raises `InvalidInput` for a file that does not read.
        """
        if self.env_setting is not None:
            require_file(self.env_setting)
        if self.env_file is not None:
            return read_env_file(self.env_file)
        return read_env_file(_DEFAULT_ENV_FILE) if _DEFAULT_ENV_FILE.is_file() else {}


def _file(name: str, text: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    variable = "METRICS_CHECK_" + name.removeprefix("--").replace("-", "_").upper()
    return click.option(
        name, type=_PATH, metavar="FILE", envvar=variable, callback=read_file, help=text
    )


_OPTIONS: Mapping[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "expectations": click.option(
        "--expectations",
        type=_PATH,
        default=_DEFAULT_EXPECTATIONS,
        show_default=True,
        metavar="DIR",
        envvar="METRICS_CHECK_EXPECTATIONS",
        help="Where the expectation files are.",
    ),
    "sources": click.option(
        "-t",
        "--target",
        "sources",
        multiple=True,
        metavar="NAME=SOURCE",
        callback=read_pairs,
        help="Read a target from another URL, file, - or snapshot folder, or ask a prom+URL.",
    ),
    "prometheus": click.option(
        "--prometheus",
        metavar="URL",
        envvar="METRICS_CHECK_PROMETHEUS",
        callback=read_server,
        help="Ask this Prometheus-compatible server about every target; none is contacted.",
    ),
    "tenant": click.option(
        "--tenant",
        default="",
        metavar="ID",
        envvar="METRICS_CHECK_TENANT",
        callback=read_tenant,
        help="Name this tenant to servers (X-Scope-OrgID).",
    ),
    "snapshot": click.option(
        "--from",
        "snapshot",
        type=_PATH,
        metavar="DIR",
        help="Read the snapshot in this folder; nothing is contacted.",
    ),
    "params": click.option(
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        callback=read_pairs,
        help="Give a profile's parameter a value.",
    ),
    "env_file": click.option(
        "--env-file",
        type=_PATH,
        metavar="FILE",
        envvar="METRICS_CHECK_ENV_FILE",
        help="Variables for requires.env, after the environment's own.  [default: .env if there]",
    ),
    "timeout_seconds": click.option(
        "--timeout",
        "timeout_seconds",
        default=f"{TIMEOUT_SECONDS:g}s",
        show_default=True,
        metavar="DURATION",
        envvar="METRICS_CHECK_TIMEOUT",
        callback=read_seconds,
        help="How long one read may take as a whole.",
    ),
    "max_body_bytes": click.option(
        "--max-body",
        "max_body_bytes",
        default=f"{MAX_BODY_BYTES >> 20}MiB",
        show_default=True,
        metavar="SIZE",
        envvar="METRICS_CHECK_MAX_BODY",
        callback=read_bytes,
        help="How large a body may be, also decompressed.",
    ),
    "headers": click.option(
        "--header",
        "headers",
        multiple=True,
        metavar="'NAME: VALUE'",
        callback=read_headers,
        help="Send this header to the targets.",
    ),
    "bearer_token_file": _file(
        "--bearer-token-file", "Send the token in this file to the targets."
    ),
    "basic_auth_file": _file(
        "--basic-auth-file", "Send the user:password in this file to the targets."
    ),
    "ca_file": _file("--ca-file", "Trust this authority (PEM) instead of the system's."),
    "cert_file": _file("--cert-file", "Show this certificate (PEM) to the targets."),
    "key_file": _file("--key-file", "The key (PEM) of --cert-file, where that does not hold it."),
}


EXPECTATIONS = _OPTIONS["expectations"]
# Left out by commands that judge no profile, or ask no server.
OF_PROFILES = ("sources", "snapshot", "params", "env_file")
OF_SERVERS = ("prometheus", "tenant")
# What stands in for an option that a command does not have.
_ABSENT: Mapping[str, object] = {
    "expectations": _DEFAULT_EXPECTATIONS,
    "sources": {},
    "prometheus": None,
    "tenant": "",
    "snapshot": None,
    "params": {},
    "env_file": None,
}


def reading_options(command: Callable[..., T]) -> Callable[..., T]:
    """Gives a command the common options; it is called with `reading: ReadingOptions`."""
    return reading_options_but()(command)


def reading_options_but(*left_out: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """As `reading_options`, without those of these parameters, which have their defaults."""
    names = tuple(name for name in _OPTIONS if name not in left_out)

    def decorated(command: Callable[..., T]) -> Callable[..., T]:
        # What click passes is as mixed as the options are; `_reading` gives each its type.
        @functools.wraps(command)
        def with_reading(**values: Any) -> T:
            context = click.get_current_context()
            own = {name: settled_value(context, name, value=values.pop(name)) for name in names}
            settings, env_setting = settings_of(context), setting_of(context, "env_file")
            reading = _reading(settings=settings, env_setting=env_setting, **{**_ABSENT, **own})
            return command(reading=reading, **values)

        whole: Callable[..., T] = with_reading
        for name in reversed(names):
            whole = _OPTIONS[name](whole)
        return whole

    return decorated


def _reading(
    *,
    settings: Settings,
    env_setting: Setting | None,
    expectations: Path,
    sources: Mapping[str, str],
    snapshot: Path | None,
    prometheus: Address | None,
    tenant: str,
    params: Mapping[str, str],
    env_file: Path | None,
    timeout_seconds: float,
    max_body_bytes: int,
    headers: tuple[tuple[str, Secret], ...],
    bearer_token_file: Path | None,
    basic_auth_file: Path | None,
    ca_file: Path | None,
    cert_file: Path | None,
    key_file: Path | None,
) -> ReadingOptions:
    if bearer_token_file is not None and basic_auth_file is not None:
        raise click.UsageError("--bearer-token-file and --basic-auth-file exclude each other.")
    if key_file is not None and cert_file is None:
        raise click.UsageError("--key-file needs --cert-file.")
    if snapshot is not None and sources:
        raise click.UsageError("--from and -t exclude each other: both say what is read.")
    if snapshot is not None and prometheus is not None and is_typed("prometheus"):
        raise click.UsageError("--from and --prometheus exclude each other: both say what is read.")
    for source in sources.values():
        parse_address(source)
    given = {name: (source,) for name, source in sources.items()}
    settled = settled_sources(settings) if snapshot is None else {}
    both = {**settled, **given}
    read = ReadOptions(
        timeout_seconds=timeout_seconds,
        max_body_bytes=max_body_bytes,
        credentials=Credentials(headers, bearer_token_file, basic_auth_file),
        tls=Tls(ca_file, cert_file, key_file),
        sources=given if is_nearer("prometheus") and prometheus is not None else both,
        snapshot=snapshot,
        prometheus=prometheus if snapshot is None else None,
        tenant=tenant,
        user_agent=f"metrics-check/{__version__}",
    )
    return ReadingOptions(expectations, params, both, env_file, read, frozenset(given), env_setting)
