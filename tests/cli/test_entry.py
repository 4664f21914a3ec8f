"""How the program ends when its output, its input or its user goes away."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, clean_environment, run_program


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def environment(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return clean_environment({"PYTHONUNBUFFERED": request.param})


@pytest.mark.parametrize("words", [["--help"], ["completion", "bash"]], ids=" ".join)
def test_a_full_disk_is_told(words: list[str], environment: Mapping[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [PROGRAM, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
            timeout=60,
        )
    assert (run.returncode, run.stderr) == (3, b"Error: No space left on device\n")


@pytest.mark.parametrize("words", [["--help"], ["completion", "bash"]], ids=" ".join)
def test_a_reader_that_went_away_is_not_told(
    words: list[str], environment: Mapping[str, str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [PROGRAM, *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.parametrize("closed", ["1", "2"], ids=["stdout", "stderr"])
def test_closed_output_is_no_failure(closed: str) -> None:
    command = f"{PROGRAM} completion bash {closed}>&-"
    assert subprocess.run(["sh", "-c", command], check=False, timeout=60).returncode == 0


# A program started in a script's background ignores SIGINT, and so do those that it starts.
HEEDS_INTERRUPTS = """
import signal, sys
from metrics_check.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(["parse", "-"]))
"""


def test_an_interrupt_ends_it_without_a_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HEEDS_INTERRUPTS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        # More than a pipe holds: once it is written, the program has begun to read.
        process.stdin.write(b"a 1\n" * 100_000)
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=60), process.stderr.read()) == (130, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_is_utf_8_everywhere(encoding: str) -> None:
    run = run_program("ä", environment={"PYTHONIOENCODING": encoding})
    assert "No such command 'ä'." in run.stderr
