"""Rows of `holds`: chains, parentheses, aggregates, `optional`."""

from tests.assertions.rows import Row, rows
from tests.assertions.rows.data import PAIR

BAD = "fail condition-violated"
MISSING = "fail absent-series"

ROWS: tuple[Row, ...] = (
    *rows(
        "chain",
        "holds: 0 <= a <= 10",
        "holds",
        {"equal": "pass", "above": BAD, "below": BAD, "missing": MISSING, "nan": BAD},
        data=PAIR,
    ),
    *rows(
        "chain-of-vectors",
        "holds: a > 0 <= on (x) b",
        "holds",
        {"equal": "pass", "one-differs": "pass", "zero": BAD, "left-alone": BAD},
        data=PAIR,
    ),
    *rows(
        "filtered-left",
        "holds: (a > 0) <= 10",
        "holds",
        {"equal": "pass", "above": BAD, "below": "pass", "zero": BAD},
        data=PAIR,
    ),
    *rows(
        "parentheses",
        "holds: ((a) == (b))",
        "holds",
        {"equal": "pass", "one-differs": BAD, "left-alone": BAD, "missing": MISSING},
        data=PAIR,
    ),
    *rows(
        "unary",
        "holds: -a <= -5",
        "holds",
        {"equal": "pass", "left-many-one-bad": BAD, "missing": MISSING},
        data=PAIR,
    ),
    *rows(
        "arithmetic",
        "holds: a * 2 >= on (x) b + 5",
        "holds",
        {"equal": "pass", "one-differs": "pass", "zero": BAD},
        data=PAIR,
    ),
    *rows(
        "aggregates",
        "holds: sum(a) == sum(b)",
        "holds",
        {
            "missing": MISSING,
            "equal": "pass",
            "one-differs": BAD,
            "only-left": BAD,
            "only-right": BAD,
            "nan": BAD,
        },
        data=PAIR,
    ),
    *rows(
        "aggregates-by",
        "holds: sum by (x) (a) == sum by (x) (b)",
        "holds",
        {"equal": "pass", "one-differs": BAD, "left-alone": BAD, "right-alone": "pass"},
        data=PAIR,
    ),
    *rows(
        "many-names",
        "holds: '{__name__=~\"a_.*\"} >= 5'",
        "holds",
        {"two-names": BAD, "two-names-good": "pass", "missing": MISSING},
        data=PAIR,
    ),
    *rows(
        "not-empty",
        "holds: a unless b",
        "holds",
        {"missing": MISSING, "equal": BAD, "only-left": "pass", "left-alone": "pass"},
        data=PAIR,
    ),
    *rows(
        "either",
        "holds: a > 5 or b > 5",
        "holds",
        {"equal": "pass", "zero": BAD, "nan": BAD, "inf": "pass"},
        data=PAIR,
    ),
    *rows(
        "optional",
        "holds: sum(a) == sum(b)\noptional: true",
        "holds",
        {
            "missing": "skipped",
            "equal": "pass",
            "one-differs": BAD,
            "only-left": BAD,
            "only-right": BAD,
        },
        data=PAIR,
    ),
    *rows(
        "optional-not-empty",
        "holds: a > 5\noptional: true",
        "holds",
        {"missing": "skipped", "equal": BAD, "inf": "pass"},
        data=PAIR,
    ),
    *rows(
        "optional-group-right",
        "holds: a >= on (x) group_right () b\noptional: true",
        "holds",
        {"missing": "skipped", "equal": "pass", "only-right": BAD, "only-left": BAD},
        data=PAIR,
    ),
)
