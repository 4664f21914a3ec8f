"""What an expression uses: series with their matchers, labels in clauses, and how each is used."""

import re
from collections.abc import Iterable, Iterator

from metrics_check.audit.expression import DOC, Expression, Unread
from metrics_check.audit.series_notation import is_series, read_series
from metrics_check.audit.variables import STANDS_IN, Replaced, replaced
from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.notation.text import quote_regex
from metrics_check.promql.convert import NAME
from metrics_check.promql.parse import parse
from metrics_check.promql.scan import Token, tokens
from metrics_check.promql.tree import Call, Node, Range, Selector, Subquery, children
from metrics_check.record import record

# Grafana docs, Prometheus template variables.
_LABEL_VALUES = re.compile(
    r"^\s*label_values\(\s*(?:(?P<series>.+),)?\s*[^,()\s]+\s*\)\s*$", re.DOTALL
)
_QUERY_RESULT = re.compile(r"^\s*query_result\((?P<series>.+)\)\s*$", re.DOTALL)
_METRICS = re.compile(r"^\s*metrics\(\s*(?P<pattern>.*?)\s*\)\s*$", re.DOTALL)
_NO_SERIES = re.compile(r"^\s*label_names\(.*\)\s*$", re.DOTALL)
# Loki docs, Log queries: line filters, and stages behind a pipe. PromQL has no pipe.
_LOGQL = re.compile(r"\|=|\|~|\}\s*\||\|\s*(?:json|logfmt|regexp|pattern|unwrap|line_format)\b")
# The patterns of this file are for what a person writes; what is longer is PromQL or nothing.
_LONGEST_LINE = 2_000
_BARE_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
# What a text must hold at least to be looked at: a call, matchers or a range behind a name.
_LIKE_PROMQL = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\s*[({\[]|^\s*\{")


@record
class Use:
    """One selector in an expression.

    `name` is None where only a pattern tells, which is then `pattern` (RE2; `""`: nothing tells).
    `function` is the call right around it, `""` where there is none. `offset` is where it stands in
    the expression, `length` how far. `matchers` whose value or label is a variable are left out.
    """

    name: str | None
    pattern: str
    selector: Selector
    function: str
    offset: int
    length: int


@record
class Judged:
    """An expression that was read, with what it uses.

    `is_bare`: it is one name and no more. `is_series`: a page speaks of a series as expectation
    files do, where a histogram goes by the name of its family.
    """

    expression: Expression
    query: Replaced
    uses: tuple[Use, ...]
    is_bare: bool = False
    is_series: bool = False

    def offset_of(self, word: str, *, after: int = 0) -> tuple[int, int]:
        """Where a name, label or value stands, at or behind an offset of the text as typed."""
        return _place(self.query, word=word, after=after)


@record
class Uses:
    """All that was read, and all that was not."""

    judged: tuple[Judged, ...]
    unread: tuple[Unread, ...]


def read_uses(expressions: Iterable[Expression]) -> Uses:
    """What each of the expressions uses; one that does not parse is told with the reason."""
    judged: list[Judged] = []
    unread: list[Unread] = []
    for expression in expressions:
        found = _read(expression)
        if isinstance(found, Judged):
            judged.append(found)
        elif found is not None:
            unread.append(found)
    return Uses(tuple(judged), tuple(unread))


def _read(expression: Expression) -> Judged | Unread | None:
    text, shift = expression.text, 0
    is_bare = _BARE_NAME.fullmatch(text.strip()) is not None
    is_short = len(text) <= _LONGEST_LINE
    if expression.is_guess and not (is_short and (is_bare or _LIKE_PROMQL.search(text))):
        return None
    if expression.has_variables and not expression.is_guess and is_short:
        text, shift = _of_variable(text)
    if not text.strip():
        return None
    try:
        query = _shifted(_replaced(text, expression=expression), by=shift)
    except (InvalidInput, UnansweredQuery) as error:
        return None if expression.is_guess else _unread(expression, reason=str(error))
    is_of_file = expression.kind == DOC and isinstance(query.tree, Selector)
    judged = Judged(expression, query, tuple(_uses(query)), is_bare, is_of_file)
    return judged if not expression.is_guess or _is_meant(judged) else None


def _replaced(text: str, *, expression: Expression) -> Replaced:
    if expression.kind == DOC and len(text) <= _LONGEST_LINE and is_series(text):
        return read_series(text)
    # Rules have no variables: there a dollar outside of a string is an error.
    return replaced(text) if expression.has_variables else Replaced(text, parse(text))


def _of_variable(text: str) -> tuple[str, int]:
    """The PromQL in the query of a variable, and where it begins; `""` where it has none."""
    for pattern in (_LABEL_VALUES, _QUERY_RESULT):
        found = pattern.match(text)
        if found is not None:
            return (found["series"] or "", max(found.start("series"), 0))
    metrics = _METRICS.match(text)
    if metrics is not None:
        literal = metrics["pattern"].replace("\\", "\\\\").replace('"', '\\"')
        # Grafana matches anywhere in the name.
        return f'{{__name__=~".*(?:{literal}).*"}}', 0
    return ("", 0) if _NO_SERIES.match(text) else (text, 0)


def _shifted(query: Replaced, *, by: int) -> Replaced:
    if not by:
        return query
    # One more piece that stands for nothing, so that offsets count from the whole text.
    moved = tuple((start, end, at + by, behind + by) for start, end, at, behind in query.spots)
    return Replaced(query.text, query.tree, ((0, 0, 0, by), *moved))


def _unread(expression: Expression, *, reason: str) -> Unread:
    begin = expression.text[:_LONGEST_LINE]
    is_logql = not expression.language and _LOGQL.search(begin) is not None
    if is_logql:
        reason = "it is LogQL by its grammar, no PromQL"
    return Unread(
        expression.where,
        expression.source.place,
        expression.text,
        reason,
        is_other=is_logql and expression.kind != DOC,
    )


def _is_meant(judged: Judged) -> bool:
    """Whether a span that happens to parse is about metrics: each name has two words at least."""
    names = [use.name for use in judged.uses]
    return bool(names) and all(name is None or "_" in name or ":" in name for name in names)


def _uses(query: Replaced) -> Iterator[Use]:
    seen, found = 0, list(_tokens(query.text))
    for node, function in _selectors(query.tree, function=""):
        name, pattern = node.name, ""
        if name is None:
            on_name = (each for each in node.matchers if each.label == NAME)
            pattern = next((each.value for each in on_name if each.op == "=~"), "")
            if STANDS_IN.search(pattern):
                pattern = ""
        elif STANDS_IN.search(name):
            parts = STANDS_IN.split(name)
            pattern = ".*".join(map(quote_regex, parts)) if any(parts) else ""
        word = name if name is not None else pattern
        at = next((n for n in range(seen, len(found)) if _says(found[n], word)), None)
        seen = seen if at is None else at + 1
        start, end = (0, len(query.text)) if at is None else (found[at].start, found[at].end)
        offset = query.original(start)
        is_open = name is None or STANDS_IN.search(name) is not None
        length = max(query.original(end) - offset, 1)
        yield Use(None if is_open else name, pattern, node, function, offset, length)


def _selectors(node: Node, *, function: str) -> Iterator[tuple[Selector, str]]:
    if isinstance(node, Selector):
        yield node, function
        return
    keeps = isinstance(node, Range | Subquery)
    inner = node.function if isinstance(node, Call) else function if keeps else ""
    for child in children(node):
        yield from _selectors(child, function=inner)


def _place(query: Replaced, *, word: str, after: int) -> tuple[int, int]:
    for token in _tokens(query.text):
        offset = query.original(token.start)
        if offset >= after and word in {token.text, token.value}:
            return offset, max(query.original(token.end) - offset, 1)
    return after, 1


def _says(token: Token, word: str) -> bool:
    return bool(word) and word in {token.text, token.value}


def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for token in tokens(text) if token.kind in {"word", "string", "number"})
