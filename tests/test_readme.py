"""Every console block of the README and of docs/ shows what it says, run in a copy of this tree."""

import shutil
from pathlib import Path

import pytest

from tests.console import blocks, commands, normalised, run

PROJECT = Path(__file__).parent.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_page(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "metrics-check"
    shutil.copytree(PROJECT, folder, ignore=_left_out)
    for block in blocks(page.read_text("utf-8")):
        place = f"{page.name}:{block.line}"
        assert block.reason != "", f"{place}: say why it is not run"
        if block.file:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, "utf-8")
        elif block.language == "console" and block.reason is None:
            asked = commands(block.body)
            shown = [normalised(command, folder=folder) for command in run(asked, folder=folder)]
            assert shown == [normalised(command, folder=folder) for command in asked], place


def _left_out(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(".") or name == "__pycache__"]
