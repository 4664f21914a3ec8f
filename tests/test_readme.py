"""Every console block of the README and of docs/ shows what it says, run in a copy of this tree.

`pytest --update-golden tests/test_readme.py` writes what they show into the pages.
"""

import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from tests.console import Block, Command, Saved, blocks, commands, normalised, rewritten, run

PROJECT = Path(__file__).parent.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_page(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = tmp_path / "metrics-check"
    shutil.copytree(PROJECT, folder, ignore=_left_out)
    page = path.read_text("utf-8")
    actual = rewritten(page, shown=dict(_shown(tuple(blocks(page)), folder=folder)))
    if pytestconfig.getoption("--update-golden"):
        path.write_text(actual, "utf-8", newline="\n")
    else:
        assert page == actual


def _shown(page: Sequence[Block], *, folder: Path) -> Iterator[tuple[Block, tuple[Command, ...]]]:
    """Each block that is run, with its commands and what they showed: as promised where the same
    but for what may differ.
    """
    for block in page:
        assert block.reason != "", f"line {block.line}: say why it is not run"
    found = iter(run([step for block in page for step in _steps(block)], folder=folder))
    for block in filter(_is_run, page):
        promised = commands(block.body)
        shown = tuple(islice(found, len(promised)))
        yield (
            block,
            tuple(
                old if normalised(old, folder=folder) == normalised(new, folder=folder) else new
                for old, new in zip(promised, shown, strict=True)
            ),
        )


def _steps(block: Block) -> tuple[Command | Saved, ...]:
    if block.file:
        return (Saved(block.file, block.body),)
    return commands(block.body) if _is_run(block) else ()


def _is_run(block: Block) -> bool:
    return block.language == "console" and not block.file and block.reason is None


def _left_out(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(".") or name == "__pycache__"]
