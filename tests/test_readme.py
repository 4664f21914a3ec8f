"""Every console block of the README and of docs/ shows what it says, run in a copy of this tree.

`pytest --update-golden tests/test_readme.py` writes what they show into the pages.
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.console import Block, Command, blocks, commands, normalised, rewritten, run

PROJECT = Path(__file__).parent.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_page(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = tmp_path / "metrics-check"
    shutil.copytree(PROJECT, folder, ignore=_left_out)
    page = path.read_text("utf-8")
    actual = rewritten(page, shown=dict(_shown(blocks(page), folder=folder)))
    if pytestconfig.getoption("--update-golden"):
        path.write_text(actual, "utf-8", newline="\n")
    else:
        assert page == actual


def _shown(page: Iterable[Block], *, folder: Path) -> Iterator[tuple[Block, tuple[Command, ...]]]:
    """Each block that is run, with its commands and what they showed: as promised where the same
    but for what may differ.
    """
    for block in page:
        assert block.reason != "", f"line {block.line}: say why it is not run"
        if block.file:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, "utf-8")
        if _is_run(block):
            promised = commands(block.body)
            found = run(promised, folder=folder)
            yield (
                block,
                tuple(
                    old if normalised(old, folder=folder) == normalised(new, folder=folder) else new
                    for old, new in zip(promised, found, strict=True)
                ),
            )


def _is_run(block: Block) -> bool:
    return block.language == "console" and not block.file and block.reason is None


def _left_out(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(".") or name == "__pycache__"]
