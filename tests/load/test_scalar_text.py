"""Scalars are written so that they read back as the same text, by us and by another reader."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.load.scalar_text import scalar
from metrics_check.load.yaml import read_document
from metrics_check.located import Fields, Items, Node, Text

# Without what no file may hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
# Made of the signs that mean something to YAML.
TRICKY = st.text("aA1 -:#,[]{}&*!|>'\"%@`?~.\\\n\t\r\x01\x85\u2028\ufeff", max_size=12)


@pytest.mark.parametrize(
    ("text", "in_block", "in_flow"),
    [
        ("orders_total{status, method}", "orders_total{status, method}", None),
        ("a:b", "a:b", "a:b"),
        ("0?", "'0?'", "'0?'"),
        ("a?b=1", "a?b=1", "'a?b=1'"),
        ("a: b", "'a: b'", "'a: b'"),
        ("a #b", "'a #b'", "'a #b'"),
        ("http://localhost:8000/metrics", None, "http://localhost:8000/metrics"),
        ("http://[::1]:9/m", "'http://[::1]:9/m'", "'http://[::1]:9/m'"),
        ('{"a.b", c}', """'{"a.b", c}'""", """'{"a.b", c}'"""),
        ("it's", "'it''s'", "'it''s'"),
        ("null", "'null'", "'null'"),
        ("No", "'No'", "'No'"),
        ("12", "'12'", "'12'"),
        ("2026-05-01", "'2026-05-01'", "'2026-05-01'"),
        ("-", "'-'", "'-'"),
        ("", '""', '""'),
        ("a\n- b: c", '"a\\u000a- b: c"', '"a\\u000a- b: c"'),
    ],
)
def test_spelling(text: str, in_block: str | None, in_flow: str | None) -> None:
    written = (scalar(text), scalar(text, in_flow=True))
    assert written == (in_block or written[0], in_flow or written[1])


@given(TEXTS | TRICKY)
def test_reads_back_as_the_same_text(text: str) -> None:
    document = (
        f"block: {scalar(text)}\nlist:\n  - {scalar(text)}  # note\n"
        f"flow: {{a: {scalar(text, in_flow=True)}, b: [{scalar(text, in_flow=True)}]}}\n"
    )
    read = read_document(document.encode(), path="x.yaml")
    assert shape(read) == {"block": text, "list": [text], "flow": {"a": text, "b": [text]}}
    assert yaml.safe_load(document) == shape(read)


def shape(node: Node) -> object:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [shape(item) for item in node.items]
    assert isinstance(node, Fields)
    return {name: shape(field.value) for name, field in node.fields.items()}
