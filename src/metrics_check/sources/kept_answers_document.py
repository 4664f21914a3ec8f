"""The document of a server's kept answers: written plainly, parsed without trust.

Numbers of samples are text (`nan`, `inf`), times milliseconds; `stale` ends a series.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.exposition.model import Family
from metrics_check.model.series import Labels, Matcher, MatchOp, MetricType
from metrics_check.promql.storage import STALE, StoredSeries, is_stale
from metrics_check.promql.values import Element, Vector
from metrics_check.sources.answer import Note
from metrics_check.sources.kept_answers import KeptAnswers, Outcome, Pages, Window
from metrics_check.sources.server import Described, Descriptions, Scraped, Scrapes

SCHEMA = "metrics-check/answers/v1"
# JSON in memory takes ten times its size.
MAX_DOCUMENT_BYTES = 64 << 20
_STALE = "stale"

T = TypeVar("T")
_Json = Mapping[str, object]


def format_answers(kept: KeptAnswers) -> bytes:
    """The document, ended by a newline."""
    document = {
        "schema": SCHEMA,
        "server": kept.server,
        "targets": list(kept.targets),
        "at": kept.at,
        "notes": [{"code": each.code, "message": each.message} for each in kept.notes],
        "answers": [
            {"query": query, **_format_outcome(outcome, _format_vector)}
            for query, outcome in kept.answers.items()
        ],
        "jobs": list(kept.pages.jobs),
        "metadata": _format_page(kept.pages.metadata, _format_metadata),
        "shared": _format_page(kept.pages.shared, _format_described),
        "scrapes": _format_page(kept.pages.scrapes, _format_scrapes),
        "windows": [_format_window(each) for each in kept.windows],
        "series": [_format_series(each) for each in kept.series],
    }
    return (json.dumps(document, separators=(",", ":"), allow_nan=False) + "\n").encode()


def parse_answers(data: bytes) -> KeptAnswers:
    """What a document says. Raises `ValueError` with what is wrong, as the end of a sentence."""
    try:
        told = _mapping(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ValueError("is not JSON") from error
    if told.get("schema") != SCHEMA:
        raise ValueError(f"is not of the version that is read here, {SCHEMA}")
    try:
        return _parsed(told)
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("has not the shape of kept answers") from error


def _parsed(told: _Json) -> KeptAnswers:
    asked = [_mapping(each) for each in _list(told["answers"])]
    return KeptAnswers(
        server=_text(told["server"]),
        targets=_texts(told["targets"]),
        at=None if told["at"] is None else _number(told["at"]),
        answers={_text(each["query"]): _parse_answer(each) for each in asked},
        notes=tuple(
            Note(_text(each["code"]), _text(each["message"]))
            for each in map(_mapping, _list(told["notes"]))
        ),
        pages=Pages(
            _texts(told["jobs"]),
            _parse_page(told["metadata"], _parse_metadata),
            _parse_page(told["shared"], _parse_described),
            _parse_page(told["scrapes"], _parse_scrapes),
        ),
        windows=tuple(map(_parse_window, _list(told["windows"]))),
        series=tuple(map(_parse_series, _list(told["series"]))),
    )


def _format_page(page: T | UnreadableSource | None, write: Callable[[T], object]) -> object:
    return None if page is None else _format_outcome(page, write)


def _format_outcome(
    outcome: T | UnansweredQuery | UnreadableSource, write: Callable[[T], object]
) -> dict[str, object]:
    if isinstance(outcome, UnreadableSource | UnansweredQuery):
        is_server = isinstance(outcome, UnreadableSource)
        error: dict[str, object] = {"code": outcome.code, "message": str(outcome)}
        error["of"] = "server" if is_server else "query"
        error["final"] = isinstance(outcome, UnreadableSource) and outcome.is_final
        return {"error": error}
    return {"result": write(outcome)}


def _parse_answer(told: _Json) -> Outcome:
    return _parse_error(told["error"]) if "error" in told else _parse_vector(told["result"])


def _parse_page(value: object, read: Callable[[object], T]) -> T | UnreadableSource | None:
    if value is None:
        return None
    told = _mapping(value)
    if "error" not in told:
        return read(told["result"])
    error = _parse_error(told["error"])
    if isinstance(error, UnansweredQuery):
        raise TypeError
    return error


def _parse_error(value: object) -> UnansweredQuery | UnreadableSource:
    told = _mapping(value)
    code, message = _text(told["code"]), _text(told["message"])
    if told["of"] == "query":
        return UnansweredQuery(message, code=code)
    return UnreadableSource(message, code=code, is_final=told["final"] is True)


def _format_vector(vector: Vector) -> object:
    return [{"metric": dict(each.labels), "value": repr(each.value)} for each in vector]


def _parse_vector(value: object) -> Vector:
    found = map(_mapping, _list(value))
    return tuple(Element(_labels(each["metric"]), float(_text(each["value"]))) for each in found)


def _format_metadata(told: Descriptions) -> object:
    return {"by_target": told.is_by_target, "families": _format_described(told.families)}


def _parse_metadata(value: object) -> Descriptions:
    told = _mapping(value)
    return Descriptions(_parse_described(told["families"]), told["by_target"] is True)


def _format_described(told: Sequence[Described]) -> object:
    return [
        {
            "target": dict(each.target),
            "metric": each.family.name,
            "type": each.family.type.value,
            "help": each.family.help,
            "unit": each.family.unit,
        }
        for each in told
    ]


def _parse_described(value: object) -> tuple[Described, ...]:
    return tuple(
        Described(
            _labels(each["target"]),
            Family(
                _text(each["metric"]),
                MetricType(_text(each["type"])),
                help=None if each["help"] is None else _text(each["help"]),
                unit=None if each["unit"] is None else _text(each["unit"]),
                line=0,
            ),
        )
        for each in map(_mapping, _list(value))
    )


def _format_scrapes(told: Scrapes) -> object:
    return {
        "has_metadata": told.has_metadata,
        "targets": [
            {"labels": dict(it.labels), "health": it.health, "error": it.error, "last": it.last}
            for it in told.targets
        ],
    }


def _parse_scrapes(value: object) -> Scrapes:
    told = _mapping(value)
    return Scrapes(
        tuple(
            Scraped(
                _labels(each["labels"]),
                _text(each["health"]),
                _text(each["error"]),
                None if each["last"] is None else _number(each["last"]),
            )
            for each in map(_mapping, _list(told["targets"]))
        ),
        has_metadata=told["has_metadata"] is True,
    )


def _format_window(window: Window) -> object:
    return {
        "names": sorted(window.names),
        "matchers": [[each.label, each.op.value, each.value] for each in window.matchers],
        "after": window.after_ms,
        "moments": list(window.moments),
    }


def _parse_window(value: object) -> Window:
    told = _mapping(value)
    matchers = [_texts(each) for each in _list(told["matchers"])]
    return Window(
        frozenset(_texts(told["names"])),
        tuple(Matcher(label, MatchOp(op), text) for label, op, text in matchers),
        int(_number(told["after"])),
        tuple(sorted(int(_number(each)) for each in _list(told["moments"]))),
    )


def _format_series(series: StoredSeries) -> object:
    values = [_STALE if is_stale(each) else repr(each) for each in series.values]
    return {"metric": dict(series.labels), "times": list(series.times), "values": values}


def _parse_series(value: object) -> StoredSeries:
    told = _mapping(value)
    times = tuple(int(_number(each)) for each in _list(told["times"]))
    values = tuple(STALE if each == _STALE else float(each) for each in _texts(told["values"]))
    if len(times) != len(values) or any(a >= b for a, b in pairwise(times)):
        raise TypeError
    return StoredSeries(_labels(told["metric"]), times, values)


def _labels(value: object) -> Labels:
    return {name: _text(text) for name, text in _mapping(value).items()}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _mapping(value: object) -> _Json:
    if not isinstance(value, dict):
        raise TypeError
    return value
