"""What an entry's keys and lines become, and what is wrong with them: messages in full."""

import pytest

from metrics_check.errors import InvalidInput
from tests.assertions.building import expectation_of

H = "series: m\ntype: histogram\n"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("series: m", ["presence: at least one series"], id="presence"),
        pytest.param(
            "series: m\nexpect: '>= 1'", ["expect.any: any >= 1"], id="a-bound-reports-absence"
        ),
        pytest.param(
            "series: m\nwarn: '>= 1'",
            ["presence: at least one series", "warn.any: any >= 1 (warns)"],
            id="a-warning-does-not",
        ),
        pytest.param("series: m\noptional: true", [], id="optional"),
        pytest.param(
            "series: m\nabsent: true\nreplaced_by: n", ["absent: no such series"], id="absent"
        ),
        pytest.param(
            "series: 'm{a=\"1\", l, k}'\nlabels: {l: [x, 1.10, no], j: {matches: 'a.*'}}",
            [
                "labels.l: l in x, 1.10, no",
                "labels.k: k non-empty",
                "labels.j: j matches a.*",
                "presence: at least one series",
            ],
            id="labels",
        ),
        pytest.param(
            "series: m\noptional: true\n"
            "labels: {l: {in: [x, y], all: [y], not_matches: 'z', required: false},"
            " k: {required: true}}",
            [
                "labels.l: l in x, y; all of y; not_matches z (or no such label)",
                "labels.k: k non-empty",
            ],
            id="label-rules",
        ),
        pytest.param(
            H + "unit: seconds\nhelp: true\nonly_labels: true\nbuckets: [500ms, 1, 1m, +Inf]\n"
            "expect: [mean >= 0s, mean 1s  ..  2m, within <= 1m]\nwarn: p99.9 < 1m\n"
            "labels: {l: [x]}",
            [
                "buckets: buckets 0.5 1 60",
                "help: a # HELP line",
                "labels.l: l in x",
                "only_labels: no label beyond l",
                "type: type histogram",
                "unit: unit seconds",
                "expect.mean: mean >= 0s",
                "expect.mean.2: mean 1s .. 2m",
                "expect.within: within <= 1m",
                "warn.p99.9: p99.9 < 1m (warns)",
            ],
            id="everything",
        ),
        pytest.param(
            "series: m\nonly_labels: true\noptional: true",
            ["only_labels: no label"],
            id="no-label-at-all",
        ),
        pytest.param("holds: |\n  a\n    > 1", ["holds: holds a > 1"], id="holds"),
        pytest.param("never: a or b", ["never: never a or b"], id="never"),
        *(
            pytest.param(f"never: {text} > 1", [f"never: never {text} > 1"], id=text)
            for text in (
                "histogram_quantile(0.9, sum by (le) (a_bucket))",
                "histogram_quantile(0.9, (sum without (x) (a_bucket)))",
                "histogram_quantile(0.9, topk(9, a_bucket))",
                "histogram_quantile(0.9, sum(a))",
                "histogram_quantile(0.9, a_bucket)",
            )
        ),
    ],
)
def test_assertions_of_an_entry(entry: str, expected: list[str]) -> None:
    found = expectation_of(entry).assertions
    told = [
        f"{each.name}: {each.expected}{' (warns)' if each.is_warning else ''}" for each in found
    ]
    assert told == expected


def test_run_lines_are_named_apart() -> None:
    (found,) = expectation_of("series: m\nrun: sum == 16").run
    assert (found.name, found.kind, found.expected) == ("run.sum", "aggregate", "sum == 16")


WRONG = {
    "absent-yes": (
        "series: m\nabsent: yes",
        ["2:9 bad-value: `absent` is `yes`, expected `true` or `false`"],
    ),
    "quoted-flag": (
        "series: m\nonly_labels: 'true'",
        ["2:14 bad-value: `only_labels` is `true` in quotes, expected `true` or `false`"],
    ),
    "flag-of-number": (
        "series: m\nhelp: 1",
        ["2:7 bad-value: `help` is `1`, expected `true` or `false`"],
    ),
    "flag-of-list": (
        "series: m\nhelp: [true]",
        ["2:7 bad-value: `help` is a list or a map, expected `true` or `false`"],
    ),
    "replaced-but-there": (
        "series: m\nreplaced_by: n",
        [
            "2:14 useless-key: `replaced_by` belongs to a series that must not exist."
            " Add `absent: true`"
        ],
    ),
    "labels-list": (
        "series: m\nlabels: [a]",
        ["2:9 bad-value: `labels` is not a map. Write `labels: {result: [success, failure]}`"],
    ),
    "one-value": (
        "series: m\nlabels: {l: x}",
        ["2:13 bad-value: `l` is not a list. Write `[x]`"],
    ),
    "no-value": (
        "series: m\nlabels: {l: []}",
        ["2:13 bad-value: `l` is an empty list, expected at least one value"],
    ),
    "twice": (
        "series: m\nlabels: {l: [a, a]}",
        ["2:17 bad-value: `l` names `a` twice. Remove one"],
    ),
    "empty-value": (
        "series: m\nlabels: {l: ['']}",
        ["2:14 bad-value: an empty value is the same as no label. Write `required: false`"],
    ),
    "unknown-rule": (
        "series: m\nlabels: {l: {inn: [a]}}",
        [
            "2:14 unknown-key: unknown key `inn` in `l`, expected one of `in`, `all`, `matches`,"
            " `not_matches`, `required`. Did you mean `in`?"
        ],
    ),
    "no-rule": (
        "series: m\nlabels: {l: {}}",
        ["2:13 bad-value: `l` has no rule. Write `l: [a, b]`"],
    ),
    "only-not-required": (
        "series: m\nlabels: {l: {required: false}}",
        ["2:10 says-nothing: `required: false` alone says nothing of `l`. Add what it may hold"],
    ),
    "bare-not-required": (
        "series: m{l}\nlabels: {l: {in: [a], required: false}}",
        [
            "2:10 contradiction: the series names `l` bare, which says that it is always there,"
            " and `required: false` says that it need not be. Remove one"
        ],
    ),
    "all-not-in": (
        "series: m\nlabels: {l: {in: [a], all: [b]}}",
        ["2:10 contradiction: `all` asks for `b`, which `in` does not allow"],
    ),
    "bad-regex": (
        "series: m\nlabels: {l: {matches: '(a'}}",
        ["2:23 bad-regex: bad regex `(a`: missing ): (a (RE2)"],
    ),
    "patterns": (
        "series: m\nlabels: {l: {matches: [a]}}",
        ["2:23 bad-value: `matches` is a list, expected one pattern. Join them by `|`"],
    ),
    "le": (
        "series: m\nlabels: {le: ['1']}",
        ["2:10 bad-value: `le` is not a label to judge here"],
    ),
    "two-labels-wrong": (
        "series: m\nlabels: {l: {in: [[a]]}, k: b}",
        [
            "2:19 bad-value: an item of `in` is not a text",
            "2:29 bad-value: `k` is not a list. Write `[b]`",
        ],
    ),
    "type-list": (
        "series: m\ntype: [a]",
        ["2:7 bad-value: `type` is a list, expected one text"],
    ),
    "unit-empty": (
        "series: m\nunit: ''",
        ["2:7 bad-value: `unit` is empty, expected a text"],
    ),
    "buckets-one": (
        "series: m\nbuckets: 1",
        ["2:10 bad-value: `buckets` is not a list. Write `[1]`"],
    ),
    "buckets-descend": (
        "series: m\nbuckets: [2, 1]",
        ["2:10 bad-value: `buckets` do not ascend. Write them from small to large"],
    ),
    "buckets-words": (
        "series: m\nbuckets: [1, x]",
        [
            "2:14 bad-quantity: found `x`, expected a number such as `5`, `1.5h`, `250ms`,"
            " `64MiB` or `100%`"
        ],
    ),
    "buckets-of-gauge": (
        "series: m\ntype: gauge\nbuckets: [1]",
        ["3:1 wrong-type: `buckets` is asked of histograms, and this is a gauge"],
    ),
    "within-below": (
        H + "expect: within < 8",
        [
            "3:9 bad-bound: `within < 8` is not `within <= BOUND`: a bucket counts what is at most"
            " its bound. For anything else write a quantile, such as `p95 <= 60`"
        ],
    ),
    "constant": (
        "holds: vector(1)",
        ["1:8 cannot-fail: `holds` says nothing: it reads no series, and a constant cannot fail"],
    ),
    "bool": (
        "holds: a > bool 1",
        [
            "1:8 cannot-fail: `holds` says nothing:"
            " `bool` makes 0 or 1 of every element and drops none. Remove `bool`"
        ],
    ),
    "filled-left": (
        "holds: 0 <= (a > on (x) fill(0) b)",
        [
            "1:8 cannot-fail: `holds` says nothing of elements that `fill` or `fill_left` makes up:"
            " they are in no series. Fill the other side only, with `fill_right`"
        ],
    ),
    "or-vector": (
        "never: sum(a) or vector(0)",
        [
            "1:8 cannot-fail: `never` says nothing: it has an element whatever is exposed,"
            " as `or vector(…)` does. Remove that part"
        ],
    ),
    "range": (
        "never: 'a[5m]'",
        [
            "1:8 cannot-fail: `never` says nothing: it is a range, expected an instant vector."
            " Wrap it, such as `increase(x[5m])`"
        ],
    ),
    "without-le": (
        "never: histogram_quantile(0.9, sum by (x) (rate(a_bucket[5m]))) > 1",
        [
            "1:8 cannot-fail: `never` says nothing: no quantile is left of"
            " `sum by (x) (rate(a_bucket[5m]))`, which has no `le`. Keep it: `by (le)`"
        ],
    ),
    "scalar": (
        "never: scalar(a)",
        [
            "1:8 cannot-fail: `never` says nothing: it is a single number,"
            " expected an instant vector. Leave `scalar()` out"
        ],
    ),
}


@pytest.mark.parametrize(("entry", "expected"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_where_it_stands(entry: str, expected: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        expectation_of(entry)

    told = [
        f"{each.place.line}:{each.place.column} {each.code}: {each.message}"
        for each in raised.value.problems
    ]
    assert told == expected


def test_an_unknown_type_is_named_with_the_nearest() -> None:
    with pytest.raises(InvalidInput, match=r"unknown type `histogramm`.* Did you mean `histogram`"):
        expectation_of("series: m\ntype: histogramm")


def test_bad_promql_is_told_at_its_key() -> None:
    with pytest.raises(InvalidInput) as raised:
        expectation_of("holds: 'a['")
    assert [(str(each.place), each.code) for each in raised.value.problems] == [
        ("expectations/p.yaml:1:8", "bad-promql")
    ]
