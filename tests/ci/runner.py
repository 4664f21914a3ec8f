"""The steps of `action.yml`, run as a runner of GitHub Actions runs those of a composite action."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.cli.program import clean_environment

PROJECT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))
_INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
_OUTPUT = re.compile(r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}")


@dataclass(frozen=True)
class Ran:
    """What a job shows of the action: its exit code, its log, its outputs and its summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(frozen=True)
class Runner:
    """A workspace, and the folder that lasts as long as the job."""

    workspace: Path
    temp: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *names: str, **inputs: str) -> Ran:
        """Runs the steps of these names (none: all) until one fails; `min_coverage` is an input."""
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        assert given.keys() <= ACTION["inputs"].keys(), "an input that the action does not have"
        texts = {name: given.get(name, each["default"]) for name, each in ACTION["inputs"].items()}
        log, code, outputs = "", 0, {}
        summary = self.temp / "summary.md"
        summary.write_text("")
        for step in ACTION["runs"]["steps"]:
            if code or (names and step["name"] not in names):
                continue
            code, said, outputs[step.get("id", "")] = self._step(step, texts, summary=summary)
            log += said
        told = {
            name: outputs.get(found[1], {}).get(found[2], "")
            for name, each in ACTION["outputs"].items()
            if (found := _OUTPUT.fullmatch(each["value"]))
        }
        assert told.keys() == ACTION["outputs"].keys()
        return Ran(code, log, told, summary.read_text("utf-8"))

    def _step(
        self, step: Mapping[str, Any], inputs: Mapping[str, str], *, summary: Path
    ) -> tuple[int, str, dict[str, str]]:
        assert step["shell"] == "bash"
        script, output = self.temp / "step.sh", self.temp / "output"
        script.write_text(step["run"], "utf-8")
        output.write_text("")
        own = {name: _resolved(text, inputs) for name, text in step.get("env", {}).items()}
        folder = self.workspace / _resolved(step.get("working-directory", "."), inputs)
        done = subprocess.run(
            # GitHub Docs, "Workflow syntax", `shell: bash`.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=folder,
            env=clean_environment(
                {
                    "PATH": os.environ["PATH"],
                    **self.variables,
                    **own,
                    "GITHUB_ACTION_PATH": str(PROJECT),
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(summary),
                    "GITHUB_WORKSPACE": str(self.workspace),
                    "RUNNER_TEMP": str(self.temp),
                }
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        return done.returncode, done.stdout, {name: value for name, _, value in pairs}


def _resolved(text: str, inputs: Mapping[str, str]) -> str:
    """The text with inputs put in; an expression of any other kind fails."""
    found = _INPUT.sub(lambda each: inputs[each[1]], text)
    assert "${{" not in _INPUT.sub("", text)
    return found


def obeyed(log: str) -> list[str]:
    """The lines of a log that the runner takes for commands."""
    found, stop = [], ""
    for line in log.splitlines():
        if stop:
            stop = "" if line == f"::{stop}::" else stop
        elif line.startswith("::stop-commands::"):
            stop = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            found.append(line)
    return found
