"""Rules: the groups of a rule file or of a `PrometheusRule`, and those that Grafana provisions."""

from collections.abc import Iterator

from metrics_check.audit.expression import ALERT, RULE, Contents, Expression, Unread
from metrics_check.load.scalars import is_null
from metrics_check.located import Fields, Items, Node, Text


def read_groups(groups: Node, *, others: "list[Fields]") -> Contents:
    """The rules of `groups:`. What is no rule of Prometheus goes to `others`."""
    expressions: list[Expression] = []
    recorded: set[str] = set()
    unread: list[Unread] = []
    for rule in _rules(groups):
        expr, record, alert = (rule.get(key) for key in ("expr", "record", "alert"))
        name = next((each.text for each in (record, alert) if isinstance(each, Text)), "")
        if isinstance(record, Text):
            recorded.add(record.text)
        if isinstance(expr, Text) and not is_null(expr):
            kind = RULE if isinstance(record, Text) else ALERT
            expressions.append(Expression(expr.text, expr, kind, name))
        elif name:
            unread.append(Unread(str(rule.place), rule.place, "", "the rule has no `expr`"))
        else:
            others.append(rule)
    return Contents(tuple(expressions), frozenset(recorded), tuple(unread))


def _rules(groups: Node) -> Iterator[Fields]:
    for group in groups.items if isinstance(groups, Items) else ():
        rules = group.get("rules") if isinstance(group, Fields) else None
        for rule in rules.items if isinstance(rules, Items) else ():
            if isinstance(rule, Fields):
                yield rule
