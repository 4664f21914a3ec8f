"""Asking a Prometheus-compatible server over HTTP: queries, metadata, targets.

One connection is kept; each request ends within the time-out, its retries with it. What the answers
mean is in `prometheus_answer`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.notation.text import quote, quote_regex
from metrics_check.promql.storage import StoredSeries
from metrics_check.record import record
from metrics_check.secret import Secret
from metrics_check.sources.address import Address
from metrics_check.sources.credentials import credential_headers
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.fetch import Connections, connections_to
from metrics_check.sources.mask import Mask
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.prometheus_answer import (
    is_too_slow,
    read_answer,
    read_document,
    read_metadata,
    read_samples,
    read_target_metadata,
    read_targets,
    require_whole,
)
from metrics_check.sources.retry import BUSY, LOST, Attempts
from metrics_check.sources.scrape import own_headers, require_success
from metrics_check.sources.server import Answered, Described, Descriptions, Scrapes
from metrics_check.sources.service import name_of, own_pages
from metrics_check.sources.workers import Job, run_all

# JSON in memory takes ten times its size.
MAX_ANSWER_BYTES = 64 << 20
# The server is told to end a little earlier, so that it can still say so.
_ITS_SHARE = 0.9
_FORM = (b"Content-Type", b"application/x-www-form-urlencoded")
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class _Reader(Protocol[T_co]):
    def __call__(self, document: Mapping[str, object], *, shown: str) -> T_co: ...


@contextmanager
def open_prometheus(address: Address, *, options: ReadOptions) -> Iterator["PrometheusServer"]:
    """A server at an address of kind `server`. See `server.OpenServer`."""
    bounds = replace(options, max_body_bytes=min(MAX_ANSWER_BYTES, options.max_body_bytes))
    server = PrometheusServer(address, options=bounds)
    try:
        yield server
    finally:
        server.close()


@record
class _Reply:
    status: int
    body: bytes
    retry_after: str


class PrometheusServer:
    """A server that speaks the HTTP API of Prometheus. See `server.Server`."""

    joins = True
    kept = None

    def __init__(self, address: Address, *, options: ReadOptions) -> None:
        self._address = address
        self._options = options
        self._connections: Connections | None = None
        self._mask = Mask()

    @property
    def shown(self) -> str:
        """It as a SOURCE, without secrets."""
        return self._address.shown

    def close(self) -> None:
        """Closes its connections."""
        if self._connections is not None:
            self._connections.close()

    def query(self, promql: str, *, at: float | None = None) -> Answered:
        """See `server.Server`."""
        return read_answer(self._answered(promql, at=at), shown=self.shown)

    def samples(self, selector: str, *, at: float, seconds: float) -> tuple[StoredSeries, ...]:
        """See `server.Server`."""
        length = max(1, round(seconds * 1000))
        document = self._answered(f"{selector}[{length}ms]", at=at)
        return read_samples(document, shown=self.shown)

    def _answered(self, promql: str, *, at: float | None) -> Mapping[str, object]:
        milliseconds = max(1, round(self._options.timeout_seconds * _ITS_SHARE * 1000))
        # VictoriaMetrics would answer as of 30 s ago otherwise; to others the word means nothing.
        form = {"query": promql, "timeout": f"{milliseconds}ms", "nocache": "1"}
        if at is not None:
            # Its times are whole milliseconds.
            form["time"] = f"{at:.3f}"
        return self._document("/api/v1/query", body=urlencode(form).encode())

    def metadata(self, jobs: tuple[str, ...]) -> Descriptions:
        """See `server.Server`."""
        pattern = "|".join(quote_regex(job) for job in jobs)
        asked = urlencode({"match_target": f"{{job=~{quote(pattern)}}}"})
        own = self._told(f"/api/v1/targets/metadata?{asked}", read=read_target_metadata, refused=())
        return Descriptions(own or (), is_by_target=own is not None)

    def shared_metadata(self) -> tuple[Described, ...]:
        """See `server.Server`."""
        return self._told("/api/v1/metadata", read=read_metadata, refused=()) or ()

    def scrapes(self) -> Scrapes:
        """See `server.Server`."""
        path, none = "/api/v1/targets?state=active", Scrapes()
        return self._told(path, read=read_targets, refused=none) or none

    def _told(self, path: str, *, read: _Reader[T], refused: T) -> T | None:
        """What a page tells that not every server has; None: this one has it not."""
        try:
            document = self._document(path)
            require_whole(document, shown=self.shown)
            return read(document, shown=self.shown)
        except UnansweredQuery as error:
            if error.code == "bad-promql":
                return refused
            raise UnreadableSource(f"{self.shown}: {error}.", code=error.code) from error
        except UnreadableSource as error:
            if error.code != "not-a-server":
                raise
            return None

    def _document(self, path: str, *, body: bytes | None = None) -> Mapping[str, object]:
        reply = self._asked(path, body=body)
        if reply.status in _REFUSED or (reply.status in BUSY and not is_too_slow(reply.body)):
            require_success(reply.status, shown=self.shown)
        try:
            return read_document(reply.body, status=reply.status, shown=self.shown, mask=self._mask)
        except UnreadableSource as error:
            if error.code != "not-a-server" or body is None:
                raise
            raise self._identified(error) from error

    def _identified(self, error: UnreadableSource) -> UnreadableSource:
        """The same error, with what is there instead where that says so itself."""
        base = "" if self._address.url is None else self._address.url.reveal()
        for page in own_pages(base):
            try:
                found = name_of(self._asked("", url=page).body)
            except UnreadableSource:
                continue
            if found:
                where = "at the root of that host" if page != f"{base}/metrics" else "there"
                return UnreadableSource(
                    f"{error} What shows its metrics {where} is {found}.",
                    code=error.code,
                    is_final=error.is_final,
                )
        return error

    def _asked(self, path: str, *, body: bytes | None = None, url: str = "") -> _Reply:
        base = "" if self._address.url is None else self._address.url.reveal()
        address = replace(self._address, url=Secret(url or f"{base}{path}"))
        seconds = self._options.timeout_seconds
        # In a thread of its own, which is left behind where a name does not resolve in time.
        job = Job[_Reply | UnreadableSource](
            run=partial(self._attempted, address, body=body),
            overrun=partial(_overrun, self.shown, seconds=seconds),
            seconds=seconds,
        )
        (reply,) = run_all([job])
        if isinstance(reply, UnreadableSource):
            raise reply
        return reply

    def _attempted(self, address: Address, deadline: Deadline, *, body: bytes | None) -> _Reply:
        attempts = Attempts(deadline)
        while True:
            try:
                reply = self._sent(address, body=body, deadline=deadline)
            except UnreadableSource as error:
                if error.code not in LOST or not attempts.wait():
                    raise
                continue
            is_busy = reply.status in BUSY and not is_too_slow(reply.body)
            if not is_busy or not attempts.wait(reply.retry_after):
                return reply

    def _sent(self, address: Address, *, body: bytes | None, deadline: Deadline) -> _Reply:
        if self._connections is None:
            self._connections = connections_to(address, options=self._options)
        credentials = credential_headers(self._options.credentials, login=address.login)
        self._mask = Mask(credentials)
        headers = [
            (b"Accept", b"application/json"),
            *own_headers(self._options),
            *credentials,
        ]
        if self._options.tenant:
            headers.append((b"X-Scope-OrgID", self._options.tenant.encode()))
        if body is not None:
            headers.append(_FORM)
        with (
            self._mask.errors(),
            self._connections.send(
                address, headers=headers, options=self._options, deadline=deadline, body=body
            ) as response,
        ):
            read = b"".join(response.chunks)
            return _Reply(response.status, read, response.headers.get("retry-after", ""))


def _overrun(shown: str, *, seconds: float) -> UnreadableSource:
    return timed_out(shown, seconds=seconds)
