"""The batch job whose metrics are recorded here: `python job.py TENANT`, once a night."""

import sys
import time

from prometheus_client import CollectorRegistry, Gauge, push_to_gateway

registry = CollectorRegistry()
duration = Gauge(
    "invoices_duration_seconds", "How long the last run took.", registry=registry, unit="seconds"
)
rows = Gauge("invoices_rows", "Rows of the last run.", ["result"], registry=registry)
succeeded = Gauge(
    "invoices_last_success_timestamp_seconds", "When a run last succeeded.", registry=registry
)

with duration.time():
    for result in ("written", "rejected"):
        rows.labels(result).set(0)
    for _ in range(1_200):
        rows.labels("written").inc()
        time.sleep(0.0001)
succeeded.set_to_current_time()

push_to_gateway(
    "localhost:9091", job="invoices", grouping_key={"tenant": sys.argv[1]}, registry=registry
)
