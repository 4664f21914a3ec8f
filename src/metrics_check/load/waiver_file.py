"""Waivers written into a file of YAML that a person keeps: nothing else of it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.scalar_text import scalar
from metrics_check.load.source import decode_utf8
from metrics_check.load.waivers import read_waivers
from metrics_check.load.yaml import read_document
from metrics_check.located import Field, Fields, Items, Place, Problem
from metrics_check.model.profile import Waiver

_KEY = "waivers"
_BOM = b"\xef\xbb\xbf"
_STEP = "  "
_NOWHERE = Place("")
_ADVICE = (
    "no waiver can be written here without changing the rest. Write `waivers:` at the start of a "
    "line of its own, each waiver below it after a `-`, and try again"
)


def with_waivers(data: bytes, waivers: Sequence[Waiver], *, path: str) -> bytes:
    """The file with these waivers of ids first in its list, its comments and order kept.

    Raises `InvalidInput`, located, where it cannot be read, or is written so that this does not go.
    """
    text = decode_utf8(data, path=path)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += end
    if not _says_anything(lines):
        written = [*lines, *_block(waivers, indent="", end=end)]
    else:
        root = read_document(data, path=path)
        written = _inserted(lines, root, waivers=waivers, end=end)
    content = "".join(written).encode()
    content = _BOM + content if data.startswith(_BOM) else content
    _require_same(data if _says_anything(lines) else b"", content, waivers=waivers, path=path)
    return content


def _says_anything(lines: Sequence[str]) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)


def _inserted(lines: list[str], root: Fields, *, waivers: Sequence[Waiver], end: str) -> list[str]:
    given = root.fields.get(_KEY)
    if given is None:
        return [*lines, *_block(waivers, indent=" " * (root.place.column - 1), end=end)]
    value, at = given.value, given.key.place.line
    if isinstance(value, Items) and not value.items and value.place.line == at:
        # `waivers: []`
        line, start = lines[at - 1], value.place.column - 1
        indent = " " * (given.key.place.column - 1) + _STEP
        emptied = (line[:start] + line[start:].replace("[]", "", 1)).rstrip()
        items = _items(waivers, indent=indent, end=end)
        return [*lines[: at - 1], emptied + end, *items, *lines[at:]]
    indent = " " * (_first(given, lines=lines).column - 1)
    return [*lines[:at], *_items(waivers, indent=indent, end=end), *lines[at:]]


def _first(given: Field, *, lines: list[str]) -> Place:
    """Where the `-` of the first waiver stands."""
    place = given.value.place
    line = lines[place.line - 1]
    is_block = place.line > given.key.place.line and line[place.column - 1 :].startswith("-")
    if not is_block or line[: place.column - 1].strip():
        raise _refused(given.key.place)
    return place


def _block(waivers: Sequence[Waiver], *, indent: str, end: str) -> Iterator[str]:
    yield f"{indent}{_KEY}:{end}"
    yield from _items(waivers, indent=indent + _STEP, end=end)


def _items(waivers: Sequence[Waiver], *, indent: str, end: str) -> Iterator[str]:
    for waiver in waivers:
        yield f"{indent}- id: {scalar(waiver.match)}{end}"
        yield f"{indent}  reason: {scalar(waiver.reason)}{end}"
        yield f"{indent}  owner: {scalar(waiver.owner)}{end}"
        yield f"{indent}  expires: {waiver.expires}{end}"


def _require_same(before: bytes, after: bytes, *, waivers: Sequence[Waiver], path: str) -> None:
    """Reads what was written: the waivers stand before the old ones, the other keys as before."""
    old = read_document(before, path=path) if before else Fields(_NOWHERE, {})
    try:
        new = read_document(after, path=path)
    except InvalidInput as error:
        raise _refused(old.place) from error
    wanted = (*waivers, *_waivers(old))
    is_alike = [key for key in new.fields if key != _KEY] == [k for k in old.fields if k != _KEY]
    if not is_alike or _waivers(new) != tuple(replace(each, place=_NOWHERE) for each in wanted):
        raise _refused(old.place)


def _waivers(root: Fields) -> tuple[Waiver, ...]:
    found = read_waivers(root.get(_KEY), to=Complaints())
    return tuple(replace(each, place=_NOWHERE) for each in found)


def _refused(place: Place) -> InvalidInput:
    problem = Problem(place, "bad-value", _ADVICE)
    return InvalidInput(str(problem), problems=[problem])
