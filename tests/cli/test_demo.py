"""`demo`, as its users run it: what it says, its exit code, and that nothing is left behind."""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from metrics_check.cli.invocation import shorter_path
from metrics_check.demo.faults import FAULTS
from tests.cli.program import PROGRAM, clean_environment, run_program
from tests.demo.asking import is_listening
from tests.demo.stacks import without_ports

HEALTHY_NOTES = """\
the reference stack, in the mode of cj-generic-batch-api, on this machine only:
  LLM_PROVIDER_SERVICE_USE_MOCK_LLM=true
  LLM_PROVIDER_SERVICE_QUEUE_PROCESSING_MODE=batch_api
  LLM_PROVIDER_SERVICE_MOCK_MODE=cj_generic_batch
started lps on http://127.0.0.1:PORT/metrics
started cj on http://127.0.0.1:PORT/metrics
sending 16 comparisons to lps (provider mock, model mock-small)
16 callbacks came for 16 comparisons

"""
KEPT = re.compile(rf"^  \(cd (\S+) && {re.escape(PROGRAM)} check\)$", re.MULTILINE)
STARTED = re.compile(r"started \w+ on (\S+)/metrics")


@dataclass(frozen=True)
class Kept:
    """A demo that runs on: its process, its services, and the folder that it tells of."""

    process: subprocess.Popen[str]
    services: Sequence[str]
    folder: Path


@contextmanager
def kept(*words: str) -> Iterator[Kept]:
    """`demo --keep WORDS` at the point where it waits."""
    with subprocess.Popen(
        [PROGRAM, "demo", "--keep", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean_environment({}),
    ) as process:
        hanging = threading.Timer(60, process.kill)
        hanging.start()
        try:
            assert process.stderr is not None
            told = ""
            while f"  {shorter_path(Path(PROGRAM))} query" not in told:
                line = process.stderr.readline()
                assert line, told
                told += line
            found = KEPT.search(told)
            assert found
            yield Kept(process, STARTED.findall(told), Path(found[1]))
        finally:
            hanging.cancel()
            process.terminate()


def left_of(demo: Kept) -> tuple[list[bool], bool]:
    """Which services still listen, and whether the folder is there."""
    return [is_listening(url) for url in demo.services], demo.folder.exists()


def test_the_healthy_stack_passes() -> None:
    ran = run_program("demo")
    assert (ran.returncode, without_ports(ran.stderr)) == (0, HEALTHY_NOTES)
    assert ran.stdout.splitlines()[-1] == "PASS  1 profile · 26 passed · 6 skipped  (exit 0)"
    assert [is_listening(url) for url in STARTED.findall(ran.stderr)] == [False, False]


@pytest.mark.parametrize(
    ("words", "code", "last"),
    [
        (
            ["--break", "bad-value"],
            1,
            "FAIL  1 profile · 24 passed · 2 failed · 6 skipped  (exit 1)",
        ),
        (
            ["--break", "html", "--profile", "eng5-lower5"],
            3,
            "ERROR  1 profile · 0 passed · 24 not judged  (exit 3: not everything could be judged)",
        ),
    ],
    ids=["violated", "not judged"],
)
def test_a_broken_stack_ends_with_the_code_of_the_check(
    words: list[str], code: int, last: str
) -> None:
    ran = run_program("demo", *words)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (code, last)
    assert "\nbroken on purpose: " in ran.stderr
    assert [is_listening(url) for url in STARTED.findall(ran.stderr)] == [False, False]


def test_commands_that_the_report_names_are_told_to_need_a_stack_that_runs() -> None:
    words = ("--profile", "cj-generic", "--break", "drop-label")
    ran = run_program("demo", *words)
    assert "    try  metrics-check query " in ran.stdout
    assert ran.stderr.splitlines()[-2:] == [
        "The stack is stopped, and the commands above need it. To let it run on:",
        f"  {shorter_path(Path(PROGRAM))} demo --profile cj-generic --break drop-label --keep",
    ]


def test_help_says_what_each_fault_is() -> None:
    told = run_program("demo", "--help").stdout
    for name, fault in FAULTS.items():
        assert re.search(rf"^    {name} +{re.escape(fault.text)}$", told, re.MULTILINE)


def test_what_one_read_cannot_show_is_said() -> None:
    ran = run_program("demo", "--break", "restart")
    assert (ran.returncode, ran.stderr.split("\n\n\n")[1]) == (
        0,
        "Not seen: LPS restarts in the middle of the work; what it had counted before is gone, and "
        "the rest is still >= 1.\n"
        "Counters that are read once tell what happened since the service started, not in this "
        "run.\n",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--break", "fire"], "Error: Invalid value for '--break': 'fire' is not one of "),
        (["--profile", "x"], "Error: Invalid value for '--profile': 'x' is not one of "),
        (
            ["--profile", "cj-generic", "--break", "fail-jobs"],
            "Error: --break fail-jobs breaks batch jobs, and cj-generic runs in the mode "
            "serial_bundle. Take a profile that ends in -batch-api.\n",
        ),
    ],
    ids=["fault", "profile", "both"],
)
def test_refuses(words: list[str], message: str) -> None:
    ran = run_program("demo", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_what_is_in_the_current_folder_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "metrics_check").mkdir()
    (tmp_path / "metrics_check" / "__init__.py").write_text("raise SystemExit('not this one')")
    assert run_program("demo", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 0, "\nstopped\n"), (signal.SIGTERM, 143, ""), (signal.SIGHUP, 129, "")],
    ids=str,
)
def test_a_kept_stack_runs_until_it_is_told_to_end(
    number: signal.Signals, code: int, said: str
) -> None:
    with kept() as demo:
        assert left_of(demo) == ([True, True], True)
        demo.process.send_signal(number)
        out, err = demo.process.communicate(timeout=20)
        assert (demo.process.returncode, err) == (code, said)
        assert out.splitlines()[-1] == "PASS  1 profile · 26 passed · 6 skipped  (exit 0)"
        assert left_of(demo) == ([False, False], False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_it_ends_in_order_in_the_middle_of_the_work(number: signal.Signals) -> None:
    # Nothing of a stuck job comes, so it is still waited for when the signal is there.
    with subprocess.Popen(
        [PROGRAM, "demo", "--break", "stuck-job"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean_environment({}),
    ) as process:
        assert process.stderr is not None
        told = ""
        while "sending" not in told:
            told += process.stderr.readline()
        services = STARTED.findall(told)
        assert [is_listening(url) for url in services] == [True, True]
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    code = 130 if number is signal.SIGINT else 143
    assert (process.returncode, out, err) == (code, "", "")
    assert [is_listening(url) for url in services] == [False, False]


def test_services_end_with_a_demo_that_is_killed() -> None:
    with kept() as demo:
        demo.process.kill()
        demo.process.wait(timeout=10)
        until = time.monotonic() + 10
        while any(map(is_listening, demo.services)) and time.monotonic() < until:
            time.sleep(0.05)
        assert left_of(demo)[0] == [False, False]
        _remove_left_behind(demo.folder)


def _remove_left_behind(folder: Path) -> None:
    """What a killed program could not remove."""
    assert folder.parent == Path(tempfile.gettempdir())
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            (Path(place) / name).unlink()
        Path(place).rmdir()
