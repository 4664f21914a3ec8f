"""Marks: what stands in PromQL for a param, for who puts its value in later."""

from pathlib import Path

from metrics_check.load.profiles import load_folder
from metrics_check.model.series import Bound, Matcher, MatchOp

FILE = """\
format: 1
profile: shop
params: {kind: a.b, low: 3, host: localhost, top: 5, mode: x}
targets:
  shop: {url: "http://${host}/metrics"}
requires:
  env: {MODE: "${mode}"}
expectations:
  - id: a
    series: a_total{kind="${kind}", other=~"x${kind}|${kind:regex}"}
    labels: {shop: ["${kind}", z]}
    expect: sum >= ${low}
  - id: b
    never: b_total{kind="${kind}"} > 1
  - id: c
    series: c_seconds
    type: histogram
    buckets: ["${top}", +Inf]
"""


def test_texts_of_expectations_take_marks_and_all_else_values(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(FILE)
    plain, marked = load_folder(tmp_path), load_folder(tmp_path, mark="<{}.>".format)
    assert plain.problems == marked.problems == ()
    values, marks = plain.profiles["shop"], marked.profiles["shop"]
    a, b, c = marks.expectations
    assert a.series is not None
    assert a.series.matchers == (
        Matcher("kind", MatchOp.EQUAL, "<kind.>"),
        Matcher("other", MatchOp.REGEX, r"x<kind\.>|<kind.>"),
    )
    (bound,) = (each.detail for each in a.assertions if isinstance(each.detail, Bound))
    assert bound.comparisons[0].quantity.value == 3
    assert "shop in <kind.>, z" in {each.expected for each in a.assertions}
    assert b.promql == 'b_total{kind="<kind.>"} > 1'
    assert c == values.expectations[2]
    assert (marks.targets, marks.env, marks.params) == (values.targets, values.env, values.params)
    assert [each.id for each in marks.expectations] == [each.id for each in values.expectations]
