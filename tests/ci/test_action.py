"""The steps of `action.yml`, run in a scratch repository against a small real service."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import junitparser
import pytest
import yaml

from metrics_check.demo.profiles import stack_folder
from tests.ci.runner import ACTION, PROJECT, Runner, obeyed
from tests.demo.driver import stop_all
from tests.real.expositions import serve_expositions
from tests.real.programs import free_port
from tests.report.test_sarif import VALIDATOR

INSTALL, JUDGE = (step["name"] for step in ACTION["runs"]["steps"])
PROFILE = """\
format: 1
profile: {name}
targets: {{shop: {{url: {url}}}}}
expectations:
  - id: orders
    series: orders_total
    expect: sum >= 1
    run: sum == 3
"""
COUNTED = "# TYPE orders_total counter\norders_total {count}\n"


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a job in which the first step has run."""
    temp = tmp_path_factory.mktemp("runner")
    workspace = tmp_path_factory.mktemp("empty")
    ran = Runner(workspace, temp).run(INSTALL, python=sys.executable)
    assert ran.code == 0, ran.log
    assert [path.name for path in (temp / "metrics-check/on-path").iterdir()] == ["metrics-check"]
    return temp


@pytest.fixture
def runner(temp: Path, tmp_path: Path) -> Runner:
    """A repository with a profile whose target is a file that says 7 orders."""
    folder = tmp_path / "expectations"
    folder.mkdir()
    (folder / "shop.yaml").write_text(PROFILE.format(name="shop", url="shop.prom"))
    (tmp_path / "shop.prom").write_text(COUNTED.format(count=7))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return Runner(tmp_path, temp)


@pytest.fixture
def service() -> Iterator[str]:
    """The URL of a service that shows no order yet."""
    with serve_expositions({"metrics": COUNTED.format(count=0)}) as address:
        yield f"http://{address}/metrics"


def judged(runner: Runner, **inputs: str) -> tuple[int, str, Mapping[str, str], str]:
    """What the second step came to: exit code, log, outputs, summary."""
    inputs = {"reports": str(runner.workspace / "reports"), **inputs}
    ran = runner.run(JUDGE, **inputs)
    return ran.code, ran.log, ran.outputs, ran.summary


def test_what_holds_passes(runner: Runner) -> None:
    code, log, outputs, summary = judged(runner)
    assert (code, outputs["exit-code"]) == (0, "0")
    assert "PASS  1 profile · 1 passed" in log
    assert summary.startswith("**PASS** 1 profile · 1 passed")
    assert obeyed(log) == []
    reports = runner.workspace / "reports"
    assert outputs == {
        "exit-code": "0",
        "reports": str(reports),
        "sarif": f"{reports}/report.sarif",
        "json": f"{reports}/report.json",
        "junit": f"{reports}/report.xml",
        "html": f"{reports}/report.html",
    }
    assert json.loads(Path(outputs["json"]).read_text())["exit_code"] == 0


def test_what_is_violated_fails_where_each_reader_looks(runner: Runner, service: str) -> None:
    code, log, outputs, summary = judged(runner, profiles="shop", targets=f"shop={service}\n\n")
    assert (code, outputs["exit-code"]) == (1, "1")
    (annotation,) = obeyed(log)
    assert annotation.startswith("::error file=expectations/shop.yaml,line=7,col=13,title=fail%3A")
    assert summary.startswith("**FAIL** 1 profile · 0 passed · 1 failed")
    sarif = json.loads(Path(outputs["sarif"]).read_text())
    VALIDATOR.validate(sarif)
    (result,) = sarif["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("bound-violated", "error")
    assert junitparser.JUnitXml.fromfile(outputs["junit"]).failures == 1
    assert "<title>FAIL" in Path(outputs["html"]).read_text()


def test_a_service_that_is_gone_is_not_judged(runner: Runner) -> None:
    code, _, outputs, summary = judged(runner, targets="shop=http://127.0.0.1:9/metrics")
    assert (code, outputs["exit-code"]) == (3, "3")
    assert summary.startswith("**ERROR**")


RUN = ("--wait", "1s", "--quiet", "100ms", "--interval", "50ms")
COUNTS = [pytest.param(10, 0, id="exactly"), pytest.param(11, 1, id="one too many")]


@pytest.mark.parametrize(("count", "code"), COUNTS)
def test_a_command_is_judged_by_what_it_adds(runner: Runner, count: int, code: int) -> None:
    text = COUNTED.format(count=count)
    command = f"cat > shop.prom <<'END'\n{text}END\nmetrics-check --version\n"
    ended, log, outputs, _ = judged(
        runner, profiles="shop", command=command, arguments="\n".join(RUN)
    )
    assert (ended, outputs["exit-code"]) == (code, str(code))
    assert "metrics-check, version" in log or "metrics-check 0" in log


def test_a_command_that_fails_gives_its_status(runner: Runner) -> None:
    code, _, outputs, _ = judged(
        runner, profiles="shop", command="false\nexit 0\n", arguments="\n".join(RUN)
    )
    assert (code, outputs["exit-code"]) == (1, "1")


def test_several_profiles_get_the_command_each(runner: Runner) -> None:
    other = PROFILE.format(name="other", url="shop.prom")
    (runner.workspace / "expectations/other.yaml").write_text(other)
    command = "echo {profile} >> names; sed -i.old 's/total 7/total 10/' shop.prom"
    code, log, _, _ = judged(
        runner, profiles=" shop\n  other ", command=command, arguments="\n".join(RUN)
    )
    assert (runner.workspace / "names").read_text() == "shop\nother\n"
    # The second run adds nothing any more.
    assert (code, "2 profiles · 1 passed · 1 failed" in log) == (1, True)


def test_what_a_command_says_is_no_command_to_the_runner(runner: Runner) -> None:
    command = "echo '::error::x'; echo '::stop-commands::y'; echo '::set-output name=a::b'"
    _, log, _, _ = judged(runner, profiles="shop", command=command, arguments="\n".join(RUN))
    assert "::error::x\n" in log
    assert all(line.startswith("::error file=expectations/") for line in obeyed(log))


EVIL = "$(touch pwned) `touch pwned` ; touch pwned #'\"\n& touch pwned |"
PLACES = ["profiles", "targets", "prometheus", "wait", "min_coverage", "strict", "allow_unproven"]


@pytest.mark.parametrize("name", [*PLACES, "arguments"])
def test_an_input_is_no_shell(runner: Runner, name: str) -> None:
    code, log, outputs, _ = judged(runner, **{name: EVIL})
    assert (code, outputs["exit-code"]) == (2, "2"), log
    assert outputs["sarif"] == outputs["json"] == ""
    assert not list(runner.workspace.rglob("pwned*"))


def test_an_option_is_no_profile(runner: Runner) -> None:
    code, log, _, _ = judged(runner, profiles="--write-waivers=metrics-check.yaml")
    assert code == 2
    assert obeyed(log) == [
        "::error::a profile's name begins with no -: options go to the input arguments"
    ]


def test_no_report_of_before_is_taken_for_one_of_now(runner: Runner) -> None:
    _, _, before, _ = judged(runner)
    assert Path(before["sarif"]).exists()
    code, _, after, _ = judged(runner, profiles="nobody")
    assert (code, after["sarif"]) == (2, "")
    assert not Path(before["sarif"]).exists()


def test_the_options_of_the_inputs(runner: Runner) -> None:
    (runner.workspace / "shop.prom").write_text(COUNTED.format(count=7) + "more 1\n")
    code, log, _, _ = judged(runner, min_coverage="51", strict="true", allow_unproven="false")
    assert (code, "--min-coverage is not reached" in log) == (1, True)
    code, log, _, _ = judged(runner, min_coverage="50%", arguments="--only\norders\n-v\n")
    assert (code, "--min-coverage 50.0" in log) == (0, True)


def test_another_folder(runner: Runner, tmp_path: Path) -> None:
    inner = runner.workspace / "in side"
    inner.mkdir()
    for name in ("expectations", "shop.prom"):
        (runner.workspace / name).rename(inner / name)
    assert judged(runner, working_directory="in side")[0] == 0


def test_without_a_folder_reports_stay_out_of_the_repository(runner: Runner) -> None:
    ran = runner.run(JUDGE)
    assert ran.outputs["reports"] == str(runner.temp / "metrics-check-reports")
    assert sorted(path.name for path in runner.workspace.iterdir()) == [
        ".git",
        "expectations",
        "shop.prom",
    ]


WORKFLOW = yaml.safe_load((PROJECT / "docs/ci/heavy-suites.yml").read_text("utf-8"))["jobs"]
# What a harness of the reference stack does: its services in the mode of `.env`, and their work.
SUITE = f"""\
#!/bin/sh
test "$2" -gt 0
grep -q QUEUE_PROCESSING_MODE=batch_api .env
exec {sys.executable} -m tests.demo.driver "$PWD" "$1" "$LPS_PORT" "$CJ_PORT"
"""


@pytest.mark.parametrize(
    "suite", WORKFLOW["metrics"]["strategy"]["matrix"]["include"], ids=lambda each: each["profile"]
)
def test_the_workflow_on_the_reference_stack(
    temp: Path, tmp_path: Path, suite: dict[str, str]
) -> None:
    def said(text: str) -> str:
        return re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: suite[found[1]], text)

    shutil.copytree(PROJECT / stack_folder(), tmp_path / "expectations")
    (step,) = (each for each in WORKFLOW["metrics"]["steps"] if each.get("id") == "metrics")
    ports = {"lps": free_port(), "cj": free_port()}
    for name, script in (("scripts/heavy-suite", SUITE), ("bin/docker", "#!/bin/sh\n")):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(script)
        path.chmod(0o755)
    variables = {
        **{name: said(text) for name, text in WORKFLOW["metrics"]["env"].items()},
        **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }
    targets = [f"{name}=http://127.0.0.1:{port}/metrics" for name, port in ports.items()]
    names = ["lps", "cj"] if suite["profile"].startswith("cj-regular") else ["lps"]
    inputs = {name: said(text) for name, text in step["with"].items()}
    try:
        ran = Runner(tmp_path, temp, variables).run(
            JUDGE, **inputs, targets="\n".join(targets[: len(names)]), reports=str(tmp_path / "out")
        )
    finally:
        stop_all(tmp_path)
    assert ran.code == 0, ran.log
    assert ran.summary.startswith("**PASS** 1 profile · ")
    report = json.loads(Path(ran.outputs["json"]).read_text())
    assert [each["target"] for each in report["profiles"][0]["targets"]] == names
    exact = [each for each in report["profiles"][0]["outcomes"] if each["assertion"] == "run.sum"]
    assert f"sum == {suite['sent']}" in {each["expected"] for each in exact}


def test_a_python_that_is_too_old_is_told(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (tmp_path / "temp").mkdir()
    ran = Runner(tmp_path, tmp_path / "temp").run(python=str(old))
    assert ran.code == 2
    (line,) = obeyed(ran.log)
    assert line.startswith("::error::metrics-check needs Python 3.11 or newer")
    assert not (tmp_path / "temp/metrics-check").exists()
