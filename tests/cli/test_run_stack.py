"""`run --matrix` on the reference stack: all seven profiles, each in its mode, in one report."""

import json
import re
import sys
from pathlib import Path

from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.workload import WORKLOADS
from tests.cli.program import run_program
from tests.demo.driver import stop_all
from tests.real.programs import free_port

PROJECT = Path(__file__).parent.parent.parent


def test_every_profile_in_its_mode(tmp_path: Path) -> None:
    ports = [str(free_port()), str(free_port())]
    # As a harness does: the variables of the mode, the services anew, the work.
    script = (
        'metrics-check check "$1" --print-env > "$0/.env"'
        f' && exec {sys.executable} -m tests.demo.driver "$0" "$@"'
    )
    try:
        ran = run_program(
            *("run", "--matrix", "--fresh", "--quiet", "300ms", "--interval", "100ms"),
            *("--wait", "5s", "--evidence", str(tmp_path / "evidence")),
            *("--format", f"json={tmp_path / 'report.json'}", "--env-file", str(tmp_path / ".env")),
            *("-t", f"lps=http://127.0.0.1:{ports[0]}/metrics"),
            *("-t", f"cj=http://127.0.0.1:{ports[1]}/metrics"),
            *("--", "sh", "-c", script, str(tmp_path), "{profile}", *ports),
            environment={
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "METRICS_CHECK_EXPECTATIONS": str(stack_folder()),
                "PYTHONPATH": str(PROJECT),
            },
        )
    finally:
        stop_all(tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.findall(r"^(\S+) +PASS ", ran.stdout, re.MULTILINE) == sorted(WORKLOADS)
    report = json.loads((tmp_path / "report.json").read_text())
    assert [each["profile"] for each in report["profiles"]] == sorted(WORKLOADS)
    kept = sorted(path.parent.name for path in (tmp_path / "evidence").glob("*/report.json"))
    assert kept == sorted(WORKLOADS)
