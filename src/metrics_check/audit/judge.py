"""What is wrong with how expressions use metrics, by what is known of these."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.audit.clauses import clause_findings
from metrics_check.audit.dead import dead_reason
from metrics_check.audit.expression import ALERT, DOC
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.known import Knowledge
from metrics_check.audit.matching import matcher_findings
from metrics_check.audit.near import near_name
from metrics_check.audit.uses import Judged, Use
from metrics_check.model.series import MetricType
from metrics_check.notation.words import shown
from metrics_check.promql.tree import Call, walk, without_parens

_RATES = frozenset({"increase", "irate", "rate"})
_DELTAS = frozenset({"delta", "idelta"})
_GAUGES = frozenset({MetricType.GAUGE, MetricType.INFO, MetricType.STATESET})
# Prometheus docs, Metric and label naming: the ends of names that nothing else has.
_LIKE_METRICS = ("_total", "_bucket", "_seconds", "_bytes", "_ratio", "_info", "_count", "_sum")


def findings_of(judged: Iterable[Judged], *, known: Knowledge) -> tuple[AuditFinding, ...]:
    """Everything found, expression by expression, in their order."""
    return tuple(finding for each in judged for finding in _of(each, known=known))


def _of(judged: Judged, *, known: Knowledge) -> Iterator[AuditFinding]:
    if judged.is_bare and judged.expression.kind == DOC:
        yield from (each for use in judged.uses for each in _of_word(judged, use, known=known))
        return
    dead: dict[int, AuditFinding] = {}
    for use in judged.uses:
        of_name = _of_word if judged.expression.is_guess else _of_name
        wrong = [*of_name(judged, use, known=known)]
        if use.name is not None and not wrong and known.has(use.name):
            wrong += matcher_findings(judged, use, known=known)
            wrong += _of_type(judged, use, known=known)
        reason = next((each for each in wrong if each.code in _EMPTY), None)
        if reason is not None:
            dead[id(use.selector)] = reason
        yield from wrong
    yield from clause_findings(judged, known=known)
    if judged.expression.kind == ALERT:
        yield from _of_alert(judged, dead=dead)


def _of_alert(judged: Judged, *, dead: Mapping[int, AuditFinding]) -> Iterator[AuditFinding]:
    empty = {selector: found.message for selector, found in dead.items()}
    why = dead_reason(judged.query.tree, empty=empty)
    if not why:
        return
    found = next((each for each in dead.values() if each.message == why), None)
    message = f"as it is, the alert cannot fire: {why.partition('. ')[0]}"
    if found is None:
        text = judged.expression.text
        yield AuditFinding("never-fires", "", message, judged, 0, len(text.partition("\n")[0]))
    else:
        yield replace(found, code="never-fires", message=message)


# A selector of which one of these is said selects nothing.
_EMPTY = frozenset(
    {"bare-histogram", "label-not-there", "no-such-bucket", "unknown-metric", "unrecorded"}
    | {"value-not-declared"}
)


def _of_name(judged: Judged, use: Use, *, known: Knowledge) -> Iterator[AuditFinding]:
    name = use.name
    if name is None or (judged.is_series and name in known.names):
        return
    if known.bare_histogram(name):
        message = (
            f"{shown(name)} is a histogram, and no series has its bare name; "
            f"use {shown(name + '_bucket')}, {shown(name + '_sum')} or {shown(name + '_count')}"
        )
        yield _finding("bare-histogram", judged, use, message=message, near=f"{name}_bucket")
        return
    if known.has(name):
        return
    if ":" in name:
        near, code = near_name(name, known=known.recorded), "unrecorded"
        message = f"no rule that was read records {shown(name)}"
    else:
        near, code = near_name(name, known=known.samples), "unknown-metric"
        message = f"{shown(name)} is nowhere: {_nobody(known)}"
    yield _finding(code, judged, use, message=f"{message}{_advice(near)}", near=near)


def _advice(near: str) -> str:
    return f". Did you mean {shown(near, limit=200)}?" if near else ""


def _nobody(known: Knowledge) -> str:
    verbs = {"code": "creates it", "declared": "declares it", "exposed": "exposes it now"}
    kinds = dict.fromkeys(each.kind for each in known.sources)
    told = [verbs[kind] for kind in kinds]
    return f"nothing {' or '.join(told)}"


def _of_word(judged: Judged, use: Use, *, known: Knowledge) -> Iterator[AuditFinding]:
    """A page names a metric, or what looks like one: it may be an example, or any other word."""
    name = use.name
    if name is None:
        return
    if name in known.names:
        # A bare name speaks of the metric, and in a call it reads it.
        if not (judged.is_bare or judged.is_series):
            yield from _of_name(judged, use, known=known)
        return
    if known.has(name):
        return
    own = {each.partition("_")[0] for each in known.names}
    is_like_one = name.endswith(_LIKE_METRICS) and name.partition("_")[0] in own
    near = near_name(name, known=known.samples) if is_like_one else ""
    if near:
        message = f"{shown(name)} is nowhere: {_nobody(known)}{_advice(near)}"
        yield _finding("unknown-metric", judged, use, message=message, near=near)


def _of_type(judged: Judged, use: Use, *, known: Knowledge) -> Iterator[AuditFinding]:
    name = use.name or ""
    metric_type = known.type_of(name)
    if use.function in _RATES and metric_type in _GAUGES:
        message = (
            f"`{use.function}` is for counters, and {shown(name)} is a {metric_type.value}; "
            "use `delta` or `deriv`"
        )
        yield _finding("rate-of-gauge", judged, use, message=message)
    is_counter = metric_type is MetricType.COUNTER
    if use.function in _DELTAS and is_counter:
        message = f"`{use.function}` is for gauges, and {shown(name)} is a counter; use `increase`"
        yield _finding("delta-of-counter", judged, use, message=message)
    if _is_quantile_of(judged, use) and metric_type not in {
        MetricType.HISTOGRAM,
        MetricType.GAUGEHISTOGRAM,
        MetricType.UNKNOWN,
    }:
        kind = metric_type.value
        message = f"`histogram_quantile` is for histograms, and {shown(name)} is a {kind}"
        yield _finding("quantile-of-no-histogram", judged, use, message=message)


def _is_quantile_of(judged: Judged, use: Use) -> bool:
    for node in walk(judged.query.tree):
        if isinstance(node, Call) and node.function == "histogram_quantile":
            below = walk(without_parens(node.arguments[1]))
            if any(each is use.selector for each in below):
                return True
    return False


def _finding(code: str, judged: Judged, use: Use, *, message: str, near: str = "") -> AuditFinding:
    name = use.name or ""
    return AuditFinding(code, name, message, judged, use.offset, use.length, near=near)
