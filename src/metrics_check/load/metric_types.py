"""The type of an expectation: declared, else implied; and what does not fit it."""

from collections.abc import Iterable

from metrics_check.load.complaints import Complaints
from metrics_check.load.lines import KindLine
from metrics_check.located import Place, Text
from metrics_check.model.series import MetricType, Series
from metrics_check.notation.words import listed, shown

FAMILIES = frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY, MetricType.GAUGEHISTOGRAM})
_PART_LABELS = {
    MetricType.HISTOGRAM: "le",
    MetricType.GAUGEHISTOGRAM: "le",
    MetricType.SUMMARY: "quantile",
}
_WITHIN = "For a bucket write `within <= BOUND`, for the bounds `buckets`"
_PART_ADVICE = {
    MetricType.HISTOGRAM: _WITHIN,
    MetricType.GAUGEHISTOGRAM: _WITHIN,
    MetricType.SUMMARY: "Quantiles of a summary can be asked for in `holds`",
}
_PARTS = ("_bucket", "_sum", "_count")


def declared_type(text: Text | None) -> MetricType | None:
    """The type that `type:` says; None where there is none, or no such type."""
    if text is None or text.text not in frozenset(MetricType):
        return None
    return MetricType(text.text)


def tell_type(
    series: Series, *, declared: MetricType | None, lines: Iterable[KindLine]
) -> MetricType:
    """The declared type; else what the aggregates imply; else `_total` is a counter; else unknown.

    What only histograms and summaries have is taken for a histogram's.
    """
    if declared is not None:
        return declared
    possible = frozenset(MetricType)
    for each in lines:
        possible &= each.kind.types
    if possible and possible <= FAMILIES | {MetricType.UNKNOWN}:
        return MetricType.HISTOGRAM
    return MetricType.COUNTER if series.name.endswith("_total") else MetricType.UNKNOWN


def refuse_misfits(
    lines: Iterable[KindLine],
    *,
    metric_type: MetricType,
    is_declared: bool,
    to: Complaints,
) -> None:
    """Complains about each aggregate that the type does not have, or no type beside others."""
    if metric_type is MetricType.UNKNOWN:
        _refuse_mixtures(lines, to=to)
        return
    said = "is declared a" if is_declared else "is taken for a"
    for each in lines:
        if metric_type not in each.kind.types:
            word = each.line.bound.aggregate
            message = (
                f"`{word}` is asked of {_suited(each)}, and this {said} {metric_type.value}."
                f"{_advice(metric_type, word=word)}"
            )
            to.add(each.line.place, code="type-misfit", message=message.rstrip("."))


def refuse_part_name(
    series: Series,
    *,
    metric_type: MetricType,
    is_declared: bool,
    place: Place,
    to: Complaints,
) -> None:
    """Complains where a histogram or summary is named by one of its parts.

    A metric that is no histogram and ends like a part says so by its `type:`.
    """
    part = next((part for part in _PARTS if series.name.endswith(part)), None)
    family = series.name.removesuffix(part or "")
    if part is None or not family or (is_declared and metric_type not in FAMILIES):
        return
    message = (
        f"{shown(series.name)} is named like the `{part}` of a histogram or summary, which is "
        f"named by its family: {shown(family)}"
    )
    if not is_declared:
        message += ". If it is a metric of its own, say so by its `type:`"
    to.add(place, code="part-name", message=message)


def _refuse_mixtures(lines: Iterable[KindLine], *, to: Complaints) -> None:
    possible, before = frozenset(MetricType), ""
    for each in lines:
        word = each.line.bound.aggregate
        if possible & each.kind.types - {MetricType.UNKNOWN}:
            possible, before = possible & each.kind.types, word
            continue
        message = (
            f"`{word}` is asked of {_suited(each)}, and `{before}` is not; "
            "write two expectations, each of one type"
        )
        to.add(each.line.place, code="type-misfit", message=message)


def _suited(each: KindLine) -> str:
    return listed(sorted(kind.value for kind in each.kind.types - {MetricType.UNKNOWN}))


def refuse_part_labels(
    series: Series, *, metric_type: MetricType, place: Place, to: Complaints
) -> None:
    """Complains where a family is narrowed by the label that tells its parts apart."""
    own = {matcher.label for matcher in series.matchers} | set(series.bare_labels)
    found = _PART_LABELS.get(metric_type)
    if found in own:
        message = (
            f"`{found}` tells the parts of a {metric_type.value} apart, which is judged as a "
            f"whole. {_PART_ADVICE[metric_type]}"
        )
        to.add(place, code="part-name", message=message)


def _advice(metric_type: MetricType, *, word: str) -> str:
    if metric_type in FAMILIES:
        return f" It has {listed(['observations', 'mean', 'total'])}, and `series`"
    if word in {"observations", "mean", "total", "within"} or word.startswith("p"):
        return " Write `histogram` before the series, or `type: histogram`, if it is one"
    return ""
