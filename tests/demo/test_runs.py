"""Runs of the reference stack: healthy they are exact, and what one read hides is seen."""

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from metrics_check import Report, load
from metrics_check.check.checking import Judging
from metrics_check.check.clock import SystemClock
from metrics_check.check.increase import JITTER_SECONDS
from metrics_check.check.plan import Selection, plan_check
from metrics_check.check.run import Pace, begin_run, end_run
from metrics_check.demo.performance import work
from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.stack import running_stack
from metrics_check.sources.world import SourceWorld
from tests.demo.stacks import Turned, turned

PROFILE = "cj-generic-batch-api"
PACE = Pace(quiet_seconds=0.3)
JUDGING = Judging(wait_seconds=1.0, interval_seconds=0.1)


def ran(name: str, *, fault: str = "", times: int = 1) -> Report:
    """The report of the last of so many runs of one stack, each with the work of the profile."""
    path = stack_folder() / f"{name}.yaml"
    asked = load(path)
    modes = {each.name: each.allowed[0] for each in asked.env}
    clock, world = SystemClock(), SourceWorld(environment=modes)
    with running_stack(modes, fault=fault) as stack:
        urls = stack.metrics_urls()
        profile = load(path, targets={target: urls[target] for target in asked.targets})
        plans = (plan_check(profile, selection=Selection(), is_run=True),)
        for _ in range(times):
            begin = begin_run(plans, world=world, clock=clock, judging=JUDGING, pace=PACE)
            assert begin.refused is None
            if fault == "restart":
                # A process is told from another only when it began so much later.
                time.sleep(2 * JITTER_SECONDS)
            work(name, stack=stack, fault=fault, tell=lambda _: None)
            judging = replace(JUDGING, since=begin.since)
            ended = end_run(plans, world=world, clock=clock, judging=judging, pace=PACE)
    return ended.report


def test_a_second_run_counts_its_own_only() -> None:
    report = ran(PROFILE, times=2)
    assert (turned(report), report.exit_code) == ({}, 0)
    observed = {f"{each.id}#{each.assertion}": each.observed for each in report.outcomes}
    assert observed["callbacks#run.sum"] == "16"
    assert observed["items-over-all-jobs#expect.total"] == "16"


def found(report: Report) -> dict[str, tuple[str, str, str | None]]:
    """Verdict, code and what was seen of every outcome that did not pass."""
    seen = {f"{each.id}#{each.assertion}": each.observed for each in report.outcomes}
    return {name: (each.verdict, each.code, seen[name]) for name, each in turned(report).items()}


BOUND = ("fail", "bound-violated")
FAULTS: Mapping[str, Mapping[str, tuple[str, str, str | None]]] = {
    "lose-callback": {"callbacks#run.sum": (*BOUND, "15")},
    "double-callback": {"callbacks#run.sum": (*BOUND, "17")},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_one_read_hides_is_counted(fault: str) -> None:
    assert found(ran(PROFILE, fault=fault)) == FAULTS[fault]


def test_a_restart_is_told_and_what_is_exact_unproven() -> None:
    report = ran(PROFILE, fault="restart")
    unproven = {name: (each.verdict, each.code) for name, each in turned(report).items()}
    assert unproven == dict.fromkeys(
        (
            "callbacks#run.sum",
            "queue-wait#expect.mean",
            "items-over-all-jobs#expect.total",
            "jobs-are-conserved#holds",
            "every-model-shows-all#never",
            "queue-wait-adds-up#never",
            "items-per-job#expect.mean",
            "items-per-job-add-up#never",
            "job-duration#expect.mean",
            "job-duration-adds-up#never",
        ),
        ("unproven", "restarted-in-run"),
    )
    assert [each.code for each in report.findings] == ["restarted-in-run"]


def test_a_job_that_never_ends_is_not_conserved() -> None:
    turned_so = turned(ran(PROFILE, fault="stuck-job"))
    assert turned_so["jobs-are-conserved#holds"] == Turned(
        "fail", "absent-series", turned_so["jobs-are-conserved#holds"].diagnosis
    )
    assert turned_so["callbacks#run.sum"].code == "absent-series"
