"""Units: a quantity with one needs a metric of that base unit."""

from collections.abc import Iterable

from metrics_check.load.complaints import Complaints
from metrics_check.load.lines import KindLine
from metrics_check.located import Text
from metrics_check.model.series import Quantity, Series
from metrics_check.notation.quantity import format_number
from metrics_check.notation.words import shown

# Units that a name may end in: the base unit, and how many of the named unit are one of it.
_NAMED = {
    "seconds": ("seconds", 1.0),
    "milliseconds": ("seconds", 1e3),
    "microseconds": ("seconds", 1e6),
    "nanoseconds": ("seconds", 1e9),
    "minutes": ("seconds", 1 / 60),
    "hours": ("seconds", 1 / 3600),
    "days": ("seconds", 1 / 86400),
    "bytes": ("bytes", 1.0),
    "kilobytes": ("bytes", 1e-3),
    "megabytes": ("bytes", 1e-6),
    "gigabytes": ("bytes", 1e-9),
    "kibibytes": ("bytes", 2.0**-10),
    "mebibytes": ("bytes", 2.0**-20),
    "gibibytes": ("bytes", 2.0**-30),
    "ratio": ("ratio", 1.0),
    "percent": ("ratio", 100.0),
}
_ABBREVIATED = {"ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}


def refuse_foreign_units(
    lines: Iterable[KindLine], *, series: Series, unit: Text | None, to: Complaints
) -> None:
    """Complains about each quantity whose unit is not the metric's, and says what to write."""
    for each in lines:
        for part in each.line.bound.comparisons:
            message = _misfit(part.quantity, line=each, series=series, unit=unit)
            if message is not None:
                to.add(each.line.place, code="unit-misfit", message=message)


def named_unit(name: str) -> str:
    """The unit that a metric's name ends in, `_total` apart; `""` where it ends in none."""
    word = name.removesuffix("_total").rpartition("_")[2]
    word = _ABBREVIATED.get(word, word)
    return word if word in _NAMED else ""


def _misfit(quantity: Quantity, *, line: KindLine, series: Series, unit: Text | None) -> str | None:
    if not quantity.unit:
        return None
    word = line.line.bound.aggregate
    typed = shown(quantity.text)
    said = "a ratio" if quantity.unit == "ratio" else f"in {quantity.unit}"
    if line.kind.counts:
        return f"found {typed}, expected a number without unit: `{word}` counts"
    told = unit.text if unit is not None else named_unit(series.name)
    base, factor = _NAMED.get(told, (told, 1.0))
    where = "`unit:`" if unit is not None else "the name"
    if not told:
        plain = format_number(quantity.value)
        return (
            f"{typed} is {said}, and neither {shown(series.name)} nor `unit:` says so; "
            f"write {plain}, or `unit: {quantity.unit}` if the metric has that unit"
        )
    if base != quantity.unit:
        return f"{typed} is {said}, and {where} says {told}"
    if factor == 1.0:
        return None
    # 60s in milliseconds is 60000, not 59999.99…: as many digits as were typed.
    number = format_number(float(f"{quantity.value * factor:.12g}"))
    return f"{typed} is {said}, and {where} says {told}; write {number}"
