"""How the program is told to be started again."""

import os
import sys
from pathlib import Path

import pytest

from metrics_check.cli.invocation import program, shorter_path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program in a folder `bin` that `PATH` does not hold; `tmp_path` is the current one."""
    path = tmp_path / "b in" / "metrics-check"
    path.parent.mkdir()
    path.touch(mode=0o755)
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.chdir(tmp_path)
    return path


def test_a_program_that_is_not_found_by_its_name_is_told_by_its_path(installed: Path) -> None:
    assert program("b in/metrics-check") == "'b in/metrics-check'"
    assert program(str(installed)) == "'b in/metrics-check'"
    assert program("b in/metrics-check", anywhere=True) == f"'{installed}'"


def test_a_program_that_is_found_is_told_by_its_name(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))
    assert program(str(installed)) == program(str(installed), anywhere=True) == "metrics-check"
    assert program("other/metrics-check") == "other/metrics-check"


def test_a_module_is_told_by_its_python(installed: Path) -> None:
    expected = f"{sys.executable} -m metrics_check"
    assert program("/x/metrics_check/__main__.py") == expected


def test_the_shorter_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shorter_path(tmp_path.parent / "a") == "../a"
    assert shorter_path(Path("/a")) == "/a"
