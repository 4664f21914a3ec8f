"""`run` as its users type it: what the command adds, its exit code, and the evidence."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, clean_environment, run_program

PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: shop.prom, labels: {job: shop}}}
expectations:
  - {id: orders, series: orders_total, expect: sum >= 1, run: sum == 3}
"""
COUNTED = "# TYPE orders_total counter\norders_total %s\n"
QUICK = ("--wait", "300ms", "--quiet", "100ms", "--interval", "50ms")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(COUNTED % 7)
    return tmp_path


def counting(value: int, *, then: str = "") -> tuple[str, ...]:
    """A command after which so many orders are counted."""
    return ("--", "sh", "-c", f"printf '{COUNTED % value}' > shop.prom; {then}")


def first_line(run: subprocess.CompletedProcess[str]) -> str:
    """The first line of the report, white space made single."""
    return " ".join(run.stdout.splitlines()[0].split()) if run.stdout else ""


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(counting(10), 0, "shop PASS 1 passed", id="exactly"),
        pytest.param(counting(11), 1, "shop FAIL 0 passed · 1 failed", id="one too many"),
        pytest.param(("--", "true"), 1, "shop FAIL 0 passed · 1 failed", id="yesterday's"),
        pytest.param(counting(1), 1, "shop UNPROVEN 0 passed · 1 unproven", id="restarted"),
        pytest.param(counting(10, then="exit 5"), 5, "shop PASS 1 passed", id="its own status"),
        pytest.param(
            counting(11, then="kill -9 $$"), 137, "shop FAIL 0 passed · 1 failed", id="a signal"
        ),
        pytest.param(("--", "no-such-command"), 127, "", id="not found"),
        pytest.param(("--", "./shop.prom"), 126, "shop FAIL 0 passed · 1 failed", id="no program"),
        pytest.param(
            ("--target", "shop=gone.prom", "--", "touch", "started"),
            3,
            "shop ERROR 0 passed · 1 not judged",
            id="a first read that fails",
        ),
        pytest.param(
            (
                "--target",
                "shop=gone.prom",
                "--fresh",
                "--",
                "sh",
                "-c",
                "echo orders_total 3 > gone.prom",
            ),
            0,
            "shop PASS 1 passed",
            id="fresh",
        ),
    ],
)
def test_exit_code(words: tuple[str, ...], code: int, line: str, folder: Path) -> None:
    ran = run_program("run", "shop", *QUICK, *words, folder=folder)
    assert (ran.returncode, first_line(ran)) == (code, line), ran.stderr
    assert not (folder / "started").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("shop",), "Say what to run, after `--`", id="no command"),
        pytest.param(("--", "true"), "Expected one PROFILE, found none", id="no profile"),
        pytest.param(
            ("shop", "other", "--", "true"), "Expected one PROFILE, found 2 profiles", id="two"
        ),
        pytest.param(
            ("shop", "--json", "--", "true"),
            "give the report a file, --format json=FILE",
            id="json",
        ),
        pytest.param(
            ("shop", "--format", "json", "--", "true"), "--format json=FILE", id="format json"
        ),
        pytest.param(
            ("shop", "--evidence", "expectations", "--", "true"),
            "expectations is no snapshot: it holds 'shop.yaml'",
            id="evidence in a folder of something else",
        ),
        pytest.param(("shop", "--from", "x", "--", "true"), "No such option", id="a snapshot"),
    ],
)
def test_what_is_not_meant_is_refused(words: tuple[str, ...], message: str, folder: Path) -> None:
    ran = run_program("run", *words, folder=folder)
    assert ran.returncode == 2
    assert message in " ".join(ran.stderr.replace("│", "").split())


def test_the_command_writes_and_the_report_goes_to_a_file(folder: Path) -> None:
    words = ("--format", "json=report.json", *counting(10, then="echo hello"))
    ran = run_program("run", "shop", *QUICK, *words, folder=folder)
    assert ran.stdout.startswith("hello\nshop ")
    report = json.loads((folder / "report.json").read_text())
    (outcome,) = report["profiles"][0]["outcomes"]
    assert (outcome["assertion"], outcome["observed"], outcome["verdict"]) == (
        "run.sum",
        "3",
        "pass",
    )


def interrupted(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`run shop WORDS` to which Ctrl-C is sent once the command has said so."""
    with subprocess.Popen(
        [PROGRAM, "run", "shop", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean_environment({}),
        start_new_session=True,
    ) as running:
        # Whatever happens, neither it nor its command is left behind.
        hanging = threading.Timer(30, os.killpg, (running.pid, signal.SIGKILL))
        hanging.start()
        while not (folder / "ready").exists():
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate()
        hanging.cancel()
    return subprocess.CompletedProcess(words, running.returncode, stdout, stderr)


def test_ctrl_c_is_the_commands_and_the_last_read_is_told(folder: Path) -> None:
    (folder / "work.sh").write_text(
        f"trap 'echo its own end; exit 0' INT\nprintf '{COUNTED % 8}' > shop.prom\ntouch ready\n"
        "while :; do sleep 0.05; done\n"
    )
    ran = interrupted(folder, "--wait", "20s", "--", "sh", "work.sh")
    assert ran.returncode == 130
    assert ran.stderr == "\ninterrupted; the last read:\n"
    assert ran.stdout.startswith("its own end\nshop ")
    assert "expected sum == 3, found 1" in ran.stdout


def test_ctrl_c_while_it_waits(folder: Path) -> None:
    ran = interrupted(folder, "--wait", "20s", *counting(8, then="(sleep 1; touch ready) &"))
    assert ran.returncode == 130
    assert ran.stderr.endswith("\ninterrupted; the last read:\n")
    assert "expected sum == 3, found 1" in ran.stdout


def test_evidence_is_judged_again(folder: Path) -> None:
    kept = run_program("run", "shop", *QUICK, "--evidence", "kept", *counting(11), folder=folder)
    assert kept.returncode == 1
    assert sorted(each.name for each in (folder / "kept").iterdir()) == [
        *("01-shop.prom", "begin", "report.json", "snapshot.json"),
    ]
    (folder / "shop.prom").unlink()
    again = run_program("check", "shop", "--from", "kept", "--json", folder=folder)
    assert (again.returncode, again.stderr) == (
        1,
        "kept is evidence of a run: it is judged since kept/begin\n",
    )
    first = json.loads((folder / "kept" / "report.json").read_text())
    # What was waited for is no part of what is judged again.
    assert "polls" not in json.loads(again.stdout)
    assert first["polls"][0]["reads"] > 1
    assert without_sources(json.loads(again.stdout)) == without_sources(first)
    (folder / "expectations" / "shop.yaml").write_text(PROFILE.replace("== 3", "== 4"))
    changed = run_program("check", "shop", "--from", "kept", folder=folder)
    assert (changed.returncode, first_line(changed)) == (0, "shop PASS 1 passed")


def without_sources(report: object) -> object:
    """The report but for where it was read and how often, and what depends on that."""
    if isinstance(report, dict):
        return {
            key: without_sources(value)
            for key, value in report.items()
            if key not in {"targets", "diagnosis", "polls"}
        }
    return [without_sources(each) for each in report] if isinstance(report, list) else report


def test_a_fresh_service_is_fresh_in_its_evidence(folder: Path) -> None:
    (folder / "shop.prom").unlink()
    words = ("--fresh", "--evidence", "kept", *counting(3))
    assert run_program("run", "shop", *QUICK, *words, folder=folder).returncode == 0
    assert run_program("check", "shop", "--from", "kept", folder=folder).returncode == 0


def test_two_snapshots_are_judged_as_a_run(folder: Path) -> None:
    run_program("snapshot", "shop", "-o", "before", folder=folder)
    (folder / "shop.prom").write_text(COUNTED % 10)
    run_program("snapshot", "shop", "-o", "after", folder=folder)
    ran = run_program("check", "shop", "--from", "after", "--since", "before", folder=folder)
    assert (ran.returncode, first_line(ran)) == (0, "shop PASS 1 passed")
    ran = run_program("check", "shop", "--from", "after", "--since", "after", folder=folder)
    assert (ran.returncode, first_line(ran)) == (1, "shop FAIL 0 passed · 1 failed")


def test_since_needs_from(folder: Path) -> None:
    ran = run_program("check", "shop", "--since", "before", folder=folder)
    assert ran.returncode == 2
    assert "--since needs --from" in ran.stderr


def test_evidence_of_a_check(folder: Path) -> None:
    assert run_program("check", "shop", "--evidence", "kept", folder=folder).returncode == 0
    (folder / "shop.prom").unlink()
    ran = run_program("check", "shop", "--from", "kept", folder=folder)
    assert (ran.returncode, first_line(ran)) == (0, "shop PASS 1 passed")
    assert json.loads((folder / "kept" / "report.json").read_text())["exit_code"] == 0


def test_the_variables_of_a_mode(folder: Path) -> None:
    requires = "requires:\n  env:\n    MODE: a\n    WORDS: [it's $5, no]\n    PLAIN: b c\n"
    (folder / "expectations" / "shop.yaml").write_text(PROFILE + requires)
    ran = run_program("check", "shop", "--print-env", folder=folder)
    assert (ran.returncode, ran.stdout) == (
        0,
        "MODE=a\nWORDS=\"it's \\$5\"\nPLAIN='b c'\n",
    )
    assert run_program("check", "shop", folder=folder).returncode == 3
    (folder / ".env").write_text(ran.stdout)
    assert run_program("check", "shop", folder=folder).returncode == 0


def test_several_profiles_in_one_report(folder: Path) -> None:
    for name in ("a", "b"):
        text = PROFILE.replace("shop.prom", f"{name}.prom").replace(
            "profile: shop", f"profile: {name}"
        )
        (folder / "expectations" / f"{name}.yaml").write_text(text)
        (folder / f"{name}.prom").write_text(COUNTED % 0)
    command = ("--", "sh", "-c", f"printf '{COUNTED % 3}' > $0.prom; [ $0 = a ]", "{profile}")
    ran = run_program("run", "--matrix", "a", "b", *QUICK, *command, folder=folder)
    assert (ran.returncode, ran.stderr.splitlines()) == (
        1,
        ["a:", "b:", "the command ended with 1; what it added is judged as it is"],
    )
    assert "PASS  2 profiles · 2 passed" in ran.stdout


def two_profiles(folder: Path) -> None:
    """Beside `shop` a profile `depot`, which needs another mode."""
    requires = "requires: {env: {MODE: %s}}\n"
    (folder / "expectations" / "shop.yaml").write_text(PROFILE + requires % "a")
    depot = PROFILE.replace("profile: shop", "profile: depot")
    (folder / "expectations" / "depot.yaml").write_text(depot + requires % "[b, a]")


def test_the_variables_of_two_modes(folder: Path) -> None:
    two_profiles(folder)
    ran = run_program("check", "depot", "shop", "--print-env", folder=folder)
    assert (ran.returncode, ran.stdout) == (0, "MODE=a\n")
    file = folder / "expectations" / "depot.yaml"
    file.write_text(file.read_text().replace("[b, a]", "b"))
    ran = run_program("check", "depot", "shop", "--print-env", folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "shop.yaml:6:18: MODE is to be 'a' here and 'b' at expectations/depot" in ran.stderr


def test_evidence_of_several_profiles_is_in_folders_of_their_names(folder: Path) -> None:
    two_profiles(folder)
    mode = {"MODE": "a"}
    ran = run_program("check", "--evidence", "kept", folder=folder, environment=mode)
    assert ran.returncode == 0
    assert sorted(each.name for each in (folder / "kept").iterdir()) == ["depot", "shop"]
    again = run_program("check", "depot", "--from", "kept/depot", folder=folder)
    assert (again.returncode, first_line(again)) == (0, "depot PASS 1 passed")
