"""Scraping a URL, asking for what a Prometheus server asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

from metrics_check.errors import UnreadableSource
from metrics_check.notation.visible import visible
from metrics_check.sources.accept import ACCEPT
from metrics_check.sources.address import Address, secret_parameters
from metrics_check.sources.answer import Answer, Note
from metrics_check.sources.credentials import credential_headers
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.fetch import Response, fetch
from metrics_check.sources.mask import Mask
from metrics_check.sources.options import ReadOptions

# Of the answer's headers, what explains how the body was read, or by whom it was sent.
_KEPT_HEADERS = ("content-encoding", "content-type", "date", "server")
# As much of what a failing service says as fits into two lines of a report.
_MOST_SAID = 160
_EXPOSITION_TYPES = ("text/plain", "application/openmetrics-text")
_REFUSALS = {
    401: (
        "unauthorized",
        "wants credentials (401). Give --bearer-token-file, --basic-auth-file or --header.",
        True,
    ),
    403: ("forbidden", "refuses these credentials, or this client (403).", True),
    404: (
        "not-found",
        "the server answers, but has nothing there (404).",
        False,
    ),
    503: ("not-ready", "says that it is not ready (503).", False),
}


@contextmanager
def open_scrape(address: Address, *, options: ReadOptions, deadline: Deadline) -> Iterator[Answer]:
    """The exposition that a URL shows now. See `answer.Source`."""
    credentials = credential_headers(options.credentials, login=address.login)
    headers = [
        (b"Accept", ACCEPT.encode()),
        (b"X-Prometheus-Scrape-Timeout-Seconds", f"{deadline.seconds:g}".encode()),
        *own_headers(options),
        *credentials,
    ]
    mask = Mask(credentials, parameters=secret_parameters(address))
    with (
        mask.errors(),
        fetch(address, headers=headers, options=options, deadline=deadline) as response,
    ):
        if response.status != HTTPStatus.OK:
            said = _first_line(response.chunks, mask=mask)
            require_success(response.status, shown=address.shown, hint=_hint(address), said=said)
        yield _answer(response, mask=mask)


def request_headers(address: Address, *, options: ReadOptions) -> list[tuple[bytes, bytes]]:
    """What is sent with every GET of a target's own origin, credentials among it."""
    return [*own_headers(options), *credential_headers(options.credentials, login=address.login)]


def own_headers(options: ReadOptions) -> list[tuple[bytes, bytes]]:
    """What is sent with every GET, without credentials."""
    return [(b"Accept-Encoding", b"gzip"), (b"User-Agent", options.user_agent.encode())]


def require_success(status: int, *, shown: str, hint: str = "", said: str = "") -> None:
    """Raises `UnreadableSource` for every status but 200, as Prometheus does.

    `hint` is said where nothing is there; `said` is what the answer says of a failure.
    """
    if status == HTTPStatus.OK:
        return
    if status in _REFUSALS:
        code, sentence, is_final = _REFUSALS[status]
    else:
        code, sentence, is_final = "bad-status", f"answers {status}{_phrase(status)}.", False
        sentence = f"{sentence[:-1]}: {said}" if said else sentence
    advice = f" {hint}" if hint and status == HTTPStatus.NOT_FOUND else ""
    raise UnreadableSource(f"{shown}: {sentence}{advice}", code=code, is_final=is_final)


def _first_line(chunks: Iterator[bytes], *, mask: Mask) -> str:
    """The first line of the body of a failure, bounded; `""` of a page or where it breaks off."""
    try:
        text = mask.body(next(chunks, b"")).decode("utf-8", "replace").strip()
    except UnreadableSource:
        return ""
    line = visible(text.partition("\n")[0].strip())
    if line.startswith("<"):
        return ""
    return line if len(line) <= _MOST_SAID else f"{line[:_MOST_SAID]}…"


def _hint(address: Address) -> str:
    path = urlsplit(address.shown).path
    return "Is it this port?" if path == "/metrics" else "Is the path /metrics?"


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


def _answer(response: Response, *, mask: Mask) -> Answer:
    content_type = response.headers.get("content-type")
    return Answer(
        response.chunks,
        content_type=content_type,
        status=response.status,
        headers={
            name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers
        },
        notes=_notes(mask.text(content_type or "")),
        mask=mask,
    )


def _notes(content_type: str) -> tuple[Note, ...]:
    """Prometheus 3 refuses such an answer unless `fallback_scrape_protocol` is set."""
    if not content_type:
        found, code = "the answer has no Content-Type", "content-type-missing"
    elif content_type.partition(";")[0].strip().lower() not in _EXPOSITION_TYPES:
        found, code = f"the Content-Type is {content_type!r}", "content-type-unknown"
    else:
        return ()
    advice = "Prometheus 3 refuses that without fallback_scrape_protocol"
    return (Note(code, f"{found}; {advice}. Send text/plain; version=0.0.4."),)
