"""How much the shipped profiles of the reference stack notice of what is broken in a snapshot."""

import json
from pathlib import Path

import pytest

from tests.cli.program import run_program
from tests.expectations.stack_snapshots import EXPECTATIONS, PROFILES, healthy_snapshot

LEAST = "95%"


@pytest.mark.parametrize("profile", PROFILES)
def test_the_score(profile: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = healthy_snapshot(profile, within=tmp_path_factory.getbasetemp())
    file = str(EXPECTATIONS / f"{profile}.yaml")
    ran = run_program("mutate", file, "--from", str(folder), "--min-score", LEAST, "--json")
    assert (ran.returncode, ran.stderr) == (0, ""), survivors(ran.stdout)
    found = json.loads(ran.stdout)
    assert found["summary"]["noticed"] > 40
    # What is set apart is a value without a greatest or a least one, a zero, or optional.
    assert set(found["reasons"]) <= {"only-least", "only-most", "optional", "unchanged"}


def survivors(document: str) -> object:
    """What nobody noticed, for a test that fails."""
    mutants = json.loads(document)["mutants"] if document else []
    return [each for each in mutants if each["fate"] == "survived"]


def test_the_profiles_are_there() -> None:
    assert all(Path(EXPECTATIONS / f"{each}.yaml").is_file() for each in PROFILES)
