"""Parsing: what is refused and how it is said; no query takes the process down."""

import json
import subprocess
import sys

import pytest

from metrics_check.errors import BadNotation, UnansweredQuery
from metrics_check.promql.bounds import MAX_CHARACTERS, MAX_DEPTH, MAX_STEPS
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from tests.promql.hostile import DEEP, MANY

ESCAPES = r"expected one of \n \t \r \\ \" \xNN \NNN \uNNNN \UNNNNNNNN. For a backslash itself"

NO_SIGN = "unary expression only allowed on expressions of type scalar or vector"


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        pytest.param("", 0, "bad PromQL ``: no expression found in input", id="empty"),
        pytest.param("sum(a", 3, "found an opening ( without its )", id="unclosed"),
        pytest.param("a)", 1, "found ) with nothing open", id="closed too often"),
        pytest.param("sum(a]", 5, "found ] with ( open", id="closed by another"),
        pytest.param('a{b="c', 5 - 1, 'found `"c`, expected a closing "', id="open string"),
        pytest.param(
            r'a{b="\q"}', 5, rf"found the escape `\q`, {ESCAPES} write `\\`", id="bad escape"
        ),
        pytest.param(
            "rat(a[5m])",
            0,
            "bad PromQL `rat(a[5m])`: unknown function with name 'rat'. Did you mean `rate`?",
            id="unknown function",
        ),
        pytest.param(
            "1 > 2",
            0,
            "bad PromQL `1 > 2`: comparisons between scalars must use BOOL modifier",
            id="scalars",
        ),
        pytest.param(
            "a offset - inf",
            11,
            "found inf, expected a duration such as 5m",
            id="an endless offset",
        ),
        pytest.param(
            "2 * 1e400", 4, "found `1e400`, which is too large for a number", id="too large"
        ),
        pytest.param(
            '+"a"', 0, f'bad PromQL `+"a"`: {NO_SIGN}, got: string', id="a plus before a string"
        ),
        pytest.param(
            'count_values(+ # sign\n ("a"), b)',
            0,
            f'bad PromQL `count_values(+ # sign ("a"), b)`: {NO_SIGN}, got string',
            id="a plus before a string in brackets",
        ),
        pytest.param(
            "rate(+a[5m])",
            0,
            f"bad PromQL `rate(+a[5m])`: {NO_SIGN}, got: matrix",
            id="a plus before a range",
        ),
        pytest.param('- +"a"', 0, f'bad PromQL `- +"a"`: {NO_SIGN}, got: string', id="two signs"),
        pytest.param("a[1e300]", 2, "found 1e300, expected a duration such as 5m", id="no range"),
        pytest.param('a{b=~"("}', 0, "bad regex `(`: missing ): ( (RE2)", id="bad regex"),
        pytest.param(
            '{a=~".*"}',
            0,
            'bad PromQL `{a=~".*"}`: vector selector must contain at least one non-empty matcher',
            id="matches everything",
        ),
        pytest.param(
            '{a!="b", c!~"d", e=""}',
            0,
            'bad PromQL `{a!="b", c!~"d", e=""}`:'
            " vector selector must contain at least one non-empty matcher",
            id="every matcher takes the empty value",
        ),
        pytest.param(
            "a[1m - 60]", 2, "duration must be greater than 0", id="a computed range of nothing"
        ),
        pytest.param("a[5m/(1-1)]", 4, "division by zero", id="a duration by zero"),
        pytest.param("a[5m % 0]", 5, "modulo by zero", id="modulo zero"),
        pytest.param("a[(1e9)^2]", 2, "duration is out of range", id="a computed range too long"),
        pytest.param("a[5m + x]", 7, "found `x`, expected a duration such as 5m", id="no duration"),
        pytest.param(
            "a[5m + 1_0]", 7, "found `1_0`, expected a duration such as 5m", id="no number"
        ),
        pytest.param("a[5m *]", 5, "the duration is not complete", id="half a duration"),
        pytest.param(
            "a[5m:] offset 1m smoothed",
            17,
            "smoothed modifier is not supported for subqueries",
            id="a smoothed subquery",
        ),
        pytest.param(
            "a[5m] smoothed offset 1m anchored",
            25,
            "anchored and smoothed modifiers cannot be used together",
            id="both modifiers",
        ),
        pytest.param(
            "(a) smoothed", 0, "bad PromQL `(a) smoothed`: invalid promql query", id="no selector"
        ),
        pytest.param(
            "{} anchored",
            0,
            "bad PromQL `{} anchored`: vector selector must contain at least one non-empty matcher",
            id="nothing but a modifier",
        ),
        pytest.param(
            "a and fill(0) b",
            0,
            "bad PromQL `a and fill(0) b`: filling in missing series not allowed for set operators",
            id="fill of a set operator",
        ),
        pytest.param(
            "a + fill_left(0) (1)",
            0,
            "bad PromQL `a + fill_left(0) (1)`:"
            " filling in missing series only allowed between instant vectors",
            id="fill of a scalar",
        ),
        pytest.param(
            'a{__name__="b"}',
            0,
            "bad PromQL `a{__name__=\"b\"}`: metric name must not be set twice: 'a' or 'b'",
            id="two names",
        ),
    ],
)
def test_bad_promql(text: str, offset: int, message: str) -> None:
    with pytest.raises(BadNotation) as raised:
        parse(text)
    assert (raised.value.offset, str(raised.value)) == (offset, message)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        pytest.param(
            "x" * (MAX_CHARACTERS + 1),
            "limit",
            f"the query is too large: it has {MAX_CHARACTERS + 1} characters,"
            f" more than {MAX_CHARACTERS}",
            id="long",
        ),
        pytest.param(
            "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH,
            "limit",
            f"the query is too large: it nests up to {MAX_DEPTH + 1} deep, more than {MAX_DEPTH}",
            id="deep",
        ),
        pytest.param(
            "label_join(a" + ",(a)" * MAX_STEPS + ")",
            "limit",
            f"the query is too large: it has {MAX_STEPS + 1} operators and brackets,"
            f" more than {MAX_STEPS}",
            id="many brackets",
        ),
        pytest.param(
            "a" + " smoothed" * (MAX_STEPS + 1),
            "limit",
            f"the query is too large: it has {MAX_STEPS + 1} operators and brackets,"
            f" more than {MAX_STEPS}",
            id="many modifiers",
        ),
        pytest.param(
            "a[1m + step()]",
            "unsupported",
            "a duration of step() is not supported",
            id="a duration of the query's step",
        ),
        pytest.param(
            "rate(a[5m])[5m:30s * 2]",
            "unsupported",
            "the subquery of a computed duration is not supported",
            id="a computed step",
        ),
        pytest.param(
            "a offset -min_of(1m, 2m)",
            "unsupported",
            "the modifier offset of a computed duration is not supported",
            id="a computed offset",
        ),
        pytest.param(
            "a @ -1.5",
            "unsupported",
            "a negative time behind @ is not supported",
            id="before 1970",
        ),
        pytest.param(
            'a{b="x" or c="y"}',
            "unsupported",
            "`or` between matchers is not supported",
            id="foreign syntax",
        ),
    ],
)
def test_refused(text: str, code: str, message: str) -> None:
    with pytest.raises(UnansweredQuery) as raised:
        parse(text)
    assert (raised.value.code, str(raised.value)) == (code, message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(r"a{b=`x\y`}", r'a{b="x\\y"}', id="backticks with a backslash"),
        pytest.param("a{b='it\\'s'}", 'a{b="it\'s"}', id="single quotes"),
        pytest.param('a{b=~"[[a]"}', 'a{b=~"[[a]"}', id="a class that RE2 alone reads"),
        pytest.param("a # it's\n + b", "a + b", id="a comment with a quote"),
        pytest.param('{"my.metric", "l.x"="y"}', '{__name__="my.metric", "l.x"="y"}', id="UTF-8"),
        pytest.param('{__name__="a"}', "a", id="a name as a matcher"),
        pytest.param('{__name__=""  , b="c"}', '{__name__="", b="c"}', id="an empty name"),
        pytest.param('{a!=""}', '{a!=""}', id="any value"),
        pytest.param('{a!~""}', '{a!~""}', id="any value, by a regex"),
        pytest.param('{a!~".*", b=~".+"}', '{a!~".*", b=~".+"}', id="no value at all"),
        pytest.param("by + 1", '{__name__="by"} + 1', id="a keyword as a name"),
        pytest.param("-1 ^ 2", "-1 ^ 2", id="unary minus"),
        pytest.param("+a + +1 - +(b)", "a + 1 - (b)", id="unary plus"),
        pytest.param("1e308 + Inf", "1e+308 + Inf", id="large numbers"),
        pytest.param("sum(a) by (b)", "sum by (b) (a)", id="a clause behind"),
        pytest.param("a[90s:] offset -1w @ end()", "a[1m30s:] @ end() offset -7d", id="times"),
        pytest.param("a @ 1.5", "a @ 1.500", id="a fraction of a second"),
        pytest.param("1e3 + 0x1F + 5m + .5", "1000 + 31 + 300 + 0.5", id="numbers"),
        pytest.param("a + fill(0) b", "a + fill_left (0) fill_right (0) b", id="fill"),
        pytest.param(
            "a == bool ignoring(x) group_right(y) b",
            "a == bool ignoring (x) group_right (y) b",
            id="matching",
        ),
        pytest.param("a[ 26m + 4m ]", "a[26m+4m]", id="a computed range"),
        pytest.param(
            'rate(a{b="c",}[2m*(1 # )\n+5)] offset 5m smoothed)',
            'rate(a{b="c"}[2m*(1+5)] smoothed offset 5m)',
            id="a computed range and more",
        ),
        pytest.param("offset - (a)", '{__name__="offset"} - (a)', id="a name offset"),
        pytest.param("rate(a[5m] ANCHORED)", "rate(a[5m] anchored)", id="anchored"),
        pytest.param('a{b="c",} smoothed + 0', 'a{b="c"} smoothed + 0', id="smoothed"),
        pytest.param("a smoothed smoothed", "a smoothed", id="smoothed twice"),
        pytest.param("{'a b'} smoothed", '{__name__="a b"} smoothed', id="smoothed, no name"),
        pytest.param(
            "a[5m] offset -1m anchored", "a[5m] anchored offset -1m", id="anchored behind a time"
        ),
        pytest.param(
            "a @ start() # @ smoothed\n smoothed offset 5m",
            "a smoothed @ start() offset 5m",
            id="smoothed between times",
        ),
        pytest.param("a @ 7 smoothed - 1", "a smoothed @ 7.000 - 1", id="smoothed behind @"),
        pytest.param('a{b=" smoothed"}', 'a{b=" smoothed"}', id="a word in a string"),
        pytest.param("a # smoothed", "a", id="a word in a comment"),
        pytest.param(
            "Smoothed anchored + on (x) anchored{anchored='1'}",
            '{__name__="Smoothed"} anchored + on (x) {__name__="anchored", anchored="1"}',
            id="words that are names",
        ),
        pytest.param(
            "sum by (smoothed) (smoothed_ or a and smoothed)",
            'sum by (smoothed) (smoothed_ or a and {__name__="smoothed"})',
            id="words that are labels",
        ),
        pytest.param(
            '{__extended__="·smoothed", __extended__!="anchored"} anchored',
            '{__extended__="·smoothed", __extended__!="anchored"} anchored',
            id="what the parser is told",
        ),
        pytest.param("a + fill_left(-Inf) fill", "a + fill_left (-Inf) fill", id="a name fill"),
        pytest.param("holt_winters(a[5m], 1, 1)", "holt_winters(a[5m], 1, 1)", id="renamed in 3"),
    ],
)
def test_printed_in_one_line(text: str, expected: str) -> None:
    tree = parse(text)
    assert printed(tree) == expected
    assert parse(expected) == tree


def test_no_query_takes_the_process_down() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.promql.hostile"],
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, (run.returncode, run.stderr)
    outcomes = json.loads(run.stdout)
    telling = {
        f"{MANY} parentheses": "limit",
        f"{MANY} minus signs": "limit",
        f"{MANY} sum": "limit",
        f"{MANY} long string": "limit",
        f"{DEEP} functions": "answered",
        f"{DEEP} or": "answered",
        f"{DEEP} minus signs": "answered",
        f"{MANY} modifiers": "limit",
        f"{DEEP} modifiers": "needs-history",
        f"{DEEP} times and modifiers": "bad-promql",
        f"{DEEP} fills": "answered",
        "a deep computed range": "needs-history",
        "deep calls in a range": "needs-history",
        f"{DEEP} sums of a duration": "needs-history",
        f"{MANY} digits of a computed duration": "bad-promql",
    }
    assert {name: outcomes[name] for name in telling} == telling
