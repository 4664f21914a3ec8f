"""An audit as Markdown: for a pull request, or a page of a wiki."""

import re
from collections.abc import Iterator, Sequence

from metrics_check.audit.audit import Audit
from metrics_check.audit.groups import groups_of
from metrics_check.audit.matrix import COLUMNS
from metrics_check.audit.text import cell
from metrics_check.notation.visible import visible

_MARKUP = re.compile(r"[\\*_{}\[\]<>|~$&#]")
_RUNS = re.compile("`+")
# Messages put names in backquotes themselves; all else of them is escaped.
_SPANS = re.compile(r"(`[^`]*`)")


def render_markdown(audit: Audit) -> str:
    """Findings, what is not used, what was not read, and the matrix, each a table."""
    parts = [_head(audit)]
    groups = groups_of(audit.live)
    if groups:
        rows = [
            (
                group.first.severity,
                _code(group.first.code),
                _prose(group.first.message),
                "<br>".join(_code(place) for place in group.places),
            )
            for group in groups
        ]
        parts.append(_table("Findings", ("severity", "code", "what", "where"), rows))
    if audit.unparsed:
        told = [(_code(str(each.place)), _prose(each.reason)) for each in audit.unparsed]
        parts.append(_table("Not read", ("where", "why"), told))
    if audit.unused:
        unused = [(_code(row.metric), ", ".join(sorted(row.known))) for row in audit.unused]
        parts.append(_table("In no rule and no dashboard", ("metric", "known by"), unused))
    matrix = [
        (_code(row.metric), *(cell(row, column) for column in COLUMNS)) for row in audit.matrix
    ]
    parts.append(_table("Metrics", ("metric", *COLUMNS), matrix))
    return "\n\n".join(parts) + "\n"


def _head(audit: Audit) -> str:
    verdict = {0: "PASS", 1: "FAIL", 3: "ERROR"}[audit.exit_code]
    said = f"{audit.expressions} expressions in {len(audit.files)} files"
    return f"# Audit of metrics: {verdict}\n\n{said}."


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(_lines(title, heads, rows))


def _lines(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _prose(text: str) -> str:
    pieces = _SPANS.split(visible(" ".join(text.split())))
    return "".join(
        _code(piece[1:-1]) if piece.startswith("`") and len(piece) > 1 else _escaped(piece)
        for piece in pieces
    )


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text.replace("`", "\\`"))


def _code(text: str) -> str:
    """The text as code in a cell, which a bar ends even within backquotes (GFM, Tables)."""
    line = visible(text).replace("|", "\\|")
    mark = "`" * (max(map(len, _RUNS.findall(line)), default=0) + 1)
    is_padded = line[:1] in {"`", " ", ""} or line[-1:] in {"`", " "}
    return f"{mark} {line} {mark}" if is_padded else f"{mark}{line}{mark}"
