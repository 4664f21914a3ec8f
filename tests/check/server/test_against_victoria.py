"""What differs where VictoriaMetrics judges: all of it is on this list, and in docs/backends.md."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics_check.model.outcome import Report
from tests.check.server.faults import FAULTS, both
from tests.real.programs import SERVERS, refuse_missing
from tests.real.victoria import victoria_scraping

NAME = "victoria-metrics"
PROGRAM = shutil.which(NAME) or next(map(str, sorted(SERVERS.glob(f"{NAME}-*/usr/bin/{NAME}"))), "")
Verdict = tuple[str, str]

UNTOLD = ("unproven", "no-metadata")
GONE = ("unproven", "absent-series")
ABSENT = ("fail", "absent-series")
PASS = ("pass", "")
# It keeps no metadata: what only that tells is unproven, whatever is the case.
WITHOUT_METADATA = {"status#type": UNTOLD, "status#help": UNTOLD, "queue#type": UNTOLD}
DIFFERS: dict[str, dict[str, Verdict]] = {
    # What has no series is not there; without metadata nothing else tells of it.
    "missing": {"status#type": GONE, "status#help": GONE},
    # It stores no NaN.
    "nan": {
        "queue#type": GONE,
        "queue#expect.each": ABSENT,
        "queue#expect.max": ABSENT,
        "queue#expect.avg": ABSENT,
        "queue#warn.each": ("warn", "absent-series"),
    },
    "nan-counter": {"jobs_total.ok#expect.any": ABSENT, "both-there#holds": PASS},
    # Without buckets it looks like a summary, and without counts like a gauge.
    "no-buckets": {
        "wait#type": ("fail", "type-differs"),
        "wait#unit": PASS,
        "wait#expect.observations": PASS,
        "wait#expect.mean": PASS,
        "wait#expect.total": PASS,
    },
    "no-summary-count": {"rpc#type": ("fail", "type-differs")},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    if not PROGRAM:
        message = f"{NAME} is not there: scripts/get-servers bookworm/{NAME}"
        refuse_missing(message, may_be_missing=True)
    bodies = {name: body for name, (body, _) in FAULTS.items()}
    folder = tmp_path_factory.mktemp("victoria")
    with victoria_scraping(bodies, folder=folder, program=PROGRAM) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_differs_as_the_list_says(
    fault: str, server: tuple[str, str], tmp_path: Path
) -> None:
    url, origin = server
    target = f"{{url: http://{origin}/{fault}, labels: {{job: {fault}}}}}"
    read, asked = both(target, url=url, folder=tmp_path)
    assert verdicts(asked) == {
        **verdicts(read),
        **WITHOUT_METADATA,
        **DIFFERS.get(fault, {}),
    }


def verdicts(report: Report) -> dict[str, Verdict]:
    """Verdict and code by `id#assertion`."""
    return {f"{o.id}#{o.assertion}": (o.verdict.value, o.code) for o in report.outcomes}
