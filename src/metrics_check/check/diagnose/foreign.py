"""A selector that reads another target, and got labels of its expectation's own target added."""

from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.matching import accepts_all
from metrics_check.check.view import TargetView
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.labels import shown_value
from metrics_check.notation.series import format_label, format_series
from metrics_check.notation.visible import visible


def told_foreign(sought: Sought, *, view: TargetView, own: TargetView) -> str:
    """What was looked for on `view`, and which labels of it are those of the target `own`.

    `""` where a series bears them, too, or none matches as typed.
    """
    named = {matcher.label for matcher in sought.matchers}
    added = [
        Matcher(label, MatchOp.EQUAL, value)
        for label, value in sorted(own.labels.items())
        if label not in named
    ]
    seen = [each.labels for each in view.series.get(sought.sample, ())]
    typed = [labels for labels in seen if accepts_all(sought.matchers, labels)]
    if not typed or any(accepts_all(added, labels) for labels in typed):
        return ""
    alone = [each for each in added if not any(accepts_all([each], labels) for labels in typed)]
    blamed = " and ".join(
        f"{format_label(each.label)}={shown_value(each.value)}" for each in alone or added
    )
    bears = [Matcher(m.label, m.op, typed[0].get(m.label, "")) for m in alone or added]
    return visible(
        f"looked for {_text(sought, added)}; {blamed} comes from target {own.name}:"
        f" write {_text(sought, bears)}"
    )


def _text(sought: Sought, more: list[Matcher]) -> str:
    return format_series(Series(sought.name, (*sought.matchers, *more)))
