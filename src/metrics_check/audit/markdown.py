"""Markdown: PromQL in fences that say so, and what may be PromQL in other fences and in spans."""

import re
from collections.abc import Iterator

from metrics_check.audit.expression import DOC, Expression
from metrics_check.located import Place, Text

_LINE_END = re.compile(r"\r\n|\r|\n")
# CommonMark, 4.5: a fence is indented by at most three, and ends with as many marks or more.
# It may stand in a list or a quotation.
_FENCE = re.compile(r"^([ \t>*+-]{0,40}(?:[0-9]{1,9}[.)][ \t]{0,4})?)(`{3,}|~{3,})[ \t]*([^\s`{]*)")
# The longest bound keeps a hostile line from costing the square of its length.
_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)(.{1,1000}?)(?<!`)\1(?!`)")
_PROMQL = frozenset({"promql", "prometheus", "metricsql"})
RULES = frozenset({"yaml", "yml"})
# In fences of these languages stands none.
_TEXTS = frozenset({"", "text", "txt", "plain"})


def read_markdown(text: str, *, path: str) -> "tuple[tuple[Expression, ...], tuple[Text, ...]]":
    """The expressions of a page, and its fences of YAML, which may hold rules.

    In a fence of PromQL each paragraph is an expression. In other plain fences each line, and
    each span, may be one.
    """
    reading = _Page(path)
    for number, line in enumerate(_LINE_END.split(text), start=1):
        reading.add(line, number=number)
    reading.end()
    return tuple(reading.found), tuple(reading.yaml)


class _Page:
    """A page as far as it was read."""

    __slots__ = ("_info", "_inner", "_mark", "_path", "found", "yaml")

    def __init__(self, path: str) -> None:
        self._path = path
        self._mark = ""
        self._info = ""
        self._inner: list[tuple[int, str]] = []
        self.found: list[Expression] = []
        self.yaml: list[Text] = []

    def add(self, line: str, *, number: int) -> None:
        fence = _FENCE.match(line)
        if self._mark:
            stripped = line.lstrip(" \t>")
            if stripped.startswith(self._mark) and not stripped.strip().strip(self._mark[0]):
                self.end()
            else:
                self._inner.append((number, line))
        elif fence is not None:
            self._mark, self._info = fence[2], fence[3].lower()
        else:
            self.found += _spans(line, place=Place(self._path, number))

    def end(self) -> None:
        """Ends the fence that is open, if one is."""
        lines, self._inner, self._mark = self._inner, [], ""
        if not lines:
            return
        if self._info in _PROMQL:
            self.found += (self._expression(each) for each in _paragraphs(lines))
        elif self._info in RULES:
            first = lines[0][0]
            text = "\n".join(line for _, line in lines)
            place = Place(self._path, first)
            self.yaml.append(Text(place, text, is_exact=False, block=place))
        elif self._info in _TEXTS:
            said = (each for each in lines if each[1].strip())
            self.found += (self._expression([each], is_guess=True) for each in said)

    def _expression(self, lines: "list[tuple[int, str]]", *, is_guess: bool = False) -> Expression:
        place = Place(self._path, lines[0][0])
        text = "\n".join(line for _, line in lines)
        source = Text(place, text, is_plain=False, is_exact=False, block=place)
        return Expression(text, source, DOC, has_variables=True, is_guess=is_guess)


def _paragraphs(lines: "list[tuple[int, str]]") -> Iterator["list[tuple[int, str]]"]:
    own: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        if line.strip() and not line.lstrip().startswith("#"):
            own.append((number, line))
        elif own and not line.strip():
            yield own
            own = []


def _spans(line: str, *, place: Place) -> Iterator[Expression]:
    for found in _SPAN.finditer(line):
        source = Text(place.shifted(found.start(2)), found[2], is_plain=False)
        yield Expression(found[2], source, DOC, has_variables=True, is_guess=True)
