"""The series grammar: `name{label="v", bare}` and `{"utf8.name", "utf8.label"="v"}`.

Regexes are not compiled here and params stay as `${…}` in values; the loader does both.
"""

import re
from dataclasses import dataclass, field

from metrics_check.errors import BadNotation
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.text import quote, read_literal
from metrics_check.notation.words import shown

# Prometheus docs, Data model: the names that need no quotes.
METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_SPACE = re.compile(r"\s*")
_OPERATOR = re.compile(r"=~|!~|!=|==|=|!")
_WORD = re.compile(r"[^\s,{}=!\"'`]+")
_UNQUOTED = re.compile(r"\$\{[^}\s]*\}|[^\s,{}=!\"'`]+")
_QUOTES = "\"'`"


def parse_series(text: str) -> Series:
    """The series that `text` names; its `text` is what was typed. Raises `BadNotation`."""
    start = skip_space(text, start=0)
    series, end = read_series(text, start=start)
    end = skip_space(text, start=end)
    if end != len(text):
        found = shown(text[end:])
        message = f"found {found} after the series {shown(series.text)}, expected nothing more"
        raise BadNotation(message, offset=end, code="bad-series")
    return series


def read_series(text: str, *, start: int) -> tuple[Series, int]:
    """The series that begins at `start`, and the offset behind it. Raises `BadNotation`."""
    name = METRIC_NAME.match(text, start)
    end = start if name is None else name.end()
    brace = skip_space(text, start=end)
    items = _Items(name=None if name is None else name.group())
    if text[brace : brace + 1] == "{":
        end = _read_items(text, start=brace, items=items)
    elif name is None:
        raise _no_name(text, start=start)
    if not items.name:
        message = 'found braces without a metric name, expected `name{…}` or `{"utf8.name", …}`'
        raise BadNotation(message, offset=brace, code="bad-series")
    bare = tuple(items.bare)
    return Series(items.name, tuple(items.matchers), bare, text[start:end]), end


def format_series(series: Series) -> str:
    """The canonical selector: `name{a="b",c}`, matchers first, quoted where a name needs it."""
    items = [f"{format_label(m.label)}{m.op}{quote(m.value)}" for m in series.matchers]
    items += [format_label(label) for label in series.bare_labels]
    if METRIC_NAME.fullmatch(series.name) is None:
        return "{" + ",".join([quote(series.name), *items]) + "}"
    return series.name + ("{" + ",".join(items) + "}" if items else "")


def format_label(label: str) -> str:
    """A label name as a selector writes it: quoted only where it must be."""
    return label if LABEL_NAME.fullmatch(label) else quote(label)


def skip_space(text: str, *, start: int) -> int:
    """The offset of the first character from `start` on that is not white space."""
    found = _SPACE.match(text, start)
    return start if found is None else found.end()


@dataclass(slots=True)
class _Items:
    """What was read between the braces so far."""

    name: str | None
    matchers: list[Matcher] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)
    equals: dict[str, str] = field(default_factory=dict)


def _read_items(text: str, *, start: int, items: _Items) -> int:
    position = skip_space(text, start=start + 1)
    while text[position : position + 1] != "}":
        position = skip_space(text, start=_read_item(text, start=position, items=items))
        mark = text[position : position + 1]
        if mark == ",":
            position = skip_space(text, start=position + 1)
        elif mark != "}":
            raise _no_comma(text, start=start, position=position)
    return position + 1


def _read_item(text: str, *, start: int, items: _Items) -> int:
    is_quoted = text[start : start + 1] in _QUOTES and start < len(text)
    label, end = _read_label(text, start=start)
    after = skip_space(text, start=end)
    operator = _OPERATOR.match(text, after)
    if operator is not None:
        return _read_matcher(text, label=label, operator=operator, start=start, items=items)
    if is_quoted and items.name is None:
        items.name = label
        return end
    _refuse_name_label(label, offset=start)
    _refuse_twice(label, items=items, offset=start, what=f"the label {shown(label)}")
    items.bare.append(label)
    return end


def _read_label(text: str, *, start: int) -> tuple[str, int]:
    if start < len(text) and text[start] in _QUOTES:
        label, end = read_literal(text, start=start)
        if not label:
            message = "found an empty name, expected the name of a metric or of a label"
            raise BadNotation(message, offset=start, code="bad-series")
        return label, end
    word = _WORD.match(text, start)
    if word is None:
        raise _no_label(text, start=start)
    if LABEL_NAME.fullmatch(word.group()) is None:
        raise _bad_label(word.group(), offset=start)
    return word.group(), word.end()


def _read_matcher(
    text: str, *, label: str, operator: re.Match[str], start: int, items: _Items
) -> int:
    _refuse_name_label(label, offset=start)
    op = _match_op(operator)
    position = skip_space(text, start=operator.end())
    if text[position : position + 1] not in _QUOTES or position == len(text):
        raise _no_value(text, label=label, op=op, start=position)
    value, end = read_literal(text, start=position)
    matcher = Matcher(label, op, value)
    what = f"the matcher {shown(text[start:end])}"
    _refuse_twice((label, op, value), items=items, offset=start, what=what)
    if op is MatchOp.EQUAL and "${" not in value:
        _refuse_two_values(matcher, items=items, offset=start)
    items.matchers.append(matcher)
    return end


def _match_op(operator: re.Match[str]) -> MatchOp:
    if operator.group() in {"==", "!"}:
        meant = "=" if operator.group() == "==" else "!="
        message = f"found {shown(operator.group())}, expected one of = != =~ !~. Write `{meant}`"
        raise BadNotation(message, offset=operator.start(), code="bad-series")
    return MatchOp(operator.group())


def _refuse_twice(item: object, *, items: _Items, offset: int, what: str) -> None:
    if item in items.seen:
        raise BadNotation(f"found {what} twice; write it once", offset=offset, code="bad-series")
    items.seen.add(item)


def _refuse_two_values(matcher: Matcher, *, items: _Items, offset: int) -> None:
    other = items.equals.setdefault(matcher.label, matcher.value)
    if other != matcher.value:
        both = f"{shown(other)} and {shown(matcher.value)}"
        message = (
            f"found {shown(matcher.label)} equal to both {both}, which no series is."
            f' For either write `{format_label(matcher.label)}=~"A|B"`'
        )
        raise BadNotation(message, offset=offset, code="never-matches")


def _refuse_name_label(label: str, *, offset: int) -> None:
    if label == "__name__":
        message = (
            "found `__name__`, expected labels only: the name stands before the braces."
            " For several metrics use `holds:` or `never:`"
        )
        raise BadNotation(message, offset=offset, code="bad-series")


def _no_name(text: str, *, start: int) -> BadNotation:
    found = shown(text[start:]) if text[start:].strip() else "nothing"
    message = f"found {found}, expected a series such as `http_requests_total{{code, method}}`"
    word = _WORD.match(text, start)
    if start < len(text) and text[start] in _QUOTES:
        message += '. A quoted metric name stands inside the braces: `{"utf8.name", label}`'
    elif text.startswith("${", start):
        message += ". A param is put into values only, never into a name"
    elif word is not None and word.group()[0].isalnum() and not _is_number(word.group()):
        message += f". A UTF-8 metric name is written `{{{quote(word.group()[:60])}}}`"
    return BadNotation(message, offset=start, code="bad-series")


def _is_number(word: str) -> bool:
    return word[0].isascii() and word[0].isdigit()


def _no_label(text: str, *, start: int) -> BadNotation:
    found = shown(text[start:]) if start < len(text) else "the end"
    message = f'found {found}, expected a label, a matcher such as `label="value"`, or `}}`'
    return BadNotation(message, offset=start, code="bad-series")


def _bad_label(word: str, *, offset: int) -> BadNotation:
    message = f"found {shown(word)}, expected the name of a label"
    if word.startswith("$"):
        message += ". A param is put into values only, never into a name"
    else:
        message += f". A name with other characters is written in quotes: {shown(quote(word))}"
    return BadNotation(message, offset=offset, code="bad-series")


def _no_value(text: str, *, label: str, op: MatchOp, start: int) -> BadNotation:
    word = _UNQUOTED.match(text, start)
    written = "value" if word is None else word.group()
    found = "the end" if start >= len(text) else shown(text[start : start + len(written)])
    example = f"{format_label(label)}{op}{quote(written)}"
    message = f"found {found}, expected a value in quotes: {shown(example)}"
    return BadNotation(message, offset=start, code="bad-series")


def _no_comma(text: str, *, start: int, position: int) -> BadNotation:
    if position >= len(text):
        message = f"found the end, expected a closing }} for {shown(text[start:])}"
        return BadNotation(message, offset=start, code="bad-series")
    message = f"found {shown(text[position:])}, expected `,` or `}}`"
    return BadNotation(message, offset=position, code="bad-series")
