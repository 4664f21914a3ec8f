"""A metric that is not there under its name: what it may be called, or where it is."""

from collections.abc import Callable

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.counted import (
    counted_beside,
    did_it_run,
    query_counted,
    query_names,
)
from metrics_check.check.diagnose.near import near_names
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.diagnose.value import counted
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis
from metrics_check.model.series import MetricType
from metrics_check.notation.visible import visible

_PARTS = ("_bucket", "_sum", "_count")
OBSERVING = frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY})
"""The types whose samples are counts and sums of what was observed."""

# What the clients of some languages add to a name, or leave out (OpenMetrics 1.0, Suffixes).
_ADDED = ("_total", "_info")
# When a series began (OpenMetrics 1.0, Counter): told beside its metric, and no metric to look at.
_CREATED = "_created"
_ASKED_OF = {
    "histogram": "observations, mean, total, p50 to p99.9, within or series",
    "summary": "observations, mean, total or series",
}
NEAR = "near-names"
"""The code of the step that tells of names like the one that is not there."""


def explain_family(
    sought: Sought, *, target: TargetView, others: tuple[TargetView, ...], was_there: bool = False
) -> tuple[Diagnosis, ...]:
    """The one cause that is certain, else every clue there is; never nothing.

    `was_there`: a server had it some hours ago. What it declares may then be the metadata of a name
    that is gone, so a name like it goes before.
    """
    if was_there:
        near = _near(sought, target=target)
        if near is not None and _exposed(sought.name, target=target) is None:
            return (near,)
    for explain in _CERTAIN:
        found = explain(sought, target)
        if found is not None:
            return (found,)
    declared = _without_series(sought, target=target)
    if declared:
        return declared
    elsewhere = _elsewhere(sought, target=target, others=others)
    near = _near(sought, target=target)
    if near is not None:
        return (*elsewhere, near)
    return elsewhere or _nothing_like_it(sought, target=target)


def explain_one_value(sought: Sought, *, typed: str, target: TargetView) -> Diagnosis:
    """Every part of a histogram is there, and a value of its own, which it has not, was asked for.

    `typed` is the series as it stands in the file.
    """
    what, sample = _exposed(sought.name, target=target) or ("single value", sought.sample)
    if what not in _ASKED_OF:
        number = counted(target.names.get(sample, 0))
        message = f"it is exposed as {sample} ({number})"
        return _step("other-suffix", message, sample=sample, target=target)
    write = f"`histogram {typed}`, or" if what == "histogram" else "`type: summary`, and"
    message = (
        f"{sought.name} is a {what}, not one value: write {write} ask for {_ASKED_OF[what]},"
        " such as `expect: observations >= 1`"
    )
    selector = command.select(sample, target=target, matchers=sought.matchers)
    return Diagnosis("type-differs", visible(message), command.query(selector, target=target))


def _part_of_family(sought: Sought, target: TargetView) -> Diagnosis | None:
    """A histogram that is named by one of its parts."""
    for suffix in _PARTS:
        family = sought.name.removesuffix(suffix)
        if family != sought.name and sought.is_family:
            found = _exposed(family, target=target)
            if found is not None and found[0] in {"histogram", "summary"}:
                message = f"{sought.name} is a part of the {found[0]} {family}: name the family"
                return _step("part-of-family", message, sample=found[1], target=target)
    return None


def _other_type(sought: Sought, target: TargetView) -> Diagnosis | None:
    """A histogram is looked for and one value is there, or the other way round."""
    name, found = sought.name, _exposed(sought.name, target=target)
    if found is None or found[1] == sought.sample:
        return None
    what, sample = found
    if not sought.is_family:
        message = f"{name} is a {what}, which has no series of that name: select {name}_count,"
        message += f" {name}_sum" + (f" or {name}_bucket" if what == "histogram" else "")
    elif sought.type in OBSERVING:
        message = f"{name} is exposed as a {what}, not as a {sought.type}: no {name}_count is there"
    else:
        message = f"{name} is exposed as a {what}: write `type: {what}`"
    return _step("type-differs", message, sample=sample, target=target)


def _exposed(name: str, *, target: TargetView) -> tuple[str, str] | None:
    """What a name is exposed as, and a sample name that shows it; None where it is not there."""
    told = target.families.get(name, MetricType.UNKNOWN)
    is_whole = any(f"{name}{part}" in target.names for part in ("_bucket", "_sum"))
    if f"{name}_count" in target.names and (is_whole or told in OBSERVING):
        shape = "histogram" if f"{name}_bucket" in target.names else "summary"
        return (told.value if told in OBSERVING else shape), f"{name}_count"
    if name in target.names:
        known = {MetricType.COUNTER, MetricType.GAUGE}
        return (told.value if told in known else "single value"), name
    return None


def _other_suffix(sought: Sought, target: TargetView) -> Diagnosis | None:
    """Exposed with `_total`, or without it."""
    name = sought.name
    cut = (name.removesuffix(suffix) for suffix in _ADDED if name.endswith(suffix))
    for other in (*(name + suffix for suffix in _ADDED), *cut):
        if target.names.get(other):
            message = f"it is exposed as {other} ({counted(target.names[other])})"
            return _step("other-suffix", message, sample=other, target=target)
    return None


def _without_series(sought: Sought, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """Declared by a TYPE line, and not one series yet: the second step is the same for all such."""
    names = (sought.name, *(sought.name.removesuffix(suffix) for suffix in _ADDED))
    parted = (sought.name.removesuffix(suffix) for suffix in _PARTS)
    observing = (name for name in parted if target.families.get(name) in OBSERVING)
    declared = next((name for name in (*names, *observing) if name in target.families), None)
    if declared is None:
        return ()
    message = f"{target.name} declares {declared} and shows no series of it yet"
    beside = counted_beside(target=target)
    if beside:
        code = "not-reached"
        why = f"{beside} was counted, so this step was not reached, or is not counted"
    else:
        code = "not-counted"
        why = "nothing has been counted since it started, or its labels were never used"
        why += did_it_run(target)
    query = query_counted(declared, target=target)
    return Diagnosis("no-series-yet", visible(message)), Diagnosis(code, visible(why), query)


_CERTAIN: tuple[Callable[[Sought, TargetView], Diagnosis | None], ...] = (
    _part_of_family,
    _other_type,
    _other_suffix,
)


def _elsewhere(
    sought: Sought, *, target: TargetView, others: tuple[TargetView, ...]
) -> tuple[Diagnosis, ...]:
    for other in others:
        found = _exposed(sought.name, target=other)
        if found is not None:
            number = counted(other.names[found[1]])
            message = f"{target.name} does not show it, {other.name} does ({number}):"
            message += f" is it `target: {other.name}`?"
            return (_step("other-target", message, sample=found[1], target=other),)
    return ()


def _near(sought: Sought, *, target: TargetView) -> Diagnosis | None:
    families = {
        _family(name, target=target)
        for name in target.names
        if not name.endswith(_CREATED) or sought.name.endswith(_CREATED)
    }
    near = near_names(sought.name, names=families)
    if not near:
        return None
    found = _exposed(near[0], target=target)
    message = f"{target.name} shows no {sought.name}; near it: {', '.join(near)}"
    return _step(NEAR, message, sample=found[1] if found else near[0], target=target)


def _family(sample: str, *, target: TargetView) -> str:
    """The name to write for a sample: its histogram's, else its own."""
    for suffix in _PARTS:
        family = sample.removesuffix(suffix)
        if family != sample and target.families.get(family) in OBSERVING:
            return family
    return sample


def _nothing_like_it(sought: Sought, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """Two steps: the second is the same for every metric that is not there."""
    message = visible(f"{target.name} shows no {sought.name}, and no name like it")
    number = counted(len(target.names), "name")
    doubt = visible(f"{target.name} shows {number} in all: is this the right service and version?")
    query = query_names(target) if any(target.names) else ""
    return (Diagnosis("no-near-name", message), Diagnosis("names-in-all", doubt, query))


def _step(code: str, message: str, *, sample: str, target: TargetView) -> Diagnosis:
    selector = command.select(sample, target=target)
    return Diagnosis(code, visible(message), command.query(selector, target=target))
