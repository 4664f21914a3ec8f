"""One metric as an entry of `expectations`: the shortest form that says all of it."""

from collections.abc import Collection, Iterator

from metrics_check.audit.metric import Metric
from metrics_check.errors import BadNotation
from metrics_check.exposition.candidates import UNTOLD, judged_name
from metrics_check.load.entries import aggregate_patterns
from metrics_check.load.scalar_text import scalar
from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.notation.line import parse_line
from metrics_check.notation.quantity import format_number
from metrics_check.notation.series import METRIC_NAME, format_label
from metrics_check.notation.text import quote
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector
from metrics_check.record import record

# The width of the lines of a draft: what fits an editor beside another.
WIDTH = 100
_INDENT = "  "
# Keys whose values are written as YAML already.
_WRITTEN = frozenset({"buckets", "labels", "optional"})


@record
class Entry:
    """A metric, and what its entry says beside it; empty: not said. PromQL needs an `id`."""

    metric: Metric
    id: str = ""
    target: str = ""


def entry_lines(entry: Entry, *, before: Collection[str] = ()) -> tuple[str, ...]:
    """The lines of the entry in a file, indented, with what was seen of it as a comment.

    A comment that is among the lines `before` is not repeated.
    """
    lines = _with_bound(_lines(entry), entry.metric)
    comment = _comment(entry.metric)
    if not comment or any(line.endswith(comment) for line in before):
        return lines
    at = next((at for at, line in enumerate(lines) if line.lstrip().startswith("series:")), 0)
    beside = f"{lines[at]}  {comment}"
    if len(beside) <= WIDTH:
        return (*lines[:at], beside, *lines[at + 1 :])
    above = f"{_INDENT}{comment}"
    return (above, *lines) if len(above) <= WIDTH else lines


def _with_bound(lines: tuple[str, ...], metric: Metric) -> tuple[str, ...]:
    """The lines with the bound as a comment: in place of a line that it may become, or beside."""
    if not metric.bound:
        return lines
    comment = f"# expect: {metric.bound}"
    if len(lines) > 1:
        return (*lines, f"{_INDENT}  {comment}")
    beside = f"{lines[0]}  {comment}"
    return (beside,) if len(beside) <= WIDTH else lines


def _lines(entry: Entry) -> tuple[str, ...]:
    keys = tuple(_keys(entry))
    if [key for key, _ in keys] == ["series"]:
        return (f"{_INDENT}- {scalar(_line(entry.metric))}",)
    fields = ", ".join(f"{key}: {_flow(key, value)}" for key, value in keys)
    inline = f"{_INDENT}- {{{fields}}}"
    if not (entry.metric.labels or entry.metric.is_part) and len(inline) <= WIDTH:
        return (inline,)
    first, *others = [f"{key}: {_block(key, value)}" for key, value in keys]
    return (f"{_INDENT}- {first}", *(f"{_INDENT}  {line}" for line in others))


def _keys(entry: Entry) -> Iterator[tuple[str, str]]:
    metric = entry.metric
    if metric.is_part:
        name = judged_name(metric.name, metric_type=metric.type)
        yield "id", entry.id
        if entry.target:
            yield "target", entry.target
        yield "holds", _promql(name)
        return
    own = [("id", entry.id), ("target", entry.target)]
    said = [(key, value) for key, value in own if value]
    yield from said
    yield "series", _series(metric)
    is_short = not said and not metric.why_optional and not metric.closed
    if metric.type not in UNTOLD and not (is_short and _is_told_by_name(metric)):
        yield "type", metric.type.value
    buckets = ", ".join(map(format_number, metric.bounds))
    if buckets and len(buckets) + len("    buckets: []") <= WIDTH:
        yield "buckets", f"[{buckets}]"
    closed = _closed(metric)
    if closed:
        yield "labels", closed
    if metric.why_optional:
        yield "optional", "true"


def _is_told_by_name(metric: Metric) -> bool:
    return metric.type is MetricType.COUNTER and metric.name.endswith("_total")


def _closed(metric: Metric) -> str:
    """The values of the labels that get no others, of as many as fit one line."""
    told = ""
    for label in metric.closed:
        # `$${` is `${` itself, and no param.
        texts = [value.replace("${", "$${") for value in metric.values[label]]
        values = ", ".join(scalar(text, in_flow=True) for text in texts)
        more = f"{told}, " if told else ""
        longer = f"{more}{scalar(label, in_flow=True)}: [{values}]"
        if len(longer) + len("    labels: {}") <= WIDTH:
            told = longer
    return f"{{{told}}}" if told else ""


def _flow(key: str, value: str) -> str:
    return value if key in _WRITTEN else scalar(value, in_flow=True)


def _block(key: str, value: str) -> str:
    return value if key in _WRITTEN else scalar(value)


def _line(metric: Metric) -> str:
    """The series as a line; in braces where its name would be taken for a word of the line."""
    text = _series(metric)
    try:
        if parse_line(text, aggregates=aggregate_patterns()).series.name == metric.name:
            return text
    except BadNotation:
        pass
    return _in_braces(metric)


def _series(metric: Metric) -> str:
    if METRIC_NAME.fullmatch(metric.name) is None:
        return _in_braces(metric)
    items = ", ".join(map(format_label, metric.labels))
    return f"{metric.name}{{{items}}}" if items else metric.name


def _in_braces(metric: Metric) -> str:
    return "{" + ", ".join([quote(metric.name), *map(format_label, metric.labels)]) + "}"


def _promql(name: str) -> str:
    # What stands in a string of PromQL takes params; `$${` is `${` itself.
    if METRIC_NAME.fullmatch(name) is not None:
        return print_selector(Selector(name))
    matcher = Matcher("__name__", MatchOp.EQUAL, name.replace("${", "$${"))
    return print_selector(Selector(None, (matcher,)))


def _comment(metric: Metric) -> str:
    if metric.why_optional:
        return f"# {metric.why_optional}"
    open_values = {
        label: held for label, held in metric.values.items() if label not in metric.closed
    }
    seen = "; ".join(f"{label}: {', '.join(held)}" for label, held in open_values.items())
    return f"# {seen}" if seen else ""
