"""The wheel: what is in it, and that it works where nothing but its dependencies is."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from metrics_check import __version__
from tests.cli.program import clean_environment

PROJECT = Path(__file__).parent.parent
PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: shop.txt, labels: {job: shop}}
expectations:
  - orders_total{status="paid"} >= 1
"""


def run(*command: str | Path, folder: Path) -> str:
    """The stdout of a command that ends with 0 within a minute."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment({}),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # hatchling is there with the development tools: no environment of its own is needed.
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    run(*build, "--outdir", folder, PROJECT, folder=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel, its dependencies and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    programs = folder / "venv" / "bin"
    install = (*_installer(programs / "python"), wheel)
    run(*install, folder=folder)
    return programs


def _installer(python: Path) -> tuple[str | Path, ...]:
    """pip where this environment has it; one that uv made has not, and has uv."""
    asked = subprocess.run([sys.executable, "-c", "import pip"], capture_output=True, check=False)
    if asked.returncode == 0:
        return (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    return ("uv", "pip", "install", "--quiet", "--python", python)


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        path.relative_to(PROJECT / "src").as_posix()
        for path in (PROJECT / "src" / "metrics_check").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {
        f"metrics_check/{path.relative_to(PROJECT).as_posix()}"
        for path in (PROJECT / "expectations").rglob("*")
        if path.is_file()
    }
    about = f"metrics_check-{__version__}.dist-info"
    assert "metrics_check/expectations/huleedu/cj-generic-batch-api.yaml" in shipped
    assert names == sources | shipped | {
        f"{about}/METADATA",
        f"{about}/RECORD",
        f"{about}/WHEEL",
        f"{about}/entry_points.txt",
        f"{about}/licenses/LICENSE",
    }
    assert "metrics_check/py.typed" in names


def test_pytest_finds_the_plugin_and_is_not_needed(wheel: Path) -> None:
    about = f"metrics_check-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        points = archive.read(f"{about}/entry_points.txt").decode()
        needed = archive.read(f"{about}/METADATA").decode()
    assert "[pytest11]\nmetrics_check = metrics_check.pytest_plugin\n" in points
    assert "Requires-Dist: pytest" not in needed


def test_the_installed_program_works(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.txt").write_text('orders_total{status="paid"} 3\n')
    program = installed / "metrics-check"
    assert run(program, "--version", folder=tmp_path) == f"metrics-check {__version__}\n"
    schema = json.loads(run(program, "schema", folder=tmp_path))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    report = run(program, "check", "shop", "--json", "-t", "shop=shop.txt", folder=tmp_path)
    assert json.loads(report)["summary"]["pass"] == 1


def test_the_package_runs_as_a_module(installed: Path, tmp_path: Path) -> None:
    python = installed / "python"
    assert run(python, "-m", "metrics_check", "--version", folder=tmp_path) == (
        f"metrics-check {__version__}\n"
    )


def test_the_wheel_alone_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "metrics-check", "demo", folder=tmp_path)
    assert shown.splitlines()[-1] == "PASS  1 profile · 26 passed · 6 skipped  (exit 0)"
    assert list(tmp_path.iterdir()) == []


def test_an_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    # Without `--wheel`, the wheel is built from the sdist.
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, PROJECT)
    run(*build, folder=tmp_path)
    (found,) = tmp_path.glob("*.whl")
    assert zipfile.ZipFile(found).namelist() == zipfile.ZipFile(wheel).namelist()
