"""For each expectation of each profile of the reference stack, one broken snapshot that only this
expectation notices: none is there in vain, and none hides another.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from metrics_check import Verdict, check, load
from tests.expectations.stack_snapshots import EXPECTATIONS, PROFILES, healthy_snapshot


@dataclass(frozen=True)
class Break:
    """What is broken in one target's exposition: a pattern, and what it becomes.

    `others` are more of these. `added` are lines that are put at its end. `turned` is what the
    report must say, and all of it.
    """

    target: str
    turned: Mapping[str, str]
    pattern: str = ""
    replacement: str = ""
    added: str = ""
    others: tuple[tuple[str, str], ...] = ()


BOUND = "fail bound-violated"
ABSENT = "fail absent-series"
NO_DATA = "unproven absent-series"
CONDITION = "fail condition-violated"


def zeroed(metric: str) -> tuple[str, str]:
    """The pattern and replacement that set every sample of a family to 0."""
    return rf"(?m)^({metric}(?:_bucket|_sum|_count)?(?:\{{.*\}})?) .*$", r"\1 0"


def summed(metric: str, total: int) -> tuple[str, str]:
    """The pattern and replacement that set the sums of a histogram, and nothing else of it."""
    return rf"(?m)^({metric}_sum\{{.*\}}) .*$", rf"\g<1> {total}"


def identity(metric: str, label: str) -> str:
    """A sample that tells who somebody is."""
    return f'{metric}{{{label}="7f3c"}} 1\n'


NEW_MODEL = 'llm_provider_batch_api_jobs_total{provider="mock",model="new",status="scheduled"} 1\n'
QUEUE = {
    "queue-wait": Break(
        "lps",
        {"queue-wait#labels.result": "fail value-not-allowed"},
        r'(?m)^(llm_provider_queue_wait_time_seconds_.*)result="success"',
        r'\1result="ok"',
    ),
    "queue-wait-adds-up": Break(
        "lps",
        {"queue-wait-adds-up#never": CONDITION},
        *summed("llm_provider_queue_wait_time_seconds", 600),
    ),
    "callbacks": Break(
        "lps",
        {"callbacks#labels.result": NO_DATA, "callbacks#expect.sum": ABSENT},
        r"(?m)^llm_provider_comparison_callbacks_total\{.*\n",
    ),
    "queue-expiry": Break(
        "lps",
        {"queue-expiry#labels.expiry_reason": "fail absent-label"},
        added="".join(
            f'llm_provider_queue_expiry_total{{provider="mock",queue_processing_mode="{mode}"}} 1\n'
            for mode in ("batch_api", "serial_bundle")
        ),
    ),
    "no-identity-labels": Break(
        "lps",
        {"no-identity-labels#never": CONDITION},
        added=identity("llm_provider_requests_total", "user_id"),
    ),
}
BATCH_API = {
    **QUEUE,
    "jobs-scheduled": Break(
        "lps",
        {"jobs-scheduled#expect.sum": BOUND},
        r'(?m)^(llm_provider_batch_api_jobs_total\{.*status="scheduled".*\}) .*$',
        r"\1 0",
    ),
    "jobs-completed": Break(
        "lps",
        {"jobs-completed#expect.sum": BOUND},
        r'(?m)^(llm_provider_batch_api_jobs_total\{.*status="completed".*\}) .*$',
        r"\1 0",
    ),
    "items-per-job": Break(
        "lps",
        {
            "items-per-job#expect.observations": BOUND,
            "items-per-job#expect.mean": "unproven no-observations",
        },
        *zeroed("llm_provider_batch_api_items_per_job"),
    ),
    "items-per-job-add-up": Break(
        "lps",
        {"items-per-job-add-up#never": CONDITION},
        *summed("llm_provider_batch_api_items_per_job", 1000),
    ),
    "job-duration-adds-up": Break(
        "lps",
        {"job-duration-adds-up#never": CONDITION},
        *summed("llm_provider_batch_api_job_duration_seconds", 1000),
    ),
    "job-duration": Break(
        "lps",
        {
            "job-duration#expect.observations": BOUND,
            "job-duration#expect.mean": "unproven no-observations",
        },
        *zeroed("llm_provider_batch_api_job_duration_seconds"),
    ),
    "every-model-shows-all": Break(
        "lps",
        {"every-model-shows-all#never": CONDITION},
        added=NEW_MODEL,
    ),
}
# These are broken over a run, after a first read in which nothing was counted.
COMPLETED = r'(?m)^(llm_provider_batch_api_jobs_total\{.*status="completed".*\}) .*$'
OF_RUN = {
    "callbacks": Break(
        "lps",
        {"callbacks#run.sum": BOUND},
        r"(?m)^(llm_provider_comparison_callbacks_total\{.*\}) .*$",
        r"\1 17",
    ),
    "items-over-all-jobs": Break(
        "lps",
        {"items-over-all-jobs#expect.total": BOUND},
        *summed("llm_provider_batch_api_items_per_job", 11),
    ),
    "jobs-are-conserved": Break(
        "lps", {"jobs-are-conserved#holds": CONDITION}, COMPLETED, r"\1 99"
    ),
}
SERIAL_BUNDLE = {
    **QUEUE,
    "bundle-calls": Break(
        "lps",
        {"bundle-calls#expect.any": BOUND},
        *zeroed("llm_provider_serial_bundle_calls_total"),
    ),
    "items-per-call": Break(
        "lps",
        {"items-per-call#expect.within": BOUND},
        r'(?m)^(llm_provider_serial_bundle_items_per_call_bucket\{.*le="[0-9.]+".*\}) .*$',
        r"\1 0",
        others=(summed("llm_provider_serial_bundle_items_per_call", 1000),),
    ),
    "items-per-call-add-up": Break(
        "lps",
        {"items-per-call-add-up#never": CONDITION},
        r'(?m)^(llm_provider_serial_bundle_items_per_call_bucket.*le="(?:[1248]|16|32)\.0".*) .*$',
        r"\1 0",
        others=(summed("llm_provider_serial_bundle_items_per_call", 20),),
    ),
    "every-model-shows-both": Break(
        "lps",
        {"every-model-shows-both#never": CONDITION},
        added='llm_provider_serial_bundle_calls_total{provider="mock",model="new"} 1\n',
    ),
    "queue-depth": Break(
        "lps",
        {"queue-depth#expect.each": BOUND},
        r'(?m)^(llm_provider_queue_depth\{queue_type="total"\}) .*$',
        r"\1 1001",
    ),
}
CJ = {
    "cj-requests": Break("cj", {"cj-requests#expect.sum": BOUND}, *zeroed("cj_llm_requests_total")),
    "cj-batches": Break(
        "cj",
        {"cj-batches#expect.sum": ABSENT},
        r'(?m)^(cj_llm_batches_started_total\{batching_mode=)"provider_batch_api"',
        r'\1"serial_bundle"',
    ),
    "cj-no-identity-labels": Break(
        "cj",
        {"cj-no-identity-labels#never": CONDITION},
        added=identity("cj_llm_answers_total", "essay_id"),
    ),
}
BREAKS: Mapping[str, Mapping[str, Break]] = {
    "cj-generic": SERIAL_BUNDLE,
    "cj-generic-batch-api": BATCH_API,
    "cj-regular-batch-api": {**BATCH_API, **CJ},
    "eng5-anchor": SERIAL_BUNDLE,
    "eng5-anchor-batch-api": BATCH_API,
    "eng5-lower5": SERIAL_BUNDLE,
    "eng5-lower5-batch-api": BATCH_API,
}


@pytest.mark.parametrize("profile", BREAKS)
def test_every_expectation_has_its_break(profile: str) -> None:
    expectations = load(EXPECTATIONS / f"{profile}.yaml").expectations
    assert {each.id for each in expectations if not each.only_in} == set(BREAKS[profile])
    assert {each.id for each in expectations if each.only_in or each.run} <= set(OF_RUN)


def test_every_profile_is_here() -> None:
    assert set(BREAKS) == set(PROFILES)


@pytest.mark.parametrize("profile", BREAKS)
def test_the_healthy_snapshot_holds(profile: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = healthy_snapshot(profile, within=tmp_path_factory.getbasetemp())
    assert turned(profile, folder=folder) == {}


@pytest.mark.parametrize(
    ("profile", "name"),
    [(profile, name) for profile, breaks in BREAKS.items() for name in breaks],
)
def test_only_the_expectation_notices(
    profile: str, name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given = BREAKS[profile][name]
    broken = tmp_path / "broken"
    shutil.copytree(healthy_snapshot(profile, within=tmp_path_factory.getbasetemp()), broken)
    break_exposition(broken, given)
    assert turned(profile, folder=broken) == given.turned
    assert {key.partition("#")[0] for key in given.turned} == {name}


@pytest.mark.parametrize("profile", BREAKS)
def test_a_run_from_nothing_to_the_healthy_snapshot_holds(
    profile: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = healthy_snapshot(profile, within=tmp_path_factory.getbasetemp())
    assert turned(profile, folder=folder, since=idle_before(folder, tmp_path / "before")) == {}


@pytest.mark.parametrize("profile", BREAKS)
def test_what_was_counted_before_the_run_proves_nothing(
    profile: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = healthy_snapshot(profile, within=tmp_path_factory.getbasetemp())
    assert turned(profile, folder=folder) == {}
    found = turned(profile, folder=folder, since=folder)
    assert found["callbacks#run.sum"] == BOUND
    assert found["queue-wait#expect.observations"] == BOUND


@pytest.mark.parametrize("name", OF_RUN)
def test_only_the_expectation_notices_over_a_run(
    name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    profile, broken = "eng5-lower5-batch-api", tmp_path / "broken"
    healthy = healthy_snapshot(profile, within=tmp_path_factory.getbasetemp())
    shutil.copytree(healthy, broken)
    break_exposition(broken, OF_RUN[name])
    since = idle_before(healthy, tmp_path / "before")
    assert turned(profile, folder=broken, since=since) == OF_RUN[name].turned


def idle_before(snapshot: Path, folder: Path) -> Path:
    """A snapshot of the same processes when they had counted nothing yet."""
    shutil.copytree(snapshot, folder)
    for file in folder.glob("*.prom"):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "process_" in line or "EOF" in line))
    return folder


def turned(profile: str, *, folder: Path, since: Path | None = None) -> dict[str, str]:
    """Verdict and code of what does not pass, but of what is for a run only, or may be missing."""
    report = check(load(EXPECTATIONS / f"{profile}.yaml"), snapshot=folder, since=since)
    return {
        f"{outcome.id}#{outcome.assertion}": f"{outcome.verdict.value} {outcome.code}"
        for outcome in report.outcomes
        if outcome.verdict is not Verdict.PASS
        and outcome.code not in {"only-in-run", "optional-absent"}
    }


def break_exposition(snapshot: Path, given: Break) -> None:
    """Breaks the file that holds the target's exposition."""
    document = json.loads((snapshot / "snapshot.json").read_text())
    (name,) = [read["file"] for read in document["reads"] if read["target"] == given.target]
    before = (snapshot / name).read_text()
    after = re.sub(given.pattern, given.replacement, before) if given.pattern else before
    for pattern, replacement in given.others:
        after = re.sub(pattern, replacement, after)
    body, ending, _ = after.partition("# EOF\n")
    after = f"{body}{given.added}{ending}"
    assert after != before, "nothing was broken"
    (snapshot / name).write_text(after)
