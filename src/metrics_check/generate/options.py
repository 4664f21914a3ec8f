"""Which assertions become alerts, and what their file says of these: alerts are opt-in."""

from collections.abc import Mapping

from metrics_check.errors import InvalidInput
from metrics_check.generate.naming import LABEL_NAME
from metrics_check.located import Place, Problem
from metrics_check.model.profile import Assertion, Expectation, Profile
from metrics_check.model.settings import Defaults
from metrics_check.notation.duration import parse_duration_seconds
from metrics_check.notation.words import shown
from metrics_check.record import record

# The alert's own name, which no label may stand for.
_ALERT_NAME = "alertname"
# Prometheus keeps durations in nanoseconds of 64 bits; a year is far below, and beyond any use.
_LONGEST_MS = 366 * 86_400_000


@record
class Options:
    """How an alert is made. `labels` are all but those that tell which assertion it is."""

    window_ms: int
    hold_ms: int
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


def is_alerting(expectation: Expectation, *, profile: Profile) -> bool:
    """Whether an expectation of a profile's own file is opted in, by itself or with its file."""
    own = expectation.alert if expectation.alert is not None else profile.alert
    return own is not None and own is not False


def options_of(
    expectation: Expectation, *, assertion: Assertion, profile: Profile, defaults: Defaults
) -> Options:
    """What the expectation says, else its file, else the settings; raises `InvalidInput`."""
    said = _said(profile.alert) | _said(expectation.alert)
    severity = said.get("severity") or expectation.severity or defaults.severity
    if assertion.is_warning:
        severity = defaults.warn_severity
    labels = {
        **defaults.labels,
        **_texts(profile.alert, key="labels"),
        **_texts(expectation.alert, key="labels"),
        "owner": expectation.owner,
        "severity": severity,
    }
    annotations = {
        **_texts(profile.alert, key="annotations"),
        **_texts(expectation.alert, key="annotations"),
    }
    place, owner = expectation.place, expectation.id
    for name in (*labels, *annotations):
        _require_name(name, owner=owner, place=place)
    return Options(
        window_ms=_milliseconds(said.get("window") or defaults.window, owner=owner, place=place),
        hold_ms=_milliseconds(said.get("for") or defaults.hold, owner=owner, place=place),
        labels={name: text for name, text in labels.items() if text},
        annotations=annotations,
    )


def hold_of(profile: Profile, *, defaults: Defaults) -> int:
    """How long, in milliseconds, what is wrong lasts before an alert about a target fires."""
    said = _said(profile.alert).get("for")
    return _milliseconds(said or defaults.hold, owner=profile.name, place=profile.place)


def labels_of(profile: Profile, *, defaults: Defaults) -> dict[str, str]:
    """The labels of an alert about a target."""
    severity = _said(profile.alert).get("severity") or defaults.severity
    own = _texts(profile.alert, key="labels")
    labels = {**defaults.labels, **own, "owner": profile.owner, "severity": severity}
    return {name: text for name, text in labels.items() if text}


def _said(alert: object) -> dict[str, str]:
    given = alert if isinstance(alert, Mapping) else {}
    return {key: value for key, value in given.items() if isinstance(value, str)}


def _texts(alert: object, *, key: str) -> Mapping[str, str]:
    given = alert.get(key) if isinstance(alert, Mapping) else None
    return given if isinstance(given, Mapping) else {}


def _require_name(name: str, *, owner: str, place: Place) -> None:
    if LABEL_NAME.fullmatch(name) is None or name in {"__name__", _ALERT_NAME}:
        message = (
            f"the alert of {shown(owner)} has the label or annotation {shown(name)}, which "
            "Prometheus 2 does not take. Use letters, digits and `_`"
        )
        raise _wrong(place, code="bad-value", message=message)


def _milliseconds(duration: str, *, owner: str, place: Place) -> int:
    exact = parse_duration_seconds(duration) * 1000
    if exact != round(exact) or not 1 <= exact <= _LONGEST_MS:
        message = (
            f"the alert of {shown(owner)} has the duration {shown(duration)}, expected whole "
            "milliseconds, at most a year"
        )
        raise _wrong(place, code="bad-duration", message=message)
    return round(exact)


def _wrong(place: Place, *, code: str, message: str) -> InvalidInput:
    problem = Problem(place, code, message)
    return InvalidInput(str(problem), problems=[problem])
