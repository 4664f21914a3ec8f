"""Problems beyond one line: a server takes them, the format has a rule against them."""

import pytest

from metrics_check.exposition.model import Format
from tests.exposition.told import problems_of

OPENMETRICS = Format.OPENMETRICS
TEXT = Format.TEXT
ROWS: list[tuple[Format, str, list[str]]] = [
    (
        TEXT,
        "# TYPE a gauge\n# TYPE a gauge\n",
        ["noted 2:1 repeated-metadata: a second # TYPE of a"],
    ),
    (
        TEXT,
        '# TYPE a gauge\na{x="1"} 1\nb 1\na{x="2"} 1\n',
        [("noted 4:1 interleaved-family: a goes on after b has begun; expected it in one piece")],
    ),
    (
        TEXT,
        "a 1\n# TYPE a gauge\n",
        [
            (
                "noted 2:1 metadata-after-samples: # TYPE a stands after its first sample"
                "; expected it before"
            )
        ],
    ),
    (
        OPENMETRICS,
        '# TYPE a gauge\na{x="1"} 1\na{x="2"} 1\na{x="1"} 2\n# EOF\n',
        [
            "noted 4:1 duplicate-series: a is exposed 2 times with the same labels",
            (
                "noted 4:1 interleaved-series: a series of a goes on after another; expec"
                "ted one piece"
            ),
        ],
    ),
    (
        OPENMETRICS,
        "# TYPE a gauge\na 1 1\na 2\n# EOF\n",
        [
            (
                "noted 3:1 mixed-timestamps: some lines of a series of a have a timestamp"
                " and some have none"
            )
        ],
    ),
    (
        OPENMETRICS,
        "# TYPE a gauge\na 1 2\na 2 1\n# EOF\n",
        ["noted 3:1 timestamps-go-back: the timestamps of a series of a go back"],
    ),
    (
        OPENMETRICS,
        "# TYPE a counter\n# TYPE a_total gauge\n# EOF\n",
        ["noted 2:1 name-clash: a_total may be a sample of a_total and of a"],
    ),
    (
        OPENMETRICS,
        "# TYPE a_b info\n# UNIT a_b b\n# EOF\n",
        ["noted 1:1 unit-not-allowed: a_b is of type info and has a unit"],
    ),
    (
        OPENMETRICS,
        "# TYPE a counter\na 1\n# EOF\n",
        [
            (
                "noted 2:1 counter-suffix: a is of type counter; its samples are named a_"
                "total, a_created"
            )
        ],
    ),
    (
        TEXT,
        "# TYPE a histogram\na 1\n",
        [
            (
                "noted 2:1 sample-suffix: a is of type histogram; its samples are named a"
                "_bucket, a_sum, a_count"
            )
        ],
    ),
    (
        OPENMETRICS,
        "# TYPE a info\na 1\n# EOF\n",
        ["noted 2:1 sample-suffix: a is of type info; its samples are named a_info"],
    ),
    (
        TEXT,
        '# TYPE h histogram\nh_bucket 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
        ["noted 2:1 missing-le: h_bucket has no label le"],
    ),
    (
        TEXT,
        ('# TYPE h histogram\nh_bucket{le="+INF"} 1\nh_bucket{le="x"} 1\nh_sum 1\nh_count 1\n'),
        [
            "noted 2:1 bad-le: le='+INF' is no bound; expected a number or +Inf",
            "noted 3:1 bad-le: le='x' is no bound; expected a number or +Inf",
        ],
    ),
    (
        TEXT,
        '# TYPE s summary\ns 1\ns{quantile="2"} 1\ns_sum 1\ns_count 1\n',
        [
            "noted 2:1 missing-quantile: s is a summary without a label quantile",
            "noted 3:1 bad-quantile: quantile='2' is not between 0 and 1",
        ],
    ),
    (
        OPENMETRICS,
        '# TYPE s stateset\ns 1\ns{s="a"} 2\n# EOF\n',
        [
            "noted 2:1 missing-state: a state of s has no label s that names it",
            "noted 3:1 bad-state-value: s is 2; expected 0 or 1",
        ],
    ),
    (
        OPENMETRICS,
        "# TYPE a counter\na_total -1\n# EOF\n",
        ["noted 2:1 bad-counter-value: a_total is -1; expected 0 or more"],
    ),
    (
        OPENMETRICS,
        '# TYPE s summary\ns{quantile="0.5"} -1\n# EOF\n',
        ["noted 2:1 negative-quantile: a quantile of s is -1"],
    ),
    (
        OPENMETRICS,
        "# TYPE a info\na_info 2\n# EOF\n",
        ["noted 2:1 bad-info-value: a_info is 2; expected 1"],
    ),
    (
        OPENMETRICS,
        (
            '# TYPE a counter\na_total 1 # {x="yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'
            "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
            'yyyyyyyyyyyyyyyyy"} 1\n# EOF\n'
        ),
        [("noted 2:1 exemplar-too-long: the exemplar's labels have 129 characters; at most 128")],
    ),
    (
        TEXT,
        'a{x="1",y="2"} 1\na{y="2",x="1"} 1\n',
        ["noted 2:1 duplicate-series: a is exposed 2 times with the same labels"],
    ),
    (
        TEXT,
        '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
        ["noted 2:1 missing-inf-bucket: h has no +Inf bucket"],
    ),
    (
        TEXT,
        (
            '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="1.0"} 1\nh_bucket{le="'
            '+Inf"} 1\nh_sum 1\nh_count 1\n'
        ),
        [("noted 3:1 duplicate-bucket: h_bucket has the same bound as le='1' and as le='1.0'")],
    ),
    (
        TEXT,
        ('# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'),
        [
            (
                "noted 3:1 buckets-not-cumulative: h_bucket is not cumulative: 2 at le='1"
                "', 1 at le='+Inf'"
            )
        ],
    ),
    (
        TEXT,
        (
            '# TYPE h histogram\nh_bucket{le="2"} 1\nh_bucket{le="1"} 1\nh_bucket{le="+I'
            'nf"} 1\nh_sum 1\nh_count 1\n'
        ),
        [("noted 3:1 buckets-out-of-order: h_bucket le='1' stands after a higher bound")],
    ),
    (
        TEXT,
        '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n',
        [
            (
                "noted 4:1 bucket-count-differs: the +Inf bucket of h is 1, h_count is 2;"
                " expected the same"
            )
        ],
    ),
    (
        TEXT,
        '# TYPE h histogram\nh_bucket{le="+Inf"} 1\n',
        ["noted 2:1 missing-count: h has no h_count", "noted 2:1 missing-sum: h has no h_sum"],
    ),
    (
        TEXT,
        '# TYPE s summary\ns{quantile="0.5"} 1\n',
        ["noted 2:1 missing-count: s has no s_count", "noted 2:1 missing-sum: s has no s_sum"],
    ),
    (
        OPENMETRICS,
        '# TYPE h gaugehistogram\nh_bucket{le="+Inf"} 1\nh_gsum -1\n# EOF\n',
        [
            "noted 2:1 missing-gcount: h has h_gsum without h_gcount",
            ("noted 2:1 negative-gsum: h_gsum is negative, and h has no negative bucket"),
        ],
    ),
    (
        OPENMETRICS,
        '# TYPE h gaugehistogram\nh_bucket{le="+Inf"} 1\nh_gcount 1\n# EOF\n',
        ["noted 2:1 missing-gsum: h has h_gcount without h_gsum"],
    ),
    (
        OPENMETRICS,
        (
            '# TYPE h histogram\nh_bucket{le="-1"} 0\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_c'
            "ount 1\n# EOF\n"
        ),
        ["noted 2:1 sum-with-negative-buckets: h has negative buckets and a h_sum"],
    ),
    (
        OPENMETRICS,
        '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\n# EOF\n',
        ["noted 2:1 missing-count: h has h_sum without h_count"],
    ),
    (
        OPENMETRICS,
        '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 1\n# EOF\n',
        ["noted 2:1 missing-sum: h has h_count without h_sum"],
    ),
]


def name_of(row: tuple[Format, str, list[str]]) -> str:
    """The first code and the body."""
    return f"{row[2][0].split()[2]}{row[1][:40]!r}"


@pytest.mark.parametrize(("syntax", "text", "problems"), ROWS, ids=map(name_of, ROWS))
def test_problem(syntax: Format, text: str, problems: list[str]) -> None:
    assert problems_of(text, syntax=syntax) == problems
