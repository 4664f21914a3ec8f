"""How sources are read: bounds, credentials, and what stands in for a target's URL."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from metrics_check.exposition.model import Format
from metrics_check.record import record
from metrics_check.secret import Secret
from metrics_check.sources.address import Address

# Prometheus' default scrape_timeout.
TIMEOUT_SECONDS = 10.0
MAX_BODY_BYTES = 256 << 20


@record
class Tls:
    """PEM files. `ca` replaces the system's authorities; `key` belongs to `cert`."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


@record
class Credentials:
    """What is sent to a target's own origin and nowhere else. Files are read at every read."""

    headers: tuple[tuple[str, Secret], ...] = ()
    bearer_token_file: Path | None = None
    basic_auth_file: Path | None = None


@record
class ReadOptions:
    """Everything about reading that is not the target.

    `timeout_seconds` bounds one read as a whole: connecting, redirects, the last byte.
    `max_body_bytes` bounds a body as sent and as decompressed. `sources` gives targets, by name,
    other sources than their urls; `prometheus` gives all others to that server, `snapshot` all of
    them to a snapshot folder. `tenant` is named to servers (`X-Scope-OrgID`), to nothing else.
    `format` overrides what the source says of itself. `keeps_body` keeps the bytes on the Read.
    Not `is_validated`: of lines that are not wanted only the name is looked at.
    `user_agent` is what endpoints are told.
    """

    timeout_seconds: float = TIMEOUT_SECONDS
    max_body_bytes: int = MAX_BODY_BYTES
    credentials: Credentials = field(default_factory=Credentials)
    tls: Tls = field(default_factory=Tls)
    sources: Mapping[str, tuple[str | Address, ...]] = field(default_factory=dict)
    snapshot: Path | None = None
    prometheus: Address | None = None
    tenant: str = ""
    format: Format | None = None
    keeps_body: bool = False
    is_validated: bool = True
    user_agent: str = "metrics-check"
