"""Near names are found among many, whatever the mistake, and nothing is near by chance."""

import pytest

from metrics_check.check.diagnose.near import near_names

SHOWN = (
    "llm_provider_batch_api_job_total",
    "llm_provider_batch_api_items_per_job",
    "llm_provider_batch_api_job_duration_seconds",
    "llm_provider_queue_wait_time_seconds",
    "llm_provider_queue_depth",
    "llm_provider_queue_expiry_total",
    "llm_provider_comparison_callbacks_total",
    "cj_llm_requests_total",
    "cj_llm_batches_started_total",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "python_info",
    "job:requests:rate5m",
    "up_time",
    "z_total",
    "x",
)

NEAR = [
    pytest.param(
        "llm_provider_batch_api_jobs_total",
        ("llm_provider_batch_api_job_total",),
        id="plural",
    ),
    pytest.param(
        "llm_provider_batch_jobs_api_total",
        ("llm_provider_batch_api_job_total",),
        id="words-in-another-order",
    ),
    pytest.param("llm_provider_queue_dpeth", ("llm_provider_queue_depth",), id="letters-swapped"),
    pytest.param("cj_llm_request_total", ("cj_llm_requests_total",), id="singular"),
    pytest.param("python_inof", ("python_info",), id="one-of-two-words-misspelled"),
    pytest.param("llmprovider_queue_depth", ("llm_provider_queue_depth",), id="separator-left-out"),
    pytest.param("LLM_Provider_Queue_Depth", ("llm_provider_queue_depth",), id="upper-case"),
    pytest.param("job_requests_rate5m", ("job:requests:rate5m",), id="colons"),
    pytest.param("uptime", ("up_time",), id="one-word"),
    pytest.param("kafka_consumer_lag", (), id="nothing-near"),
    pytest.param("y_total", (), id="two-counters-are-not-near"),
    pytest.param("x", (), id="itself-is-not-near"),
    pytest.param("y" * 300, (), id="too-long-to-compare"),
    pytest.param("_", (), id="no-words"),
]


@pytest.mark.parametrize(("name", "expected"), NEAR)
def test_near_names(name: str, expected: tuple[str, ...]) -> None:
    assert near_names(name, names=SHOWN) == expected
    assert near_names(name, names=reversed(SHOWN)) == expected


def test_at_most_three_the_nearest_first_then_by_name() -> None:
    names = ["jobs_b_total", "jobs_a_total", "jobs_d_total", "jobs_c_total", "job_total"]
    assert near_names("jobs_total", names=names) == ("job_total", "jobs_a_total", "jobs_b_total")


def test_few_of_many_names_are_compared_letter_by_letter() -> None:
    names = [f"app_{n}_{word}_total" for n in range(4000) for word in ("a", "b", "c", "d", "e")]
    assert near_names("app_1234_cc_total", names=names)[0] == "app_1234_c_total"
