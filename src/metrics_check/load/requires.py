"""`requires:`, what must hold before a profile can be judged: environment, and JSON answers."""

from collections.abc import Iterable, Mapping
from dataclasses import field

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEnv, DraftHttp
from metrics_check.load.nodes import (
    describe,
    each_field,
    one_or_list,
    plain_data,
    read_fields,
    read_text,
    refuse_unknown_keys,
    require_keys,
)
from metrics_check.load.params import Scope, fill, fill_text, map_texts
from metrics_check.load.scalars import is_null, plain_value
from metrics_check.located import Field, Fields, Items, Node, Text
from metrics_check.model.profile import EnvRequirement, HttpRequirement
from metrics_check.record import record


@record
class Requires:
    """Both kinds of requirement: by variable, and by url as typed."""

    env: Mapping[str, DraftEnv] = field(default_factory=dict)
    http: Mapping[str, DraftHttp] = field(default_factory=dict)


def read_requires(node: Node | None, *, to: Complaints) -> Requires:
    """What a file requires, params not put in."""
    if node is None:
        return Requires()
    fields = read_fields(node, expected="a mapping with `env` and `http`", to=to)
    if fields is None:
        return Requires()
    refuse_unknown_keys(fields, known=("env", "http"), owner="`requires`", to=to)
    return Requires(
        _read_env(fields.get("env"), to=to),
        _read_http(fields.get("http"), to=to),
    )


def resolve_env(
    drafts: Iterable[DraftEnv], *, scope: Scope, to: Complaints
) -> tuple[EnvRequirement, ...]:
    """The environment requirements, params put in."""
    found = []
    for draft in drafts:
        allowed = []
        for text in draft.allowed:
            with to.keep(text):
                allowed.append(fill(text.text, scope=scope))
        found.append(EnvRequirement(draft.name, tuple(allowed), draft.place))
    return tuple(found)


def resolve_http(
    drafts: Iterable[DraftHttp], *, scope: Scope, to: Complaints
) -> tuple[HttpRequirement, ...]:
    """The requirements of JSON answers, params put in, values as YAML 1.2 means them."""
    found = []
    for draft in drafts:
        url = draft.url
        with to.keep(url):
            url = fill_text(url, scope=scope)

        def put_in(text: Text) -> Text:
            with to.keep(text):
                return fill_text(text, scope=scope)
            return text

        values = {
            field.key.text: plain_data(map_texts(field.value, change=put_in), scalar=plain_value)
            for field in each_field(draft.json)
        }
        found.append(HttpRequirement(url.text, values, draft.url.place))
    return tuple(found)


def _read_env(node: Node | None, *, to: Complaints) -> Mapping[str, DraftEnv]:
    if node is None:
        return {}
    fields = read_fields(node, expected="a mapping of environment variables", to=to)
    return {
        field.key.text: DraftEnv(field.key.text, field.key.place, _read_allowed(field, to=to))
        for field in each_field(fields)
    }


def _read_allowed(field: Field, *, to: Complaints) -> tuple[Text, ...]:
    allowed = []
    nodes = one_or_list(field.value)
    for node in nodes:
        if isinstance(node, Text) and not is_null(node):
            allowed.append(node)
            continue
        advice = ""
        if isinstance(node, Text):
            advice = f'. Write "{node.text}" if that text is meant'
        message = f"found {describe(node)}, expected a value or a list of values{advice}"
        to.add(node.place, code="bad-value", message=message)
    if isinstance(field.value, Items) and not nodes:
        message = "found an empty list, expected a value or a list of values"
        to.add(field.value.place, code="bad-value", message=message)
    return tuple(allowed)


def _read_http(node: Node | None, *, to: Complaints) -> Mapping[str, DraftHttp]:
    if node is None:
        return {}
    drafts = (_read_answer(item, to=to) for item in one_or_list(node))
    return {draft.url.text: draft for draft in drafts if draft is not None}


def _read_answer(node: Node, *, to: Complaints) -> DraftHttp | None:
    fields = read_fields(node, expected="a mapping with `url` and `json`", to=to)
    if fields is None:
        return None
    refuse_unknown_keys(fields, known=("url", "json"), owner="`http`", to=to)
    require_keys(fields, names=("url", "json"), owner="`http`", to=to)
    url, json = fields.get("url"), fields.get("json")
    text = None if url is None else read_text(url, expected="a URL", to=to)
    values = None if json is None else _read_values(json, to=to)
    return None if text is None or values is None else DraftHttp(text, values)


def _read_values(node: Node, *, to: Complaints) -> Fields | None:
    values = read_fields(node, expected="a mapping such as `{use_mock_llm: true}`", to=to)
    if values is not None and not values.fields:
        message = "found an empty mapping, expected at least one key of the answer"
        to.add(values.place, code="bad-value", message=message)
    return values
