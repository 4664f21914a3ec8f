"""Running the installed program as its users do."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "metrics-check")


def run_program(
    *words: str,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: str = "",
) -> subprocess.CompletedProcess[str]:
    """Exit code, stdout and stderr of `metrics-check WORDS`; `given` is its standard input."""
    return subprocess.run(
        [PROGRAM, *words],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=clean_environment(environment or {}),
        cwd=folder,
        timeout=60,
        check=False,
    )


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """The process's environment without what changes this program's output, and `more`."""
    # In CI pytest cuts no line short, in the sessions that are run, too.
    told = {"CI", "BUILD_NUMBER"}
    own = ("METRICS_CHECK_", "_METRICS_CHECK_", "NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(own) and name not in told
    }
    return {**kept, **more}


def output_of(run: subprocess.CompletedProcess[str]) -> Sequence[object]:
    """Exit code, stdout and stderr, to be compared at once."""
    return (run.returncode, run.stdout, run.stderr)
