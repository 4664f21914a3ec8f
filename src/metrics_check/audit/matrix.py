"""The matrix: each metric with who knows it, and how often it is used where."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from metrics_check.audit.expression import ALERT, DASHBOARD, DOC, RULE
from metrics_check.audit.known import CODE, DECLARED, EXPOSED, Knowledge
from metrics_check.audit.uses import Judged, Use
from metrics_check.model.series import MetricType
from metrics_check.promql.regex import compile_matcher
from metrics_check.record import record

KNOWING = (CODE, DECLARED, EXPOSED)
USING: Mapping[str, str] = {ALERT: "alerts", RULE: "alerts", DASHBOARD: "dashboards", DOC: "docs"}
COLUMNS = (*KNOWING, "alerts", "dashboards", "docs")


@record
class Row:
    """One metric. `known` are the kinds of sources that know it, `uses` counts by column.

    `is_own`: it is no library's, so that it is worth a word where nothing uses it.
    """

    metric: str
    type: str
    known: frozenset[str]
    uses: Mapping[str, int]
    is_own: bool = True

    @property
    def is_unused(self) -> bool:
        """Whether somebody tells of it, and no rule and no dashboard uses it. A page is no use."""
        used = self.uses.get("alerts", 0) + self.uses.get("dashboards", 0)
        return bool(self.known) and self.is_own and not used


def matrix_of(judged: Iterable[Judged], *, known: Knowledge) -> tuple[Row, ...]:
    """A row for each metric that is known or used, by name."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in known.names}
    owners = _owners(known)
    for each in judged:
        column = USING[each.expression.kind]
        named = {name for use in each.uses for name in _metrics(use, owners=owners, known=known)}
        is_word = each.expression.kind == DOC and each.is_bare
        for name in named:
            # A word of a page that nobody knows may be no metric at all.
            if name in counts or not is_word:
                counts.setdefault(name, Counter())[column] += 1
    rows = (_row(name, counts[name], known=known) for name in sorted(counts))
    return tuple(row for row in rows if row.uses or row.is_own)


def _owners(known: Knowledge) -> Mapping[str, frozenset[str]]:
    owners: dict[str, set[str]] = {}
    for name, told in known.names.items():
        owners.setdefault(name, set()).add(name)
        for _, metric in told:
            for part in metric.parts:
                owners.setdefault(part, set()).add(name)
    return {part: frozenset(names) for part, names in owners.items()}


def _metrics(use: Use, *, owners: Mapping[str, frozenset[str]], known: Knowledge) -> Iterator[str]:
    if use.name is not None:
        yield from owners.get(use.name, () if known.is_made(use.name) else (use.name,))
    elif use.pattern:
        matches = compile_matcher(use.pattern)
        for part, names in owners.items():
            if matches(part):
                yield from names


def _row(name: str, uses: Counter[str], *, known: Knowledge) -> Row:
    told = known.names.get(name, ())
    types = {metric.type for _, metric in told} - {MetricType.UNKNOWN}
    kinds = frozenset(source.kind for source, _ in told)
    is_own = any(not metric.runtime for _, metric in told) and kinds != frozenset()
    shown = min(types).value if len(types) == 1 else ""
    return Row(name, shown, kinds, dict(uses), is_own or DECLARED in kinds)
