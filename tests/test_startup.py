"""What each command imports: nothing that it does not use."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import clean_environment

PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: shop.txt, labels: {job: shop}}
expectations:
  - orders_total{status="paid"} >= 1
  - orders_total{status=~"paid|open"} >= 1
"""
EXPOSITION = '# TYPE orders_total counter\norders_total{status="paid"} 3\n'

CODE = "from prometheus_client import Counter\nCounter('orders', '')\n"
REPORT_IMPORTS = """
import json, sys
before = set(sys.modules)
from metrics_check.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""
OF_COVERAGE = {"coverage"}
# Cython's modules make one for their runtime.
OF_CYTHON = re.compile("_?cython_")


def imported(*words: str, folder: Path) -> set[str]:
    """The modules that a command line imports, when it ends with 0."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT_IMPORTS, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=clean_environment({}),
        timeout=60,
        check=True,
    )
    code, modules = json.loads(run.stderr.splitlines()[-1])
    assert code == 0, run.stdout + run.stderr
    return set(modules)


def foreign(modules: set[str]) -> set[str]:
    """The packages among the modules that are neither Python's nor ours."""
    tops = {name.split(".")[0].lstrip("_") for name in modules if not OF_CYTHON.match(name)}
    python = {name.lstrip("_") for name in sys.stdlib_module_names}
    return tops - python - OF_COVERAGE - {"metrics_check"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.txt").write_text(EXPOSITION)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "shop.py").write_text(CODE)
    imported("snapshot", "shop", "-o", "kept", folder=tmp_path)
    return tmp_path


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_next_to_nothing(option: str, folder: Path) -> None:
    modules = imported(option, folder=folder)
    assert foreign(modules) == set()
    assert {name for name in modules if name.startswith("metrics_check")} == {
        "metrics_check",
        "metrics_check.cli",
        "metrics_check.cli.entry",
        "metrics_check.cli.output",
        "metrics_check.cli.registry",
        "metrics_check.lazy",
    }


@pytest.mark.parametrize(
    ("words", "packages"),
    [
        pytest.param(["completion", "bash"], {"click"}, id="completion"),
        pytest.param(
            ["diff", "shop.txt", "shop.txt"], {"click", "promql_parser", "re2"}, id="diff"
        ),
        pytest.param(
            ["diff", "expectations", "expectations"],
            {"click", "promql_parser", "re2", "yaml"},
            id="diff of files",
        ),
        pytest.param(
            ["hints", "shop", "--link", "prometheus=http://localhost:9090"],
            {"click", "promql_parser", "re2", "yaml"},
            id="hints",
        ),
        pytest.param(
            ["init", "shop.txt", "--job", "other"],
            {"click", "promql_parser", "re2", "yaml"},
            id="init of a file",
        ),
        pytest.param(
            ["init", "--from-code", "code", "--job", "other"],
            {"click", "promql_parser", "re2", "yaml"},
            id="init of code",
        ),
        pytest.param(
            ["mutate", "shop", "--from", "kept", "--min-score", "1%"],
            {"click", "promql_parser", "re2", "yaml"},
            id="mutate",
        ),
        pytest.param(
            ["audit", "expectations"], {"click", "promql_parser", "re2", "yaml"}, id="audit"
        ),
        pytest.param(["parse", "shop.txt"], {"click", "re2"}, id="parse"),
        pytest.param(
            ["generate", "--diff"], {"click", "promql_parser", "re2", "yaml"}, id="generate"
        ),
        pytest.param(
            ["query", "orders_total", "shop.txt"], {"click", "promql_parser", "re2"}, id="query"
        ),
        pytest.param(["schema"], {"click", "promql_parser", "re2", "yaml"}, id="schema"),
        pytest.param(["validate"], {"click", "promql_parser", "re2", "yaml"}, id="validate"),
        pytest.param(
            ["check", "shop", "-t", "shop=shop.txt"],
            {"click", "promql_parser", "re2", "yaml"},
            id="check of a file",
        ),
        pytest.param(
            ["run", "shop", "--quiet", "10ms", "--", "sed", "-i", "s/3$/4/", "shop.txt"],
            {"click", "promql_parser", "re2", "yaml"},
            id="run over a file",
        ),
    ],
)
def test_a_command_imports_what_it_uses(words: list[str], packages: set[str], folder: Path) -> None:
    modules = imported(*words, folder=folder)
    assert foreign(modules) - packages == set()
    assert not any(name.startswith("metrics_check.demo") for name in modules)


def test_a_check_that_asks_no_server_imports_nothing_of_it(folder: Path) -> None:
    modules = imported("check", "shop", "-t", "shop=shop.txt", folder=folder)
    assert [name for name in modules if ".check.server" in name or "prometheus" in name] == []


PLUGIN = {
    "metrics_check",
    "metrics_check.lazy",
    "metrics_check.pytest_plugin",
    "metrics_check.pytest_plugin.options",
    "metrics_check.pytest_plugin.tally",
    "metrics_check.record",
}
REPORT_SESSION = """
import sys
def pytest_unconfigure():
    print(*sys.modules)
"""


def test_the_pytest_plugin_imports_next_to_nothing(folder: Path) -> None:
    script = (
        "import sys, pytest; before = set(sys.modules); import metrics_check.pytest_plugin; "
        "print(*set(sys.modules) - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        check=True,
    )
    modules = set(run.stdout.split())
    assert foreign(modules) == set()
    assert {name for name in modules if name.startswith("metrics_check")} == PLUGIN


def test_a_session_of_pytest_that_judges_nothing_imports_no_more(folder: Path) -> None:
    (folder / "conftest.py").write_text(REPORT_SESSION)
    (folder / "test_it.py").write_text("def test_it():\n    pass\n")
    (folder / "compose.yaml").write_text("services: {shop: {profile: x}}\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=clean_environment({"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "", "PYTEST_ADDOPTS": ""}),
        timeout=60,
        check=True,
    )
    # Loaded by its entry point.
    modules = {name for name in run.stdout.split() if name.startswith("metrics_check")}
    assert modules == PLUGIN, run.stdout


def test_the_package_imports_nothing(folder: Path) -> None:
    script = "import sys; b = set(sys.modules); import metrics_check; print(*set(sys.modules) - b)"
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        check=True,
    )
    assert foreign(set(run.stdout.split())) == set()
