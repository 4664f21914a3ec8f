"""What may go wrong with the FastAPI service, one thing at a time."""

from tests.examples.mutation import BOUND, CONDITION, NOT_ALLOWED, NOT_INITIALISED, WARNED, Mutation

FASTAPI = {
    "a route that nobody called": Mutation(
        "healthy.prom",
        r'^http_requests_total\{handler="/orders",.*\n',
        "",
        {"served#labels.handler": NOT_INITIALISED},
    ),
    "a status that is no class": Mutation(
        "healthy.prom", 'status="4xx"', 'status="404"', {"requests#labels.status": NOT_ALLOWED}
    ),
    "a label more": Mutation(
        "healthy.prom",
        r'^http_requests_total\{(?=handler="/orders",)',
        'http_requests_total{customer="7",',
        {"requests#only_labels": "fail extra-label"},
    ),
    "many errors": Mutation(
        "healthy.prom",
        r'^(http_requests_total\{.*status="2xx"\}) 149.0\n(.*status="5xx"\}) 1.0$',
        r"\1 100.0\n\2 50.0",
        {"errors#never": CONDITION},
    ),
    "slow on the whole": Mutation(
        "healthy.prom",
        r'^(http_request_duration_seconds_sum\{handler="/orders",.*\}) .*$',
        r"\1 300",
        {"latency#expect.mean": BOUND},
    ),
    "one answer too slow": Mutation(
        "healthy.prom",
        r'^(http_request_duration_seconds_bucket\{handler="/orders",le="(0.1|0.5|1.0)".*\}) .*$',
        r"\1 149.0",
        {"latency#expect.within": BOUND},
    ),
    "slow now and then": Mutation(
        "healthy.prom",
        r'^(http_request_duration_highr_seconds_bucket\{le="(0.*|1.0)"\}) .*$',
        r"\1 200.0",
        {"latency-of-all#expect.p99": BOUND},
    ),
    "a large answer": Mutation(
        "healthy.prom",
        r'^(http_response_size_bytes_sum\{handler="/orders"\}) .*$',
        r"\1 1e+09",
        {"answers-are-small#expect.mean": BOUND},
    ),
    "a bucket less": Mutation(
        "healthy.prom",
        r'^http_request_duration_seconds_bucket\{.*le="0.5".*\n',
        "",
        {"latency#buckets": "fail buckets-differ"},
    ),
    "a request that was not timed": Mutation(
        "healthy.prom",
        r'^(http_requests_total\{handler="none".*\}) 5.0$',
        r"\1 6.0",
        {"every-request-is-timed#holds": CONDITION},
    ),
    "counted out, not in": Mutation(
        "healthy.prom",
        r'^(http_requests_inprogress\{handler="/orders",.*\}) 0.0$',
        r"\1 -1.0",
        {"in-progress#expect.each": BOUND},
    ),
    "memory grows": Mutation(
        "healthy.prom",
        r"^(process_resident_memory_bytes) .*$",
        r"\1 3e+08",
        {"memory#warn.each": WARNED},
    ),
    "files stay open": Mutation(
        "healthy.prom",
        r"^(process_open_fds) .*$",
        r"\1 19000.0",
        {"file-descriptors#holds": CONDITION},
    ),
}
