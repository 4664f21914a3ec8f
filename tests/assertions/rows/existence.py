"""Rows of presence, absence and labels."""

from tests.assertions.rows import Row, rows
from tests.assertions.rows.data import HISTOGRAM, PLAIN

MISSING = "fail absent-series"
NO_LABEL = "fail absent-label"
NOT_ALLOWED = "fail value-not-allowed"
NOT_SHOWN = "fail value-not-initialised"
NO_SERIES = "unproven absent-series"
FORBIDDEN = "fail forbidden-series"
LABELS = PLAIN | {
    "bad-value": 'm{g="a",l="x"} 1\nm{g="a",l="z"} 1\n',
    "odd-values": r'm{l="a.b"} 1' + "\n" + r'm{l="say \"$1\" \\ \n"} 1' + "\n",
    "not-odd": 'm{l="aXb"} 1\n',
    "two-groups-one-lacks": 'm{g="a",l="x"} 1\nm{g="a",l="y"} 1\nm{g="b",l="x"} 1\n',
    "label-nowhere": 'm{g="a"} 1\n',
    "family": HISTOGRAM["ok"].replace("h", "m", 0).replace("h_", "m_"),
}

ROWS: tuple[Row, ...] = (
    *rows(
        "presence",
        "series: m",
        "presence",
        {
            "missing": MISSING,
            "ok": "pass",
            "zero": "pass",
            "nan": "pass",
            "inf": "pass",
            "bare": "pass",
            "family": "pass",
        },
        data=LABELS,
    ),
    *rows(
        "presence-matched",
        'series: m{l="x", g!="b"}',
        "presence",
        {"missing": MISSING, "other-labels": MISSING, "ok": "pass", "bare": MISSING},
        data=LABELS,
    ),
    *rows(
        "presence-typed",
        "series: m\ntype: histogram",
        "presence",
        {"missing": MISSING, "ok": MISSING, "family": "pass"},
        data=LABELS,
    ),
    *rows(
        "presence-by",
        "series: m\nby: [g]",
        "presence",
        {"missing": MISSING, "two-groups": "pass"},
        data=LABELS,
    ),
    *rows(
        "absent",
        "series: m\nabsent: true",
        "absent",
        {"missing": "pass", "ok": FORBIDDEN, "zero": FORBIDDEN, "family": FORBIDDEN},
        data=LABELS,
    ),
    *rows(
        "absent-matched",
        'series: m{l="z"}\nabsent: true\nreplaced_by: n',
        "absent",
        {"missing": "pass", "ok": "pass", "bad-value": FORBIDDEN},
        data=LABELS,
    ),
    *rows(
        "bare-label",
        "series: m{l}",
        "labels.l",
        {
            "missing": NO_SERIES,
            "ok": "pass",
            "empty-label": NO_LABEL,
            "bare": NO_LABEL,
            "label-nowhere": NO_LABEL,
            "nan": "pass",
            "family": "pass",
        },
        data=LABELS,
    ),
    *rows(
        "bare-label-optional",
        "series: m{l}\noptional: true",
        "labels.l",
        {"missing": "skipped", "ok": "pass", "bare": NO_LABEL},
        data=LABELS,
    ),
    *rows(
        "in",
        "series: m\ntype: counter\nlabels: {l: [x, y]}",
        "labels.l",
        {
            "missing": NO_SERIES,
            "ok": "pass",
            "bad-value": NOT_ALLOWED,
            "empty-label": NO_LABEL,
            "family": NO_SERIES,
        },
        data=LABELS,
    ),
    *rows(
        "in-not-required",
        "series: m\nlabels: {l: {in: [x, y], required: false}}",
        "labels.l",
        {
            "missing": NO_SERIES,
            "ok": "pass",
            "bad-value": NOT_ALLOWED,
            "empty-label": "pass",
            "bare": "pass",
        },
        data=LABELS,
    ),
    *rows(
        "in-odd",
        'series: m\nlabels: {l: ["a.b", "say \\"$1\\" \\\\ \\n"]}',
        "labels.l",
        {"odd-values": "pass", "not-odd": NOT_ALLOWED},
        data=LABELS,
    ),
    *rows(
        "all-odd",
        'series: m\nlabels: {l: {all: ["a.b", "say \\"$1\\" \\\\ \\n"]}}',
        "labels.l",
        {"odd-values": "pass", "not-odd": NOT_SHOWN},
        data=LABELS,
    ),
    *rows(
        "all",
        "series: m\nlabels: {l: {all: [x, y]}}",
        "labels.l",
        {
            "missing": NO_SERIES,
            "ok": "pass",
            "zero": "pass",
            "bad-value": NOT_SHOWN,
            "empty-label": NO_LABEL,
            "two-groups-one-lacks": "pass",
        },
        data=LABELS,
    ),
    *rows(
        "all-by",
        "series: m\nby: [g]\nlabels: {l: {in: [x, y], all: [x, y]}}",
        "labels.l",
        {"ok": "pass", "two-groups-one-lacks": NOT_SHOWN, "bad-value": NOT_ALLOWED},
        data=LABELS,
    ),
    *rows(
        "all-of-the-grouped-label",
        "series: m\nby: [l]\nlabels: {l: {all: [x, y]}}",
        "labels.l",
        {"ok": "pass", "bad-value": NOT_SHOWN},
        data=LABELS,
    ),
    *rows(
        "all-optional",
        "series: m\noptional: true\nlabels: {l: {all: [x]}}",
        "labels.l",
        {"missing": "skipped", "ok": "pass", "other-labels": NOT_SHOWN},
        data=LABELS,
    ),
    *rows(
        "matches",
        "series: m\nlabels: {l: {matches: 'x|y.*'}}",
        "labels.l",
        {"ok": "pass", "bad-value": NOT_ALLOWED, "bare": NO_LABEL, "missing": NO_SERIES},
        data=LABELS,
    ),
    *rows(
        "not-matches",
        "series: m\nlabels: {l: {not_matches: '[z]'}}",
        "labels.l",
        {"ok": "pass", "bad-value": NOT_ALLOWED, "bare": NO_LABEL, "missing": NO_SERIES},
        data=LABELS,
    ),
    *rows(
        "not-matches-not-required",
        "series: m\nlabels: {l: {not_matches: 'z|', required: false}}",
        "labels.l",
        {"ok": "pass", "bad-value": NOT_ALLOWED, "bare": "pass"},
        data=LABELS,
    ),
    *rows(
        "histogram-label",
        "series: m{l}\ntype: histogram\nlabels: {g: [b]}",
        "labels.g",
        {"family": NOT_ALLOWED, "ok": NO_SERIES},
        data=LABELS,
    ),
)
