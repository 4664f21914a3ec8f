"""Elements of XML and HTML as text: what is put in is escaped, unless it is an element itself."""

from html import escape

from metrics_check.record import record

# HTML, 13.1.2: elements that have no end tag. XML of ours has none of these names.
_VOID = frozenset({"input", "meta"})


@record
class Markup:
    """Text that is markup already."""

    text: str


Content = str | Markup


def element(tag: str, *content: Content, **attributes: str) -> Markup:
    """The element on one line of markup; `_` in an attribute's name is `-`, at its end nothing."""
    inner = "".join(map(_inner, content))
    end = "" if tag in _VOID else f"</{tag}>"
    return Markup(f"<{tag}{_attributes(attributes)}>{inner}{end}")


def nested(tag: str, *content: Content, **attributes: str) -> Markup:
    """The element with each piece of its content on lines of its own."""
    inner = "".join(f"{_inner(each)}\n" for each in content)
    return Markup(f"<{tag}{_attributes(attributes)}>\n{inner}</{tag}>")


def _inner(content: Content) -> str:
    return content.text if isinstance(content, Markup) else escape(content)


def _attributes(attributes: dict[str, str]) -> str:
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    return "".join(f' {name}="{escape(value)}"' for name, value in named)
