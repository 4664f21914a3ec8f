"""How a parser refuses a text, for properties that hold of any text."""

from collections.abc import Callable

from metrics_check.errors import BadNotation


def refusal(parse: Callable[[str], object], text: str) -> BadNotation | None:
    """The refusal of `text`, its offset within the text; None where it reads."""
    try:
        parse(text)
    except BadNotation as wrong:
        if not 0 <= wrong.offset <= len(text):
            raise ValueError(f"{wrong.offset} is outside {text!r}") from wrong
        return wrong
    return None
