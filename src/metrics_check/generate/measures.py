"""Units of panels, and the bounds that are drawn as lines across them."""

import math
from collections.abc import Iterable

from metrics_check.generate.panels import Limit, Unit
from metrics_check.generate.said import Member, text_of
from metrics_check.load.units import named_unit
from metrics_check.model.series import Bound


def unit_of(name: str, *, members: Iterable[Member], is_per_second: bool = False) -> Unit:
    """The unit that `panel` asks for, else that of the metric: told, or what its name ends in."""
    members = tuple(members)
    asked = text_of((member.said for member in members), key="unit")
    if asked:
        return Unit(asked, is_asked=True)
    told = next((member.said.own.unit for member in members if member.said.own.unit), "")
    return Unit(told or named_unit(name), is_per_second)


def limits_of(
    members: Iterable[Member], *, words: frozenset[str], has_quantiles: bool = False
) -> tuple[Limit, ...]:
    """The bounds of these aggregates, each value once, lowest first; a failure beats a warning."""
    found: dict[float, bool] = {}
    for member in members:
        for assertion in member.said.own.assertions:
            word = word_of(assertion.detail)
            is_quantile = has_quantiles and word[:1] == "p" and word[1:2].isdigit()
            if not isinstance(assertion.detail, Bound) or not (word in words or is_quantile):
                continue
            for part in assertion.detail.comparisons:
                value = part.quantity.value
                is_drawn = part.op != "!=" and part.quantity.param is None and math.isfinite(value)
                if is_drawn:
                    found[value] = found.get(value, True) and assertion.is_warning
    return tuple(Limit(value, found[value]) for value in sorted(found))


def word_of(detail: object) -> str:
    """The aggregate of a bound, `""` of what is none."""
    return detail.aggregate if isinstance(detail, Bound) else ""
