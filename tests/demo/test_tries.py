"""Whatever a report of a broken stack proposes to try can be pasted, and tells more than it did."""

import os
import subprocess
from pathlib import Path

import pytest

from metrics_check import Report
from metrics_check.demo.faults import FAULTS
from metrics_check.report.line import plain
from metrics_check.report.text import render
from tests.cli.program import PROGRAM, clean_environment
from tests.demo.stacks import quietly_performed

# The longest that is read at a glance, with the longest name of a metric twice and a URL.
MOST_CHARACTERS = 260
# One read of a state does not show these; what is down is told by what is required of it.
SILENT = {name for name, fault in FAULTS.items() if fault.hides} | {"down"}


@pytest.mark.parametrize("fault", FAULTS)
def test_tries_tell_more(fault: str) -> None:
    with quietly_performed("cj-generic-batch-api", fault=fault) as performance:
        report = performance.judge()
        told = plain(render(report))
        tries = _tries(report)
        assert bool(tries) == (fault not in SILENT)
        for command in tries:
            assert len(command) <= MOST_CHARACTERS
            answer = _pasted(command)
            assert answer.strip(), command
            assert answer not in told, command


def _tries(report: Report) -> list[str]:
    steps = (step for outcome in report.outcomes for step in outcome.diagnosis)
    return list(dict.fromkeys(step.try_next for step in steps if step.try_next))


def _pasted(command: str) -> str:
    """What a shell shows for a command where the installed program is on the path."""
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        env=clean_environment({"PATH": path}),
        timeout=30,
        check=False,
    )
    return done.stdout
