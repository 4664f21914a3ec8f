"""What is left out as a library's, and what only looks like it."""

import pytest

from metrics_check.exposition.runtime import CREATED, RUNTIMES, runtime_of


@pytest.mark.parametrize(
    ("name", "beside", "owner"),
    [
        ("go_goroutines", (), "the Go runtime"),
        ("go_gc_duration_seconds", (), "the Go runtime"),
        ("go_orders_total", (), ""),
        ("process_cpu_seconds_total", (), "the process"),
        ("process_orders_total", (), ""),
        ("python_info", (), "the Python runtime"),
        ("promhttp_metric_handler_requests_total", (), "the handler of /metrics"),
        ("jvm_memory_used_bytes", (), "the JVM"),
        ("nodejs_eventloop_lag_seconds", (), "Node.js"),
        ("scrape_samples_scraped", (), "the scrape"),
        ("orders_created", ("orders_total",), CREATED),
        ("wait_seconds_created", ("wait_seconds_bucket", "wait_seconds_count"), CREATED),
        ("orders_total_created", ("orders_total",), CREATED),
        ("orders_created", ("orders_deleted",), ""),
        ("orders_total", (), ""),
    ],
)
def test_whose(name: str, beside: tuple[str, ...], owner: str) -> None:
    assert runtime_of(name, exposed={name, *beside}) == owner


def test_no_prefix_is_named_twice() -> None:
    prefixes = [prefix for own in RUNTIMES.values() for prefix in own]
    twice = {
        one for one in prefixes for other in prefixes if one != other and one.startswith(other)
    }
    assert (twice, len(set(prefixes))) == (set(), len(prefixes))
