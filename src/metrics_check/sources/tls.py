"""TLS contexts: whom to trust, and the client's own certificate."""

import ssl
from functools import lru_cache
from threading import Lock

from metrics_check.errors import UnreadableSource
from metrics_check.sources.http_library import httpx
from metrics_check.sources.options import Tls

_LOCK = Lock()


def tls_context(tls: Tls, *, is_used: bool) -> ssl.SSLContext:
    """The context of one read; one that trusts nobody where TLS is not used.

    Trusted are the system's authorities and httpx's own, or `tls.ca` alone. Files that changed
    are read again. Raises `UnreadableSource` (`bad-credentials`) for files that do not load.
    """
    if not is_used:
        return _untrusting()
    try:
        changes = tuple(path.stat().st_mtime_ns for path in (tls.ca, tls.cert, tls.key) if path)
        with _LOCK:
            return _loaded(tls, changes)
    except (OSError, ValueError) as error:
        raise UnreadableSource(
            f"--ca-file, --cert-file or --key-file does not load: {_reason(error)}.",
            code="bad-credentials",
            is_final=True,
        ) from error


@lru_cache(maxsize=1)
def _untrusting() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@lru_cache(maxsize=4)
def _loaded(tls: Tls, changes: tuple[int, ...]) -> ssl.SSLContext:
    if tls.ca is None:
        context = httpx.create_ssl_context(trust_env=False)
        context.load_default_certs()
    else:
        context = ssl.create_default_context(cafile=str(tls.ca))
    if tls.cert is not None:
        # An encrypted key must fail, not ask at the terminal.
        context.load_cert_chain(tls.cert, keyfile=tls.key, password=_no_password)
    return context


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, ssl.SSLError):
        return "not PEM, or a key that belongs to another certificate"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _no_password() -> str:
    raise ValueError("the key is encrypted")
