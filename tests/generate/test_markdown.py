"""Texts of others in Markdown: shown as they are, never read as markup."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics_check.generate.markdown import block, code, plain, prose, reference
from metrics_check.notation.visible import visible
from tests.generate.rendering import codes, kinds, links, text_of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            "Plain, short: it's 3.5 (of 4)!", "Plain, short: it's 3.5 (of 4)!", id="plain"
        ),
        pytest.param("two\n\n  lines", "two lines", id="lines"),
        pytest.param("# no heading", r"\# no heading", id="heading"),
        pytest.param("- no list", r"\- no list", id="list"),
        pytest.param("12. no list", r"12\. no list", id="numbered list"),
        pytest.param("1) no list", r"1\) no list", id="another numbered list"),
        pytest.param("=== no heading", r"\=== no heading", id="underline"),
        pytest.param(
            "a*b*_c_`d`~e~|f|", r"a\*b\*\_c\_\`d\`\~e\~\|f\|", id="emphasis, code, tables"
        ),
        pytest.param("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))", id="link"),
        pytest.param("![x](http://h/p.png)", r"!\[x\](http://h/p.png)", id="image"),
        pytest.param("<img src=x>&amp;", r"\<img src=x\>\&amp;", id="HTML and entities"),
        pytest.param("$x^2$ {{ y }}", r"\$x^2\$ \{\{ y \}\}", id="mathematics and templates"),
        pytest.param("\\# a\\", r"\\# a\\", id="backslashes"),
        pytest.param("a\x1b[31m\u202eb", r"a\\x1b\[31m\\u202eb", id="what steers a terminal"),
    ],
)
def test_prose(text: str, written: str) -> None:
    assert prose(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('x{a="<b>"}', '`x{a="<b>"}`'),
        ("a`b", "``a`b``"),
        ("`a``", "``` `a`` ```"),
        (" a ", "`  a  `"),
        ("", "`  `"),
        ("a\nb\x1b", r"`a\nb\x1b`"),
    ],
)
def test_code(text: str, written: str) -> None:
    assert code(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("up", "  ```promql\n  up\n  ```"),
        ('x{a="````"}\n```', '  `````promql\n  x{a="````"}\\n```\n  `````'),
    ],
)
def test_a_block_cannot_be_left(text: str, written: str) -> None:
    assert block(text, language="promql", indent="  ") == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://example.org/run?a=1#b", "<https://example.org/run?a=1#b>"),
        ("docs/run_book.md", "`docs/run_book.md`"),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
        ("https://h/> [x](y)", "`https://h/> [x](y)`"),
        ("https://h/\u202ex", "`https://h/\\u202ex`"),
    ],
)
def test_a_reference(text: str, written: str) -> None:
    assert reference(text) == written


# Mostly what means something to Markdown, and the rest of what there is.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("`*_[]()<>!#+-=~|$&;:\\\"'\n 1.)a\tx{}^"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@given(TEXTS)
def test_a_reader_shows_prose_as_it_is(text: str) -> None:
    line = visible(" ".join(text.split()))
    if line.strip():
        assert kinds(prose(text)) == {"paragraph", "inline"}
        assert text_of(prose(text)) in ((line, {"text"}), (line, {"text", "text_special"}))
        assert text_of(f"- {prose(text)}") == text_of(prose(text))
        assert text_of(f"## {prose(text)}") == text_of(prose(text))


@given(TEXTS)
@example(" ")
@example(" a")
def test_a_reader_shows_code_as_it_is(text: str) -> None:
    shown, sorts = text_of(f"a {code(text)} z")
    assert sorts == {"text", "code_inline"}
    assert shown == f"a {visible(text) or '  '} z"


@given(TEXTS)
def test_a_reader_shows_a_block_as_it_is(text: str) -> None:
    page = f"- a\n\n{block(text, language='promql', indent='  ')}\n\n- z"
    assert kinds(page) == {"bullet_list", "list_item", "paragraph", "inline", "fence"}
    assert codes(page) == {visible(text).rstrip("\n")}


@given(TEXTS)
def test_a_reference_leads_nowhere_but_to_the_web(text: str) -> None:
    for found in links(reference(text)) + links(reference(f"https://{text}")):
        assert found.startswith(("https://", "http://"))


@given(st.text())
@example("*a* `b` \\ <http://c>")
@example("12) no list")
def test_plain_takes_the_escapes_of_prose_away(text: str) -> None:
    assert plain(prose(text)) == visible(" ".join(text.split()))


@given(st.text(min_size=1))
@example("`")
@example("  a ")
def test_plain_takes_the_marks_of_code_away(text: str) -> None:
    assert plain(code(text)) == visible(text)


def test_plain_takes_bold_and_links_away() -> None:
    assert plain(f"**{prose('a*b')}**: {reference('https://h/p')}, {reference('p.md')}") == (
        "a*b: https://h/p, p.md"
    )
