"""What hurts today is found by `audit` on the reference stack: its items 3, 4 and 5."""

from pathlib import Path

import pytest

from metrics_check.demo.profiles import stack_folder
from tests.cli.program import run_program
from tests.demo.stacks import quietly_performed

# As their checker prints them, and as the design note lists how jobs end.
NOTE = """\
# Batch API

Jobs end as `llm_provider_batch_api_jobs_total{status="succeeded"}` or as
`llm_provider_batch_api_jobs_total{status="expired"}`, else as
`llm_provider_batch_api_jobs_total{status="failed"}`.

```promql
rate(llm_provider_queue_wait_time_seconds[5m])

avg_over_time(llm_provider_serial_bundle_items_per_call[5m])
```
"""
# Names that no service exposes, and none of the metrics of batch jobs.
RULES = """\
groups:
  - name: llm
    rules:
      - alert: CallbacksFail
        expr: rate(llm_provider_callback_total{result="failure"}[5m]) > 0
      - alert: QueueFull
        expr: llm_provider_queue_depth{queue_type="total"} > 900
"""
BATCH_API = (
    "llm_provider_batch_api_items_per_job",
    "llm_provider_batch_api_job_duration_seconds",
    "llm_provider_batch_api_jobs_total",
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the audit says of these, with the stack at work."""
    folder: Path = tmp_path_factory.mktemp("stack")
    (folder / "note.md").write_text(NOTE)
    (folder / "llm.rules.yaml").write_text(RULES)
    with quietly_performed("cj-generic-batch-api") as performance:
        urls = performance.stack.metrics_urls().values()
        exposed = [word for url in urls for word in ("--exposed", url)]
        expectations = ("--expectations", str(stack_folder().resolve()))
        words = ("audit", "llm.rules.yaml", "note.md", *expectations, *exposed)
        run = run_program(*words, folder=folder)
    assert (run.returncode, run.stderr) == (1, "")
    return run.stdout


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "`llm_provider_queue_wait_time_seconds` is a histogram, and no series has its bare "
            "name",
            id="3, rate",
        ),
        pytest.param(
            "`llm_provider_serial_bundle_items_per_call` is a histogram, and no series has its "
            "bare name",
            id="3, avg_over_time",
        ),
        pytest.param(
            "nothing knows `succeeded` as `status` of `llm_provider_batch_api_jobs_total`; known "
            "are `cancelled`, `completed`, `failed`, `scheduled`",
            id="4, succeeded",
        ),
        pytest.param(
            "nothing knows `expired` as `status` of `llm_provider_batch_api_jobs_total`",
            id="4, expired",
        ),
        pytest.param(
            "`llm_provider_callback_total` is nowhere: nothing declares it or exposes it now",
            id="5, a name that no service exposes",
        ),
        pytest.param("as it is, the alert cannot fire", id="5, an alert of it"),
        *(pytest.param(f"    {name}  declared, exposed\n", id=f"5, {name}") for name in BATCH_API),
    ],
)
def test_what_hurts_is_found(line: str, said: str) -> None:
    assert line in said


def test_what_is_right_is_not_complained_of(said: str) -> None:
    above, _, _ = said.partition("in no rule and no dashboard")
    assert "failed` as" not in above
    assert "QueueFull" not in above
    assert "llm_provider_queue_depth" not in above
