"""The files for CI are what their readers take, and do what docs/ci.md says."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import (  # type: ignore[import-untyped]  # it has no types
    load_config,
    load_manifest,
)

from tests.ci.runner import ACTION, PROJECT
from tests.cli.program import PROGRAM, clean_environment

PAGE = (PROJECT / "docs/ci.md").read_text("utf-8")
WORKFLOW = PROJECT / "docs/ci/heavy-suites.yml"
GITLAB = PROJECT / "docs/ci/gitlab.yml"
HOOKS = PROJECT / ".pre-commit-hooks.yaml"
PROGRAMS = Path(sys.executable).parent


def run(*words: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """What a program of the development tools says."""
    return subprocess.run(
        [PROGRAMS / words[0], *words[1:]],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=clean_environment({}),
        cwd=PROJECT,
        timeout=120,
        check=False,
    )


SCHEMAS: list[Any] = [
    pytest.param("action.yml", ("vendor.github-actions",), id="action"),
    pytest.param(WORKFLOW, ("vendor.github-workflows",), id="workflow"),
    pytest.param(WORKFLOW, ("custom.github-workflows-require-timeout",), id="time-out"),
    pytest.param(GITLAB, ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"), id="gitlab"),
]


@pytest.mark.parametrize(("path", "words"), SCHEMAS)
def test_a_file_keeps_its_schema(path: str | Path, words: tuple[str, ...]) -> None:
    done = run("check-jsonschema", "--builtin-schema", *words, path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", ["action.yml", WORKFLOW], ids=["action", "workflow"])
def test_nothing_is_put_into_a_script(path: str | Path) -> None:
    done = run("zizmor", "--offline", "--no-config", "--format", "json", path)
    found = {each["ident"] for each in json.loads(done.stdout)}
    # Whose refs these are is for the repository that copies it to say.
    assert found - ({"unpinned-uses"} if path == WORKFLOW else set()) == set()


@pytest.mark.parametrize("step", ACTION["runs"]["steps"], ids=lambda step: step["name"])
def test_the_scripts_are_sound(step: dict[str, Any]) -> None:
    assert "${{" not in step["run"]
    done = run("shellcheck", "--shell=bash", "--norc", "-", given=step["run"])
    assert (done.returncode, done.stdout) == (0, "")


def test_the_page_tells_of_each_input_and_output() -> None:
    inputs, outputs = (
        {name for row in re.findall(r"^\| (`.+?`) \|", table, re.M) for name in _names(row)}
        for table in re.findall(r"^\| (?:in|out)put \|.*?\n\n", PAGE, re.M | re.S)
    )
    assert inputs == set(ACTION["inputs"])
    assert outputs == set(ACTION["outputs"])


def _names(row: str) -> list[str]:
    return re.findall(r"`([\w-]+)`", row)


def _uses(document: Any) -> list[dict[str, Any]]:
    steps = document if isinstance(document, list) else document["jobs"]["metrics"]["steps"]
    return [step for step in steps if step.get("uses", "").startswith("your-org/metrics-check@")]


def test_examples_use_what_the_action_has() -> None:
    (block,) = re.findall(r"```yaml\n(- uses: .*?)```", PAGE, re.S)
    examples = [*_uses(yaml.safe_load(block)), *_uses(yaml.safe_load(WORKFLOW.read_text("utf-8")))]
    assert len(examples) == 2
    for step in examples:
        assert set(step["with"]) <= set(ACTION["inputs"])
    for text in (block, WORKFLOW.read_text("utf-8")):
        found = set(re.findall(r"steps\.metrics\.outputs\.([\w-]+)", text))
        assert found
        assert found <= set(ACTION["outputs"])


def test_the_workflow_is_about_shipped_profiles() -> None:
    matrix = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["metrics"]["strategy"]["matrix"]
    for each in matrix["include"]:
        path = PROJECT / f"expectations/huleedu/{each['profile']}.yaml"
        said = yaml.safe_load(path.read_text("utf-8"))
        assert str(said["params"]["sent"]) == each["sent"]


def test_the_page_tells_of_each_hook() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", PAGE.partition("| hook |")[2], re.M)
    assert [hook["id"] for hook in load_manifest(HOOKS)] == rows


def test_a_configuration_of_the_page_reads(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(repos:.*?)```", PAGE, re.S)
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(block)
    (repository,) = load_config(path)["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [
        hook["id"] for hook in load_manifest(HOOKS)
    ]


PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: http://localhost:8080/metrics, labels: {job: shop}}}
alert: true
expectations:
  - orders_total >= 1
"""


def test_hooks_pass_and_fail(tmp_path: Path) -> None:
    validate, generate = (shlex.split(hook["entry"]) for hook in load_manifest(HOOKS))
    path = tmp_path / "expectations/shop.yaml"
    path.parent.mkdir()
    path.write_text(PROFILE)
    assert _hook(validate, folder=tmp_path) == 0
    assert _hook(generate, folder=tmp_path) == 1
    assert _hook(["metrics-check", "generate"], folder=tmp_path) == 0
    assert _hook(generate, folder=tmp_path) == 0
    path.write_text(PROFILE.replace("orders_total", "paid_total"))
    assert _hook(generate, folder=tmp_path) == 1
    path.write_text(PROFILE.replace("format: 1", "format: 2"))
    assert _hook(validate, folder=tmp_path) == 2


def _hook(words: list[str], *, folder: Path) -> int:
    assert words[0] == "metrics-check"
    done = subprocess.run(
        [PROGRAM, *words[1:]], cwd=folder, capture_output=True, timeout=60, check=False
    )
    return done.returncode


MATCHED = [
    ("expectations/shop.yaml", {"metrics-check-validate", "metrics-check-generate"}),
    ("sub/expectations/a/b.yml", {"metrics-check-validate", "metrics-check-generate"}),
    ("metrics-check.yaml", {"metrics-check-validate", "metrics-check-generate"}),
    ("rules/shop.rules.yaml", {"metrics-check-generate"}),
    ("dashboards/shop.json", {"metrics-check-generate"}),
    ("docs/metrics/README.md", {"metrics-check-generate"}),
    ("src/app.py", set()),
    ("my-expectations.yaml", set()),
]


@pytest.mark.parametrize(("path", "hooks"), MATCHED)
def test_the_files_of_hooks(path: str, hooks: set[str]) -> None:
    found = {hook["id"] for hook in load_manifest(HOOKS) if re.search(hook["files"], path)}
    assert found == hooks
