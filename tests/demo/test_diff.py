"""Two recorded releases of the stack: every change is found, and none is invented.

The first release is the stack as it is, recorded by `snapshot`. The second is it with a fault that
changes what it exposes, or the record with the changes of a release that are listed below.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from metrics_check.demo.profiles import stack_folder
from tests.cli.program import run_program
from tests.demo.stacks import quietly_performed

PROFILE = "cj-regular-batch-api"
BUNDLES = "llm_provider_serial_bundle_items_per_call"
CALLBACKS = "llm_provider_comparison_callbacks_total"
DURATION = "llm_provider_batch_api_job_duration_seconds"
ITEMS = "llm_provider_batch_api_items_per_job"
JOBS = "llm_provider_batch_api_jobs_total"
WAIT = "llm_provider_queue_wait_time_seconds"
Row = tuple[str, str, str]
# By fault: breaking changes, then compatible ones.
FAULTS: Mapping[str, tuple[list[Row], list[Row]]] = {
    "": ([], []),
    "bad-value": (
        [
            ("value-removed", WAIT, 'result: "success"'),
            ("value-removed", CALLBACKS, 'result: "success"'),
        ],
        [
            ("value-added", WAIT, 'result: "ok"'),
            ("value-added", CALLBACKS, 'result: "ok"'),
        ],
    ),
    "drop-label": ([("label-removed", CALLBACKS, "result, 1 value")], []),
    "identity-label": ([("label-added", CALLBACKS, "user_id, 1 value")], []),
    "missing-bucket": ([("bucket-removed", WAIT, "le +Inf")], []),
    "rename-metric": (
        [
            (
                "family-renamed",
                JOBS,
                "likely llm_provider_batch_api_job_total now, same type and labels",
            )
        ],
        [],
    ),
    "wrong-type": ([("type-changed", WAIT, "histogram → gauge")], []),
}
# A second release by hand: what is replaced in the pages of LPS, and what is then told.
RELEASE: tuple[tuple[Callable[[str], str], str, Row], ...] = (
    (
        lambda page: page.replace("batch_api_jobs", "batch_api_started_jobs"),
        "breaking",
        (
            "family-renamed",
            JOBS,
            "likely llm_provider_batch_api_started_jobs_total now, same type and labels",
        ),
    ),
    (
        lambda page: page.replace(
            "# TYPE llm_provider_queue_depth gauge", "# TYPE llm_provider_queue_depth unknown"
        ),
        "breaking",
        ("type-changed", "llm_provider_queue_depth", "gauge → unknown"),
    ),
    (
        lambda page: page.replace(f"# TYPE {WAIT} ", f"# UNIT {WAIT} seconds\n# TYPE {WAIT} "),
        "compatible",
        ("unit-added", WAIT, "seconds"),
    ),
    (
        lambda page: without(page, f'{DURATION}_bucket{{le="0.5",'),
        "breaking",
        ("bucket-removed", DURATION, "le 0.5"),
    ),
    (
        lambda page: without(page, f"{ITEMS}_sum"),
        "breaking",
        ("part-removed", ITEMS, f"{ITEMS}_sum"),
    ),
    (
        lambda page: page.replace('queue_type="total"', 'queue_kind="total"'),
        "breaking",
        (
            "label-renamed",
            "llm_provider_queue_depth",
            "queue_type is gone, queue_kind is new, with the same values",
        ),
    ),
    (
        lambda page: page.replace(f"# HELP {WAIT} Time", f"# HELP {WAIT} The time"),
        "compatible",
        ("help-changed", WAIT, "the help text differs"),
    ),
    (
        lambda page: page.replace(
            "# EOF", "# TYPE llm_provider_up gauge\nllm_provider_up 1\n# EOF"
        ),
        "compatible",
        ("family-added", "llm_provider_up", "gauge, 1 series"),
    ),
    (
        lambda page: without(page, BUNDLES),
        "breaking",
        ("family-removed", BUNDLES, "histogram, 0 series"),
    ),
)


def without(page: str, word: str) -> str:
    """The page without the lines that hold this, of which there is one at least."""
    lines = page.splitlines(keepends=True)
    kept = [line for line in lines if word not in line]
    assert len(kept) < len(lines), word
    return "".join(kept)


def record(folder: Path, *, fault: str) -> None:
    """Puts a snapshot of both services after their work into the folder."""
    with quietly_performed(PROFILE, fault=fault) as performance:
        urls = performance.stack.metrics_urls()
        run = run_program(
            *("snapshot", PROFILE, "--expectations", str(stack_folder().resolve())),
            *("-t", f"lps={urls['lps']}", "-t", f"cj={urls['cj']}", "-o", str(folder)),
        )
    assert run.returncode == 0, run.stderr


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first release, recorded."""
    folder = tmp_path_factory.mktemp("releases") / "first"
    record(folder, fault="")
    return folder


def found(old: Path, new: Path, *words: str) -> tuple[int, list[Row], list[Row]]:
    """Exit code, and what is told: breaking changes, then compatible ones."""
    run = run_program("diff", old.name, new.name, "--json", *words, folder=old.parent)
    told = json.loads(run.stdout)
    breaking, compatible = (
        [(each["kind"], each["metric"], each["detail"]) for each in told[severity]]
        for severity in ("breaking", "compatible")
    )
    assert run.returncode == told["exit_code"], run.stderr
    assert {each.get("target") for each in told["breaking"]} <= {"lps"}
    return run.returncode, breaking, compatible


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_that_a_fault_makes(fault: str, first: Path) -> None:
    second = first.parent / (fault or "same")
    record(second, fault=fault)
    breaking, compatible = FAULTS[fault]
    assert found(first, second) == (1 if breaking else 0, breaking, compatible)


def test_a_release_with_many_changes(first: Path) -> None:
    second = first.parent / "second"
    shutil.copytree(first, second)
    (path,) = second.glob("*lps.prom")
    page = path.read_text("utf-8")
    for change, _, _ in RELEASE:
        assert change(page) != page
        page = change(page)
    path.write_text(page, "utf-8")
    code, breaking, compatible = found(first, second)
    rows = [(severity, row) for _, severity, row in RELEASE]
    assert code == 1
    assert sorted(breaking) == sorted(row for severity, row in rows if severity == "breaking")
    assert sorted(compatible) == sorted(row for severity, row in rows if severity == "compatible")
    back = found(second, first, "--fail-on", "none")
    assert back[0] == 0
    assert ("family-added", BUNDLES, "histogram, 0 series") in back[2]
    assert ("family-removed", "llm_provider_up", "gauge, 1 series") in back[1]
    assert len(back[1]) + len(back[2]) == len(RELEASE)
