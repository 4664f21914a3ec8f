"""Whatever names, labels and texts a profile has: promtool takes its rules and tests."""

from pathlib import Path
from random import Random

import pytest
import yaml

from metrics_check.errors import InvalidInput
from metrics_check.generate.artefact import Artefact, Request
from metrics_check.load.profiles import load_folder
from metrics_check.model.settings import Defaults
from tests.generate.hostile import hostile_profile
from tests.generate.making import IS_LONG, assert_proven, made, promtools

PROFILES = 200 if IS_LONG else 8


def _made(folder: Path, *, seed: int) -> tuple[Artefact, ...]:
    """What is made of a profile that is valid; none of one that is not, or can have no alert."""
    folder.mkdir(parents=True)
    text = hostile_profile(Random(seed), name=f"hostile{seed}")
    (folder / f"hostile{seed}.yaml").write_text(text, encoding="utf-8")
    found = load_folder(folder)
    if found.problems:
        return ()
    try:
        return made(Request(found.profiles, folder, Defaults()))
    except InvalidInput:
        return ()


@pytest.mark.parametrize("promtool", promtools())
def test_promtool_takes_what_is_made_of_hostile_profiles(promtool: str, tmp_path: Path) -> None:
    artefacts: list[Artefact] = []
    seed = 0
    while len(artefacts) < 2 * PROFILES:
        artefacts += _made(tmp_path / str(seed), seed=seed)
        seed += 1
    # Most of them are valid.
    assert seed < 3 * PROFILES
    for artefact in artefacts:
        assert yaml.safe_load(artefact.text)
    assert_proven(artefacts, folder=tmp_path, promtool=promtool)
