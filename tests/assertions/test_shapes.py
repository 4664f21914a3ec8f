"""What is judged on metadata and label sets: whole judgements."""

import pytest

from metrics_check.assertions.kind import Explanation
from metrics_check.assertions.registry import kind
from metrics_check.model.probe import Evidence, InstanceShape, Judgement, Shape
from metrics_check.model.series import MetricType
from tests.assertions.building import subject_of

X = {"l": "x"}
NO_SERIES = "no such series, so nothing to judge: m"
UNTOLD = "nothing tells whether this is a {}: there is no metadata"


def one(
    metric_type: MetricType | None = None,
    *,
    name: str = "here:1",
    help: str | None = None,
    unit: str | None = None,
    label_sets: tuple[dict[str, str], ...] = (X,),
    bounds: tuple[tuple[dict[str, str], tuple[float, ...]], ...] = (),
    parts: tuple[str, ...] = ("",),
    has_metadata: bool = True,
) -> InstanceShape:
    """One instance that shows `m{l="x"}`."""
    return InstanceShape(name, metric_type, help, unit, label_sets, bounds, parts, has_metadata)


def at(instance: str, note: str) -> Evidence:
    """What an instance shows."""
    return Evidence({"instance": instance}, note=note)


def judge(entry: str, assertion: str, shape: Shape) -> Judgement:
    """The judgement of one assertion of an entry."""
    subject = subject_of(entry, assertion, {"job": "x"})
    own = kind(subject.assertion.kind)
    assert own.judge is not None
    return own.judge(subject, shape)


INF = float("inf")
COUNTER, GAUGE, HISTOGRAM = MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM
NOWHERE = one(label_sets=(), parts=())
BUCKETS = ((X, (1.0, 8.0, INF)),)


@pytest.mark.parametrize(
    ("declared", "shape", "expected"),
    [
        pytest.param("counter", (one(COUNTER),), Judgement("counter"), id="as-declared"),
        pytest.param(
            "counter",
            (one(GAUGE),),
            Judgement("gauge", (at("here:1", "gauge"),), code="type-differs"),
            id="another",
        ),
        pytest.param(
            "counter",
            (one(COUNTER), one(GAUGE, name="there:1")),
            Judgement("counter, gauge", (at("there:1", "gauge"),), code="type-differs"),
            id="one-replica-differs",
        ),
        pytest.param(
            "counter",
            (one(),),
            Judgement("no type", unproven=UNTOLD.format("counter"), code="no-metadata"),
            id="counter-untold",
        ),
        pytest.param(
            "gauge",
            (one(MetricType.UNTYPED),),
            Judgement("no type", unproven=UNTOLD.format("gauge"), code="no-metadata"),
            id="gauge-untyped",
        ),
        pytest.param(
            "counter",
            (one(bounds=BUCKETS, parts=("_bucket", "_sum", "_count")),),
            Judgement(
                "no type, shaped like a histogram",
                (at("here:1", "no type, shaped like a histogram"),),
                code="type-differs",
            ),
            id="counter-with-buckets",
        ),
        pytest.param(
            "histogram",
            (one(bounds=BUCKETS),),
            Judgement("no type, shaped like a histogram"),
            id="histogram-by-buckets",
        ),
        pytest.param(
            "histogram",
            (one(),),
            Judgement("no type", (at("here:1", "no type"),), code="type-differs"),
            id="histogram-without-parts",
        ),
        pytest.param(
            "summary",
            (one(parts=("", "_sum", "_count")),),
            Judgement("no type, shaped like a summary"),
            id="summary-by-parts",
        ),
        pytest.param(
            "gaugehistogram",
            (one(parts=("_bucket", "_gsum", "_gcount")),),
            Judgement("no type, shaped like a gaugehistogram"),
            id="gaugehistogram-by-parts",
        ),
        pytest.param("untyped", (one(MetricType.UNKNOWN),), Judgement("no type"), id="untyped"),
        pytest.param(
            "untyped",
            (one(COUNTER),),
            Judgement("counter", (at("here:1", "counter"),), code="type-differs"),
            id="untyped-but-told",
        ),
        pytest.param(
            "histogram",
            (one(GAUGE, label_sets=()),),
            Judgement("gauge", (at("here:1", "gauge"),), code="type-differs"),
            id="metadata-alone",
        ),
        pytest.param(
            "counter",
            (NOWHERE,),
            Judgement("no series", unproven=NO_SERIES, code="absent-series"),
            id="nowhere",
        ),
        pytest.param(
            "counter", (one(COUNTER), NOWHERE), Judgement("counter"), id="one-replica-without"
        ),
    ],
)
def test_type(declared: str, shape: Shape, expected: Judgement) -> None:
    assert judge(f"series: m\ntype: {declared}", "type", shape) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param((one(COUNTER, help="What."),), Judgement("What."), id="there"),
        pytest.param(
            (one(COUNTER),),
            Judgement("no # HELP", (at("here:1", "no # HELP"),), code="help-missing"),
            id="missing",
        ),
        pytest.param(
            (one(COUNTER, help="  "),),
            Judgement("  ", (at("here:1", "no # HELP"),), code="help-missing"),
            id="blank",
        ),
        pytest.param(
            (one(has_metadata=False),),
            Judgement(
                "no # HELP",
                unproven="there is no metadata, so nothing tells whether the metric is explained",
                code="no-metadata",
            ),
            id="no-metadata",
        ),
        pytest.param(
            (NOWHERE,),
            Judgement("no series", unproven=NO_SERIES, code="absent-series"),
            id="nowhere",
        ),
    ],
)
def test_help(shape: Shape, expected: Judgement) -> None:
    assert judge("series: m\nhelp: true", "help", shape) == expected


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        pytest.param("m_seconds", (one(unit="seconds"),), Judgement("unit seconds"), id="told"),
        pytest.param(
            "m_seconds_total", (one(),), Judgement("no # UNIT, named m_seconds"), id="by-name"
        ),
        pytest.param(
            "m_seconds",
            (one(unit="ms"),),
            Judgement("unit ms", (at("here:1", "unit ms"),), code="unit-differs"),
            id="told-otherwise",
        ),
        pytest.param(
            "m_milliseconds",
            (one(),),
            Judgement(
                "no # UNIT, named m_milliseconds",
                (at("here:1", "no # UNIT, named m_milliseconds"),),
                code="unit-differs",
            ),
            id="named-otherwise",
        ),
        pytest.param(
            "m",
            (NOWHERE,),
            Judgement("no series", unproven=NO_SERIES, code="absent-series"),
            id="nowhere",
        ),
    ],
)
def test_unit(name: str, shape: Shape, expected: Judgement) -> None:
    assert judge(f"series: {name}\nunit: seconds", "unit", shape) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param((one(bounds=BUCKETS),), Judgement("1 8"), id="exactly"),
        pytest.param(
            (one(bounds=((X, (1.0, 8.0)), ({}, (1.0, 8.0, INF)))),),
            Judgement("1 8"),
            id="infinite-or-not",
        ),
        pytest.param(
            (one(bounds=((X, (1.0, 4.0, INF)), ({}, (1.0, 8.0, INF)))),),
            Judgement(
                "1 4; 1 8", (Evidence(X, note="missing: 8; extra: 4"),), code="buckets-differ"
            ),
            id="one-child-differs",
        ),
        pytest.param(
            (one(),),
            Judgement(
                "no buckets", (Evidence({}, note="no buckets at all"),), code="buckets-differ"
            ),
            id="no-buckets",
        ),
        pytest.param(
            (NOWHERE,),
            Judgement("no series", unproven=NO_SERIES, code="absent-series"),
            id="nowhere",
        ),
    ],
)
def test_buckets(shape: Shape, expected: Judgement) -> None:
    assert judge('series: m\nbuckets: [1.0, "8"]', "buckets", shape) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param((one(label_sets=({"l": "x", "g": "a"},)),), Judgement("g, l"), id="named"),
        pytest.param((one(label_sets=({},)),), Judgement("no label"), id="fewer"),
        pytest.param(
            (one(label_sets=(X, {"l": "x", "user_id": "7", "b": "1", "k": "2"})),),
            Judgement(
                "b, k, l, user_id",
                (Evidence({"l": "x", "user_id": "7", "b": "1", "k": "2"}, note="extra: user_id"),),
                code="extra-label",
            ),
            id="one-extra",
        ),
        pytest.param(
            (NOWHERE,),
            Judgement(
                "no series",
                unproven='no such series, so nothing to judge: m{k!="", l}',
                code="absent-series",
            ),
            id="nowhere",
        ),
    ],
)
def test_only_labels(shape: Shape, expected: Judgement) -> None:
    entry = "series: 'm{k!=\"\", l}'\nonly_labels: true\nlabels: {b: ['1']}\nby: [g]"
    assert judge(entry, "only_labels", shape) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param((one(bounds=BUCKETS),), None, id="a-bound"),
        pytest.param(
            (one(bounds=((X, (1.0, 4.0, INF)),)),),
            Explanation(
                "no-such-bucket",
                "no bucket has the bound 8, so what is within it cannot be told;"
                " the bounds are 1, 4, +Inf",
                "no bucket of that bound",
            ),
            id="no-bound",
        ),
        pytest.param(
            (one(bounds=((X, (1.0, INF)), ({}, (8.0, INF)))),),
            Explanation(
                "no-such-bucket",
                "not every bucket set has the bound 8, so what is within it cannot be told;"
                " the bounds are 1, +Inf",
            ),
            id="of-some",
        ),
        pytest.param((NOWHERE,), None, id="nowhere"),
    ],
)
def test_within_says_that_its_bound_is_none(shape: Shape, expected: Explanation | None) -> None:
    subject = subject_of("series: m\ntype: histogram\nexpect: within <= 8", "expect.within", {})
    explain = kind("within").explain
    assert explain is not None
    assert explain(subject, shape) == expected
