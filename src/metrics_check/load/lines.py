"""The lines of `expect`, `warn` and `run`, params put in, each with the kind that owns it."""

from collections.abc import Iterable

from metrics_check.assertions.kind import BoundLine, Kind
from metrics_check.assertions.registry import kind_of_word
from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.entries import aggregate_patterns
from metrics_check.load.nodes import read_texts
from metrics_check.load.params import Scope, value_of
from metrics_check.located import Fields, Place, Text
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Bound
from metrics_check.notation.comparison import resolve_bound
from metrics_check.notation.line import parse_bound
from metrics_check.record import record


@record
class KindLine:
    """A line and its kind."""

    line: BoundLine
    kind: Kind

    @property
    def is_open(self) -> bool:
        """Whether a param of the line has no value yet."""
        return any(part.quantity.param for part in self.line.bound.comparisons)


def read_lines(
    fields: Fields, *, keys: Iterable[str], scope: Scope, to: Complaints
) -> tuple[KindLine, ...]:
    """The lines under these keys, in file order within each, those that read."""
    lines = []
    for key in keys:
        node = fields.get(key)
        texts = (
            ()
            if node is None
            else read_texts(node, expected="a line such as `sum >= 1`, or a list of them", to=to)
        )
        for text in texts:
            with to.keep(text):
                bound = parse_bound(text.text, aggregates=aggregate_patterns())
                lines.append(_kind_line(bound, place=text.place, key=key, text=text, scope=scope))
    return tuple(lines)


def read_line_of(bound: Bound, *, text: Text, scope: Scope, to: Complaints) -> tuple[KindLine, ...]:
    """The comparison of a short-form line, as if it stood under `expect`."""
    with to.keep(text):
        return (_kind_line(bound, place=text.place, key="expect", text=text, scope=scope),)
    return ()


def bind_lines(lines: Iterable[KindLine], *, to: Complaints) -> tuple[Assertion, ...]:
    """The assertion of each line, those that its kind takes."""
    assertions = []
    for each in lines:
        with to.keep(Text(each.line.place, "")):
            if each.kind.bind is not None:
                assertions.append(each.kind.bind(each.line))
    return tuple(assertions)


def _kind_line(bound: Bound, *, place: Place, key: str, text: Text, scope: Scope) -> KindLine:
    for part in bound.comparisons:
        if part.quantity.param is not None:
            offset = max(text.text.find("${" + part.quantity.param), 0)
            value_of(part.quantity.param, scope=scope, offset=offset)
    resolved = _resolved(bound, text=text, scope=scope)
    kind = kind_of_word(resolved.aggregate)
    if kind is None:
        raise LookupError(f"no kind owns {resolved.aggregate!r}")
    return KindLine(BoundLine(resolved, place, key), kind)


def _resolved(bound: Bound, *, text: Text, scope: Scope) -> Bound:
    try:
        return resolve_bound(bound, params=dict(scope.values))
    except BadNotation as wrong:
        at = max(text.text.find("${"), 0)
        raise BadNotation(str(wrong), offset=at, code=wrong.code) from wrong
