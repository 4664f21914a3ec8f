"""How messages show a piece of the user's text, and which known word it is near to."""

from collections.abc import Iterable
from difflib import get_close_matches

from metrics_check.notation.visible import visible

# Long enough for a metric name, short enough for one line of a terminal.
SHOWN_CHARACTERS = 60


def shown(text: str, *, limit: int = SHOWN_CHARACTERS) -> str:
    """The text in backticks, cut at `limit` characters, what does not print as an escape."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"`{visible(cut)}`"


def nearest(word: str, *, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or None."""
    if len(word) > SHOWN_CHARACTERS:
        return None
    by_lower = {name.lower(): name for name in sorted(known, reverse=True)}
    close = get_close_matches(word.lower(), sorted(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, *, known: Iterable[str]) -> str:
    """` Did you mean …?`, to be added to a sentence, or nothing where no known word is near."""
    near = nearest(word, known=known)
    return "" if near is None else f" Did you mean `{near}`?"


def listed(names: Iterable[str]) -> str:
    """The names in backticks, in order, joined by commas."""
    return ", ".join(f"`{name}`" for name in names)
