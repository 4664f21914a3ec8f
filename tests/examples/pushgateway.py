"""What may go wrong with the Pushgateway, one thing at a time."""

from tests.examples.mutation import (
    ABSENT_LABEL,
    BOUND,
    CONDITION,
    NOT_ALLOWED,
    NOT_INITIALISED,
    WARNED,
    Mutation,
)

PUSHGATEWAY = {
    "a tenant is gone": Mutation(
        "01-gateway.prom", r'^.*tenant="south".*\n', "", {"tenants#labels.tenant": NOT_INITIALISED}
    ),
    "it runs, and fails": Mutation(
        "01-gateway.prom",
        r'^(invoices_last_success_timestamp_seconds\{.*tenant="south"\}) .*$',
        r"\1 1.7953e+09",
        {"succeeded-lately#holds": CONDITION},
    ),
    "the last push was refused": Mutation(
        "01-gateway.prom",
        r'^(push_failure_time_seconds\{.*tenant="south"\}) 0$',
        r"\1 1.9e+09",
        {"pushes-taken#never": CONDITION},
    ),
    "it found nothing": Mutation(
        "01-gateway.prom",
        r'^(invoices_rows\{.*result="written",tenant="south"\}) 1200$',
        r"\1 0",
        {"rows-written#expect.sum": BOUND},
    ),
    "it rejects a tenth": Mutation(
        "01-gateway.prom",
        r'^(invoices_rows\{.*result="rejected",tenant="south"\}) 0$',
        r"\1 120",
        {"rows-rejected#holds": CONDITION},
    ),
    "slow": Mutation(
        "01-gateway.prom",
        r'^(invoices_duration_seconds\{.*tenant="south"\}) .*$',
        r"\1 4000",
        {"duration#warn.each": WARNED},
    ),
    "a job of the past": Mutation(
        "01-gateway.prom",
        r"^# TYPE push_time_seconds gauge$",
        '\\g<0>\npush_time_seconds{instance="",job="receipts"} 1.6e+09',
        {"groups#labels.job": NOT_ALLOWED},
    ),
    "pushes are malformed": Mutation(
        "01-gateway.prom",
        r'^pushgateway_http_requests_total\{code="200".* (?=2$)',
        '\\g<0>2\npushgateway_http_requests_total{code="400",handler="push",method="put"} ',
        {"requests#labels.code": NOT_ALLOWED},
    ),
    "a gateway of no version": Mutation(
        "01-gateway.prom", 'version="1.5.1"', 'version=""', {"build#labels.version": ABSENT_LABEL}
    ),
    "memory grows": Mutation(
        "01-gateway.prom",
        r"^(process_resident_memory_bytes) .*$",
        r"\1 3e+08",
        {"memory#expect.each": BOUND},
    ),
}
