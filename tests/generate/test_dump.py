"""Plain data as YAML, read back by another reader."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.generate.dump import dump

# What no file may hold (YAML 1.2, 5.1), not even escaped.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(categories=["L", "N"]), min_size=1)
LEAVES = st.one_of(TEXTS, st.integers(-5, 5))
# No list stands right in a list: rules and their tests have none.
DATA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(KEYS, inner, max_size=3),
        st.lists(st.one_of(LEAVES, st.dictionaries(KEYS, inner, max_size=3)), max_size=3),
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, DATA, max_size=3))
def test_is_read_back_as_it_was(document: dict[str, object]) -> None:
    text = dump(document, first_line="made")
    assert yaml.safe_load(text) == (document or None)
    assert text.startswith("# made\n")


def test_the_first_line_stays_one() -> None:
    assert dump({"a": "b"}, first_line="x\ny\u2028z") == "# x?y?z\na: b\n"


def test_shape() -> None:
    document = {"a": [{"b": "c", "d": [{"e": 1}, "f"]}, "g"], "h": {}, "i": [], "j": {"k": "1"}}
    assert dump(document, first_line="made") == (
        "# made\na:\n  - b: c\n    d:\n      - e: 1\n      - f\n  - g\nh: {}\ni: []\nj:\n  k: '1'\n"
    )
