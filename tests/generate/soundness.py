"""What makes a query return nothing, or nonsense, whatever is exposed, told by types."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from metrics_check import Profile, load
from metrics_check.model.series import MetricType
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import Aggregation, Call, Node, Range, Selector, children, walk

PROJECT = Path(__file__).parent.parent.parent
RATES = {"delta", "idelta", "increase", "irate", "rate"}
FAMILIES = {MetricType.GAUGEHISTOGRAM, MetricType.HISTOGRAM, MetricType.SUMMARY}
COUNTING = {MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY}
PARTS = ("_bucket", "_count", "_sum")


def shipped() -> list[Profile]:
    """Every profile that comes with the program and can be judged, and those of the examples."""
    files = [*PROJECT.glob("expectations/**/*.yaml"), *PROJECT.glob("docs/examples/*/*.yaml")]
    found = [load(path) for path in sorted(files) if "abstract: true" not in path.read_text()]
    assert len(found) == 13
    return found


def types_of(profile: Profile) -> dict[str, MetricType]:
    """The type of each metric that an expectation declares."""
    return {each.series.name: each.type for each in profile.expectations if each.series is not None}


def faults(promql: str, *, types: Mapping[str, MetricType]) -> list[str]:
    """What is wrong with a query; it must parse."""
    tree = parse(promql)
    return [*_bare(tree, types=types), *_rates(tree, types=types)]


def _bare(tree: Node, *, types: Mapping[str, MetricType]) -> Iterator[str]:
    for node in walk(tree):
        if not isinstance(node, Selector) or types.get(node.name or "") not in FAMILIES:
            continue
        is_quantile = any(matcher.label == "quantile" for matcher in node.matchers)
        if types[node.name or ""] is not MetricType.SUMMARY or not is_quantile:
            yield f"{node.name} is a bare family name"


def _rates(
    tree: Node, *, types: Mapping[str, MetricType], above: Node | None = None
) -> Iterator[str]:
    if isinstance(tree, Call) and tree.function in RATES:
        if not isinstance(above, Aggregation) or not above.labels or above.is_without:
            yield f"{tree.function}() without its grouping"
        for node in walk(tree):
            if isinstance(node, Range) and not _counts(node.selector.name or "", types=types):
                yield f"{tree.function}() of {node.selector.name}, which does not count up"
    for child in children(tree):
        yield from _rates(child, types=types, above=tree)


def _counts(name: str, *, types: Mapping[str, MetricType]) -> bool:
    families = [name.removesuffix(part) for part in PARTS if name.endswith(part)]
    own = types.get(name)
    return own is MetricType.COUNTER or any(
        types.get(family) in COUNTING - {MetricType.COUNTER} for family in families
    )
