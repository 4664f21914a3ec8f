"""Every entry of `FORMATS` is a format."""

import re
from pathlib import Path
from typing import cast

import click
import pytest

from metrics_check.cli.check import check_command
from metrics_check.lazy import resolve
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain
from tests.report.samples import FAILING


def test_formats_are_sorted() -> None:
    assert list(FORMATS) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_an_entry_renders(name: str) -> None:
    # Resolved by name, so only a call can show that it keeps the Protocol.
    render = cast(Render, resolve(FORMATS[name]))
    brief = plain(render(FAILING))
    assert brief.endswith("\n")
    assert brief == plain(render(FAILING, is_verbose=False))
    assert plain(render(FAILING, is_verbose=True)).endswith("\n")


PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["README.md", "docs/reports.md"])
def test_a_page_has_a_row_for_each_format(page: str) -> None:
    text = (PROJECT / page).read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ", text.partition("is read by")[2], re.MULTILINE)
    assert sorted(rows[: len(FORMATS)]) == list(FORMATS)


def test_the_command_line_names_each_format() -> None:
    # `run` has the same option; the row of `check` comes first.
    row, *_ = re.findall(
        r"^\| `--format FORMAT\[=.*$", (PROJECT / "docs/cli.md").read_text("utf-8"), re.M
    )
    (option,) = (each for each in check_command.params if each.name == "outputs")
    assert isinstance(option, click.Option)
    for name in FORMATS:
        assert f"`{name}`" in row
        assert re.search(rf"\b{name}\b", option.help or "")
