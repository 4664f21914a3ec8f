"""What an entry becomes: id, type, target, assertions, and the waiver that it is short for."""

from datetime import date
from pathlib import Path

import pytest

from metrics_check.located import Place
from metrics_check.model.profile import Waiver
from tests.load.loading import loaded, only


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("A_total", "a_total", id="a metric"),
        pytest.param('a_total{s="Done", t=~"x"} >= 5', "a_total.done", id="equal matchers only"),
        pytest.param('a{s="", t="b.c"}', "a..b.c", id="an empty value, a dot"),
        pytest.param('max {"my.metric", l="v"} > 1', "my.metric.v", id="a name in UTF-8"),
        pytest.param("{id: X, series: a_total}", "X", id="given, as typed"),
    ],
)
def test_id(entry: str, expected: str, tmp_path: Path) -> None:
    quoted = entry if entry.startswith("{id") else f"'{entry}'"
    assert only(loaded(tmp_path, f"expectations:\n  - {quoted}\n")).id == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("a_total", "counter", id="the name"),
        pytest.param("a", "unknown", id="nothing"),
        pytest.param("sum a", "unknown", id="an aggregate of several types"),
        pytest.param("mean a", "histogram", id="an aggregate of families"),
        pytest.param("p95 a_total", "histogram", id="an aggregate before the name"),
        pytest.param("observations a", "histogram", id="observations"),
        pytest.param("series a", "unknown", id="series, of any type"),
        pytest.param("histogram a", "histogram", id="the word"),
        pytest.param("{series: a_total, type: gauge}", "gauge", id="declared"),
        pytest.param("{series: a, run: mean >= 1}", "histogram", id="an aggregate under run"),
        pytest.param("{series: a, warn: within <= 1}", "histogram", id="an aggregate under warn"),
        pytest.param("{id: x, holds: a_total > 0}", "unknown", id="PromQL"),
    ],
)
def test_type(entry: str, expected: str, tmp_path: Path) -> None:
    is_line = not entry.startswith("{") and " " in entry and "histogram" not in entry
    text = f"expectations:\n  - {entry}{' >= 1' if is_line else ''}\n".replace(
        "within >= 1", "within <= 1"
    )
    assert only(loaded(tmp_path, text)).type == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("a_total", ["presence: at least one series"], id="presence"),
        pytest.param("a_total > 0", ["expect.any: any > 0"], id="any"),
        pytest.param("a_total  ==  0", ["expect.each: each == 0"], id="each"),
        pytest.param(
            "histogram a_seconds",
            ["type: type histogram", "expect.observations: observations >= 1"],
            id="histogram",
        ),
        pytest.param(
            "histogram a_seconds > 5",
            ["type: type histogram", "expect.observations: observations > 5"],
            id="histogram with a comparison",
        ),
        pytest.param(
            "{series: a_total, warn: '> 5', expect: [sum >= 1, sum != 3]}",
            ["warn.any: any > 5", "expect.sum: sum >= 1", "expect.sum.2: sum != 3"],
            id="in file order, names numbered",
        ),
        pytest.param(
            "{series: a_total, absent: true, replaced_by: b}",
            ["absent: no such series"],
            id="absent",
        ),
        pytest.param(
            '{series: "a_total{l}", only_labels: true, help: true}',
            [
                "labels.l: l non-empty",
                "presence: at least one series",
                "only_labels: no label beyond l",
                "help: a # HELP line",
            ],
            id="what stands at the series, then keys as they stand",
        ),
    ],
)
def test_assertions(entry: str, expected: list[str], tmp_path: Path) -> None:
    found = only(loaded(tmp_path, f"expectations:\n  - {entry}\n"))
    assert [f"{each.name}: {each.expected}" for each in found.assertions] == expected


def test_waive_is_a_waiver_of_this_id_alone(tmp_path: Path) -> None:
    waive = "waive: {reason: r, owner: o, expires: 2030-01-31}"
    profile = loaded(tmp_path, f"expectations:\n  - {{series: 'a{{l=\"[*]\"}}', {waive}}}\n")
    place = Place((tmp_path / "case.yaml").as_posix(), 5, 35)
    assert profile.waivers == (Waiver("a.[[][*]]", "r", "o", date(2030, 1, 31), place),)


def test_target_is_its_own_then_the_files(tmp_path: Path) -> None:
    two = "targets: {two: {url: two.txt, labels: {zone: a}, honor_labels: true}}\nabstract: true\n"
    profile = loaded(
        tmp_path,
        "extends: base\ntarget: app\nexpectations: [a_total, {series: b_total, target: two}]\n",
        base=two,
    )
    assert [each.target for each in profile.expectations] == ["app", "two"]
    assert profile.targets["two"].labels == {"job": "two", "zone": "a"}
    assert profile.targets["two"].honor_labels
