"""`anchored` and `smoothed`, which the parser does not know, told to it by marks.

Prometheus docs, Feature flags, Extended range selectors: they stand behind a selector, before or
after its `offset` and `@`.
"""

from collections.abc import Mapping
from dataclasses import replace

from metrics_check.errors import BadNotation
from metrics_check.promql.marks import Told, opened_at, selector_end
from metrics_check.promql.scan import Token, blank

MODIFIERS = frozenset({"anchored", "smoothed"})


def without_modifiers(found: tuple[Token, ...], *, text: str) -> Told:
    """The tokens with a mark in place of each modifier.

    Where the words are names of metrics or labels, which the parser refuses, others stand in.
    Raises `BadNotation` in the server's words.
    """
    if not any(_is_modifier_word(token) for token in found):
        return Told(found)
    solid = [index for index, token in enumerate(found) if token.kind != "space"]
    ends = _ends(tuple(found[index] for index in solid))
    extended = {solid[at]: solid[end] for at, end in ends.items()}
    suffix = _suffix(text)
    tokens = tuple(
        _instead(token, suffix="" if index in extended else suffix)
        for index, token in enumerate(found)
    )
    marks = {end: (word,) for end, word in _words(found, extended).items()}
    named = {token.text for token in found if _is_modifier_word(token)}
    return Told(tokens, marks, {word + suffix: word for word in named})


def _instead(token: Token, *, suffix: str) -> Token:
    """What the parser is told: nothing of a modifier, another name for a name."""
    if not _is_modifier_word(token):
        return token
    return replace(token, text=token.text + suffix) if suffix else blank(token)


def _is_modifier_word(token: Token) -> bool:
    return token.kind == "word" and token.text.lower() in MODIFIERS


def _ends(found: tuple[Token, ...]) -> dict[int, int]:
    """The last token of the selector for each token that is its modifier."""
    opened = opened_at(found)
    ends: dict[int, int] = {}
    seen_until: dict[int, int] = {}
    for index, token in enumerate(found):
        if _is_modifier_word(token):
            end = selector_end(found, index, opened=opened, known=ends)
            if end >= 0:
                _refuse_subquery(found[seen_until.get(end, end) + 1 : index], modifier=token)
                ends[index], seen_until[end] = end, index
    return ends


def _refuse_subquery(between: tuple[Token, ...], *, modifier: Token) -> None:
    if any(":" in token.text for token in between if token.kind == "word"):
        message = f"{modifier.text.lower()} modifier is not supported for subqueries"
        raise BadNotation(message, offset=modifier.start, code="bad-promql")


def _words(found: tuple[Token, ...], extended: Mapping[int, int]) -> dict[int, str]:
    """The modifier of each selector, by its last token."""
    words: dict[int, str] = {}
    for at, end in extended.items():
        word = found[at].text.lower()
        if words.setdefault(end, word) != word:
            message = "anchored and smoothed modifiers cannot be used together"
            raise BadNotation(message, offset=found[at].start, code="bad-promql")
    return words


def _suffix(text: str) -> str:
    """What makes of the words names that the text does not hold."""
    suffix = "_"
    while any(word + suffix in text.lower() for word in MODIFIERS):
        suffix += "_"
    return suffix
