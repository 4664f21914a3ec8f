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
from metrics_check.record import record

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


@record
class _Said:
    """What the library said: of what stands `at`, while reading what was `begun`."""

    problem: str
    at: Place
    begun: Place
    source: SourceText


def explain_syntax(error: YAMLError, source: SourceText) -> Problem:
    """The located problem of a YAML error: `bad-yaml`, `needs-quotes` or `over-limit`."""
    if not isinstance(error, MarkedYAMLError):
        return Problem(Place(source.path), "bad-yaml", "the file is not readable as YAML")
    at = _place(error.problem_mark or error.context_mark, source=source)
    begun = _place(error.context_mark, source=source) if error.context_mark else at
    problem = error.problem or ""
    said = _Said(problem, at=at, begun=begun, source=source)
    if _TOO_DEEP in problem:
        return Problem(at, "over-limit", too_deep(MAX_DEPTH))
    for explain in (_tab, _bad_escape, _flow, _bad_sign, _bites, _unclosed, _colon, _dash, _no_key):
        found = explain(said)
        if found is not None:
            place, message = found
            code = "needs-quotes" if "quotes" in message else "bad-yaml"
            return Problem(place, code, message)
    return Problem(_last_text(at, source=source), "bad-yaml", _in_plain_words(problem))


def _place(mark: Mark | None, *, source: SourceText) -> Place:
    if mark is None:
        return Place(source.path)
    return Place(source.path, mark.line + 1, mark.column + 1)


def _tab(said: _Said) -> _Explanation | None:
    line = said.source.line(said.at.line)
    indentation = line[: len(line) - len(line.lstrip())]
    is_here = said.at.column <= len(indentation) and "cannot start" in said.problem
    if not ("tab" in said.problem or is_here) or "\t" not in indentation:
        return None
    place = Place(said.at.path, said.at.line, indentation.index("\t") + 1)
    return place, "a tab indents this line, which YAML does not allow; use spaces"


def _flow(said: _Said) -> _Explanation | None:
    """A value within a mapping in braces, all on the line of the error."""
    advice = explain_flow(said.source.line(said.at.line), column=said.at.column)
    if advice is None or _UNCLOSED.search(said.problem):
        return None
    return Place(said.at.path, said.at.line, advice.column), advice.message


def _bites(said: _Said) -> _Explanation | None:
    """A value that starts with a sign of YAML: on the line of the error, or where it began."""
    if _UNCLOSED.search(said.problem):
        return None
    for place in (said.at, said.begun):
        line = said.source.line(place.line)
        reason = explain_start(line)
        start = value_place(place, line=line)
        if reason is not None and (said.at.line, said.at.column) >= (start.line, start.column):
            if value_on(line)[0] in "{[" and _goes_on(said.problem, at=said.at, start=start):
                return None
            return start, reason
    return None


def _goes_on(problem: str, *, at: Place, start: Place) -> bool:
    """Whether a flow mapping or list is still open at the end of its line."""
    return "did not find expected ','" in problem and at.line != start.line


def _unclosed(said: _Said) -> _Explanation | None:
    opening = said.source.line(said.begun.line)[said.begun.column - 1 : said.begun.column]
    if _UNCLOSED.search(said.problem) and opening in ("'", '"'):
        return said.begun, f"the text that begins here has no closing {opening}"
    if "did not find expected ','" in said.problem and opening in ("{", "["):
        closing = "}" if opening == "{" else "]"
        message = f"the {opening} has no closing {closing}, or a comma is missing after an item"
        return said.begun, message
    return None


def _colon(said: _Said) -> _Explanation | None:
    if "mapping values are not allowed" not in said.problem:
        return None
    value = value_on(said.source.line(said.at.line))
    start = value_place(said.at, line=said.source.line(said.at.line))
    if start.column <= said.at.column and ": " in value + " ":
        message = f"`: ` begins a value for YAML, and one began before; {put_in_quotes(value)}"
        return said.at, message
    message = "found a key where the value of the line above goes on; check the indentation"
    return said.at, message


def _dash(said: _Said) -> _Explanation | None:
    if "block sequence entries are not allowed" not in said.problem:
        return None
    value = said.source.line(said.at.line)[said.at.column - 1 :]
    message = "`- ` begins the item of a list, which stands on a line of its own"
    return said.at, f"{message}; for a list go to a new line, for a text {put_in_quotes(value)}"


def _bad_escape(said: _Said) -> _Explanation | None:
    if "escape" not in said.problem:
        return None
    found = said.source.line(said.at.line)[said.at.column - 1 : said.at.column + 1]
    message = f"found {shown(found)}, which is no escape of YAML in double quotes"
    return said.at, f"{message}; put the text in single quotes, where a backslash is itself"


def _no_key(said: _Said) -> _Explanation | None:
    if "could not find expected ':'" in said.problem:
        return said.begun, "expected `key: value`, found a line without `: `"
    if said.source.line(said.at.line)[said.at.column - 1 :].startswith(":"):
        return said.at, "expected a key before `:`"
    return None


def _bad_sign(said: _Said) -> _Explanation | None:
    if "cannot start any token" not in said.problem:
        return None
    line = said.source.line(said.at.line)
    sign = line[said.at.column - 1 : said.at.column]
    if sign == "\t":
        return said.at, "found a tab, which YAML does not allow here; use spaces"
    if said.at == value_place(said.at, line=line):
        return None
    return said.at, f"found {shown(sign)}, with which no text starts; put the text in single quotes"


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
