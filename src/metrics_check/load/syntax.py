"""What the YAML library says about a file that is no YAML, in plain words with a quote to add."""

import re

from yaml import Mark, MarkedYAMLError, YAMLError

from metrics_check.load.budget import MAX_DEPTH, too_deep
from metrics_check.load.flow import explain_flow
from metrics_check.load.quoting import (
    explain_start,
    put_in_quotes,
    value_on,
    value_place,
)
from metrics_check.load.source import SourceText
from metrics_check.located import Place, Problem
from metrics_check.notation.words import shown

_Explanation = tuple[Place, str]
_UNCLOSED = re.compile(r"end of stream|document indicator")
# libyaml after 0.2.5 reads ahead and refuses brackets beyond a depth of its own, 1,000.
_TOO_DEEP = "exceeded maximum nesting depth"
_INDENTATION = "this line fits no list or mapping above it; check its indentation"
# What libyaml says (api.c, scanner.c, parser.c of 0.2.5), in words of this project.
_PLAIN_WORDS = {
    "did not find expected '-' indicator": _INDENTATION,
    "did not find expected key": _INDENTATION,
    "did not find expected <document start>": _INDENTATION,
    "did not find expected node content": "expected a value here",
    "did not find expected alphabetic or numeric character": "expected a name after & or *",
    "found unknown escape character": "this is no escape of YAML",
    "found invalid Unicode character escape code": "this escape is no character",
    "mapping keys are not allowed in this context": "a key cannot stand here",
    "found undefined tag handle": "tags are not read; remove it",
}


def explain_syntax(error: YAMLError, source: SourceText) -> Problem:
    """The located problem of a YAML error: `bad-yaml`, `needs-quotes` or `over-limit`."""
    if not isinstance(error, MarkedYAMLError):
        return Problem(Place(source.path), "bad-yaml", "the file is not readable as YAML")
    at = _place(error.problem_mark or error.context_mark, source=source)
    begun = _place(error.context_mark, source=source) if error.context_mark else at
    problem = error.problem or ""
    if _TOO_DEEP in problem:
        return Problem(at, "over-limit", too_deep(MAX_DEPTH))
    for explain in (_tab, _bad_escape, _flow, _bad_sign, _bites, _unclosed, _colon, _dash, _no_key):
        found = explain(problem, at, begun, source)
        if found is not None:
            place, message = found
            code = "needs-quotes" if "quotes" in message else "bad-yaml"
            return Problem(place, code, message)
    return Problem(_last_text(at, source=source), "bad-yaml", _in_plain_words(problem))


def _place(mark: Mark | None, *, source: SourceText) -> Place:
    if mark is None:
        return Place(source.path)
    return Place(source.path, mark.line + 1, mark.column + 1)


def _tab(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    line = source.line(at.line)
    indentation = line[: len(line) - len(line.lstrip())]
    is_cause = "tab" in problem or (at.column <= len(indentation) and "cannot start" in problem)
    if not is_cause or "\t" not in indentation:
        return None
    place = Place(at.path, at.line, indentation.index("\t") + 1)
    return place, "a tab indents this line, which YAML does not allow; use spaces"


def _flow(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    """A value within a mapping in braces, all on the line of the error."""
    advice = explain_flow(source.line(at.line), column=at.column)
    if advice is None or _UNCLOSED.search(problem):
        return None
    return Place(at.path, at.line, advice.column), advice.message


def _bites(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    """A value that starts with a sign of YAML: on the line of the error, or where it began."""
    if _UNCLOSED.search(problem):
        return None
    for place in (at, begun):
        line = source.line(place.line)
        reason = explain_start(line)
        start = value_place(place, line=line)
        if reason is not None and (at.line, at.column) >= (start.line, start.column):
            if value_on(line)[0] in "{[" and _goes_on(problem, at=at, start=start):
                return None
            return start, reason
    return None


def _goes_on(problem: str, *, at: Place, start: Place) -> bool:
    """Whether a flow mapping or list is still open at the end of its line."""
    return "did not find expected ','" in problem and at.line != start.line


def _unclosed(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    opening = source.line(begun.line)[begun.column - 1 : begun.column]
    if _UNCLOSED.search(problem) and opening in ("'", '"'):
        return begun, f"the text that begins here has no closing {opening}"
    if "did not find expected ','" in problem and opening in ("{", "["):
        closing = "}" if opening == "{" else "]"
        return begun, f"the {opening} has no closing {closing}, or a comma is missing after an item"
    return None


def _colon(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    if "mapping values are not allowed" not in problem:
        return None
    value = value_on(source.line(at.line))
    start = value_place(at, line=source.line(at.line))
    if start.column <= at.column and ": " in value + " ":
        return at, f"`: ` begins a value for YAML, and one began before; {put_in_quotes(value)}"
    message = "found a key where the value of the line above goes on; check the indentation"
    return at, message


def _dash(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    if "block sequence entries are not allowed" not in problem:
        return None
    value = source.line(at.line)[at.column - 1 :]
    message = "`- ` begins the item of a list, which stands on a line of its own"
    return at, f"{message}; for a list go to a new line, for a text {put_in_quotes(value)}"


def _bad_escape(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    if "escape" not in problem:
        return None
    found = source.line(at.line)[at.column - 1 : at.column + 1]
    message = f"found {shown(found)}, which is no escape of YAML in double quotes"
    return at, f"{message}; put the text in single quotes, where a backslash is itself"


def _no_key(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    if "could not find expected ':'" in problem:
        return begun, "expected `key: value`, found a line without `: `"
    if source.line(at.line)[at.column - 1 :].startswith(":"):
        return at, "expected a key before `:`"
    return None


def _bad_sign(problem: str, at: Place, begun: Place, source: SourceText) -> _Explanation | None:
    if "cannot start any token" not in problem:
        return None
    line = source.line(at.line)
    sign = line[at.column - 1 : at.column]
    if sign == "\t":
        return at, "found a tab, which YAML does not allow here; use spaces"
    if at == value_place(at, line=line):
        return None
    return at, f"found {shown(sign)}, with which no text starts; put the text in single quotes"


def _last_text(at: Place, *, source: SourceText) -> Place:
    """The place itself, or the last line with text before it: an error is seen too late."""
    number = min(at.line, len(source.lines))
    if number == at.line and source.line(number).strip():
        return at
    while number > 1 and not source.line(number).strip():
        number -= 1
    line = source.line(number)
    return Place(at.path, number, len(line) - len(line.lstrip()) + 1)


def _in_plain_words(problem: str) -> str:
    return _PLAIN_WORDS.get(problem, "this is not YAML; check quotes and indentation")
