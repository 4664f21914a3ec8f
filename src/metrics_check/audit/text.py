"""An audit as text for people."""

from collections.abc import Iterator, Sequence

from metrics_check.audit.audit import Audit
from metrics_check.audit.expression import DASHBOARD, Expression
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.groups import Group, groups_of
from metrics_check.audit.matrix import COLUMNS, KNOWING, Row
from metrics_check.model.audit import INFO
from metrics_check.notation.visible import visible

_SIGNS = {"error": "✗", "warning": "~", "info": "i"}
# A line of an expression is cut around its mark to this.
_WIDTH = 92
_BEFORE = 30
# Of the places of one finding, of names and of queries, as many are told without -v.
_MOST_PLACES = 3
_MOST_NAMES = 20
_VERDICTS = {0: "PASS", 1: "FAIL", 3: "ERROR"}


def render_text(audit: Audit, *, is_verbose: bool, shows_matrix: bool) -> str:
    """The findings, the worst first, what is not used, what was not read, and the summary."""
    blocks: list[str] = []
    for group in groups_of(audit.live):
        if is_verbose or group.first.severity != INFO:
            blocks.append("\n".join(_group(group, is_verbose=is_verbose)))
    blocks += _unread(audit, is_verbose=is_verbose)
    blocks += _unused(audit.unused, is_verbose=is_verbose)
    if shows_matrix:
        blocks.append("\n".join(_matrix(audit.matrix)))
    return "\n\n".join([*blocks, _summary(audit)])


def _group(group: Group, *, is_verbose: bool) -> Iterator[str]:
    first = group.first
    yield f"{_SIGNS[first.severity]} {first.code}  {visible(_place(first))}"
    if first.judged.expression.kind == DASHBOARD:
        yield f"    {visible(first.where)}"
    yield from (f"    {line}" for line in _marked(first))
    yield f"    {visible(first.message)}"
    others = [each for each in group.findings[1:] if _place(each) != _place(first)]
    places = list(dict.fromkeys(_place(each) for each in others))
    told = places if is_verbose else places[:_MOST_PLACES]
    yield from (f"    also  {visible(place)}" for place in told)
    if len(told) < len(places):
        more = _of(len(places) - len(told), "more place")
        yield f"    and {more}  (-v lists them)"


def _place(finding: AuditFinding) -> str:
    return str(finding.place)


def _marked(finding: AuditFinding) -> tuple[str, str]:
    """The line of the expression that the finding is about, and the mark below it."""
    return mark(finding.judged.expression, offset=finding.offset, length=finding.length)


def mark(expression: Expression, *, offset: int, length: int) -> tuple[str, str]:
    """The line of an expression around `offset`, and carets below the piece that begins there."""
    text = expression.text
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[begin : len(text) if end < 0 else end]
    at = offset - begin
    indent = len(line) - len(line.lstrip())
    start = max(indent if at - indent < _BEFORE else at - _BEFORE, 0)
    start = min(start, at)
    cut = visible(line[start : start + _WIDTH])
    before = len(visible(line[start:at])) + (start > indent)
    piece = visible(line[at : min(at + length, start + _WIDTH)])
    shown = ("…" if start > indent else "") + cut + ("…" if start + _WIDTH < len(line) else "")
    return shown, " " * before + "^" * max(len(piece), 1)


def _unread(audit: Audit, *, is_verbose: bool) -> Iterator[str]:
    for sign, title, found in (
        ("?", "not read", audit.unparsed),
        ("i", "in other languages", audit.others if is_verbose else ()),
    ):
        lines = [
            f"{sign} {title}  {visible(str(each.place))}"
            + (f"\n    {visible(each.where)}" if each.where != str(each.place) else "")
            + (f"\n    {visible(' '.join(each.text.split())[:_WIDTH])}" if each.text else "")
            + f"\n    {visible(each.reason)}"
            for each in found
        ]
        yield from lines


def _unused(rows: Sequence[Row], *, is_verbose: bool) -> Iterator[str]:
    if not rows:
        return
    told = rows if is_verbose else rows[:_MOST_NAMES]
    lines = [f"in no rule and no dashboard: {len(rows)}"]
    lines += [f"    {visible(row.metric)}  {', '.join(sorted(row.known))}" for row in told]
    if len(told) < len(rows):
        lines.append(f"    and {len(rows) - len(told)} more  (-v lists them)")
    yield "\n".join(lines)


def _matrix(rows: Sequence[Row]) -> Iterator[str]:
    width = max((len(visible(row.metric)) for row in rows), default=0)
    heads = [f"{column:>{len(column)}}" for column in COLUMNS]
    yield f"{'metric':{width}}  {'  '.join(heads)}"
    for row in rows:
        cells = (f"{cell(row, column):>{len(column)}}" for column in COLUMNS)
        yield f"{visible(row.metric):{width}}  {'  '.join(cells)}"


def cell(row: Row, column: str) -> str:
    """What stands in a cell: `yes` for who knows it, else how often it is used; `-`: not."""
    if column in KNOWING:
        return "yes" if column in row.known else "-"
    return str(row.uses.get(column, 0) or "-")


def _summary(audit: Audit) -> str:
    counts = dict.fromkeys(_SIGNS, 0)
    for group in groups_of(audit.live):
        counts[group.first.severity] += 1
    waived = len(audit.findings) - len(audit.live)
    parts = [
        _counted(counts["error"], "error"),
        _counted(counts["warning"], "warning"),
        f"{counts['info']} info" if counts["info"] else "",
        f"{waived} waived" if waived else "",
        f"{len(audit.unused)} unused" if audit.unused else "",
        f"{len(audit.unparsed)} not read" if audit.unparsed else "",
        f"{len(audit.others)} in other languages" if audit.others else "",
    ]
    said = " · ".join(filter(None, parts)) or "nothing found"
    read = f"{_of(audit.expressions, 'expression')} in {_of(len(audit.files), 'file')}"
    return f"{_VERDICTS[audit.exit_code]}  {read} · {said}  (exit {audit.exit_code})"


def _counted(number: int, noun: str) -> str:
    return _of(number, noun) if number else ""


def _of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
