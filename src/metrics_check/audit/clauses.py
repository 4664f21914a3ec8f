"""Labels in `by`, `on` and their like that no series below carries, and quantiles without `le`."""

from collections.abc import Iterator

from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.known import ATTACHED, Knowledge
from metrics_check.audit.matching import labels_of
from metrics_check.audit.uses import Judged
from metrics_check.audit.variables import STANDS_IN
from metrics_check.notation.words import did_you_mean, listed, nearest, shown
from metrics_check.promql.printing import printed
from metrics_check.promql.structure import without_le
from metrics_check.promql.tree import Aggregation, Binary, Call, Node, Selector, String, walk

# These make labels: which argument names it (Prometheus docs, Query functions).
_MAKING = {"label_join": 1, "label_replace": 1}
_ADDS_ANY = frozenset({"info"})


def clause_findings(judged: Judged, *, known: Knowledge) -> Iterator[AuditFinding]:
    """What is wrong with the clauses of an expression."""
    tree = judged.query.tree
    for node in walk(tree):
        if isinstance(node, Aggregation) and node.labels:
            word = "without" if node.is_without else "by"
            yield from _missing(node.labels, judged, below=(node.inner,), known=known, word=word)
        elif isinstance(node, Binary) and node.matching.labels:
            word = "on" if node.matching.is_on else "ignoring"
            sides, labels = (node.left, node.right), node.matching.labels
            yield from _missing(labels, judged, below=sides, known=known, word=word)
    without = without_le(printed(tree))
    if without:
        offset, length = judged.offset_of("histogram_quantile")
        message = (
            f"{shown(without)} drops `le`, so that `histogram_quantile` gives nothing; "
            "add `le` to `by`"
        )
        yield AuditFinding("quantile-without-le", "", message, judged, offset, length, "le")


def _missing(
    labels: tuple[str, ...],
    judged: Judged,
    *,
    below: tuple[Node, ...],
    known: Knowledge,
    word: str,
) -> Iterator[AuditFinding]:
    there: set[str] = set()
    for node in below:
        own = _labels(node, known=known)
        if own is None:
            return
        there |= own
    for label in labels:
        # Rules for several clusters name these where there is one, too.
        if label in there | ATTACHED or STANDS_IN.search(label):
            continue
        names = sorted(
            {each.name or "" for node in below for each in walk(node) if isinstance(each, Selector)}
        )
        choice = there - known.attached
        message = f"`{word}` names {shown(label)}, which no series of {listed(names)} carries."
        advice = did_you_mean(label, known=choice)
        offset, length = judged.offset_of(label)
        yield AuditFinding(
            "not-grouped",
            names[0] if names else "",
            f"{message}{advice}".rstrip("."),
            judged,
            offset,
            length,
            label,
            near=nearest(label, known=choice) or "",
        )


def _labels(node: Node, *, known: Knowledge) -> set[str] | None:
    """The labels that an element may have; None where that is not known."""
    found: set[str] = set()
    selectors = 0
    for each in walk(node):
        if isinstance(each, Selector):
            selectors += 1
            own = None if each.name is None else labels_of(each.name, known=known)
            if own is None:
                return None
            found |= own
        elif isinstance(each, Call) and each.function in _ADDS_ANY:
            return None
        elif isinstance(each, Call) and each.function in _MAKING:
            made = each.arguments[_MAKING[each.function]]
            found |= {made.value} if isinstance(made, String) else set()
        elif isinstance(each, Aggregation) and isinstance(each.parameter, String):
            found.add(each.parameter.value)
    return found if selectors else None
