"""What every generator keeps, so that another kind is a line and a file."""

from pathlib import Path
from typing import cast

import pytest

from metrics_check.generate import GENERATORS
from metrics_check.generate.artefact import MARK, Generator, Making
from metrics_check.generate.output import is_generated
from metrics_check.lazy import resolve
from tests.generate.making import shop

ENTRY = "  - {id: heat, series: heat, type: gauge, expect: each <= 5, alert: true}\n"


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_keeps_its_promises(name: str, tmp_path: Path) -> None:
    generator = cast(Generator, resolve(GENERATORS[name]))
    making = generator(shop(tmp_path, ENTRY))
    assert isinstance(making, Making)
    paths = [artefact.path for artefact in making.artefacts]
    assert paths == sorted(paths)
    for artefact in making.artefacts:
        assert artefact.profile in ({"shop", ""} if name == "docs" else {"shop"})
        assert artefact.text.endswith("\n")
        assert is_generated(artefact.text)
        # A comment is the first line; JSON has none, and says it in its first value.
        first, _, rest = artefact.text.partition("\n")
        assert MARK in (rest.partition("\n")[0] if first == "{" else first)
        # What is left over is looked for in these folders.
        folder, _, file = artefact.path.rpartition("/")
        assert any(folder == where and file.endswith(end) for where, end in making.folders)


@pytest.mark.parametrize("name", ["rule-tests", "rules"])
def test_nothing_is_made_where_nothing_is_asked_for(name: str, tmp_path: Path) -> None:
    generator = cast(Generator, resolve(GENERATORS[name]))
    entry = ENTRY.replace("alert: true", "alert: false")
    assert generator(shop(tmp_path, entry)).artefacts == ()
