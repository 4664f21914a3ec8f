"""Expectation files compared: what they declare of metrics, and what else they say."""

from pathlib import Path

import pytest

from metrics_check.audit.diff.compare import compare
from metrics_check.cli.differing_files import declared_sides
from tests.audit.diff.comparing import Told, essence, told

HEAD = "format: 1\nprofile: shop\ntargets: {shop: {url: http://localhost:1/metrics}}\n"
SHOP = """\
expectations:
  - id: orders
    series: orders_total{status, shop="north"}
    labels: {status: [paid, open]}
    expect: sum >= 1
  - id: wait
    series: wait_seconds
    type: histogram
    buckets: [0.5, 1]
    expect: mean <= 2s
  - id: quiet
    never: dead_letters > 0
"""
# What is replaced in the file, and what is then told.
ROWS: dict[str, tuple[str, str, list[Told]]] = {
    "nothing": ("", "", []),
    "a comment": ("  - id: wait", "  # Soon.\n  - id: wait", []),
    "a value that is not allowed any more": (
        "[paid, open]",
        "[paid]",
        [("value-removed!", "orders_total", 'status: "open"')],
    ),
    "a value that is allowed now": (
        "[paid, open]",
        "[paid, open, new]",
        [("value-added", "orders_total", 'status: "new"')],
    ),
    "a label that is not promised any more": (
        '{status, shop="north"}',
        "{status}",
        [("label-removed!", "orders_total", "shop, 1 value")],
    ),
    "another matcher": (
        'shop="north"',
        'shop="south"',
        [
            ("value-removed!", "orders_total", 'shop: "north"'),
            ("value-added", "orders_total", 'shop: "south"'),
        ],
    ),
    "a bound": (
        "sum >= 1",
        "sum >= 2",
        [
            (
                "expectation-changed",
                "orders_total",
                "orders: expect.sum: sum >= 1 → sum >= 2 (in shop)",
            )
        ],
    ),
    "a bucket": (
        "[0.5, 1]",
        "[0.5, 1, 2]",
        [("bucket-added", "wait_seconds", "le 2")],
    ),
    "PromQL": (
        "> 0",
        "> 1",
        [
            (
                "expectation-changed",
                "",
                "quiet: never: dead_letters > 0 → dead_letters > 1 (in shop)",
            )
        ],
    ),
    "an expectation of PromQL": (
        "  - id: quiet\n    never: dead_letters > 0\n",
        "",
        [("expectation-removed", "", "quiet: dead_letters > 0 (in shop)")],
    ),
    "a metric": (
        SHOP[SHOP.index("  - id: wait") : SHOP.index("  - id: quiet")],
        "",
        [("family-removed!", "wait_seconds", "histogram")],
    ),
    "a rename": (
        "orders_total",
        "order_total",
        [("family-renamed!", "orders_total", "likely order_total now, same type and labels")],
    ),
    "a type": (
        "    type: histogram\n    buckets: [0.5, 1]\n    expect: mean <= 2s\n",
        "    type: summary\n    expect: mean <= 2s\n",
        [
            ("type-changed!", "wait_seconds", "histogram → summary"),
        ],
    ),
    "not there any more": (
        "    type: histogram\n    buckets: [0.5, 1]\n    expect: mean <= 2s\n",
        "    absent: true\n",
        [("family-removed!", "wait_seconds", "histogram")],
    ),
}


def folder(path: Path, **files: str) -> Path:
    """A folder with these expectation files."""
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text)
    return path


@pytest.mark.parametrize("row", ROWS)
def test_two_files(row: str, tmp_path: Path) -> None:
    before, after, expected = ROWS[row]
    assert before in SHOP
    old = folder(tmp_path / "old", shop=HEAD + SHOP)
    new = folder(tmp_path / "new", shop=HEAD + (SHOP.replace(before, after) if before else SHOP))
    sides = declared_sides([old, new])
    found = compare(*sides)
    assert told(found) == expected
    assert told(compare(*declared_sides([old / "shop.yaml", new / "shop.yaml"]))) == expected
    back = compare(*reversed(sides))
    kinds = [each for each in found.changes if not each.kind.startswith("expectation-")]
    kinds_back = [each for each in back.changes if not each.kind.startswith("expectation-")]
    assert essence(kinds) == essence(kinds_back, is_swapped=True)


def test_what_many_profiles_inherit_is_told_once(tmp_path: Path) -> None:
    parts = HEAD.replace("profile: shop", "profile: base") + "abstract: true\n" + SHOP
    heirs = {
        name: f"format: 1\nprofile: {name}\nextends: base\nexpectations: []\n"
        for name in ("one", "two", "three", "four", "five", "six", "seven")
    }
    old = folder(tmp_path / "old", base=parts, **heirs)
    new = folder(
        tmp_path / "new",
        base=parts.replace("sum >= 1", "sum >= 2").replace("paid, open", "paid"),
        **heirs,
    )
    assert told(compare(*declared_sides([old, new]))) == [
        ("value-removed!", "orders_total", 'status: "open"'),
        (
            "expectation-changed",
            "orders_total",
            "orders: expect.sum: sum >= 1 → sum >= 2 (in five, four, one, seven, six and 2 more)",
        ),
    ]


def test_an_abstract_profile_alone_is_compared(tmp_path: Path) -> None:
    text = HEAD + "abstract: true\n" + SHOP
    old = folder(tmp_path / "old", shop=text)
    new = folder(tmp_path / "new", shop=text.replace("paid, open", "paid"))
    assert told(compare(*declared_sides([old, new]))) == [
        ("value-removed!", "orders_total", 'status: "open"')
    ]


def test_profiles(tmp_path: Path) -> None:
    other = (HEAD + SHOP).replace("profile: shop", "profile: other")
    old = folder(tmp_path / "old", shop=HEAD + SHOP, other=other)
    new = folder(tmp_path / "new", shop=HEAD + SHOP)
    assert told(compare(*declared_sides([old, new]))) == [
        ("profile-removed!", "", "other: 3 expectations")
    ]
    assert told(compare(*declared_sides([new, old]))) == [
        ("profile-added", "", "other: 3 expectations")
    ]


def test_the_shipped_profiles_are_the_same_as_themselves() -> None:
    path = Path(__file__).parents[3] / "expectations"
    once, again = declared_sides([path, path])
    assert len(once.metrics) > 20
    assert compare(once, again).changes == ()
