"""JSON as the located tree, so that what is read of it has a line and a column.

Strict as RFC 8259 is, but that of equal keys the last counts, as it does for those who read them.
Depth and size are bounded; nothing is constructed but texts, lists and mappings.
"""

import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in its stub

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Budget, Limits, over_limit, too_deep
from metrics_check.located import Field, Fields, Items, Node, Place, Problem, Text

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_json(text: str, *, path: str, limits: Limits) -> Node:
    """The value that a text of JSON is. Raises `InvalidInput` with one problem: `bad-json`,
    `over-limit`.
    """
    reading = _Reading(text, path=path, limits=limits)
    node, end = reading.value(reading.skip(0), depth=1)
    rest = reading.skip(end)
    if rest < len(text):
        raise reading.wrong(rest, "found more after the value, expected the end")
    return node


class _Reading:
    __slots__ = ("_budget", "_path", "_starts", "_text")

    def __init__(self, text: str, *, path: str, limits: Limits) -> None:
        self._text = text
        self._path = path
        self._budget = Budget(limits)
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return at if found is None else found.end()

    def place(self, at: int) -> Place:
        line = bisect_right(self._starts, at)
        return Place(self._path, line, at - self._starts[line - 1] + 1)

    def wrong(self, at: int, message: str) -> InvalidInput:
        problem = Problem(self.place(at), "bad-json", message)
        return InvalidInput(str(problem), problems=[problem])

    def value(self, at: int, *, depth: int) -> tuple[Node, int]:
        if depth > self._budget.limits.max_depth:
            raise over_limit(self.place(at), message=too_deep(self._budget.limits.max_depth))
        self._budget.spend_node(Place(self._path))
        mark = self._text[at : at + 1]
        if mark == "{":
            return self._fields(at, depth=depth)
        if mark == "[":
            return self._items(at, depth=depth)
        if mark == '"':
            return self._string(at)
        found = _SCALAR.match(self._text, at)
        if found is None:
            said = f"found `{mark}`" if mark.isprintable() and mark else "found no value"
            raise self.wrong(at, f"{said}, expected a value of JSON")
        return Text(self.place(at), found.group()), found.end()

    def _string(self, at: int) -> tuple[Text, int]:
        try:
            value, end = scanstring(self._text, at + 1)
        except ValueError as exc:
            raise self.wrong(at, "this string does not end, or holds what JSON forbids") from exc
        is_exact = end - at - 2 == len(value)
        place = self.place(at + 1 if is_exact else at)
        return Text(place, value, is_plain=False, is_exact=is_exact), end

    def _items(self, start: int, *, depth: int) -> tuple[Items, int]:
        items: list[Node] = []
        at = self.skip(start + 1)
        while self._text[at : at + 1] != "]":
            if items:
                at = self._comma(at)
            item, at = self.value(at, depth=depth + 1)
            items.append(item)
            at = self.skip(at)
        return Items(self.place(start), tuple(items)), at + 1

    def _fields(self, start: int, *, depth: int) -> tuple[Fields, int]:
        fields: dict[str, Field] = {}
        at, is_first = self.skip(start + 1), True
        while self._text[at : at + 1] != "}":
            if not is_first:
                at = self._comma(at)
            is_first = False
            if self._text[at : at + 1] != '"':
                raise self.wrong(at, "expected a key in double quotes")
            key, at = self._string(at)
            at = self.skip(at)
            if self._text[at : at + 1] != ":":
                raise self.wrong(at, "expected a colon after the key")
            value, at = self.value(self.skip(at + 1), depth=depth + 1)
            fields[key.text] = Field(key, value)
            at = self.skip(at)
        return Fields(self.place(start), fields), at + 1

    def _comma(self, at: int) -> int:
        if self._text[at : at + 1] != ",":
            raise self.wrong(at, "expected a comma, or the end of what was begun")
        return self.skip(at + 1)
