"""Loading profiles from texts."""

from pathlib import Path

from metrics_check.load.profiles import load_profile
from metrics_check.model.profile import Expectation, Profile

HEADER = "format: 1\nprofile: {name}\n"
TARGET = "targets: {app: {url: http://localhost:8080/metrics}}\n"


def loaded(folder: Path, text: str, **others: str) -> Profile:
    """The profile `case`, which has one target; the other files have their header alone."""
    for name, body in {"case": TARGET + text, **others}.items():
        (folder / f"{name}.yaml").write_text(HEADER.format(name=name) + body)
    return load_profile("case", folder=folder)


def only(profile: Profile) -> Expectation:
    """The one expectation of a profile."""
    assert len(profile.expectations) == 1
    return profile.expectations[0]
