"""Reads the labels between braces, character by character, and says what is wrong and where.

The two formats differ: the text format takes blanks anywhere and a comma at the end, and a server
does not even miss a comma between two labels; OpenMetrics takes neither blank nor extra comma.
"""

import re
from dataclasses import dataclass, field

from metrics_check.errors import BadNotation
from metrics_check.exposition.escapes import unescape_value
from metrics_check.model.series import Labels
from metrics_check.record import record

METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
# Prometheus does not see NUL bytes in a label value: not after a backslash, not after the quote.
QUOTED = re.compile(r'"([^"\\]*(?:\\\0*[^\n\0][^"\\]*)*)"\0*')
BLANKS = re.compile(r"[ \t]*")
NO_BLANKS = re.compile(r"")


@record
class Note:
    """Something off at an offset of the line, that a server takes all the same."""

    offset: int
    code: str
    message: str


@record
class LabelSet:
    """The labels, a quoted metric name among them if there was one, and where the brace closed."""

    labels: Labels
    end: int
    quoted_name: str | None = None
    notes: tuple[Note, ...] = ()


@record
class LabelRules:
    """How one format writes labels."""

    is_text: bool
    allows_quoted_names: bool = False
    allows_metric_name: bool = False
    is_exemplar: bool = False

    @property
    def gap(self) -> re.Pattern[str]:
        """What may stand between two tokens."""
        return BLANKS if self.is_text else NO_BLANKS


@dataclass(slots=True)
class _Found:
    pairs: list[tuple[str, str, int]] = field(default_factory=list)
    quoted_name: str | None = None
    notes: list[Note] = field(default_factory=list)


def read_labels(line: str, *, start: int, rules: LabelRules) -> LabelSet:
    """The label set whose opening brace stands at `start`; BadNotation where it goes wrong."""
    found = _Found()
    position = _skip(line, start + 1, rules)
    while not line.startswith("}", position):
        position = _read_item(line, start=position, rules=rules, found=found)
        position = _read_comma(line, start=position, rules=rules, found=found)
    return LabelSet(
        labels=_lenient(found) if rules.is_exemplar else _unique(found.pairs),
        end=position + 1,
        quoted_name=found.quoted_name,
        notes=tuple(found.notes),
    )


def _skip(line: str, position: int, rules: LabelRules) -> int:
    match = rules.gap.match(line, position)
    return position if match is None else match.end()


def _read_item(line: str, *, start: int, rules: LabelRules, found: _Found) -> int:
    name, position = _read_name(line, start=start, rules=rules)
    position = _skip(line, position, rules)
    if line.startswith('"', start) and line[position : position + 1] in {",", "}"}:
        if not rules.allows_metric_name or found.quoted_name is not None:
            raise BadNotation("a second metric name", offset=start, code="second-name")
        found.quoted_name = name
        return position
    if not line.startswith("=", position):
        message = f'the label {name} has no `=`; expected {name}="value"'
        raise BadNotation(message, offset=position, code="missing-equals")
    value, end = _read_value(line, start=_skip(line, position + 1, rules), name=name)
    found.pairs.append((name, value, start))
    return _skip(line, end, rules)


def _read_name(line: str, *, start: int, rules: LabelRules) -> tuple[str, int]:
    if line.startswith('"', start) and rules.allows_quoted_names:
        quoted = QUOTED.match(line, start)
        if quoted is None:
            raise _unterminated(start)
        return unescape_value(quoted[1]), quoted.end()
    match = LABEL_NAME.match(line, start)
    if match is not None:
        return match[0], match.end()
    raise _no_label_name(line, start=start)


def _no_label_name(line: str, *, start: int) -> BadNotation:
    found = line[start : start + 1]
    if not found:
        return BadNotation("the braces are not closed", offset=start, code="unclosed-braces")
    if found == ",":
        return BadNotation("a comma without a label", offset=start, code="extra-comma")
    if found == '"':
        message = "a quoted name; this format has none, text 1.0.0 and escaping=allow-utf-8 do"
        return BadNotation(message, offset=start, code="quoted-name")
    message = f"a label name cannot start with {found!r}; expected a letter or `_`"
    return BadNotation(message, offset=start, code="bad-label-name")


def _read_value(line: str, *, start: int, name: str) -> tuple[str, int]:
    quoted = QUOTED.match(line, start)
    if quoted is not None:
        return unescape_value(quoted[1]), quoted.end()
    if line.startswith('"', start):
        raise _unterminated(start)
    message = f"the value of {name} is not in double quotes"
    raise BadNotation(message, offset=start, code="missing-quote")


def _unterminated(start: int) -> BadNotation:
    message = "the double quote that opens here is never closed"
    return BadNotation(message, offset=start, code="unterminated-quote")


def _read_comma(line: str, *, start: int, rules: LabelRules, found: _Found) -> int:
    following = line[start : start + 1]
    if following == ",":
        position = _skip(line, start + 1, rules)
        if line.startswith("}", position) and not rules.is_text:
            raise BadNotation("a comma before `}`", offset=start, code="extra-comma")
        return position
    if following == "}":
        return start
    if not following:
        raise BadNotation("the braces are not closed", offset=start, code="unclosed-braces")
    if not rules.is_text or LABEL_NAME.match(following) is None:
        message = f"found {following!r} after a label; expected `,` or `}}`"
        raise BadNotation(message, offset=start, code="missing-comma")
    found.notes.append(Note(start, "missing-comma", "no comma between two labels"))
    return start


def _lenient(found: _Found) -> Labels:
    """An exemplar's labels: a server keeps them all and minds nothing; here the first one holds."""
    labels: dict[str, str] = {}
    for name, value, offset in found.pairs:
        if name in labels:
            message = f"the exemplar's label {name} is given twice"
            found.notes.append(Note(offset, "duplicate-label", message))
        labels.setdefault(name, value)
    return labels


def _unique(pairs: list[tuple[str, str, int]]) -> Labels:
    labels: dict[str, str] = {}
    for name, value, offset in pairs:
        if name == "__name__" or (labels.get(name) and value):
            message = f"the label {name} is given twice"
            raise BadNotation(message, offset=offset, code="duplicate-label")
        labels[name] = value or labels.get(name, "")
    return labels
