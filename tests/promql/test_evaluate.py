"""Evaluation by family. What a real server says of all this is in `test_against_prometheus`."""

import math

import pytest

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.budget import Limits
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate, evaluate_vector
from metrics_check.promql.values import Element, Scalar, Text

SAMPLES = [
    ("a", {"x": "1", "y": "p"}, 2.0, None),
    ("a", {"x": "2", "y": "p"}, 3.0, None),
    ("a", {"x": "2", "y": "q"}, math.nan, None),
    ("b", {"x": "1"}, 10.0, None),
    ("b", {"x": "2"}, 0.0, None),
    ("c", {"z": "", "x": "3"}, math.inf, None),
    ("h_bucket", {"le": "1"}, 4.0, None),
    ("h_bucket", {"le": "2.0"}, 6.0, None),
    ("h_bucket", {"le": "+Inf"}, 8.0, None),
]
WORLD = Dataset.of(SAMPLES, at=1000.25)


def shown(query: str, *, dialect: int = 3) -> list[str]:
    """Each element as `{labels} value`, in order."""
    world = WORLD if dialect == 3 else Dataset.of(SAMPLES, at=1000.25, dialect=dialect)
    return [_element(element) for element in evaluate_vector(query, world)]


def _element(element: Element) -> str:
    labels = ",".join(f"{name}={value}" for name, value in sorted(element.labels.items()))
    return f"{{{labels}}} {element.value:g}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param('a{x="1"}', ["{__name__=a,x=1,y=p} 2"], id="selector"),
        pytest.param('{__name__=~"a|b", x="1", y=""}', ["{__name__=b,x=1} 10"], id="by pattern"),
        pytest.param("c", ["{__name__=c,x=3} inf"], id="an empty label is none"),
        pytest.param("nothing", [], id="no match"),
        pytest.param("sum(a)", ["{} nan"], id="sum with NaN"),
        pytest.param("sum by (y) (a > 0)", ["{y=p} 5"], id="sum by"),
        pytest.param("avg without (y) (a)", ["{x=1} 2", "{x=2} nan"], id="avg without"),
        pytest.param("min(a) or -max(c)", ["{} 2"], id="min skips NaN"),
        pytest.param("count by (nothing) (a)", ["{} 3"], id="count by a missing label"),
        pytest.param("stdvar(b)", ["{} 25"], id="stdvar"),
        pytest.param("quantile(0.5, b)", ["{} 5"], id="quantile"),
        pytest.param("topk(2, a)", ["{__name__=a,x=2,y=p} 3", "{__name__=a,x=1,y=p} 2"], id="topk"),
        pytest.param('count_values("v", b)', ["{v=10} 1", "{v=0} 1"], id="count_values"),
        pytest.param("a + 1", ["{x=1,y=p} 3", "{x=2,y=p} 4", "{x=2,y=q} nan"], id="arithmetic"),
        pytest.param("2 < a", ["{__name__=a,x=2,y=p} 3"], id="comparison keeps the element"),
        pytest.param(
            "a != bool 2", ["{x=1,y=p} 0", "{x=2,y=p} 1", "{x=2,y=q} 1"], id="bool, NaN is unequal"
        ),
        pytest.param("b / on (x) b", ["{x=1} 1", "{x=2} nan"], id="one to one"),
        pytest.param(
            "a * on (x) group_left () b",
            ["{x=1,y=p} 20", "{x=2,y=p} 0", "{x=2,y=q} nan"],
            id="group_left",
        ),
        pytest.param(
            "b * on (x) group_right (z) a",
            ["{x=1,y=p} 20", "{x=2,y=p} 0", "{x=2,y=q} nan"],
            id="group_right",
        ),
        pytest.param("a and on (x) (b > 0)", ["{__name__=a,x=1,y=p} 2"], id="and"),
        pytest.param("b unless on (x) (a < 3)", ["{__name__=b,x=2} 0"], id="unless"),
        pytest.param("b or on () a", ["{__name__=b,x=1} 10", "{__name__=b,x=2} 0"], id="or"),
        pytest.param("-b", ["{x=1} -10", "{x=2} -0"], id="unary minus"),
        pytest.param("5 % -3 + 2 ^ -1", ["{} 2.5"], id="scalars"),
        pytest.param("b / 0", ["{x=1} inf", "{x=2} nan"], id="division by zero"),
        pytest.param('absent(d{x="1", y=~"z"})', ["{x=1} 1"], id="absent"),
        pytest.param("absent(a)", [], id="absent of what is there"),
        pytest.param("absent(sum(d))", ["{} 1"], id="absent of an expression"),
        pytest.param("vector(scalar(b))", ["{} nan"], id="scalar of two"),
        pytest.param("timestamp(b + 0)", ["{x=1} 1000.25", "{x=2} 1000.25"], id="timestamp"),
        pytest.param("vector(time())", ["{} 1000.25"], id="time"),
        pytest.param("hour() + minute()", ["{} 16"], id="dates"),
        pytest.param("clamp(b, 1, 5)", ["{x=1} 5", "{x=2} 1"], id="clamp"),
        pytest.param("clamp(b, 5, 1)", [], id="clamp to nothing"),
        pytest.param("round(b / 4, 2)", ["{x=1} 2", "{x=2} 0"], id="round"),
        pytest.param("sqrt(b - 10)", ["{x=1} 0", "{x=2} nan"], id="out of the domain"),
        pytest.param(
            'label_replace(b, "w", "<$1>", "x", "(1)")',
            ["{__name__=b,w=<1>,x=1} 10", "{__name__=b,x=2} 0"],
            id="label_replace",
        ),
        pytest.param(
            'label_join(b, "x", "-", "x", "y", "x")',
            ["{__name__=b,x=1--1} 10", "{__name__=b,x=2--2} 0"],
            id="label_join",
        ),
        pytest.param("histogram_quantile(0.5, h_bucket)", ["{} 1"], id="quantile at a bound"),
        pytest.param("histogram_quantile(0.625, h_bucket)", ["{} 1.5"], id="quantile inside"),
        pytest.param("histogram_quantile(1, h_bucket)", ["{} 2"], id="quantile in +Inf"),
        pytest.param("histogram_quantile(2, h_bucket)", ["{} inf"], id="quantile above 1"),
        pytest.param("sort_desc(b)", ["{__name__=b,x=1} 10", "{__name__=b,x=2} 0"], id="sort_desc"),
        pytest.param(
            'sort_by_label_desc(b, "x")',
            ["{__name__=b,x=2} 0", "{__name__=b,x=1} 10"],
            id="sort_by_label_desc",
        ),
    ],
)
def test_vectors(query: str, expected: list[str]) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["a2", "a10", "b"], id="numbers"),
        pytest.param(["1", "\u00b2", "\u0663"], id="digits of other scripts are text"),
        pytest.param([f"0{'0' * 40}9", "10"], id="zeros before it"),
        pytest.param(["1" + "0" * 5000, "9" * 5000], id="5000 digits are text"),
        pytest.param(["1" + "0" * 19, "7"], id="more than 64 bits are text"),
    ],
)
def test_labels_sort_as_go_sorts_them(values: list[str]) -> None:
    samples = (("s", {"x": value}, 0.0, None) for value in reversed(values))
    found = evaluate_vector('sort_by_label(s, "x")', Dataset.of(samples, at=1.0))
    assert [element.labels["x"] for element in found] == values


@pytest.mark.parametrize(
    ("query", "dialect_2", "dialect_3"),
    [
        pytest.param("b atan2 b", ["{x=1} 0.785398", "{x=2} 0"], None, id="atan2 of vectors"),
        pytest.param(
            "b atan2 10",
            ["{__name__=b,x=1} 0.785398", "{__name__=b,x=2} 0"],
            ["{x=1} 0.785398", "{x=2} 0"],
            id="atan2 and the name",
        ),
        pytest.param(
            'h_bucket{le=~"1.*"}',
            ["{__name__=h_bucket,le=1} 4"],
            ["{__name__=h_bucket,le=1.0} 4"],
            id="bounds",
        ),
        pytest.param("stddev(c)", ["{} 0"], ["{} nan"], id="an infinity alone"),
        pytest.param(
            'absent(d{x!="2", x="1"})', ["{x=1} 1"], ["{} 1"], id="absent, a label named twice"
        ),
    ],
)
def test_dialects(query: str, dialect_2: list[str], dialect_3: list[str] | None) -> None:
    if dialect_3 is not None:
        assert shown(query, dialect=2) == dialect_2
    assert shown(query) == (dialect_3 or dialect_2)


@pytest.mark.parametrize("operator", ["topk", "bottomk"])
@pytest.mark.parametrize("count", ["-Inf", "-1e30", "0.9"])
def test_prometheus_3_takes_none_of_less_than_one(operator: str, count: str) -> None:
    assert shown(f"{operator}({count}, a)") == []


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        pytest.param(
            "b + on (x) a",
            "execution",
            'found duplicate series for the match group {x="2"} on the right hand-side of the'
            ' operation: [{__name__="a", x="2", y="p"}, {__name__="a", x="2", y="q"}]'
            ";many-to-many matching not allowed: matching labels must be unique on one side",
            id="many to many",
        ),
        pytest.param(
            "a + on (x) b",
            "execution",
            "multiple matches for labels: many-to-one matching must be explicit"
            " (group_left/group_right)",
            id="many to one",
        ),
        pytest.param(
            "a + on (x) group_left (y) b",
            "execution",
            "multiple matches for labels: grouping labels must ensure unique matches",
            id="not unique",
        ),
        pytest.param(
            'label_replace(a, "x", "", "", "")',
            "execution",
            "vector cannot contain metrics with the same labelset",
            id="the same labels",
        ),
        pytest.param(
            'label_replace(a, "x", "", "x", "(")',
            "execution",
            "invalid regular expression in label_replace(): (",
            id="a bad regex",
        ),
        pytest.param("topk(NaN, a)", "execution", "Parameter value is NaN", id="topk"),
        pytest.param(
            "limitk(1, a)",
            "unsupported",
            "the aggregation limitk is not supported",
            id="limitk",
        ),
        pytest.param("info(a)", "unsupported", "the function info is not supported", id="info"),
        pytest.param(
            "absent(holt_winters(a[5m], 1, 1))",
            "unsupported",
            "the function holt_winters is not supported",
            id="holt_winters",
        ),
        pytest.param(
            "a smoothed",
            "needs-history",
            "the modifier smoothed of a smoothed needs history, and a single read has none",
            id="smoothed",
        ),
        pytest.param(
            "irate(a[5m] anchored)",
            "execution",
            "anchored modifier can only be used with: changes, delta, increase, rate, resets"
            " - not with irate",
            id="a modifier that the function does not take",
        ),
        pytest.param(
            "a or rate(a[5m])",
            "needs-history",
            "the range selector a[5m] needs history, and a single read has none",
            id="a range",
        ),
        pytest.param(
            "nothing offset 5m",
            "needs-history",
            "the modifier offset of nothing offset 5m needs history, and a single read has none",
            id="offset",
        ),
    ],
)
def test_unanswered(query: str, code: str, message: str) -> None:
    with pytest.raises(UnansweredQuery) as raised:
        evaluate(query, WORLD)
    assert (raised.value.code, str(raised.value)) == (code, message)


def test_scalars_and_strings() -> None:
    assert evaluate("1 + 1 == bool 2", WORLD) == Scalar(1.0)
    assert evaluate("'it\\'s'", WORLD) == Text("it's")


@pytest.mark.parametrize(
    ("query", "limits", "message"),
    [
        pytest.param(
            '{__name__!=""}',
            Limits(series=8),
            "the query is too large: a selector matches more than 8 series",
            id="series",
        ),
        pytest.param(
            "-(a + 1)",
            Limits(samples=12),
            "the query is too large: its steps hold more than 12 samples",
            id="samples",
        ),
    ],
)
def test_work_is_bounded(query: str, limits: Limits, message: str) -> None:
    with pytest.raises(UnansweredQuery) as raised:
        evaluate(query, WORLD, limits=limits)
    assert (raised.value.code, str(raised.value)) == ("limit", message)


def test_work_within_the_bounds() -> None:
    # Selector, number, sum, parentheses and negation: 3 + 1 + 3 + 3 + 3 samples.
    assert evaluate("-(a + 1)", WORLD, limits=Limits(series=3, samples=13))
