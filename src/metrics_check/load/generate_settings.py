"""`generate` of `metrics-check.yaml`: the defaults of what is generated."""

import re
from collections.abc import Mapping

from metrics_check.load.complaints import Complaints
from metrics_check.load.literals import read_duration
from metrics_check.load.nodes import each_field, read_fields, read_text, refuse_unknown_keys
from metrics_check.load.params import is_param_name
from metrics_check.load.targets import refuse_bad_url
from metrics_check.located import Fields, Node, Place
from metrics_check.model.settings import Defaults
from metrics_check.notation.words import shown

KEYS = ("dashboards", "for", "labels", "params", "severity", "warn_severity", "window")
# Prometheus docs, Data model; what is more, `alertname` is the alert's own.
LABEL_NAME = re.compile(r"(?!__|alertname$)[A-Za-z_][A-Za-z0-9_]*")


def read_defaults(node: Node | None, *, to: Complaints) -> Defaults:
    """The defaults that `generate` gives, those of the program where it does not."""
    if node is None:
        return Defaults()
    fields = read_fields(node, expected="a mapping such as `{window: 10m}`", to=to)
    if fields is None:
        return Defaults()
    refuse_unknown_keys(fields, known=KEYS, owner="`generate`", to=to)
    given = Defaults()
    return Defaults(
        params=_read_params(fields.get("params"), to=to),
        window=_read_duration(fields, key="window", to=to) or given.window,
        hold=_read_duration(fields, key="for", to=to) or given.hold,
        severity=_read_text(fields, key="severity", to=to) or given.severity,
        warn_severity=_read_text(fields, key="warn_severity", to=to) or given.warn_severity,
        labels=_read_labels(fields.get("labels"), to=to),
        dashboards=_read_url(fields, to=to),
    )


def _read_params(node: Node | None, *, to: Complaints) -> Mapping[str, str]:
    found = _read_texts(node, key="params", to=to)
    for place, name in _names(node):
        if not is_param_name(name):
            message = f"found {shown(name)}, expected the name of a param"
            to.add(place, code="bad-value", message=message)
    return found


def _read_labels(node: Node | None, *, to: Complaints) -> Mapping[str, str]:
    found = _read_texts(node, key="labels", to=to)
    for place, name in _names(node):
        if LABEL_NAME.fullmatch(name) is None:
            message = f"found {shown(name)}, expected the name of a label such as `team`"
            to.add(place, code="bad-value", message=message)
    return found


def _read_texts(node: Node | None, *, key: str, to: Complaints) -> Mapping[str, str]:
    if node is None:
        return {}
    fields = read_fields(node, expected=f"a mapping of texts under `{key}`", to=to)
    texts = {
        field.key.text: read_text(field.value, expected="a text", to=to)
        for field in each_field(fields)
    }
    return {name: text.text for name, text in texts.items() if text is not None}


def _names(node: Node | None) -> list[tuple[Place, str]]:
    fields = node if isinstance(node, Fields) else None
    return [(field.key.place, field.key.text) for field in each_field(fields)]


def _read_duration(fields: Fields, *, key: str, to: Complaints) -> str:
    node = fields.get(key)
    return "" if node is None else read_duration(node, key=key, to=to)


def _read_text(fields: Fields, *, key: str, to: Complaints) -> str:
    node = fields.get(key)
    text = None if node is None else read_text(node, expected="a text", to=to)
    return "" if text is None else text.text.strip()


def _read_url(fields: Fields, *, to: Complaints) -> str:
    node = fields.get("dashboards")
    expected = "a URL such as `https://grafana.example.com`"
    text = None if node is None else read_text(node, expected=expected, to=to)
    if text is None:
        return ""
    if not text.text.startswith(("http://", "https://")):
        message = f"found {shown(text.text)}, expected {expected}"
        to.add(text.place, code="bad-url", message=message)
        return ""
    refuse_bad_url(text, text.text, to=to, expected=expected)
    return text.text.rstrip("/")
