"""What a Markdown reader makes of a page (CommonMark, with GitHub's tables and strikethrough)."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What our own pages are made of.
OURS = {"bullet_list", "fence", "heading", "inline", "list_item", "paragraph"}


def tokens(page: str) -> Iterator[Token]:
    """Every token of a page, those of its lines too."""
    for token in READER.parse(page):
        yield token
        yield from token.children or ()


def kinds(page: str) -> set[str]:
    """What sorts of blocks a page has."""
    return {token.type.removesuffix("_open").removesuffix("_close") for token in READER.parse(page)}


def text_of(line: str) -> tuple[str, set[str]]:
    """What a line shows, and what sorts of markup are in it."""
    (inline,) = [token for token in READER.parse(line) if token.type == "inline"]
    children = inline.children or []
    return "".join(each.content for each in children), {each.type for each in children}


def links(page: str) -> list[str]:
    """Where the links and images of a page lead."""
    found = (each.attrs.get("href") or each.attrs.get("src") for each in tokens(page))
    return [str(where) for where in found if where is not None]


def markup(page: str) -> set[str]:
    """Whatever of a page is HTML, emphasis, an image or a table: none of it is ours."""
    ours = {"code_inline", "hardbreak", "link", "softbreak", "text", "text_special"}
    found = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(page)}
    return found - ours - OURS


def codes(page: str) -> set[str]:
    """What is shown as code, in lines and in blocks."""
    return {
        each.content.rstrip("\n") for each in tokens(page) if each.type in {"code_inline", "fence"}
    }
