"""What is inherited, in which order, and who wins."""

from pathlib import Path

import pytest

from tests.load.loading import loaded

ONE = "abstract: true\nexpectations:\n  - a_total >= 1\n  - b_total >= 1\n"


def said(folder: Path, text: str, **others: str) -> list[str]:
    """What a profile expects, one line an expectation."""
    profile = loaded(folder, text, **others)
    return [
        f"{each.text} {'; '.join(assertion.expected for assertion in each.assertions)}"
        for each in profile.expectations
    ]


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        pytest.param(
            "extends: one\nexpectations: [c_total >= 3]\n",
            {"one": ONE},
            ["a_total any >= 1", "b_total any >= 1", "c_total any >= 3"],
            id="inherited first, own last",
        ),
        pytest.param(
            "extends: [two, one]\n",
            {"one": ONE, "two": "abstract: true\nexpectations: [d_total >= 1]\n"},
            ["d_total any >= 1", "a_total any >= 1", "b_total any >= 1"],
            id="left to right",
        ),
        pytest.param(
            "extends: one\nexpectations:\n"
            "  - {id: a_total, series: z_total, expect: sum >= 9, override: true}\n",
            {"one": ONE},
            ["z_total sum >= 9", "b_total any >= 1"],
            id="an override is whole, where the overridden one stood",
        ),
        pytest.param(
            "extends: one\nexpectations:\n  - {id: a_total, remove: true, why: gone}\n",
            {"one": ONE},
            ["b_total any >= 1"],
            id="a removal",
        ),
        pytest.param(
            "extends: [left, right]\n",
            {
                "one": ONE,
                "left": "abstract: true\nextends: one\n",
                "right": "extends: one\n" + ONE[:15],
            },
            ["a_total any >= 1", "b_total any >= 1"],
            id="the same one reached twice counts once",
        ),
        pytest.param(
            "extends: [left, right]\n",
            {
                "one": ONE,
                "left": "abstract: true\nextends: one\nexpectations:\n"
                "  - {id: a_total, series: z_total, override: true}\n",
                "right": "abstract: true\nextends: one\n",
            },
            ["z_total at least one series", "b_total any >= 1"],
            id="an override on the left beats what it overrode, reached on the right",
        ),
        pytest.param(
            "extends: [left, right]\n",
            {
                "one": ONE,
                "left": "abstract: true\nextends: one\n",
                "right": "abstract: true\nextends: one\nexpectations:\n"
                "  - {id: a_total, remove: true, why: gone}\n",
            },
            ["b_total any >= 1"],
            id="a removal on the right beats what it removed, reached on the left",
        ),
        pytest.param(
            "extends: [one, two]\nexpectations:\n"
            "  - {id: a_total, series: z_total, override: true}\n",
            {"one": ONE, "two": "abstract: true\nexpectations: [a_total >= 2]\n"},
            ["z_total at least one series", "b_total any >= 1"],
            id="the own file settles what two parents say differently",
        ),
        pytest.param(
            "extends: two\nexpectations: [a_total >= 7]\n",
            {
                "one": ONE,
                "two": "abstract: true\nextends: one\nexpectations:\n"
                "  - {id: a_total, remove: true, why: gone}\n",
            },
            ["a_total any >= 7", "b_total any >= 1"],
            id="what a parent removed can be expected anew",
        ),
    ],
)
def test_expectations(
    text: str, others: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, text, **others) == expected


def test_keys_are_merged_and_the_own_file_wins(tmp_path: Path) -> None:
    base = (
        "abstract: true\nsummary: base\nowner: base\ntarget: far\nalert: true\npanel: true\n"
        "params: {p: base, q: base}\n"
        "targets: {far: {url: http://far/metrics}, app: {url: http://base/metrics}}\n"
        "requires:\n  env: {A: base, B: base}\n  http: {url: http://x, json: {a: base}}\n"
        "waivers: [{id: x, reason: r, owner: o, expires: 2030-01-31}]\n"
        'expectations: [\'a_total{p="${p}", q="${q}"}\']\n'
    )
    profile = loaded(
        tmp_path,
        "extends: base\nparams: {p: own}\nrequires:\n  env: {A: own}\n"
        "  http: [{url: http://x, json: {a: own}}, {url: http://y, json: {a: own}}]\n"
        "waivers: [{id: y, reason: r, owner: o, expires: 2030-01-31}]\n",
        base=base,
    )
    assert profile.params == {"p": "own", "q": "base"}
    assert {name: target.urls for name, target in profile.targets.items()} == {
        "far": ("http://far/metrics",),
        "app": ("http://localhost:8080/metrics",),
    }
    assert [(each.name, each.allowed) for each in profile.env] == [
        ("A", ("own",)),
        ("B", ("base",)),
    ]
    assert [(each.url, each.json) for each in profile.http] == [
        ("http://x", {"a": "own"}),
        ("http://y", {"a": "own"}),
    ]
    assert [waiver.match for waiver in profile.waivers] == ["x", "y"]
    # Inherited by no word of the format page: these.
    assert (profile.summary, profile.owner, profile.alert) == ("", "", None)
    assert profile.panel is True
    # An expectation keeps the target and the owner of the file that declares it.
    assert [(each.target, each.owner) for each in profile.expectations] == [("far", "base")]


HEAD = "abstract: true\n"
DIAMONDS = {
    "an original on the right does not undo an override": ("[b, c]", {}, "two"),
    "an override on the right": ("[c, b]", {}, "two"),
    "two unrelated files: the later": ("[u, v]", {}, "v"),
    "two unrelated files, the other way": ("[v, u]", {}, "u"),
    "two overrides: the later": ("[b, x]", {"x": ("a", "x")}, "x"),
    "unrelated to an override, and later": ("[b, u]", {}, "u"),
    "unrelated to the original, and later": ("[c, u]", {}, "u"),
    "the original does not come back behind an unrelated file": ("[b, u, c]", {}, "u"),
    "the original does not hide an override": ("[u, b, c]", {}, "two"),
    "an override of an override": ("[d, b, c]", {"d": ("b", "d")}, "d"),
    "an override of an override, from the far side": (
        "[far, d]",
        {"d": ("b", "d"), "far": ("c", "")},
        "d",
    ),
    "what was settled below stays settled": (
        "[m, c]",
        {"m": ("[b, u]", "")},
        "u",
    ),
    "settled twice, in two ways: the later": (
        "[m, n]",
        {"m": ("[b, u]", ""), "n": ("[u, b]", "")},
        "two",
    ),
    "a diamond over a diamond": (
        "[top, c]",
        {"left": ("[b, c]", ""), "top": ("[left, c]", "")},
        "two",
    ),
}


@pytest.mark.parametrize(("extends", "more", "expected"), DIAMONDS.values(), ids=DIAMONDS)
def test_diamond(
    extends: str, more: dict[str, tuple[str, str]], expected: str, tmp_path: Path
) -> None:
    """Params, targets and both requirements have their values by the same rule."""
    files = {"a": ("", "one"), "b": ("a", "two"), "c": ("a", ""), "u": ("", "u"), "v": ("", "v")}
    texts = {name: HEAD + declaring(*file) for name, file in {**files, **more}.items()}
    uses = "expectations: ['x_total{p=\"${p}\"}']\ntarget: t\n"
    profile = loaded(tmp_path, declaring(extends, "") + uses, **texts)
    assert profile.params == {"p": expected}
    assert profile.targets["t"].urls == (f"http://{expected}/metrics",)
    assert [each.allowed for each in profile.env] == [(expected,)]
    assert [each.json for each in profile.http] == [{"mode": expected}]


def declaring(extends: str, value: str) -> str:
    """A file that extends others and, where a value is given, declares one of everything."""
    text = f"extends: {extends}\n" if extends else ""
    if not value:
        return text
    return (
        f"{text}params: {{p: {value}}}\n"
        f"requires: {{env: {{MODE: {value}}}, http: {{url: http://x, json: {{mode: {value}}}}}}}\n"
        f"targets: {{t: {{url: http://{value}/metrics}}}}\n"
    )


def test_owner_is_the_nearest_there_is(tmp_path: Path) -> None:
    profile = loaded(
        tmp_path,
        "extends: base\nowner: own\nexpectations: [b_total, {series: c_total, owner: third}]\n",
        base="abstract: true\nexpectations: [a_total]\n",
    )
    assert [each.owner for each in profile.expectations] == ["own", "own", "third"]
