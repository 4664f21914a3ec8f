"""What counts samples by name without cutting lines sees what cutting them shows, or nothing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.exposition.model import Exposition, Format, Manner, Wanted
from metrics_check.exposition.read import read_exposition
from metrics_check.exposition.skimming import Skimmed, skim
from metrics_check.exposition.unusual import is_plain

MANNER = Manner(is_validated=False)
WANTED = Wanted(frozenset({"wanted"}))
CHILD = 'h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum{} 3\nh_count{} 2\n'


@pytest.mark.parametrize(
    ("text", "metadata", "counts"),
    [
        pytest.param('a{x="1"} 1\na{x="2"} 2\n', {}, {"a": 2}, id="one name"),
        pytest.param("# TYPE a gauge\na{} 1\n#\n#x\n", {0, 2, 3}, {"a": 1}, id="metadata"),
        pytest.param("a{} 1\naa{} 1\na{} 2\n", {}, {"a": 2, "aa": 1}, id="one begins the other"),
        pytest.param('a{x="#"} 1\na{x="\n#"} 1\n', {2}, {"a": 2}, id="a newline in a value"),
        pytest.param(CHILD * 9, {}, {"h_bucket": 18, "h_sum": 9, "h_count": 9}, id="histogram"),
        pytest.param("a{} 1\n" * 40 + "b{} 1\n", {}, {"a": 40, "b": 1}, id="late"),
        pytest.param("a{} 1\n" * 41 + "b{} 1\n", {}, None, id="too late"),
        pytest.param("".join(f"a{n}{{}} 1\n" for n in range(5)), {}, None, id="many names"),
        pytest.param("#\na{} 1\n" * 16, {}, None, id="many runs"),
        pytest.param('a{x="1"} 1\na 1\n', {}, None, id="no labels"),
        pytest.param("a 1\n", {}, None, id="no brace"),
        pytest.param('a{x="1"} 1\na\n', {}, None, id="a name alone at the end"),
        pytest.param("a{} 1\n\n", {}, None, id="blank line"),
        pytest.param(" a{} 1\n", {}, None, id="indented"),
        pytest.param("a{} 1\n# EOF\n", {}, None, id="eof"),
        pytest.param("a{} 1\n# TYPE\0 a\n", {}, None, id="NUL"),
        pytest.param("", {}, {}, id="nothing"),
    ],
)
def test_skim(text: str, metadata: set[int], counts: dict[str, int] | None) -> None:
    found = skim(text.encode(), is_regular=is_plain)
    if counts is None:
        assert found is None
        return
    lines = text.encode().splitlines()
    expected = Counter({name.encode(): count for name, count in counts.items()})
    assert found == Skimmed({n: lines[n] for n in metadata}, expected, len(lines))


LINES = st.sampled_from(
    [
        *('a{x="1"} 1', "a{} 2 3", "b{} 1", "b 1", "wanted 1", 'wanted{x="1"} 1', "wanted one"),
        *("# TYPE a gauge", "# HELP b", "# TYPE wanted counter", "# TYPE a nonsense", "# EOF"),
        *("", " a{} 1", "{", "a{", '{"a"} 1', "1{} 1", 'a{x="\nb{} 1\n"} 1', '"} 1', "\0", "#\0"),
    ]
)


@pytest.mark.parametrize("syntax", [Format.TEXT, Format.OPENMETRICS])
@given(parts=st.lists(st.tuples(LINES, st.integers(1, 50)), max_size=12), ends=st.booleans())
def test_blocks_that_are_skimmed_read_as_blocks_that_are_cut(
    syntax: Format, parts: list[tuple[str, int]], ends: bool
) -> None:
    text = "".join(f"{line}\n" * count for line, count in parts)
    body = (text if ends else text[:-1]).encode()
    with pytest.MonkeyPatch.context() as patch:
        skimmed = _read(body, syntax=syntax)
        patch.setattr("metrics_check.exposition.reader.skim", _never)
        assert _read(body, syntax=syntax) == skimmed


def _read(body: bytes, *, syntax: Format) -> Exposition:
    return read_exposition([body], format=syntax, wanted=WANTED, manner=MANNER)


def _never(*_: object, **__: object) -> None:
    """Skims nothing."""
