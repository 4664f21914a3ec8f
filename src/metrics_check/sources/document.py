"""GETs of small JSON documents, such as a service's own word about its mode."""

import json
from dataclasses import replace

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import describe_body
from metrics_check.sources.address import Address, secret_parameters
from metrics_check.sources.credentials import credential_headers
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.fetch import fetch
from metrics_check.sources.mask import Mask
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.scrape import request_headers, require_success

# An answer about a mode; not a database.
MAX_BYTES = 1 << 20


def fetch_json(address: Address, *, options: ReadOptions, deadline: Deadline) -> dict[str, object]:
    """The JSON object that a URL answers.

    Sends the credentials of `options`: it is the caller who knows whether they are for this
    origin. Raises `UnreadableSource`.
    """
    headers = [(b"Accept", b"application/json"), *request_headers(address, options=options)]
    credentials = credential_headers(options.credentials, login=address.login)
    mask = Mask(credentials, parameters=secret_parameters(address))
    shown = address.shown
    bounds = replace(options, max_body_bytes=min(MAX_BYTES, options.max_body_bytes))
    with (
        mask.errors(),
        fetch(address, headers=headers, options=bounds, deadline=deadline) as response,
    ):
        require_success(response.status, shown=shown)
        body = b"".join(response.chunks)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        found = describe_body(mask.body(body))
        found = "broken JSON" if found.startswith("a JSON") else found
        raise _not_json(shown, found=found) from error
    if not isinstance(document, dict):
        raise _not_json(shown, found=describe_body(mask.body(body)))
    return document


def _not_json(shown: str, *, found: str) -> UnreadableSource:
    return UnreadableSource(
        f"{shown}: answers {found}, not a JSON object.", code="not-json", is_final=True
    )
