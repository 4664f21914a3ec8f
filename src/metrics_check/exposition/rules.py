"""Rules that one sample is held to by the type of its family. A server takes what breaks them."""

import math
from collections.abc import Iterator

from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Exemplar, Family, Sample
from metrics_check.model.series import MetricType
from metrics_check.notation.quantity import format_number

# OpenMetrics 1.0, Exemplars: the labels' names and values together.
_EXEMPLAR_CHARACTERS = 128
_NEVER_FALLING = {
    MetricType.COUNTER: {"_total"},
    MetricType.HISTOGRAM: {"_bucket", "_count", "_sum"},
    MetricType.GAUGEHISTOGRAM: {"_bucket", "_gcount"},
    MetricType.SUMMARY: {"_count", "_sum"},
}
_EXEMPLARS = {
    MetricType.COUNTER: {"_total"},
    MetricType.HISTOGRAM: {"_bucket"},
    MetricType.GAUGEHISTOGRAM: {"_bucket"},
}


def broken_labels(family: Family, sample: Sample) -> Iterator[Note]:
    """What is wrong with the labels that the type asks for; both formats."""
    suffix = sample.name.removeprefix(family.name)
    if suffix == "_bucket" and family.type in _HISTOGRAMS:
        yield from _broken_le(sample)
    if suffix == "" and family.type is MetricType.SUMMARY:
        yield from _broken_quantile(sample)
    if family.type is MetricType.STATESET and family.name not in sample.labels:
        message = f"a state of {family.name} has no label {family.name} that names it"
        yield Note(0, "missing-state", message)


_HISTOGRAMS = {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM}


def _broken_le(sample: Sample) -> Iterator[Note]:
    bound = sample.labels.get("le")
    if bound is None:
        yield Note(0, "missing-le", f"{sample.name} has no label le")
    elif math.isnan(_number(bound)) or (math.isinf(_number(bound)) and bound != "+Inf"):
        yield Note(0, "bad-le", f"le={bound!r} is no bound; expected a number or +Inf")


def _broken_quantile(sample: Sample) -> Iterator[Note]:
    quantile = sample.labels.get("quantile")
    if quantile is None:
        yield Note(0, "missing-quantile", f"{sample.name} is a summary without a label quantile")
    elif not 0 <= _number(quantile) <= 1:
        yield Note(0, "bad-quantile", f"quantile={quantile!r} is not between 0 and 1")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def broken_value(family: Family, sample: Sample) -> Iterator[Note]:
    """A value that the type cannot have; OpenMetrics."""
    suffix = sample.name.removeprefix(family.name)
    if suffix in _NEVER_FALLING.get(family.type, ()) and not sample.value >= 0:
        message = f"{sample.name} is {format_number(sample.value)}; expected 0 or more"
        yield Note(0, "bad-counter-value", message)
    if suffix == "_gsum" and math.isnan(sample.value):
        yield Note(0, "bad-counter-value", f"{sample.name} is NaN; expected a number")
    if suffix == "" and family.type is MetricType.SUMMARY and sample.value < 0:
        yield Note(
            0, "negative-quantile", f"a quantile of {sample.name} is {format_number(sample.value)}"
        )
    if family.type is MetricType.INFO and sample.value != 1:
        yield Note(
            0, "bad-info-value", f"{sample.name} is {format_number(sample.value)}; expected 1"
        )
    if family.type is MetricType.STATESET and sample.value not in {0, 1}:
        yield Note(
            0, "bad-state-value", f"{sample.name} is {format_number(sample.value)}; expected 0 or 1"
        )


def broken_exemplar(family: Family | None, sample: Sample) -> Iterator[Note]:
    """An exemplar where none may stand, or one too long; OpenMetrics."""
    exemplar = sample.exemplar
    if exemplar is None:
        return
    suffix = "" if family is None else sample.name.removeprefix(family.name)
    if family is None or suffix not in _EXEMPLARS.get(family.type, ()):
        message = f"{sample.name} has an exemplar; only buckets and counters may"
        yield Note(0, "exemplar-not-allowed", message)
    length = _length(exemplar)
    if length > _EXEMPLAR_CHARACTERS:
        message = f"the exemplar's labels have {length} characters; at most {_EXEMPLAR_CHARACTERS}"
        yield Note(0, "exemplar-too-long", message)


def _length(exemplar: Exemplar) -> int:
    return sum(len(name) + len(value) for name, value in exemplar.labels.items())
