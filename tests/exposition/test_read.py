"""What is read of good expositions, compared whole."""

import math

import pytest

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import (
    EVERYTHING,
    NOTHING,
    Exemplar,
    Exposition,
    Family,
    Format,
    Limits,
    Sample,
    Wanted,
)
from metrics_check.exposition.read import read_exposition
from metrics_check.model.series import MetricType

TEXT, OPENMETRICS = Format.TEXT, Format.OPENMETRICS


def read(text: str, *, syntax: Format = TEXT, wanted: Wanted = EVERYTHING) -> Exposition:
    return read_exposition([text.encode()], format=syntax, wanted=wanted)


def samples(text: str, *, syntax: Format = TEXT) -> list[Sample]:
    found = read(text, syntax=syntax)
    assert found.is_ingestible, found.problems
    return sorted((s for held in found.samples.values() for s in held), key=lambda s: s.line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a 1\n", Sample("a", {}, 1, line=1), id="no labels"),
        pytest.param("a{} 1\n", Sample("a", {}, 1, line=1), id="empty braces"),
        pytest.param('a{x=""} 1\n', Sample("a", {"x": ""}, 1, line=1), id="empty value"),
        pytest.param('a{x="1",} 1\n', Sample("a", {"x": "1"}, 1, line=1), id="comma at the end"),
        pytest.param('a{x=","} 1\n', Sample("a", {"x": ","}, 1, line=1), id="comma in a value"),
        pytest.param('a{x="=",y=","} 1\n', Sample("a", {"x": "=", "y": ","}, 1, line=1), id="=,"),
        pytest.param('a{x="}"} 1\n', Sample("a", {"x": "}"}, 1, line=1), id="brace in a value"),
        pytest.param(
            'a{x="} 2"} 1\n', Sample("a", {"x": "} 2"}, 1, line=1), id="a line in a value"
        ),
        pytest.param(
            r'a{x="\"\\\n\t"} 1' + "\n", Sample("a", {"x": '"\\\n\\t'}, 1, line=1), id="escapes"
        ),
        pytest.param('a{x="é\u2028"} 1\n', Sample("a", {"x": "é\u2028"}, 1, line=1), id="UTF-8"),
        pytest.param(
            'a{x=" # {"} 1\n', Sample("a", {"x": " # {"}, 1, line=1), id="hash in a value"
        ),
        pytest.param(
            'a\t{ x = "1" }\t2\t3000 \n', Sample("a", {"x": "1"}, 2, 3, line=1), id="tabs"
        ),
        pytest.param("a 1 1500\n", Sample("a", {}, 1, 1.5, line=1), id="milliseconds"),
        pytest.param("a +Inf\n", Sample("a", {}, math.inf, line=1), id="+Inf"),
        pytest.param("a -inf\n", Sample("a", {}, -math.inf, line=1), id="-inf"),
        pytest.param("a .5e-1\n", Sample("a", {}, 0.05, line=1), id="a fraction"),
        pytest.param("a 1e-400\n", Sample("a", {}, 0, line=1), id="too small is zero"),
        pytest.param("\n\n# x\na 1\n", Sample("a", {}, 1, line=4), id="blank and comment"),
        pytest.param("a:b 1\n", Sample("a:b", {}, 1, line=1), id="colon"),
        pytest.param("a 1", Sample("a", {}, 1, line=1), id="no newline"),
        pytest.param('a{x="1\n2"} 1\n', Sample("a", {"x": "1\n2"}, 1, line=1), id="line break"),
        pytest.param("# EOF\na 1\n", Sample("a", {}, 1, line=2), id="EOF is a comment"),
        pytest.param('a{x="\0"} 1\n', Sample("a", {"x": "\0"}, 1, line=1), id="NUL"),
    ],
)
def test_text(text: str, expected: Sample) -> None:
    assert samples(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a 1 -1.5e1", Sample("a", {}, 1, -15, line=1), id="seconds"),
        pytest.param(
            'a_total{x="1"} 1 2 # {t="}"} 3 4',
            Sample("a_total", {"x": "1"}, 1, 2, Exemplar({"t": "}"}, 3, 4), 1),
            id="exemplar",
        ),
        pytest.param(
            "a_bucket 1 # {} 0",
            Sample("a_bucket", {}, 1, None, Exemplar({}, 0), 1),
            id="exemplar without labels",
        ),
        pytest.param('a{x=" # {"} 1', Sample("a", {"x": " # {"}, 1, line=1), id="no exemplar"),
    ],
)
def test_openmetrics(text: str, expected: Sample) -> None:
    assert samples(f"{text}\n# EOF\n", syntax=OPENMETRICS) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"my.metric", "my.label"="x"} 1\n', Sample("my.metric", {"my.label": "x"}, 1, line=1)),
        ('{"a\\"b"} 1\n', Sample('a"b', {}, 1, line=1)),
        ('a{"b c"="1",d="2"} 1\n', Sample("a", {"b c": "1", "d": "2"}, 1, line=1)),
        ('{x="1","a"} 1\n', Sample("a", {"x": "1"}, 1, line=1)),
    ],
)
def test_quoted_names(text: str, expected: Sample) -> None:
    assert samples(text, syntax=Format.TEXT_UTF8) == [expected]


def test_quoted_names_that_look_like_comments() -> None:
    text = '# HELP a b\n{"#"} 1\n#c d\n{"#c"} 2\n{"# HELP"} 3\n'
    found = read(text, syntax=Format.TEXT_UTF8)
    assert found.names == {"#": 1, "#c": 1, "# HELP": 1}
    assert [shown[0].value for shown in found.samples.values()] == [1, 2, 3]
    assert list(found.families) == ["a"]


def test_nan_is_nan() -> None:
    assert math.isnan(samples("a nan\n")[0].value)


def test_metadata() -> None:
    text = '# HELP a_s say \\"hi\\"\\n\\\\\n# TYPE a_s gauge\n# UNIT a_s s\n# HELP b \n# EOF\n'
    assert read(text, syntax=OPENMETRICS).families == {
        "a_s": Family("a_s", MetricType.GAUGE, 'say "hi"\n\\', "s", 1),
        "b": Family("b", MetricType.UNKNOWN, "", None, 4),
    }


def test_help_of_text_keeps_its_quotes() -> None:
    text = '# HELP a \\"x\\n\\\\\n#\tTYPE\ta\tuntyped\n# TYPE "a.b" gauge\n'
    assert read(text, syntax=Format.TEXT_UTF8).families == {
        "a": Family("a", MetricType.UNTYPED, '\\"x\n\\', None, 1),
        "a.b": Family("a.b", MetricType.GAUGE, None, None, 3),
    }


GO = """\
# TYPE go_memstats_alloc_bytes gauge
go_memstats_alloc_bytes 1
# TYPE go_memstats_alloc_bytes_total counter
go_memstats_alloc_bytes_total 2
# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 1
h_count 1
u_bucket{le="1"} 1
other 1
other 2
"""
ALL = ["go_memstats_alloc_bytes", "go_memstats_alloc_bytes_total", "h_bucket", "h_sum", "h_count"]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        pytest.param(EVERYTHING, [*ALL, "u_bucket", "other"], id="everything"),
        pytest.param(NOTHING, [], id="nothing"),
        pytest.param(Wanted(frozenset({"go_memstats_alloc_bytes"})), ALL[:1], id="not its _total"),
        pytest.param(Wanted(frozenset({"h"})), ["h_bucket", "h_sum", "h_count"], id="a family"),
        pytest.param(Wanted(frozenset({"h_sum"})), ["h_sum"], id="one of a family"),
        pytest.param(Wanted(frozenset({"u"})), ["u_bucket"], id="a family without a type"),
        pytest.param(Wanted(patterns=("go_.*_bytes",)), ALL[:1], id="a pattern, anchored"),
    ],
)
def test_wanted(wanted: Wanted, kept: list[str]) -> None:
    found = read(GO, wanted=wanted)
    assert list(found.samples) == kept
    assert dict(found.names) == dict.fromkeys([*ALL, "u_bucket"], 1) | {"other": 2}
    assert found.sample_count == 8


def test_an_openmetrics_counter_is_wanted_by_its_family() -> None:
    text = "# TYPE a counter\na_total 1\na_created 2\n# EOF\n"
    found = read(text, syntax=OPENMETRICS, wanted=Wanted(frozenset({"a"})))
    assert list(found.samples) == ["a_total", "a_created"]


@pytest.mark.parametrize(
    ("limits", "text", "message"),
    [
        (Limits(line_bytes=9), "a 1\n" + "b" * 10, "a line is longer than 9 bytes"),
        (Limits(samples=1), "a 1\na 2\n", "there are more than 1 samples to keep"),
        (Limits(names=1), "a 1\nb 1\n", "there are more than 1 names"),
        (Limits(names=1), "# HELP a\n# HELP b\n", "there are more than 1 names"),
        (Limits(name_bytes=1), "ab 1\n", "a name is longer than 1 bytes"),
        (Limits(labels=1), 'a{x="1",y="2"} 1\n', "a has more than 1 labels"),
        (Limits(label_bytes=2), 'a{x="123"} 1\n', "a label value of a is longer than 2 bytes"),
    ],
)
def test_limits(limits: Limits, text: str, message: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_exposition([text.encode()], format=TEXT, limits=limits)
    assert (caught.value.code, str(caught.value)[: len(message)]) == ("too-large", message)


def test_problems_are_bounded() -> None:
    text = 'a{x="1"y="2"} 1\n' * 5 + "1\n" * 5 + "a 1\n"
    found = read_exposition([text.encode()], format=TEXT, limits=Limits(problems=2))
    assert [(problem.line, problem.is_ingestible) for problem in found.problems] == [
        (1, True),
        (2, True),
        (6, False),
        (7, False),
    ]
    assert found.names == {"a": 5}


@pytest.mark.parametrize("name", ["my_metric", "my_dot_metric__x", "U__my_2e_metric"])
def test_escaped_names_are_kept_as_they_come(name: str) -> None:
    assert list(read(f"# TYPE {name} gauge\n{name} 1\n").samples) == [name]
