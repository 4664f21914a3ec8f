"""JSON as the located tree: it says what Python's reader says, and where."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits
from metrics_check.load.documents import LIMITS, read_documents, read_inner
from metrics_check.load.json_tree import read_json
from metrics_check.located import Fields, Items, Node, Place, Text
from tests.exposition.corpus import CORPUS, need_corpus

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def plain(node: Node) -> object:
    """The node as `json` would have read it."""
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Fields):
        return {name: plain(field.value) for name, field in node.fields.items()}
    return json.loads(node.text) if node.is_plain else node.text


@given(JSON, st.sampled_from([None, 1, "\t"]))
def test_it_says_what_the_standard_library_says(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    assert plain(read_json(text, path="x.json", limits=LIMITS)) == json.loads(text)


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\u"', max_size=30))
def test_it_refuses_what_the_standard_library_refuses(text: str) -> None:
    try:
        expected = json.loads(text, parse_constant=_refuse)
    except ValueError:
        with pytest.raises(InvalidInput):
            read_json(text, path="x.json", limits=LIMITS)
    else:
        assert plain(read_json(text, path="x.json", limits=LIMITS)) == expected


def _refuse(name: str) -> object:
    raise ValueError(name)


@pytest.mark.parametrize(
    "name",
    [path.name for path in sorted((CORPUS / "node_exporter_dashboards").glob("*.json"))],
)
def test_real_dashboards(name: str) -> None:
    data = (need_corpus("node_exporter_dashboards") / name).read_bytes()
    (node,) = read_documents(data, path=name).nodes
    assert plain(node) == json.loads(data)


def test_each_text_stands_where_it_says() -> None:
    lines = ["{", '  "a": ["one", "t\\"wo"],', '  "ä": {"b": 12}', "}"]
    root = read_json("\n".join(lines), path="x.json", limits=LIMITS)
    assert isinstance(root, Fields)
    items, inner = root.get("a"), root.get("ä")
    assert isinstance(items, Items)
    assert isinstance(inner, Fields)
    one, two = items.items
    number = inner.get("b")
    assert isinstance(one, Text)
    assert isinstance(two, Text)
    assert isinstance(number, Text)
    # Its offsets are columns where nothing is escaped; else the whole of it has one place.
    assert (one.place_of(1), two.place_of(1), number.place) == (
        Place("x.json", 2, 11),
        Place("x.json", 2, 16),
        Place("x.json", 3, 14),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "x.json:1:2: expected a key in double quotes", id="no end"),
        pytest.param('{"a"}', "x.json:1:5: expected a colon after the key", id="no colon"),
        pytest.param('{"a": nan}', "x.json:1:7: found `n`, expected a value of JSON", id="NaN"),
        pytest.param("[1 2]", "x.json:1:4: expected a comma, or the end of what was begun", id="2"),
        pytest.param(
            '["\n"]', "x.json:1:2: this string does not end, or holds what JSON forbids", id="raw"
        ),
        pytest.param("{} {}", "x.json:1:4: found more after the value, expected the end", id="two"),
        pytest.param(
            "[" * 100_000, "x.json:1:101: nested more than 100 deep; write it flatter", id="deep"
        ),
        pytest.param(
            "[1,1,1,1,1,1,1,1]",
            "x.json:1:1: the file holds more than 8 values; split it",
            id="many",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, message: str) -> None:
    nodes = 8 if text.startswith("[1,1") else LIMITS.max_nodes
    with pytest.raises(InvalidInput) as caught:
        read_json(text, path="x.json", limits=Limits(max_nodes=nodes))
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize("style", ["|", "|-", ">"])
def test_an_inner_file_stands_in_the_file_around(style: str) -> None:
    outer = f'data:\n  a.json: {style}\n    {{\n      "expr": "up"\n    }}\n'.encode()
    (root,) = read_documents(outer, path="map.yaml").nodes
    assert isinstance(root, Fields)
    data = root.get("data")
    assert isinstance(data, Fields)
    text = data.get("a.json")
    assert isinstance(text, Text)
    (inner,) = read_inner(text).nodes
    assert isinstance(inner, Fields)
    expr = inner.get("expr")
    assert isinstance(expr, Text)
    # What is folded is no more where it was.
    expected = Place("map.yaml", 2, 11) if style == ">" else Place("map.yaml", 4, 16)
    assert expr.place == expected


def test_several_documents_and_what_is_wrong_with_the_last() -> None:
    found = read_documents(b"a: 1\n---\nb: 2\n---\nc: [\n", path=str(Path("x.yaml")))
    assert len(found.nodes) == 2
    assert [problem.code for problem in found.problems] == ["bad-yaml"]


def test_a_bomb_of_aliases_ends() -> None:
    lines = ["a: &a [1,1,1,1,1,1,1,1,1,1]"]
    for old, new in pairwise("abcdefghi"):
        lines.append(f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]")
    found = read_documents("\n".join(lines).encode(), path="bomb.yaml")
    assert [problem.code for problem in found.problems] == ["over-limit"]
