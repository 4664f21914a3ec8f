"""What an expectation says of one label: the rule, and how it is read from `labels`."""

from collections.abc import Mapping
from dataclasses import replace

from metrics_check.assertions.fields import (
    TEXT_SCHEMA,
    TEXTS_SCHEMA,
    invalid,
    located,
    read_fields,
    read_flag,
    read_text,
    read_texts,
)
from metrics_check.assertions.kind import Entry
from metrics_check.errors import BadNotation, InvalidInput
from metrics_check.located import Fields, Items, Node, Place, Problem, Text
from metrics_check.notation.words import shown
from metrics_check.promql.regex import compile_matcher
from metrics_check.record import record

_KEYS = ("in", "all", "matches", "not_matches", "required")
_RULE_KEYS: Mapping[str, Mapping[str, object]] = {
    "in": {**TEXTS_SCHEMA, "description": "The values that are allowed, as text."},
    "all": {**TEXTS_SCHEMA, "description": "Values that must each be exposed."},
    "matches": {**TEXT_SCHEMA, "description": "RE2 that every value matches whole."},
    "not_matches": {**TEXT_SCHEMA, "description": "RE2 that no value matches whole."},
    "required": {
        "type": "boolean",
        "default": True,
        "description": "False: a series may be without this label.",
    },
}
SCHEMA = {
    "labels": {
        "type": "object",
        "minProperties": 1,
        "description": "Per label its allowed values, or a map of rules.",
        "additionalProperties": {
            "oneOf": [
                {**TEXTS_SCHEMA, "description": "The values that are allowed, as text."},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": False,
                    "properties": _RULE_KEYS,
                },
            ]
        },
    }
}


@record
class LabelRule:
    """The rule of one label. Empty: not said. `allowed` is the `in` of the file."""

    label: str
    place: Place
    allowed: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    matches: str = ""
    not_matches: str = ""
    is_required: bool = True

    @property
    def expected(self) -> str:
        """The rule in one line."""
        parts = [
            f"in {', '.join(self.allowed)}" if self.allowed else "",
            f"all of {', '.join(self.every)}" if self.every else "",
            f"matches {self.matches}" if self.matches else "",
            f"not_matches {self.not_matches}" if self.not_matches else "",
        ]
        said = [part for part in parts if part] or ["non-empty"]
        return f"{self.label} {'; '.join(said)}{'' if self.is_required else ' (or no such label)'}"


def read_label_rules(entry: Entry) -> tuple[LabelRule, ...]:
    """The rules of an entry, one a label: bare labels first, then those of `labels`, then of `by`.

    Raises `InvalidInput` with the problems of all labels.
    """
    rules = _named_rules(entry)
    for label, rule in _grouped_rules(entry).items():
        rules.setdefault(label, rule)
    return tuple(rules.values())


def _grouped_rules(entry: Entry) -> dict[str, LabelRule]:
    # Series without the label would all fall into one group, and a misspelled label would pass.
    # What is wrong with `by` itself is the loader's to say.
    node = entry.fields.get("by")
    if entry.series is None or not isinstance(node, Items):
        return {}
    return {
        text.text: LabelRule(text.text, text.place) for text in node.items if isinstance(text, Text)
    }


def _named_rules(entry: Entry) -> dict[str, LabelRule]:
    bare = () if entry.series is None else entry.series.bare_labels
    rules = {label: LabelRule(label, entry.place) for label in bare}
    node = entry.fields.get("labels")
    if node is None:
        return rules
    if entry.series is None:
        raise invalid(node.place, "`labels` needs a `series`")
    problems: list[Problem] = []
    for label, field in _labels(node).fields.items():
        try:
            rules[label] = _rule(field.value, key=field.key, is_bare=label in bare)
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems[0].message, problems=problems)
    return rules


def _labels(node: Node) -> Fields:
    if isinstance(node, Fields) and node.fields:
        return node
    raise invalid(node.place, "`labels` is not a map. Write `labels: {result: [success, failure]}`")


def _rule(node: Node, *, key: Text, is_bare: bool) -> LabelRule:
    rule = LabelRule(key.text, key.place)
    if key.text in {"le", "quantile", "__name__"}:
        raise invalid(key.place, f"`{key.text}` is not a label to judge here")
    if not isinstance(node, Fields):
        allowed = read_texts(node, key=key.text)
        return replace(rule, allowed=_values(allowed))
    fields = read_fields(node, key=key.text, known=_KEYS)
    if not fields.fields:
        raise invalid(node.place, f"`{key.text}` has no rule. Write `{key.text}: [a, b]`")
    return _judgeable(
        replace(
            rule,
            allowed=_list(fields, key="in"),
            every=_list(fields, key="all"),
            matches=_pattern(fields, key="matches"),
            not_matches=_pattern(fields, key="not_matches"),
            is_required=read_flag(fields, key="required") if fields.get("required") else True,
        ),
        is_bare=is_bare,
    )


def _judgeable(rule: LabelRule, *, is_bare: bool) -> LabelRule:
    says_nothing = not (rule.allowed or rule.every or rule.matches or rule.not_matches)
    if says_nothing and not rule.is_required:
        message = f"`required: false` alone says nothing of `{rule.label}`. Add what it may hold"
        raise invalid(rule.place, message, code="says-nothing")
    if is_bare and not rule.is_required:
        message = (
            f"the series names `{rule.label}` bare, which says that it is always there, and"
            " `required: false` says that it need not be. Remove one"
        )
        raise invalid(rule.place, message, code="contradiction")
    outside = [value for value in rule.every if rule.allowed and value not in rule.allowed]
    if outside:
        message = f"`all` asks for {shown(outside[0])}, which `in` does not allow"
        raise invalid(rule.place, message, code="contradiction")
    return rule


def _list(fields: Fields, *, key: str) -> tuple[str, ...]:
    node = fields.get(key)
    return () if node is None else _values(read_texts(node, key=key))


def _values(texts: tuple[Text, ...]) -> tuple[str, ...]:
    for text in texts:
        if not text.text:
            message = "an empty value is the same as no label. Write `required: false`"
            raise invalid(text.place, message)
    return tuple(text.text for text in texts)


def _pattern(fields: Fields, *, key: str) -> str:
    node = fields.get(key)
    if node is None:
        return ""
    if isinstance(node, Items):
        raise invalid(node.place, f"`{key}` is a list, expected one pattern. Join them by `|`")
    text = read_text(node, key=key)
    try:
        compile_matcher(text.text)
    except BadNotation as error:
        raise located(error, text=text) from error
    return text.text
