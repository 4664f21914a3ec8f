"""The panel of a `holds`: both sides of its comparison, as they are over time."""

from metrics_check.assertions.conditions import with_target
from metrics_check.generate.failing import subject_of
from metrics_check.generate.measures import unit_of
from metrics_check.generate.panels import Panel, PanelKind, Query
from metrics_check.generate.said import Member, description_of, runbook_of, text_of, width_of
from metrics_check.model.series import Labels
from metrics_check.promql.parse import parse
from metrics_check.promql.structure import top
from metrics_check.promql.tree import Aggregation, without_parens

_LONGEST_LEGEND = 60


def condition_panel(member: Member, *, labels: Labels) -> Panel | None:
    """Both sides of the comparison of a `holds`; None where there is none to be drawn."""
    own = member.said.own
    if not any(assertion.kind == "holds" for assertion in own.assertions):
        return None
    compared = top(with_target(subject_of(member.marked, labels=labels))).comparison
    typed = top(own.promql or "").comparison
    if compared is None or typed is None or compared.is_left_scalar:
        return None
    sides = [_side(compared.left, words=_words(typed.left, otherwise="left side"))]
    if not compared.is_right_scalar:
        sides.append(_side(compared.right, words=_words(typed.right, otherwise="right side")))
    return Panel(
        PanelKind.TIMESERIES,
        key=f"condition {own.id}",
        title=text_of([member.said], key="title") or own.id,
        queries=tuple(sides),
        description=description_of([own]),
        unit=unit_of("", members=[member]),
        width=width_of(member.said),
        runbook=runbook_of([own]),
        expectations=(own.id,),
    )


def _side(promql: str, *, words: str) -> Query:
    """A side of a comparison; one that is no aggregate is called by its labels."""
    node = without_parens(parse(promql))
    if not isinstance(node, Aggregation) or node.is_without:
        return Query(promql, labels=None)
    return Query(promql, words, node.labels or ())


def _words(typed: str, *, otherwise: str) -> str:
    return typed if len(typed) <= _LONGEST_LEGEND else otherwise
