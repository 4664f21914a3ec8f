"""The keys that any expectation can have, whatever it is about."""

from collections.abc import Mapping

from metrics_check.load.alert_panel import read_alert, read_panel
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.load.literals import read_literal, read_prose
from metrics_check.load.nodes import read_flag, read_text
from metrics_check.load.params import Scope
from metrics_check.load.queries import read_exercise
from metrics_check.model.profile import Expectation, Target
from metrics_check.model.series import MetricType
from metrics_check.notation.words import did_you_mean, listed, shown
from metrics_check.record import record

_READINGS = ("state", "run")


@record
class Setting:
    """What an entry needs to know of the profile that it is read for."""

    scope: Scope
    targets: Mapping[str, Target]
    owner: str
    is_abstract: bool


def read_particulars(entry: DraftEntry, *, setting: Setting, to: Complaints) -> Expectation:
    """An expectation without what it is about: neither series nor PromQL nor assertions."""
    fields = entry.fields
    owner = _prose(entry, "owner", to=to) or entry.home.owner or setting.owner
    optional = fields.get("optional")
    return Expectation(
        id=entry.id,
        place=entry.place,
        target=_target_of(entry, setting=setting, to=to),
        series=None,
        promql=None,
        type=MetricType.UNKNOWN,
        assertions=(),
        is_optional=optional is not None and bool(read_flag(optional, to=to)),
        exercised_by=read_exercise(entry, scope=setting.scope, to=to),
        only_in=_read_only_in(entry, to=to),
        alert=read_alert(fields.get("alert"), to=to),
        panel=read_panel(fields.get("panel"), to=to),
        severity=_prose(entry, "severity", to=to),
        owner=owner,
        why=_prose(entry, "why", to=to),
        runbook=_prose(entry, "runbook", to=to),
    )


def _target_of(entry: DraftEntry, *, setting: Setting, to: Complaints) -> str:
    node = entry.fields.get("target")
    own = None
    if node is not None:
        own = read_literal(node, key="target", expected="the name of a target", to=to)
    text = own or entry.home.target
    targets = setting.targets
    if text is not None:
        if text.text not in targets and not setting.is_abstract:
            near = did_you_mean(text.text, known=targets)
            there = f" There are {listed(targets)}." if targets and not near else ""
            message = f"no target is named {shown(text.text)}.{near or there}".rstrip(".")
            to.add(text.place, code="unknown-target", message=message)
        return text.text
    if len(targets) == 1:
        return next(iter(targets))
    if not setting.is_abstract:
        found = f"there are {listed(targets)}" if targets else "the profile has none"
        message = f"which target exposes this? {found}; say so by `target:`"
        to.add(entry.place, code="unknown-target", message=message)
    return ""


def _read_only_in(entry: DraftEntry, *, to: Complaints) -> str:
    node = entry.fields.get("only_in")
    text = None if node is None else read_text(node, expected="`state` or `run`", to=to)
    if text is None or text.text in _READINGS:
        return text.text if text else ""
    near = did_you_mean(text.text, known=_READINGS)
    message = f"found {shown(text.text)}, expected `state` or `run`.{near}".rstrip(".")
    to.add(text.place, code="bad-value", message=message)
    return ""


def _prose(entry: DraftEntry, key: str, *, to: Complaints) -> str:
    node = entry.fields.get(key)
    return "" if node is None else read_prose(node, key=key, to=to)
