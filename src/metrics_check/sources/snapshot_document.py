"""`snapshot.json`: written plainly, parsed without trust.

Every value is held to its type and its bound; `BadDocument` says which was not.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field

from metrics_check.errors import UnreadableSource
from metrics_check.record import record
from metrics_check.sources.found import Facts
from metrics_check.sources.kept_read import AskedServer, KeptRead

SCHEMA = "metrics-check/snapshot/v1"
# A plain name in the folder itself: no separator, no leading dot.
FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,120}\.prom")
# What a server answered.
ANSWERS_NAME = re.compile(r"server-[0-9]{2,4}\.json")
_MAX_READS = 10_000
_MAX_TEXT = 10_000


class BadDocument(Exception):
    """Why a document is no snapshot, as the end of a sentence."""


@record
class Snapshot:
    """What targets showed, at one time or at several. `params` are the profile's, resolved.

    `is_fresh`: it is the first read of a run that started what was not there. `servers` were asked
    about their targets, which have no reads.
    """

    profile: str
    taken_at: float
    reads: tuple[KeptRead, ...]
    params: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    is_fresh: bool = False
    servers: tuple[AskedServer, ...] = ()


def format_snapshot(snapshot: Snapshot) -> bytes:
    """The document, keys in a fixed order, ended by a newline."""
    document: dict[str, object] = {
        "schema": SCHEMA,
        "profile": snapshot.profile,
        "taken_at": snapshot.taken_at,
        "params": dict(snapshot.params),
        "requires": {
            "env": dict(snapshot.facts.env),
            "withheld": dict(snapshot.facts.withheld),
            "http": {url: _format_answer(it) for url, it in snapshot.facts.http.items()},
        },
        "reads": [_format_read(read) for read in snapshot.reads],
    }
    if snapshot.servers:
        document["servers"] = [_format_server(each) for each in snapshot.servers]
    if snapshot.is_fresh:
        document["fresh"] = True
    return (json.dumps(document, indent=2) + "\n").encode()


def parse_snapshot(data: bytes) -> Snapshot:
    """The snapshot that the bytes of `snapshot.json` say. Raises `BadDocument`."""
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadDocument("is not JSON") from error
    fields = _mapping(document, "the document")
    if fields.get("schema") != SCHEMA:
        raise BadDocument(f"is not of the version that is read here, {SCHEMA}")
    requires = _mapping(fields.get("requires", {}), "requires")
    return Snapshot(
        profile=_text(fields.get("profile", ""), "profile"),
        taken_at=_number(fields.get("taken_at"), "taken_at"),
        reads=_parse_reads(fields.get("reads")),
        params=_texts(fields.get("params", {}), "params"),
        is_fresh=fields.get("fresh") is True,
        servers=_parse_servers(fields.get("servers", [])),
        facts=Facts(
            env={
                name: None if value is None else _text(value, f"env.{name}")
                for name, value in _mapping(requires.get("env", {}), "env").items()
            },
            withheld={
                name: value is True
                for name, value in _mapping(requires.get("withheld", {}), "withheld").items()
            },
            http={
                url: _parse_answer(answer)
                for url, answer in _mapping(requires.get("http", {}), "http").items()
            },
        ),
    )


def _format_answer(answer: Mapping[str, object] | UnreadableSource) -> dict[str, object]:
    if isinstance(answer, UnreadableSource):
        return {"error": {"code": answer.code, "message": str(answer)}}
    return {"json": dict(answer)}


def _format_read(read: KeptRead) -> dict[str, object]:
    document: dict[str, object] = {
        "target": read.target,
        "url": read.url,
        "instance": read.instance,
        "read_at": read.read_at,
        "seconds": read.seconds,
        "status": read.status,
        "headers": dict(read.headers),
    }
    if read.round:
        document["round"] = read.round
    if read.error is None:
        return document | {"file": read.file}
    return document | {"error": {"code": read.error[0], "message": read.error[1]}}


def _format_server(asked: AskedServer) -> dict[str, object]:
    return {
        "server": asked.server,
        "targets": list(asked.targets),
        "at": asked.at,
        "file": asked.file,
    }


def _parse_servers(value: object) -> tuple[AskedServer, ...]:
    if not isinstance(value, list) or len(value) > _MAX_READS:
        raise BadDocument(f"has no list at servers, or more than {_MAX_READS}")
    return tuple(_parse_server(each, what=f"servers[{n}]") for n, each in enumerate(value))


def _parse_server(value: object, *, what: str) -> AskedServer:
    fields = _mapping(value, what)
    file, targets, at = _text(fields.get("file"), what), fields.get("targets"), fields.get("at")
    if file and not ANSWERS_NAME.fullmatch(file):
        raise BadDocument(f"names a file that cannot be its own in {what}.file")
    if not isinstance(targets, list):
        raise BadDocument(f"has no list at {what}.targets")
    return AskedServer(
        _text(fields.get("server"), f"{what}.server"),
        tuple(_text(each, f"{what}.targets") for each in targets),
        None if at is None else _number(at, f"{what}.at"),
        file,
    )


def _parse_reads(value: object) -> tuple[KeptRead, ...]:
    if not isinstance(value, list) or len(value) > _MAX_READS:
        raise BadDocument(f"has no reads, or more than {_MAX_READS}")
    return tuple(_parse_read(entry, what=f"reads[{index}]") for index, entry in enumerate(value))


def _parse_read(value: object, *, what: str) -> KeptRead:
    fields = _mapping(value, what)
    error = fields.get("error")
    file = "" if error is not None else _text(fields.get("file"), f"{what}.file")
    if error is None and not FILE_NAME.fullmatch(file):
        raise BadDocument(f"names a file that cannot be its own in {what}.file")
    return KeptRead(
        target=_text(fields.get("target"), f"{what}.target"),
        url=_text(fields.get("url"), f"{what}.url"),
        instance=_text(fields.get("instance"), f"{what}.instance"),
        read_at=_number(fields.get("read_at"), f"{what}.read_at"),
        seconds=_number(fields.get("seconds", 0), f"{what}.seconds"),
        status=int(_number(fields.get("status", 0), f"{what}.status")),
        headers=tuple(_texts(fields.get("headers", {}), f"{what}.headers").items()),
        file=file,
        round=int(_number(fields.get("round", 0), f"{what}.round")),
        error=None if error is None else _parse_error(error, what=f"{what}.error"),
    )


def _parse_error(value: object, *, what: str) -> tuple[str, str]:
    fields = _mapping(value, what)
    return _text(fields.get("code"), f"{what}.code"), _text(fields.get("message"), what)


def _parse_answer(value: object) -> Mapping[str, object] | UnreadableSource:
    fields = _mapping(value, "http")
    if "error" in fields:
        code, message = _parse_error(fields["error"], what="http.error")
        return UnreadableSource(message, code=code, is_final=True)
    return _mapping(fields.get("json"), "http.json")


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadDocument(f"has no mapping at {what}")
    return value


def _texts(value: object, what: str) -> Mapping[str, str]:
    return {name: _text(text, f"{what}.{name}") for name, text in _mapping(value, what).items()}


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise BadDocument(f"has no text at {what}, or one longer than {_MAX_TEXT} characters")
    return value


def _number(value: object, what: str) -> float:
    # Within a century or so of seconds, and a status; JSON has no NaN.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        raise BadDocument(f"has no number that fits at {what}")
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
