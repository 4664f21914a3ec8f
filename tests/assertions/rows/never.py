"""Rows of `never`: what it finds, and where finding nothing says nothing."""

from tests.assertions.rows import Row, rows
from tests.assertions.rows.data import HISTOGRAM, PAIR

BAD = "fail condition-violated"

ROWS: tuple[Row, ...] = (
    *rows(
        "never",
        "never: a > 5",
        "never",
        {
            "missing": "unproven not-seen",
            "only-left": "pass",
            "equal": BAD,
            "only-right": "unproven not-seen",
            "nan": "pass",
            "inf": BAD,
            "minus-inf": "pass",
        },
        data=PAIR,
    ),
    *rows(
        "never-stripped",
        "never: 'a{x=\"7\"} > 5'",
        "never",
        {"missing": "unproven not-seen", "equal": "pass"},
        data=PAIR,
    ),
    *rows(
        "never-no-such-label",
        "never: 'a{z=\"7\"} > 5'",
        "never",
        {"missing": "unproven not-seen", "equal": "unproven not-seen"},
        data=PAIR,
    ),
    *rows(
        "never-no-such-label-by-regex",
        "never: 'a{z=~\"7|8\"} > 5'",
        "never",
        {"equal": "unproven not-seen"},
        data=PAIR,
    ),
    *rows(
        "never-no-such-label-or-without-it",
        "never: 'a{z=~\"7|\"} > 5'",
        "never",
        {"only-left": "pass", "equal": BAD},
        data=PAIR,
    ),
    *rows(
        "never-the-label-itself",
        'never: \'a{z!=""} or a{z=~".+"}\'',
        "never",
        {"missing": "unproven not-seen", "equal": "pass"},
        data=PAIR,
    ),
    *rows(
        "never-the-label-there",
        "never: 'a{y!=\"\"} > 5'",
        "never",
        {"only-left": "pass", "equal": BAD},
        data=PAIR,
    ),
    *rows(
        "never-no-such-bound",
        "never: 'h_bucket{le=\"9\"} > 99'",
        "never",
        {"missing": "unproven not-seen", "ok": "unproven not-seen"},
        data=HISTOGRAM,
    ),
    *rows(
        "never-a-bound",
        "never: 'h_bucket{le=\"1.0\"} > 99'",
        "never",
        {"missing": "unproven not-seen", "ok": "pass"},
        data=HISTOGRAM,
    ),
    *rows(
        "never-two",
        "never: a unless b",
        "never",
        {
            "missing": "unproven not-seen",
            "equal": "pass",
            "left-alone": BAD,
            "only-right": "unproven not-seen",
        },
        data=PAIR,
    ),
    *rows(
        "never-and",
        "never: a > 5 and b > 5",
        "never",
        {
            "missing": "unproven not-seen",
            "only-left": "unproven not-seen",
            "only-right": "unproven not-seen",
            "equal": BAD,
        },
        data=PAIR,
    ),
    *rows(
        "never-filled",
        "never: sum(a or vector(0)) > 5",
        "never",
        {"missing": "unproven not-seen", "only-left": "pass", "equal": BAD},
        data=PAIR,
    ),
    *rows(
        "never-of-absent",
        "never: absent(a)",
        "never",
        {"missing": BAD, "only-left": "pass"},
        data=PAIR,
    ),
    *rows(
        "never-or",
        "never: a > 5 or b > 5",
        "never",
        {"missing": "unproven not-seen", "only-left": "pass", "equal": BAD},
        data=PAIR,
    ),
    *rows(
        "never-absent",
        "never: absent(a)",
        "never",
        {"missing": BAD, "equal": "pass"},
        data=PAIR,
    ),
    *rows(
        "never-two-names",
        "never: '{__name__=~\"a_.*\"} > 1'",
        "never",
        {"missing": "unproven not-seen", "two-names": BAD},
        data=PAIR,
    ),
    *rows(
        "never-optional",
        "never: a > 5\noptional: true",
        "never",
        {"missing": "skipped", "only-left": "pass", "equal": BAD},
        data=PAIR,
    ),
)
