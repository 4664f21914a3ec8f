"""What the example of the format page becomes, in a profile that extends it."""

from datetime import date
from pathlib import Path

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.located import Place
from metrics_check.model.profile import (
    Assertion,
    EnvRequirement,
    Expectation,
    HttpRequirement,
    Profile,
    Target,
    Waiver,
)
from metrics_check.model.series import (
    Bound,
    Comparison,
    Matcher,
    MatchOp,
    MetricType,
    Quantity,
    Series,
)

FILES = Path(__file__).parent / "cases" / "example"
BASE = "expectations/lps-batch-api.yaml"
CHILD = "expectations/cj-generic-batch-api.yaml"
ENV = "LLM_PROVIDER_SERVICE_"
RUNBOOK = "docs/operations/eng5-np-runbook.md"
JOBS = "llm_provider_batch_api_jobs_total"
ITEMS = "llm_provider_batch_api_items_per_job"
WAIT = "llm_provider_queue_wait_time_seconds"
CALLBACKS = "llm_provider_comparison_callbacks_total"
AT_LEAST_ONE = (">=", 1.0, "1", "")


def base(line: int, column: int) -> Place:
    """A place in the base."""
    return Place(BASE, line, column)


def child(line: int, column: int) -> Place:
    """A place in the profile that extends it."""
    return Place(CHILD, line, column)


def line(
    place: Place,
    kind: str,
    text: str,
    *comparisons: tuple[str, float, str, str],
    key: str = "expect",
) -> Assertion:
    """The assertion of a line; a comparison is op, value, text and unit."""
    aggregate, _, written = text.partition(" ")
    chain = tuple(
        Comparison(op, Quantity(value, typed, unit)) for op, value, typed, unit in comparisons
    )
    detail = Bound(aggregate, chain, written)
    return Assertion(kind, f"{key}.{aggregate}", place, text, detail, is_warning=key == "warn")


def bare(label: str, place: Place) -> Assertion:
    """The assertion of a bare label."""
    return Assertion(
        "labels", f"labels.{label}", place, f"{label} non-empty", LabelRule(label, place)
    )


def is_type(place: Place, declared: MetricType) -> Assertion:
    """The assertion of a declared type."""
    return Assertion("type", "type", place, f"type {declared}", declared)


def equal(label: str, value: str) -> Matcher:
    """An equality matcher."""
    return Matcher(label, MatchOp.EQUAL, value)


def jobs(status: str, place: Place) -> Expectation:
    """One of the two lines about jobs, the provider put in."""
    text = f'{JOBS}{{provider="mock",status="{status}",model}}'
    return Expectation(
        id=f"{JOBS}.${{provider}}.{status}",
        place=place,
        target="lps",
        series=Series(JOBS, (equal("provider", "mock"), equal("status", status)), ("model",), text),
        promql=None,
        type=MetricType.COUNTER,
        assertions=(bare("model", place), line(place, "any", "any >= 1", AT_LEAST_ONE)),
        owner="llm-platform",
    )


def items() -> Expectation:
    """The line about items, a histogram."""
    place = base(19, 5)
    text = f'{ITEMS}{{provider="mock",model}}'
    return Expectation(
        id=f"{ITEMS}.${{provider}}",
        place=place,
        target="lps",
        series=Series(ITEMS, (equal("provider", "mock"),), ("model",), text),
        promql=None,
        type=MetricType.HISTOGRAM,
        assertions=(
            bare("model", place),
            is_type(place, MetricType.HISTOGRAM),
            line(place, "observations", "observations >= 1", AT_LEAST_ONE),
        ),
        owner="llm-platform",
    )


def queue_wait() -> Expectation:
    """The overridden queue wait; the provider is quoted in a pattern."""
    place = child(19, 5)
    provider = Matcher("provider", MatchOp.REGEX, "mock|x")
    text = f'{WAIT}{{provider=~"mock|x",result}}'
    return Expectation(
        id="queue-wait",
        place=place,
        target="lps",
        series=Series(WAIT, (provider,), ("result",), text),
        promql=None,
        type=MetricType.HISTOGRAM,
        assertions=(
            bare("result", place),
            line(child(23, 13), "mean", "mean <= 1m", ("<=", 60.0, "1m", "seconds")),
        ),
        by=("result",),
        exercised_by=f'{CALLBACKS}{{provider=~"a|mock"}} > 0',
        alert={"for": "5m", "labels": {"team": "cj"}},
        severity="page",
        owner="comparative-judgment",
    )


def callbacks() -> Expectation:
    """The callbacks, with a line for runs."""
    place = base(34, 5)
    mode = equal("queue_processing_mode", "batch_api")
    return Expectation(
        id="callbacks",
        place=place,
        target="lps",
        series=Series(
            CALLBACKS,
            (mode,),
            ("result",),
            f'{CALLBACKS}{{queue_processing_mode="batch_api", result}}',
        ),
        promql=None,
        type=MetricType.COUNTER,
        assertions=(
            bare("result", place),
            line(base(36, 13), "aggregate", "sum >= 1", AT_LEAST_ONE),
        ),
        run=(line(base(37, 10), "aggregate", "sum == 16", ("==", 16.0, "16", ""), key="run"),),
        owner="llm-platform",
    )


def completed_jobs_have_items() -> Expectation:
    """The `never`, its block without the newline at its end."""
    promql = (
        f'sum by (model) ({JOBS}{{status="completed"}}) > 0\n'
        f"  unless sum by (model) ({ITEMS}_count) > 0"
    )
    return Expectation(
        id="completed-jobs-have-items",
        place=base(40, 5),
        target="lps",
        series=None,
        promql=promql,
        type=MetricType.UNKNOWN,
        assertions=(
            Assertion("never", "never", base(41, 12), f"never {' '.join(promql.split())}"),
        ),
        owner="llm-platform",
    )


def requests() -> Expectation:
    """What the child adds, on a target of its own."""
    return Expectation(
        id="cj_llm_requests_total",
        place=child(32, 5),
        target="cj",
        series=Series("cj_llm_requests_total", text="cj_llm_requests_total"),
        promql=None,
        type=MetricType.COUNTER,
        assertions=(),
        is_optional=True,
        owner="comparative-judgment",
    )


def example() -> Profile:
    """The whole profile."""
    waivers = (
        Waiver("type-differs", "The client is old.", "sre", date(2030, 6, 30), child(15, 5)),
        Waiver("queue-wait", "Slow on Mondays.", "sre", date(2030, 1, 31), child(28, 12), "LPS-1"),
    )
    return Profile(
        name="cj-generic-batch-api",
        place=child(2, 10),
        targets={
            "lps": Target(
                "lps", ("http://localhost:8090/metrics",), {"job": "llm_provider_service"}
            ),
            "cj": Target(
                "cj",
                ("http://localhost:8090/cj/metrics", "http://localhost:9095/metrics"),
                {"job": "cj"},
                is_labelled=False,
            ),
        },
        expectations=(
            jobs("scheduled", base(17, 5)),
            jobs("completed", base(18, 5)),
            items(),
            queue_wait(),
            callbacks(),
            completed_jobs_have_items(),
            requests(),
        ),
        env=(
            EnvRequirement(f"{ENV}QUEUE_PROCESSING_MODE", ("batch_api",), base(12, 9)),
            EnvRequirement(f"{ENV}USE_MOCK_LLM", ("true",), child(9, 5)),
            EnvRequirement(
                f"{ENV}MOCK_MODE", ("cj_generic_batch", "eng5_anchor_gpt51_low"), child(10, 5)
            ),
        ),
        http=(
            HttpRequirement(
                "http://localhost:8090/admin/mock-mode",
                {"use_mock_llm": True, "mock_mode": None},
                child(11, 16),
            ),
        ),
        waivers=waivers,
        params={"provider": "mock", "sent": "16"},
        summary="Sixteen comparisons to LPS, run as provider batch jobs.",
        owner="comparative-judgment",
        panel={"title": "Batch jobs", "width": 12},
    )
