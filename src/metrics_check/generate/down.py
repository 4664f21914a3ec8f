"""The alert of a target that is down: the one that fires where all others about it cannot."""

from metrics_check.generate.alerts import Alert
from metrics_check.generate.guard import up_of
from metrics_check.generate.naming import alert_name
from metrics_check.generate.options import hold_of, labels_of
from metrics_check.generate.prose import annotations_of_target
from metrics_check.model.profile import Profile, Target
from metrics_check.model.settings import Defaults


def down_alert(target: Target, *, profile: Profile, defaults: Defaults) -> Alert:
    """It fires where a scrape of the target fails, and where nothing scrapes it."""
    up = up_of(target.labels)
    return Alert(
        name=alert_name(profile.name, target.name, "down"),
        expr=f"{up} == 0 or absent({up})",
        hold_ms=hold_of(profile, defaults=defaults),
        labels={
            **labels_of(profile, defaults=defaults),
            "profile": profile.name,
            "target": target.name,
        },
        annotations=annotations_of_target(target.name, profile=profile, defaults=defaults),
        target=target,
        place=target.place,
    )
