"""The JSON of a Prometheus-compatible server, read without trust (Prometheus docs, HTTP API)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.exposition.body import EXPOSITION, describe_body, plain_text
from metrics_check.exposition.model import Family
from metrics_check.model.series import Labels, MetricType
from metrics_check.promql.numbers import parse_float
from metrics_check.promql.storage import StoredSeries, milliseconds
from metrics_check.promql.values import Element, Scalar, Text, Value
from metrics_check.sources.answer import Note
from metrics_check.sources.mask import Mask
from metrics_check.sources.server import Answered, Described, Scraped, Scrapes

_MOST_NOTES = 20
_TEXT_LENGTH = 300
# What PromQL itself remarks begins so, from Prometheus 2.50 on. Any other warning is that of a
# store that was not read, or not to its end (Prometheus remote read, Thanos partial response).
_REMARK = "PromQL "
# `errorType` of a query that the server took and would not finish; that it is slow is no reason to
# ask it again.
_TOO_SLOW = frozenset({"canceled", "timeout"})
# Its times are milliseconds of 64 bits.
_LATEST = 2**63 / 1000
_NEVER = "0001-01-01"
# Told of each target by Prometheus (2.28 and later), which keeps its metadata apart; by neither
# VictoriaMetrics nor Thanos, which do not.
_OF_PROMETHEUS = "scrapeInterval"
_TYPES = {each.value: each for each in MetricType}


def read_document(
    body: bytes, *, status: int, shown: str, mask: Mask | None = None
) -> Mapping[str, object]:
    """The JSON object of a success, its texts masked. Raises what the answer says instead.

    `UnansweredQuery` where the query is refused, `UnreadableSource` where this is no such server.
    """
    hiding = mask or Mask()
    told = _parsed(body)
    if told is None:
        raise _no_server(hiding.body(body), status=status, shown=shown)
    document = hiding.document(told)
    if document["status"] == "error" or status != HTTPStatus.OK:
        raise _refusal(document, status=status)
    return document


def is_too_slow(body: bytes) -> bool:
    """Whether the server took a query and would not finish it."""
    document = _parsed(body)
    return document is not None and _plain(document.get("errorType")) in _TOO_SLOW


def require_whole(document: Mapping[str, object], *, shown: str) -> None:
    """Raises `UnreadableSource` (`partial`) for an answer that says itself that it is a part."""
    incomplete = _why_incomplete(document)
    if incomplete:
        raise UnreadableSource(
            f"{shown}: the answer is not whole, so it shows nothing: {incomplete}.", code="partial"
        )


def read_answer(document: Mapping[str, object], *, shown: str) -> Answered:
    """The answer of `/api/v1/query`. Raises `UnreadableSource` for one that is not whole."""
    notes = _notes(document, shown=shown)
    data = _mapping(document.get("data"), shown=shown)
    kind, result = data.get("resultType"), data.get("result")
    if not isinstance(result, list):
        raise _unexpected(shown, what=f"a result of type {_plain(kind)!r}")
    if kind == "matrix":
        raise UnansweredQuery(
            "the query is a range of samples, not a value at one moment", code="unsupported"
        )
    if kind == "vector":
        read = [_element(each, shown=shown) for each in result]
        at = read[0][1] if read else None
        return Answered(tuple(element for element, _ in read), at, notes)
    at, text = _point(result, shown=shown)
    value: Value = Text(text) if kind == "string" else Scalar(_number(text, shown=shown))
    return Answered(value, at, notes)


def read_samples(document: Mapping[str, object], *, shown: str) -> tuple[StoredSeries, ...]:
    """The answer of `/api/v1/query` to a range of samples. Raises as `read_answer`."""
    require_whole(document, shown=shown)
    data = _mapping(document.get("data"), shown=shown)
    result = data.get("result")
    if data.get("resultType") != "matrix" or not isinstance(result, list):
        raise _unexpected(shown, what="something else than samples")
    return tuple(_series(each, shown=shown) for each in result)


def read_target_metadata(document: Mapping[str, object], *, shown: str) -> tuple[Described, ...]:
    """The answer of `/api/v1/targets/metadata`."""
    entries = document.get("data")
    if not isinstance(entries, list):
        raise _unexpected(shown, what="metadata that is no list")
    found = []
    for entry in entries:
        told = _mapping(entry, shown=shown)
        labels = _labels(told.get("target"), shown=shown)
        found.append(Described(labels, _family(_text(told.get("metric"), shown=shown), told)))
    return tuple(found)


def read_metadata(document: Mapping[str, object], *, shown: str) -> tuple[Described, ...]:
    """The answer of `/api/v1/metadata`, which tells families of all targets together."""
    return tuple(
        Described({}, _family(_text(name, shown=shown), _mapping(entry, shown=shown)))
        for name, entries in _mapping(document.get("data"), shown=shown).items()
        if isinstance(entries, list)
        for entry in entries
    )


def read_targets(document: Mapping[str, object], *, shown: str) -> Scrapes:
    """The answer of `/api/v1/targets`."""
    entries = _mapping(document.get("data"), shown=shown).get("activeTargets")
    listed = entries if isinstance(entries, list) else []
    pages = [_mapping(entry, shown=shown) for entry in listed]
    found = []
    for told in pages:
        labels = _labels(told.get("labels"), shown=shown)
        health, error = _plain(told.get("health")), _plain(told.get("lastError"))
        found.append(Scraped(labels, health, error, _moment(told.get("lastScrape"))))
    return Scrapes(tuple(found), has_metadata=not pages or any(_OF_PROMETHEUS in p for p in pages))


def _parsed(body: bytes) -> Mapping[str, object] | None:
    """The JSON object that every answer of the API is, else None."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(document, dict) and document.get("status") in ("success", "error")
    return document if is_one else None


def _refusal(document: Mapping[str, object], *, status: int) -> UnansweredQuery:
    kind, text = _plain(document.get("errorType")), _plain(document.get("error"))
    said = text or f"status {status}, without a reason"
    if kind in _TOO_SLOW:
        return UnansweredQuery(f"the server did not finish the query: {said}", code="timeout")
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
        return UnansweredQuery(f"the server refuses the query: {said}", code="bad-promql")
    if "too many samples" in said or "exceed" in said:
        return UnansweredQuery(f"too much for the server: {said}", code="limit")
    return UnansweredQuery(f"the server could not answer: {said}", code="execution")


def _no_server(body: bytes, *, status: int, shown: str) -> UnreadableSource:
    found = describe_body(body)
    if found == EXPOSITION:
        advice = "That is a service itself: read it as it is, without prom+ and --prometheus."
    else:
        advice = "Give the URL of the server, with the path that its API stands under."
    answers = "answers" if status == HTTPStatus.OK else f"answers with status {status}"
    return UnreadableSource(
        f"{shown}: is no Prometheus server there: {answers} {found}. {advice}",
        code="not-a-server",
        is_final=True,
    )


def _notes(document: Mapping[str, object], *, shown: str) -> tuple[Note, ...]:
    require_whole(document, shown=shown)
    return (
        *(Note("server-warning", text) for text in _texts(document.get("warnings"))),
        *(Note("server-info", text) for text in _texts(document.get("infos"))),
    )


def _why_incomplete(document: Mapping[str, object]) -> str:
    """What says that the answer is a part, `""` where nothing does. What cannot be read does."""
    warnings, is_partial = document.get("warnings"), document.get("isPartial")
    if warnings is not None and not isinstance(warnings, list):
        return "its warnings are no list"
    for each in warnings or ():
        if not isinstance(each, str) or not each.startswith(_REMARK):
            return _plain(each) or "a warning without a word"
    if is_partial is None or is_partial is False:
        return ""
    return "isPartial" if is_partial is True else "its isPartial is neither true nor false"


def _texts(value: object) -> list[str]:
    return [_plain(each) for each in value[:_MOST_NOTES]] if isinstance(value, list) else []


def _element(entry: object, *, shown: str) -> tuple[Element, float]:
    told = _mapping(entry, shown=shown)
    if "value" not in told:
        raise UnansweredQuery("native histograms are not supported", code="unsupported")
    at, text = _point(told["value"], shown=shown)
    labels = _labels(told.get("metric"), shown=shown)
    return Element(labels, _number(text, shown=shown)), at


def _series(entry: object, *, shown: str) -> StoredSeries:
    told = _mapping(entry, shown=shown)
    values = told.get("values")
    if not isinstance(values, list):
        raise UnansweredQuery("native histograms are not supported", code="unsupported")
    points = [_point(each, shown=shown) for each in values]
    return StoredSeries(
        _labels(told.get("metric"), shown=shown),
        tuple(milliseconds(at) for at, _ in points),
        tuple(_number(text, shown=shown) for _, text in points),
    )


def _point(value: object, *, shown: str) -> tuple[float, str]:
    if isinstance(value, list) and len(value) == 2:
        moment, text = value
        is_time = isinstance(moment, int | float) and not isinstance(moment, bool)
        if is_time and abs(moment) <= _LATEST and isinstance(text, str):
            return float(moment), text
    raise _unexpected(shown, what="a value that is no pair of time and text")


def _number(text: str, *, shown: str) -> float:
    number = parse_float(text)
    if number is None:
        raise _unexpected(shown, what=f"the value {_plain(text)!r}")
    return number


def _labels(value: object, *, shown: str) -> Labels:
    pairs = _mapping(value, shown=shown).items()
    return {name: _text(text, shown=shown) for name, text in _sound(pairs, shown=shown) if text}


def _sound(pairs: object, *, shown: str) -> Iterator[tuple[str, object]]:
    for name, value in pairs:  # type: ignore[attr-defined]  # items of a mapping
        yield _text(name, shown=shown), value


def _text(value: object, *, shown: str) -> str:
    """A text that can be written again: JSON may hold half a character (a lone surrogate)."""
    if isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    raise _unexpected(shown, what="a name or a value that is no text")


def _mapping(value: object, *, shown: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _unexpected(shown, what="something else than an object where one is due")
    return value


def _family(name: str, told: Mapping[str, object]) -> Family:
    metric_type = _TYPES.get(_plain(told.get("type")), MetricType.UNKNOWN)
    explained, unit = told.get("help"), told.get("unit")
    return Family(
        name,
        metric_type,
        help=_plain(explained) if explained else None,
        unit=_plain(unit) if unit else None,
        line=0,
    )


def _moment(value: object) -> float | None:
    text = _plain(value)
    if text.startswith(_NEVER):
        return None
    try:
        # Go writes nanoseconds, which Python reads from 3.11 on; VictoriaMetrics' never is 0.
        return datetime.fromisoformat(text).timestamp() or None
    except (ValueError, OverflowError):
        return None


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return plain_text(text.encode(errors="replace").decode(), length=_TEXT_LENGTH)


def _unexpected(shown: str, *, what: str) -> UnreadableSource:
    return UnreadableSource(
        f"{shown}: the server answers {what}, which is not the API of Prometheus.",
        code="bad-answer",
        is_final=True,
    )
