"""An entry with its params put in becomes an expectation: typed, bound, its kinds asked."""

from dataclasses import replace

from metrics_check.assertions.bounds import number_repeats
from metrics_check.assertions.kind import Entry
from metrics_check.assertions.registry import kinds
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.load.lines import KindLine, bind_lines, read_line_of, read_lines
from metrics_check.load.literals import read_literal
from metrics_check.load.metric_types import (
    declared_type,
    refuse_misfits,
    refuse_part_labels,
    refuse_part_name,
    tell_type,
)
from metrics_check.load.nodes import read_items
from metrics_check.load.params import Scope
from metrics_check.load.particulars import Setting, read_particulars
from metrics_check.load.queries import fill_query
from metrics_check.load.ranges import refuse_impossible
from metrics_check.load.scalars import is_true
from metrics_check.load.series import fill_fields, fill_series
from metrics_check.load.units import refuse_foreign_units
from metrics_check.load.waivers import read_waive
from metrics_check.located import Text
from metrics_check.model.profile import Assertion, Expectation, Waiver
from metrics_check.model.series import MetricType, Series
from metrics_check.notation.words import listed, shown
from metrics_check.record import record


@record
class Loaded:
    """An expectation and, where it has one, the waiver of its id."""

    expectation: Expectation
    waiver: Waiver | None


def build_expectation(entry: DraftEntry, *, setting: Setting, to: Complaints) -> Loaded | None:
    """The expectation of an entry in one profile; None where something is wrong with it."""
    count = len(to.found)
    expectation = (
        _about_promql(entry, setting=setting, to=to)
        if entry.line is None
        else _about_series(entry, setting=setting, to=to)
    )
    waive = entry.fields.get("waive")
    waiver = None if waive is None else read_waive(waive, expectation_id=entry.id, to=to)
    return None if len(to.found) > count else Loaded(expectation, waiver)


def _about_promql(entry: DraftEntry, *, setting: Setting, to: Complaints) -> Expectation:
    promql = fill_query(entry.text, scope=setting.scope, to=to)
    plain = read_particulars(entry, setting=setting, to=to)
    asked = Entry(
        fields=entry.fields,
        place=entry.place,
        series=None,
        promql=promql,
        type=MetricType.UNKNOWN,
        bounds=(),
        is_optional=plain.is_optional,
    )
    assertions = () if promql is None else _ask_kinds(asked, text=entry.text, to=to)
    return replace(plain, promql=promql, assertions=assertions)


def _about_series(entry: DraftEntry, *, setting: Setting, to: Complaints) -> Expectation:
    scope = setting.scope
    plain = read_particulars(entry, setting=setting, to=to)
    series = _series_of(entry, scope=scope, to=to)
    lines = _lines_of(entry, scope=scope, to=to)
    run = read_lines(entry.fields, keys=("run",), scope=scope, to=to)
    unit = _text(entry, "unit")
    is_histogram = entry.line is not None and entry.line.is_histogram
    declared = MetricType.HISTOGRAM if is_histogram else declared_type(_text(entry, "type"))
    told = tell_type(series, declared=declared, lines=(*lines, *run))
    _check(entry, series=series, lines=(*lines, *run), declared=declared, metric_type=told, to=to)
    bounds = bind_lines(lines, to=to)
    count = len(to.found)
    fields = fill_fields(entry.fields, scope=scope, to=to)
    if len(to.found) > count:
        return plain
    asked = Entry(
        fields=fields,
        place=entry.place,
        series=series,
        promql=None,
        type=told,
        bounds=bounds,
        is_optional=plain.is_optional,
        is_type_declared=declared is not None,
    )
    assertions = sorted(
        (*_ask_kinds(asked, text=entry.text, to=to), *bounds),
        key=lambda found: (found.place.line, found.place.column),
    )
    return replace(
        plain,
        series=series,
        type=told,
        assertions=number_repeats(assertions),
        run=number_repeats(bind_lines(run, to=to)),
        by=_read_by(entry, to=to),
        unit=unit.text if unit is not None else "",
    )


def _series_of(entry: DraftEntry, *, scope: Scope, to: Complaints) -> Series:
    if entry.line is None:
        raise TypeError(f"{entry.id} has no series")
    return fill_series(entry.line.series, text=entry.text, scope=scope, to=to)


def _lines_of(entry: DraftEntry, *, scope: Scope, to: Complaints) -> tuple[KindLine, ...]:
    if entry.line is not None and entry.line.bound is not None:
        return read_line_of(entry.line.bound, text=entry.text, scope=scope, to=to)
    return read_lines(entry.fields, keys=("expect", "warn"), scope=scope, to=to)


def _check(
    entry: DraftEntry,
    *,
    series: Series,
    lines: tuple[KindLine, ...],
    declared: MetricType | None,
    metric_type: MetricType,
    to: Complaints,
) -> None:
    is_declared = declared is not None
    refuse_part_name(
        series, metric_type=metric_type, is_declared=is_declared, place=entry.text.place, to=to
    )
    refuse_part_labels(series, metric_type=metric_type, place=entry.text.place, to=to)
    refuse_misfits(lines, metric_type=metric_type, is_declared=is_declared, to=to)
    refuse_foreign_units(lines, series=series, unit=_text(entry, "unit"), to=to)
    refuse_impossible(lines, metric_type=metric_type, to=to)
    if is_true(entry.fields.get("absent")) and series.bare_labels:
        bare = listed(series.bare_labels)
        message = f"the bare label {bare} says what each series carries, and none may be there"
        to.add(entry.text.place, code="contradiction", message=message)


def _ask_kinds(entry: Entry, *, text: Text, to: Complaints) -> tuple[Assertion, ...]:
    assertions: list[Assertion] = []
    for kind in kinds().values():
        with to.keep(text):
            assertions += kind.read(entry)
    return tuple(assertions)


def _read_by(entry: DraftEntry, *, to: Complaints) -> tuple[str, ...]:
    node = entry.fields.get("by")
    items = () if node is None else read_items(node, expected="a list of labels", to=to)
    labels: list[str] = []
    for item in items:
        text = read_literal(item, key="by", expected="the name of a label", to=to)
        if text is not None and text.text in {"le", "quantile", "__name__"}:
            message = f"{shown(text.text)} tells the parts of a family apart, not groups of it"
            to.add(text.place, code="bad-value", message=message)
        elif text is not None and text.text in labels:
            message = f"found {shown(text.text)} twice; write it once"
            to.add(text.place, code="bad-value", message=message)
        elif text is not None:
            labels.append(text.text)
    if node is not None and not items:
        to.add(node.place, code="bad-value", message="found no label, expected at least one")
    return tuple(labels)


def _text(entry: DraftEntry, key: str) -> Text | None:
    node = entry.fields.get(key)
    return node if isinstance(node, Text) else None
