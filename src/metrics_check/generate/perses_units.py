"""Perses' units: it has few, and shows what it has no unit for as a number with words beside it."""

from collections.abc import Mapping

from metrics_check.generate.panels import Unit

# By the words that metrics end in.
_UNITS: Mapping[str, str] = {
    "": "decimal",
    "bytes": "bytes",
    "days": "days",
    "hours": "hours",
    "milliseconds": "milliseconds",
    "minutes": "minutes",
    "percent": "percent",
    "ratio": "percent-decimal",
    "seconds": "seconds",
}
# Seconds in a second are a part of it. That a number is one per second the title says.
_UNITS_PER_SECOND: Mapping[str, str] = {
    "": "decimal",
    "bytes": "bytes/sec",
    "seconds": "percent-decimal",
}
# What files ask for in Grafana's words, where Perses has the same.
_ASKED: Mapping[str, str] = {
    "Bps": "bytes/sec",
    "binBps": "bytes/sec",
    "cps": "counts/sec",
    "d": "days",
    "decbytes": "bytes",
    "h": "hours",
    "m": "minutes",
    "ms": "milliseconds",
    "none": "decimal",
    "ops": "ops/sec",
    "percentunit": "percent-decimal",
    "reqps": "requests/sec",
    "s": "seconds",
    "short": "decimal",
}
_NOT_SHORTENED = frozenset({"percent", "percent-decimal"}) | {
    each for each in _UNITS.values() if each.endswith("s") and each != "bytes"
}


def format_of(unit: Unit) -> dict[str, object]:
    """The format of its numbers."""
    known = _known(unit) or "decimal"
    return {"unit": known} if known in _NOT_SHORTENED else {"unit": known, "shortValues": True}


def words_of(unit: Unit) -> str:
    """What must be said beside the numbers, `""` where their format says it."""
    if _known(unit):
        return ""
    return f"{unit.name} per second" if unit.is_per_second else unit.name


def _known(unit: Unit) -> str:
    if unit.is_asked:
        return _ASKED.get(unit.name) or _UNITS.get(unit.name, "")
    return (_UNITS_PER_SECOND if unit.is_per_second else _UNITS).get(unit.name, "")
