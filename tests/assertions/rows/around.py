"""Rows of what an expectation lays around any kind: `exercised_by`, the target's labels."""

from tests.assertions.rows import Row, rows

IDLE = "unproven not-exercised"
BOUND = "fail bound-violated"
DATA = {
    "missing": "other 1\n",
    "idle": 'work 0\nm 0\nh_bucket{le="+Inf"} 0\nh_sum 0\nh_count 0\n',
    "idle-missing": "work 0\n",
    "busy": 'work 3\nm 0\nh_bucket{le="+Inf"} 0\nh_sum 0\nh_count 0\n',
    "busy-ok": 'work 3\nm 5\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    "busy-missing": "work 3\n",
    "busy-bad-label": 'work 3\nm{l="z"} 1\n',
}
BY = "exercised_by: sum(work) > 0\n"

ROWS: tuple[Row, ...] = (
    *rows(
        "exercised-any",
        BY + "series: m\ntype: counter\nexpect: any >= 1",
        "expect.any",
        {
            "missing": IDLE,
            "idle": IDLE,
            "idle-missing": IDLE,
            "busy": BOUND,
            "busy-ok": "pass",
            "busy-missing": "fail absent-series",
        },
        data=DATA,
    ),
    *rows(
        "exercised-presence",
        BY + "series: m",
        "presence",
        {"idle": IDLE, "idle-missing": IDLE, "busy": "pass", "busy-missing": "fail absent-series"},
        data=DATA,
    ),
    *rows(
        "exercised-mean",
        BY + "series: h\ntype: histogram\nexpect: mean <= 1",
        "expect.mean",
        {
            "idle": IDLE,
            "busy": "unproven no-observations",
            "busy-ok": "pass",
            "busy-missing": "fail absent-series",
        },
        data=DATA,
    ),
    *rows(
        "exercised-label",
        BY + "series: m\nlabels: {l: {in: [x], required: false}}",
        "labels.l",
        {
            "idle": IDLE,
            "busy-ok": "pass",
            "busy-bad-label": "fail value-not-allowed",
            "busy-missing": "unproven absent-series",
        },
        data=DATA,
    ),
    *rows(
        "exercised-absent",
        BY + "series: m\nabsent: true",
        "absent",
        {"idle": IDLE, "busy": "fail forbidden-series", "busy-missing": "pass"},
        data=DATA,
    ),
    *rows(
        "exercised-holds",
        BY + "holds: m >= 1",
        "holds",
        {
            "idle": IDLE,
            "busy": "fail condition-violated",
            "busy-ok": "pass",
            "busy-missing": "fail absent-series",
        },
        data=DATA,
    ),
    *rows(
        "exercised-never",
        BY + "never: m > 1",
        "never",
        {
            "idle": IDLE,
            "busy": "pass",
            "busy-ok": "fail condition-violated",
            "busy-missing": "unproven not-seen",
        },
        data=DATA,
    ),
    *rows(
        "exercised-optional",
        BY + "optional: true\nseries: m\ntype: counter\nexpect: any >= 1",
        "expect.any",
        {"idle-missing": "skipped", "idle": IDLE, "busy": BOUND, "busy-missing": "skipped"},
        data=DATA,
    ),
    *rows(
        "other-job",
        "holds: 'up_there{job=\"other-job-data\"} >= 1'",
        "holds",
        {"missing": "fail absent-series"},
        data=DATA,
    ),
)
