"""What a SOURCE text means: a URL, `-`, a snapshot folder or a file.

A URL's user and password are taken out here, once; what is left may be printed.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from metrics_check.errors import InvalidInput
from metrics_check.record import record
from metrics_check.secret import SHOWN, Secret
from metrics_check.sources.kept_read import KeptRead

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PORTS = {"http": 80, "https": 443}
# Before the scheme of a URL: a Prometheus-compatible server is asked there, nothing is scraped.
_SERVER = "prom+"
# Names of query parameters, and of variables, whose values are credentials.
_SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|credential|signature|(?:^|_|-)(?:sig|auth)$|(?:api|access|private)[_-]?key",
    re.IGNORECASE,
)


class Registry(Protocol):
    """What this room needs of a `prometheus_client` registry."""

    def collect(self) -> Iterable[object]:
        """Its families."""


@record
class Login:
    """User and password for basic authentication."""

    user: str
    password: Secret


@record
class Address:
    """A source, told apart. `kind` is a key of `SOURCES`, `server` or `kept-server`; `shown` may be
    printed.

    `url` is what to request (no user, no fragment; of a server the base of its API, no slash at
    the end) and `login` the user it held. `path` is a file's or a folder's. `registry` is an object
    in this process, `kept` one read of a snapshot.
    """

    kind: str
    shown: str
    url: Secret | None = None
    login: Login | None = None
    path: Path | None = None
    registry: Registry | None = None
    kept: KeptRead | None = None

    @property
    def instance(self) -> str:
        """The `instance` label of what is read there: host:port of a URL, else what is shown."""
        return self.shown if self.url is None else host_and_port(self.url.reveal())


def parse_address(text: str) -> Address:
    """The source that `text` names. Raises `InvalidInput` for a URL that cannot be requested."""
    scheme = _SCHEME.match(text)
    if scheme is not None:
        return _parse_url(text, scheme=scheme[1].lower())
    if text == "-":
        return Address("stdin", "-")
    if not text or "\0" in text:
        raise InvalidInput("A source is a URL, a file, - or a snapshot folder; it is not empty.")
    path = Path(text)
    return Address("snapshot" if path.is_dir() else "file", text, path=path)


def server_address(text: str) -> Address:
    """The server that `text` names, with or without `prom+`. Raises `InvalidInput`."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise InvalidInput(
            "A Prometheus server is named by its URL, such as http://localhost:9090."
        )
    name = scheme[1].lower()
    return parse_address(text if name.startswith(_SERVER) else _SERVER + text)


def registry_address(registry: Registry, *, name: str = "registry") -> Address:
    """The source that is a `prometheus_client` registry of this process; `name` is shown."""
    return Address("registry", name, registry=registry)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL, the default port filled in (RFC 6454)."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]


def host_and_port(url: str) -> str:
    """`host:port` as Prometheus labels `instance`: the default port is written out."""
    _, host, port = origin(url)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_secret_name(name: str) -> bool:
    """Whether a variable or parameter of this name holds a credential."""
    return _SECRET_NAME.search(name) is not None


def _parse_url(text: str, *, scheme: str) -> Address:
    if scheme.startswith(_SERVER):
        return _parse_server(text, scheme=scheme.removeprefix(_SERVER))
    if scheme not in _PORTS:
        raise InvalidInput(f"A source cannot be read by {scheme}://, only by http:// and https://.")
    parts = _split(text)
    if not parts.hostname:
        raise InvalidInput(f"The URL {_without_user(text)!r} names no host.")
    if parts.username is None and parts.password is None:
        login = None
    else:
        login = Login(unquote(parts.username or ""), Secret(unquote(parts.password or "")))
    plain = parts._replace(
        scheme=scheme, netloc=parts.netloc.rpartition("@")[2], path=parts.path or "/", fragment=""
    )
    return Address("scrape", _shown(plain), url=Secret(plain.geturl()), login=login)


def _parse_server(text: str, *, scheme: str) -> Address:
    base = _parse_url(f"{scheme}{text[text.index('://') :]}", scheme=scheme)
    url = "" if base.url is None else base.url.reveal()
    if urlsplit(url).query:
        raise InvalidInput(
            f"The URL of a server has no query: {_without_user(text)!r}. Give --header instead."
        )
    shown = _SERVER + base.shown.rstrip("/")
    return Address("server", shown, url=Secret(url.rstrip("/")), login=base.login)


def _split(text: str) -> SplitResult:
    if any(character.isspace() or not character.isprintable() for character in text):
        raise InvalidInput(f"The URL {_without_user(text)!r} holds a space or control character.")
    try:
        parts = urlsplit(text)
    except ValueError:
        # Its own message may hold the user.
        raise _unreadable(text, reason="its brackets do not match") from None
    try:
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise _unreadable(text, reason="its port is no number from 1 to 65535")
    return parts


def _unreadable(text: str, *, reason: str) -> InvalidInput:
    return InvalidInput(f"The URL {_without_user(text)!r} does not read: {reason}.")


def secret_parameters(address: Address) -> tuple[str, ...]:
    """The values in a URL's query that are not shown."""
    query = "" if address.url is None else urlsplit(address.url.reveal()).query
    pairs = parse_qsl(query, keep_blank_values=True)
    return tuple(value for name, value in pairs if value and is_secret_name(name))


def _shown(parts: SplitResult) -> str:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(is_secret_name(name) for name, _ in pairs):
        return parts.geturl()
    masked = [(name, SHOWN if is_secret_name(name) else value) for name, value in pairs]
    return parts._replace(query=urlencode(masked, safe="<>", quote_via=quote)).geturl()


def _without_user(text: str) -> str:
    """A URL that did not read, cut so that neither user nor query is printed."""
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"
