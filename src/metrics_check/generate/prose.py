"""The texts of an alert. Nothing that a file says is a template of Prometheus'."""

from metrics_check.generate.naming import dashboard_uid
from metrics_check.model.profile import Assertion, Expectation, Profile
from metrics_check.model.settings import Defaults


def literal(text: str) -> str:
    """The text so that Prometheus, which takes it for a Go template, gives it back as it is."""
    return text.replace("{{", '{{ "{{" }}')


def annotations_of(
    expectation: Expectation, *, assertion: Assertion, profile: Profile, defaults: Defaults
) -> dict[str, str]:
    """What a person who is called reads: what is wrong, why it matters, where to go on."""
    what = " ".join(expectation.text.split())
    texts = {
        "summary": f"{expectation.id} of {profile.name} is violated: {assertion.expected}",
        "description": " ".join(part for part in (expectation.why, f"It is about {what}") if part),
        "runbook_url": expectation.runbook,
        "dashboard_url": _dashboard(profile, defaults=defaults),
    }
    if assertion.kind in {"holds", "never"}:
        texts["summary"] = f"{expectation.id} of {profile.name} is violated"
        texts["description"] = " ".join(
            part for part in (expectation.why, f"Expected: {assertion.expected}") if part
        )
    return {name: text for name, text in texts.items() if text}


def annotations_of_target(name: str, *, profile: Profile, defaults: Defaults) -> dict[str, str]:
    """The same for a target that cannot be scraped."""
    texts = {
        "summary": f"{name} of {profile.name} cannot be scraped",
        "description": "No alert about what it exposes fires meanwhile.",
        "dashboard_url": _dashboard(profile, defaults=defaults),
    }
    return {name: text for name, text in texts.items() if text}


def _dashboard(profile: Profile, *, defaults: Defaults) -> str:
    return f"{defaults.dashboards}/d/{dashboard_uid(profile.name)}" if defaults.dashboards else ""
