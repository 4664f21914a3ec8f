"""Expositions that are broken in a dozen ways, and one profile that is judged from two sides."""

from pathlib import Path

from metrics_check.load.profiles import load_profile
from metrics_check.model.outcome import Report
from metrics_check.sources.address import server_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.worlds import judge

EXPECTATIONS = """
expectations:
  - jobs_total{status="ok"} >= 1
  - {id: status, series: 'jobs_total{status}', type: counter, help: true,
     labels: {status: [ok, failed]}, only_labels: true}
  - {id: each-status, series: jobs_total, by: [status], expect: series == 1}
  - {id: wait, series: wait_seconds, type: histogram, unit: seconds, buckets: [1, 2.5],
     expect: [observations >= 1, mean <= 2, p95 <= 3, within <= 2.5, total >= 0]}
  - {id: rpc, series: rpc_seconds, type: summary, expect: mean <= 1}
  - {id: queue, series: queue_length, type: gauge, expect: [each <= 10, max <= 10, avg >= 0],
     warn: each <= 5, exercised_by: jobs_total > 0}
  - {id: untold, series: plain_value, expect: each >= 0}
  - {id: gone, series: old_total, absent: true, replaced_by: jobs_total}
  - {id: maybe, series: maybe_total, optional: true, expect: sum >= 1}
  - {id: adds-up, holds: sum(jobs_total) == 3}
  - {id: both-there, holds: sum by (status) (jobs_total) >= 0}
  - {id: no-retry, never: retries > 2}
  - {id: scraped, holds: up == 1}
"""
HEALTHY = """\
# HELP jobs_total Jobs by how they ended.
# TYPE jobs_total counter
jobs_total{status="ok"} 3
jobs_total{status="failed"} 0
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1.0"} 1
wait_seconds_bucket{le="2.5"} 2
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_sum 2
wait_seconds_count 2
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} 0.2
rpc_seconds_sum 0.6
rpc_seconds_count 3
# TYPE queue_length gauge
queue_length 4
plain_value 1
# TYPE retries gauge
retries 0
"""
MAYBE = "# TYPE maybe_total counter\nmaybe_total"


def changed(old: str, new: str) -> str:
    """The healthy exposition with one thing changed."""
    assert old in HEALTHY
    return HEALTHY.replace(old, new)


# Each broken one with the outcomes that are then worse than a pass: a fault that nothing notices
# would compare equal, too.
FAULTS: dict[str, tuple[str, set[str]]] = {
    "healthy": (HEALTHY, set()),
    "missing": (
        changed('jobs_total{status="ok"} 3\njobs_total{status="failed"} 0\n', ""),
        {"absent-series"},
    ),
    "one-missing": (changed('jobs_total{status="ok"} 3\n', ""), {"absent-series"}),
    "nan": (changed("queue_length 4", "queue_length NaN"), {"bound-violated"}),
    "nan-counter": (changed('ok"} 3', 'ok"} NaN'), {"bound-violated", "condition-violated"}),
    "infinite": (changed("queue_length 4", "queue_length +Inf"), {"bound-violated"}),
    "warned": (changed("queue_length 4", "queue_length 7"), {"bound-violated"}),
    "empty-label": (changed('{status="failed"} 0', '{status=""} 0'), {"absent-label"}),
    "no-label": (changed('{status="failed"} 0', " 0"), {"absent-label"}),
    "other-value": (changed('{status="failed"} 0', '{status="odd"} 0'), {"value-not-allowed"}),
    "extra-label": (
        changed('{status="failed"} 0', '{status="failed",user="7"} 0'),
        {"extra-label"},
    ),
    "own-job": (changed('{status="failed"} 0', '{status="failed",job="x"} 0'), {"extra-label"}),
    "no-observation": (
        changed('_bucket{le="1.0"} 1', '_bucket{le="1.0"} 0')
        .replace('le="2.5"} 2', 'le="2.5"} 0')
        .replace('le="+Inf"} 2', 'le="+Inf"} 0')
        .replace("wait_seconds_sum 2", "wait_seconds_sum 0")
        .replace("wait_seconds_count 2", "wait_seconds_count 0"),
        {"bound-violated", "no-observations"},
    ),
    "above-all-bounds": (
        changed('le="+Inf"} 2', 'le="+Inf"} 9').replace("_count 2", "_count 9"),
        {"bound-violated"},
    ),
    "other-buckets": (changed('le="2.5"', 'le="5.0"'), {"buckets-differ", "bound-violated"}),
    "no-buckets": (
        changed('wait_seconds_bucket{le="1.0"} 1\nwait_seconds_bucket{le="2.5"} 2\n', "").replace(
            'wait_seconds_bucket{le="+Inf"} 2\n', ""
        ),
        {"absent-series", "missing-inf-bucket", "buckets-differ"},
    ),
    "not-cumulative": (changed('le="1.0"} 1', 'le="1.0"} 5'), {"buckets-not-cumulative"}),
    "count-differs": (
        changed("wait_seconds_count 2", "wait_seconds_count 3"),
        {"bucket-count-differs"},
    ),
    "no-sum": (changed("wait_seconds_sum 2\n", ""), {"missing-sum", "absent-series"}),
    "no-summary-count": (changed("rpc_seconds_count 3\n", ""), {"absent-series"}),
    "other-type": (
        changed("# TYPE jobs_total counter", "# TYPE jobs_total gauge"),
        {"type-differs"},
    ),
    "no-type": (changed("# TYPE jobs_total counter\n", ""), {"no-metadata"}),
    "no-help": (changed("# HELP jobs_total Jobs by how they ended.\n", ""), {"help-missing"}),
    "old-is-back": (HEALTHY + "# TYPE old_total counter\nold_total 0\n", {"forbidden-series"}),
    "maybe-is-there": (HEALTHY + f"{MAYBE} 1\n", set()),
    "maybe-is-bad": (HEALTHY + f"{MAYBE} 0\n", {"bound-violated"}),
    "does-not-add-up": (changed('failed"} 0', 'failed"} 1'), {"condition-violated"}),
    "retried": (changed("retries 0", "retries 3"), {"condition-violated"}),
    "not-seen": (changed("# TYPE retries gauge\nretries 0\n", ""), {"not-seen"}),
    "idle": (changed('ok"} 3', 'ok"} 0'), {"not-exercised", "bound-violated"}),
    "no-metadata-at-all": (
        "".join(line for line in HEALTHY.splitlines(keepends=True) if line[0] != "#"),
        {"no-metadata", "help-missing"},
    ),
    "openmetrics": (
        HEALTHY.replace("jobs_total Jobs", "jobs Jobs").replace("TYPE jobs_total", "TYPE jobs")
        + "# EOF\n",
        set(),
    ),
}


def both(target: str, *, url: str, folder: Path) -> tuple[Report, Report]:
    """The report of the target as read, and as the server tells of it."""
    (folder / "p.yaml").write_text(
        f"format: 1\nprofile: p\ntargets: {{app: {target}}}\n{EXPECTATIONS}"
    )
    profile = load_profile("p", folder=folder)
    asking = ReadOptions(timeout_seconds=30, prometheus=server_address(url))
    return (
        judge(profile, SourceWorld(ReadOptions(timeout_seconds=30))),
        judge(profile, SourceWorld(asking)),
    )
