"""The lints of `promtool check metrics`: names, units and help that work against their users.

A server takes what they name, and no format forbids it. They are judged by metadata and by the
names of labels, never by values.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from metrics_check.exposition.families import group_names
from metrics_check.exposition.model import Exposition, Family, Remark
from metrics_check.model.series import MetricType

CODES: dict[str, str] = {
    "abbreviated-unit": "A name has a unit in short, such as `_ms`.",
    "camel-case-label": "The name of a label is written in camelCase.",
    "camel-case-name": "A metric name is written in camelCase.",
    "colon-in-name": "A metric name has a colon, which is for recording rules.",
    "counter-without-total": "A counter's name does not end in _total.",
    "no-help": "A family has no help text.",
    "other-base-unit": "The unit in a name is not a base unit.",
    "reserved-label": "The label le or quantile stands where no histogram or summary is.",
    "reserved-suffix": "A name ends like a part of a histogram or summary and is none.",
    "total-without-counter": "The name of what is no counter ends in _total.",
    "type-in-name": "A metric name says its type.",
}
"""Every code of a lint, each with one sentence. Codes are stable."""

# client_golang, prometheus/testutil/promlint: what Prometheus' promtool 2.42 holds names to.
_BASE_UNITS = {
    unit: base
    for base, units in {
        "amperes": "amperes",
        "bytes": "bytes bits",
        "celsius": "celsius fahrenheit rankine",
        "grams": "grams pounds ounces",
        "joules": "joules calories",
        "kelvin": "kelvin kelvins",
        "meters": "meters inches yards miles",
        "metres": "metres",
        "seconds": "seconds minutes hours days weeks",
        "volts": "volts",
    }.items()
    for unit in units.split()
}
_PREFIXES = (
    "pico nano micro milli centi deci deca hecto kilo kibi mega mibi giga gibi tera tebi peta pebi"
)
_UNIT = re.compile(f"(?:{'|'.join(_PREFIXES.split())})?({'|'.join(_BASE_UNITS)})")
_SHORT_UNIT = re.compile(r"_(?:s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?:_|$)", re.IGNORECASE)
_TYPE = re.compile(r"_(counter|gauge|summary|histogram)(?=_|$)", re.IGNORECASE)
_CAMEL = re.compile(r"[a-z][A-Z]")
_UNTYPED = {MetricType.UNTYPED, MetricType.UNKNOWN}
_HISTOGRAMS = {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM}
_WITH_COUNT = {*_HISTOGRAMS, MetricType.SUMMARY}
_PARTS = {"_bucket": _HISTOGRAMS, "_count": _WITH_COUNT, "_sum": _WITH_COUNT}
_PART_LABELS = {"le": _HISTOGRAMS, "quantile": {MetricType.SUMMARY}}


def lint_exposition(
    exposition: Exposition, *, label_names: Mapping[str, Collection[str]]
) -> Iterator[Remark]:
    """The lints of every family, in order; `label_names` by sample name."""
    for name, members in group_names(exposition).items():
        labels = {label for member in members for label in label_names.get(member, ())}
        line = min((exposition.first_lines.get(member, 0) for member in members), default=0)
        family = exposition.families.get(name) or Family(
            name, MetricType.UNKNOWN, help=None, unit=None, line=line
        )
        yield from lint_family(
            family, labels=labels, is_openmetrics=exposition.format.is_openmetrics
        )


def lint_family(
    family: Family, *, labels: Collection[str] = (), is_openmetrics: bool = False
) -> Iterator[Remark]:
    """The lints of one family. In OpenMetrics a counter's family goes without `_total`."""
    for code, message in _name_lints(family.name):
        yield Remark(code, family.name, message, family.line)
    for code, message in _type_lints(family, labels, is_openmetrics=is_openmetrics):
        yield Remark(code, family.name, message, family.line)
    for label in sorted(labels):
        if _CAMEL.search(label):
            message = f"the label {label} of {family.name} is in camelCase; expected snake_case"
            yield Remark("camel-case-label", family.name, message, family.line)
    if family.help is None:
        yield Remark("no-help", family.name, f"{family.name} has no help text", family.line)


def _name_lints(name: str) -> Iterator[tuple[str, str]]:
    for code, found in _NAME_RULES.items():
        told = found(name)
        if told:
            yield code, f"{name} {told}"


def _short_unit(name: str) -> str:
    match = _SHORT_UNIT.search(name)
    return f"has the unit {match[0].strip('_')!r} in short; write it out" if match else ""


def _camel_case(name: str) -> str:
    return "is in camelCase; expected snake_case" if _CAMEL.search(name) else ""


def _colon(name: str) -> str:
    return "has a colon, which is for recording rules" if ":" in name else ""


def _other_unit(name: str) -> str:
    for word in name.split("_"):
        match = _UNIT.fullmatch(word)
        if match is not None and word != _BASE_UNITS[match[1]]:
            return f"has the unit {word!r}; expected the base unit {_BASE_UNITS[match[1]]!r}"
    return ""


def _type_in_name(name: str) -> str:
    types = dict.fromkeys(match[1].lower() for match in _TYPE.finditer(name))
    return f"has its type in it: {', '.join(map(repr, types))}" if types else ""


_NAME_RULES: Mapping[str, Callable[[str], str]] = {
    "abbreviated-unit": _short_unit,
    "camel-case-name": _camel_case,
    "colon-in-name": _colon,
    "other-base-unit": _other_unit,
    "type-in-name": _type_in_name,
}


def _type_lints(
    family: Family, labels: Collection[str], *, is_openmetrics: bool
) -> Iterator[tuple[str, str]]:
    name, kind = family.name, family.type
    if kind in _UNTYPED:
        return
    is_total = name.endswith("_total")
    if kind is MetricType.COUNTER:
        if not is_total and not is_openmetrics:
            yield "counter-without-total", f"the counter {name} does not end in _total"
    elif is_total:
        yield "total-without-counter", f"{name} ends in _total and is a {kind}, no counter"
    for suffix, types in _PARTS.items():
        if name.endswith(suffix) and kind not in types:
            yield "reserved-suffix", f"{name} ends in {suffix} and is a {kind}"
    for label, types in _PART_LABELS.items():
        if label in labels and kind not in types:
            yield "reserved-label", f"{name} has the label {label} and is a {kind}"
