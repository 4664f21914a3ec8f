"""The worked profiles of docs/examples/ hold on a healthy exposition, and only what is broken
turns on a broken one.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from metrics_check import Report, Verdict, check, load
from tests.cli.program import run_program
from tests.examples.fastapi import FASTAPI
from tests.examples.kafka_consumer import KAFKA_CONSUMER
from tests.examples.kube_state_metrics import KUBE_STATE_METRICS
from tests.examples.mutation import BOUND, CONDITION, NOT_ALLOWED, WARNED, Mutation
from tests.examples.pushgateway import PUSHGATEWAY
from tests.real.programs import need_program

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@dataclass(frozen=True)
class Example:
    """What is read of an example's folder, healthy and broken: a file a target, or a snapshot.

    `skipped` stays away on the healthy exposition, `turned` is what the broken one adds.
    """

    turned: dict[str, str]
    mutations: dict[str, Mutation]
    healthy: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    healthy_snapshot: str | None = None
    broken_snapshot: str | None = None
    skipped: dict[str, str] = field(default_factory=dict)


TABLE = {
    "fastapi": Example(
        healthy={"app": "healthy.prom"},
        broken={"app": "broken.prom"},
        turned={"requests#labels.handler": NOT_ALLOWED},
        mutations=FASTAPI,
    ),
    "kafka-consumer": Example(
        healthy={"kafka": "healthy.prom"},
        broken={"kafka": "broken.prom"},
        turned={"lag#expect.each": BOUND, "lag#warn.each": WARNED},
        mutations=KAFKA_CONSUMER,
    ),
    "kube-state-metrics": Example(
        healthy={"cluster": "healthy.prom", "exporter": "exporter.prom"},
        broken={"cluster": "broken.prom", "exporter": "exporter.prom"},
        turned={"waiting#labels.reason": NOT_ALLOWED, "rollouts#warn.each": WARNED},
        mutations=KUBE_STATE_METRICS,
        skipped={
            "list-errors#labels.resource": "skipped optional-absent",
            "list-errors#warn.each": "skipped optional-absent",
        },
    ),
    "pushgateway": Example(
        healthy_snapshot="healthy",
        broken_snapshot="two-days-later",
        turned={"pushed-lately#holds": CONDITION, "succeeded-lately#holds": CONDITION},
        mutations=PUSHGATEWAY,
    ),
}
NAMES = pytest.mark.parametrize("name", TABLE)


def _check(folder: Path, *, sources: dict[str, str], snapshot: str | None) -> Report:
    return check(
        load(folder / f"{_profile_of(folder)}.yaml"),
        sources={target: folder / file for target, file in sources.items()},
        snapshot=snapshot and folder / snapshot,
    )


def _profile_of(folder: Path) -> str:
    (file,) = folder.glob("*.yaml")
    return file.stem


def _check_healthy(folder: Path, *, example: Example) -> Report:
    return _check(folder, sources=example.healthy, snapshot=example.healthy_snapshot)


def _not_passed(report: Report) -> dict[str, str]:
    return {
        f"{outcome.id}#{outcome.assertion}": f"{outcome.verdict} {outcome.code}"
        for outcome in report.outcomes
        if outcome.verdict is not Verdict.PASS
    }


@NAMES
def test_the_folder_is_of_its_profile(name: str) -> None:
    assert _profile_of(EXAMPLES / name) == name
    ran = run_program("validate", f"{name}.yaml", folder=EXAMPLES / name)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(r"1 file, 1 profile, [0-9]+ expectations: valid\n", ran.stdout)


def _noticed(report: Report) -> set[str]:
    """The codes of what was noticed, but that a metric has no help text."""
    return {finding.code for finding in report.findings} - {"no-help"}


@NAMES
def test_the_healthy_exposition_holds(name: str) -> None:
    report = _check_healthy(EXAMPLES / name, example=TABLE[name])
    assert (report.exit_code, _noticed(report)) == (0, set())
    assert _not_passed(report) == TABLE[name].skipped
    assert len({each.id for each in report.outcomes if each.verdict is Verdict.PASS}) >= 8


@NAMES
def test_exactly_what_is_broken_turns(name: str) -> None:
    example = TABLE[name]
    report = _check(EXAMPLES / name, sources=example.broken, snapshot=example.broken_snapshot)
    assert (report.exit_code, _noticed(report)) == (1, set())
    assert _not_passed(report) == example.skipped | example.turned


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        pytest.param(name, fault, id=f"{name}: {fault}")
        for name, example in TABLE.items()
        for fault in example.mutations
    ],
)
def test_exactly_what_a_mutation_breaks_turns(name: str, fault: str, tmp_path: Path) -> None:
    example, mutation = TABLE[name], TABLE[name].mutations[fault]
    folder = tmp_path / name
    shutil.copytree(EXAMPLES / name, folder)
    _mutate(folder / (example.healthy_snapshot or "") / mutation.file, mutation=mutation)
    found = _not_passed(_check_healthy(folder, example=example))
    turned = {each: said for each, said in found.items() if example.skipped.get(each) != said}
    assert turned == mutation.turned


@NAMES
def test_every_expectation_is_turned_by_something(name: str) -> None:
    example = TABLE[name]
    turned = [example.turned, *(mutation.turned for mutation in example.mutations.values())]
    judged = _check_healthy(EXAMPLES / name, example=example).outcomes
    assert {outcome.partition("#")[0] for each in turned for outcome in each} == {
        outcome.id for outcome in judged
    }


def _mutate(file: Path, *, mutation: Mutation) -> None:
    before = file.read_text("utf-8")
    after = re.sub(mutation.pattern, mutation.replacement, before, flags=re.MULTILINE)
    assert after != before, "the mutation changed nothing"
    file.write_text(after, "utf-8", newline="\n")


def test_two_days_later_the_gateway_shows_the_same_bytes() -> None:
    folder = EXAMPLES / "pushgateway"
    (kept,) = (folder / "healthy").glob("*.prom")
    assert kept.read_bytes() == (folder / "two-days-later" / kept.name).read_bytes()


@pytest.mark.parametrize(
    "file",
    sorted(EXAMPLES.rglob("*.prom")),
    ids=lambda file: file.relative_to(EXAMPLES).as_posix(),
)
def test_prometheus_takes_the_exposition(file: Path) -> None:
    promtool = need_program("promtool", package="prometheus")
    ran = subprocess.run(
        [promtool, "check", "metrics"],
        input=file.read_bytes(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    # Its style rules, such as a missing HELP, are told on stderr, too.
    assert b"error while linting" not in ran.stderr
