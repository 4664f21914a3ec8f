"""The YAML reader: what it builds, what each scalar stays, what it refuses and where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits
from metrics_check.load.yaml import read_document
from metrics_check.located import Fields, Items, Node, Place, Text
from tests.load.trees import plain, problems

READ = {
    "a mapping": ("a: 1\nb: [x, y]\n", {"a": "1", "b": ["x", "y"]}),
    "texts that YAML 1.1 would change": (
        "a: no\nb: on\nc: 1.10\nd: 0o14\ne: 12:30:45\nf: 2026-01-01\ng: ~\nh: 0x1f\ni: 1_000",
        {
            "a": "no",
            "b": "on",
            "c": "1.10",
            "d": "0o14",
            "e": "12:30:45",
            "f": "2026-01-01",
            "g": "~",
            "h": "0x1f",
            "i": "1_000",
        },
    ),
    "no value": ("a:\nb: {c: , d: 1}\n", {"a": "", "b": {"c": "", "d": "1"}}),
    "lines of the format": (
        '- foo{a="b", c} >= 1\n- histogram h{a}\n- sum == ${sent}\n- 0s .. 2m\n- p95 <= 60s',
        ['foo{a="b", c} >= 1', "histogram h{a}", "sum == ${sent}", "0s .. 2m", "p95 <= 60s"],
    ),
    "a byte order mark": (b"\xef\xbb\xbfa: 1", {"a": "1"}),
    "Windows line ends": ("a: 1\r\nb:\r\n  - x\r\n", {"a": "1", "b": ["x"]}),
    "a document start and end": ("---\na: 1\n...\n", {"a": "1"}),
    "an anchor that nobody uses": ("a: &x 1", {"a": "1"}),
    "an alias": ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
    "a merge": (
        "a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n",
        {"a": {"p": "1", "q": "2"}, "b": {"p": "1", "q": "3"}},
    ),
    "a merge of several, the first wins": (
        "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: [*x, *y]\n",
        {"a": {"p": "1"}, "b": {"p": "2", "q": "2"}, "c": {"p": "1", "q": "2"}},
    ),
    "a merge of a merge": (
        "a: &x {p: 1}\nb: &y\n  <<: *x\n  q: 2\nc:\n  <<: *y\n",
        {"a": {"p": "1"}, "b": {"p": "1", "q": "2"}, "c": {"p": "1", "q": "2"}},
    ),
    "a quoted merge key is a key": ("'<<': 1", {"<<": "1"}),
    "quoted keys that look like lines": ("'a{b=\"c\"}': 1", {'a{b="c"}': "1"}),
    "a block": ("a: |\n  x\n  y\nb: >\n  x\n  y\n", {"a": "x\ny\n", "b": "x y\n"}),
    "a flow over lines": ("a: {b: c,\n  d: e}\n", {"a": {"b": "c", "d": "e"}}),
    "explicit keys": ("? a\n: b\n", {"a": "b"}),
    "a comment": ("a: b # c\n", {"a": "b"}),
}  # fmt: skip


@pytest.mark.parametrize(("data", "tree"), READ.values(), ids=READ)
def test_a_file_is_read(data: str | bytes, tree: object) -> None:
    content = data.encode() if isinstance(data, str) else data
    if isinstance(tree, list):
        content = b"x:\n" + content
        tree = {"x": tree}
    assert plain(read_document(content, path="f.yaml")) == tree


def value(data: str) -> Node | None:
    """The value at the key `a`."""
    return read_document(data.encode(), path="f.yaml").get("a")


TEXTS = {
    "plain": ("a: xy", Text(Place("f.yaml", 1, 4), "xy")),
    "plain behind wide letters": ("{é: 1, a: 日本}", Text(Place("f.yaml", 1, 11), "日本")),
    "plain over lines": (
        "a: x\n  y",
        Text(Place("f.yaml", 1, 4), "x y", is_plain=True, is_exact=False),
    ),
    "in single quotes": ("a: 'xy'", Text(Place("f.yaml", 1, 5), "xy", is_plain=False)),
    "in single quotes with one": (
        "a: 'x''y'",
        Text(Place("f.yaml", 1, 4), "x'y", is_plain=False, is_exact=False),
    ),
    "in double quotes": ('a: "xy"', Text(Place("f.yaml", 1, 5), "xy", is_plain=False)),
    "in double quotes with an escape": (
        'a: "x\\ty"',
        Text(Place("f.yaml", 1, 4), "x\ty", is_plain=False, is_exact=False),
    ),
    "a block": (
        "a: |\n  xy\n",
        Text(Place("f.yaml", 1, 4), "xy\n", False, False, block=Place("f.yaml", 2, 3)),
    ),
    "a block behind an empty line, indented more": (
        "a: |1-\n\n   xy\n  z\n",
        Text(Place("f.yaml", 1, 4), "\n  xy\n z", False, False, block=Place("f.yaml", 2, 2)),
    ),
    "a folded block": (
        "a: >\n  xy\n",
        Text(Place("f.yaml", 1, 4), "xy\n", is_plain=False, is_exact=False),
    ),
    "a block behind an anchor on a line of its own": (
        "a: &x\n  |\n  xy\n",
        Text(Place("f.yaml", 1, 4), "xy\n", is_plain=False, is_exact=False),
    ),
    "no value": ("a:", Text(Place("f.yaml", 1, 3), "")),
    "an alias stands where its anchor is": (
        "b: &x xy\na: *x",
        Text(Place("f.yaml", 1, 4), "xy", is_plain=True, is_exact=False),
    ),
}


@pytest.mark.parametrize(("data", "text"), TEXTS.values(), ids=TEXTS)
def test_a_text_knows_where_it_stands(data: str, text: Text) -> None:
    assert value(data) == text


@pytest.mark.parametrize(
    ("data", "offset", "place"),
    [
        pytest.param("a: xyz", 2, "1:6", id="plain"),
        pytest.param("a: 'xyz'", 2, "1:7", id="in quotes"),
        pytest.param("a: x\n  y", 2, "1:4", id="over lines"),
        pytest.param("a: |\n  xy\n  z\n", 4, "3:4", id="a block"),
        pytest.param("a: |\r\n  xy\r\n  z\r\n", 4, "3:4", id="a block, lines of Windows"),
        pytest.param("a: |\n  xy\n", 2, "2:5", id="the end of a line"),
        pytest.param("a: |+\n\n  x\n\n", 3, "4:3", id="an empty line"),
    ],
)
def test_a_text_knows_where_its_characters_stand(data: str, offset: int, place: str) -> None:
    text = value(data)
    assert isinstance(text, Text)
    assert str(text.place_of(offset)) == f"f.yaml:{place}"


def test_keys_lists_and_mappings_know_where_they_stand() -> None:
    root = read_document(b"a:\n  - b: [c]\n", path="f.yaml")
    items = root.get("a")
    assert isinstance(items, Items)
    fields = items.items[0]
    assert isinstance(fields, Fields)
    inner = fields.get("b")
    assert [str(node.place) for node in (root, items, fields, inner) if node] == [
        "f.yaml:1:1",
        "f.yaml:2:3",
        "f.yaml:2:5",
        "f.yaml:2:8",
    ]
    assert str(fields.fields["b"].key.place) == "f.yaml:2:5"


def test_problems_before_a_broken_line_are_told_too() -> None:
    assert [code for _, code, _ in problems("a: 1\na: 2\nb: [\n")] == ["duplicate-key", "bad-yaml"]


def test_not_every_one_of_countless_problems_is_told() -> None:
    assert len(problems("a: 1\n" * 1000)) == 100


def test_a_large_file_is_refused() -> None:
    assert problems("a: 12345", max_bytes=7) == [
        ("1:1", "over-limit", "the file is larger than 7 bytes; split it")
    ]
    assert read_document(b"a: 1234", path="f", limits=Limits(max_bytes=7)).get("a") is not None


def test_a_deep_file_is_refused() -> None:
    assert problems("a: [[x]]", max_depth=3) == [
        ("1:6", "over-limit", "nested more than 3 deep; write it flatter")
    ]
    assert plain(read_document(b"a: [x]", path="f", limits=Limits(max_depth=3))) == {"a": ["x"]}


def test_a_depth_through_aliases_is_refused() -> None:
    data = "a: &a [x]\nb: &b [*a]\nc: [*b]\n"
    assert problems(data, max_depth=4) == [
        ("3:5", "over-limit", "nested more than 4 deep; write it flatter")
    ]
    assert read_document(data.encode(), path="f", limits=Limits(max_depth=5))


def test_a_file_of_many_values_is_refused() -> None:
    assert problems("a: [x, y]", max_nodes=4) == [
        ("1:8", "over-limit", "the file holds more than 4 values; split it")
    ]
    assert read_document(b"a: [x, y]", path="f", limits=Limits(max_nodes=5))


def test_many_aliases_are_refused() -> None:
    assert problems("a: &a x\nb: [*a, *a, *a]", max_aliases=2) == [
        ("2:13", "over-limit", "more than 2 aliases; write the values out")
    ]


def test_what_aliases_repeat_is_counted() -> None:
    assert problems("a: &a [x, y]\nb: [*a, *a]", max_aliased_nodes=5) == [
        ("2:9", "over-limit", "aliases repeat more than 5 values; write the values out")
    ]
    data = b"a: &a [x, y]\nb: [*a, *a]"
    assert read_document(data, path="f", limits=Limits(max_aliased_nodes=6))


SIGNS = "a|b: |- |\n|  |{|}|[|]|,|: |#| #|&x |*x|!t |<<: |? |>|'|\"|\\|%|@|`|\t|---\n|...\n|\r|é"
YAML_SIGNS = st.sampled_from([*SIGNS.split("|"), "|"])


def is_read_or_refused(data: bytes) -> bool:
    """Whether the reader gives a mapping or located problems; anything else is raised on."""
    try:
        return isinstance(read_document(data, path="f.yaml"), Fields)
    except InvalidInput as wrong:
        return bool(wrong.problems) and all(p.message for p in wrong.problems)


@given(st.binary(max_size=2048))
@settings(deadline=None, max_examples=500)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert is_read_or_refused(data)


@given(st.lists(YAML_SIGNS | st.text(max_size=3), max_size=60).map("".join))
@settings(deadline=None, max_examples=2000)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text.encode("utf-8", "surrogatepass"))
