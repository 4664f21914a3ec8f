"""`anchored` and `smoothed`, which the parser does not know, told to it as matchers.

Prometheus docs, Feature flags, Extended range selectors: they stand behind a selector, before or
after its `offset` and `@`. `convert` takes the matcher off again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from metrics_check.errors import BadNotation
from metrics_check.promql.scan import Token
from metrics_check.record import record

MODIFIERS = frozenset({"anchored", "smoothed"})
MARK_LABEL = "__extended__"
# No string of a query reads so when the parser sees it: each has a placeholder by then.
_MARKS = {f"·{word}": word for word in MODIFIERS}
# Behind these stands an operand: there the word is the name of a metric.
_BEFORE_AN_OPERAND = frozenset(
    {"and", "atan2", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or"}
    | {"unless", "without"}
)


@record
class Marked:
    """The tokens for the parser, and which word each stand-in among them is."""

    tokens: tuple[Token, ...]
    stand_ins: Mapping[str, str]


def modifier_of(value: str) -> str:
    """The modifier that the value of a matcher stands for, `""` for any other."""
    return _MARKS.get(value, "")


def marked(found: tuple[Token, ...], *, text: str) -> Marked:
    """The tokens with a matcher in place of each modifier.

    Where the words are names of metrics or labels, which the parser refuses, others stand in.
    Raises `BadNotation` in the server's words.
    """
    if not any(_is_modifier_word(token) for token in found):
        return Marked(found, {})
    told = [index for index, token in enumerate(found) if token.kind != "space"]
    ends = _selector_ends(tuple(found[index] for index in told))
    extended = {told[at]: told[end] for at, end in ends.items()}
    words = _by_selector(found, extended)
    suffix = _suffix(text)
    tokens = tuple(_told(found, extended=extended, words=words, suffix=suffix))
    named = {token.text for token in found if _is_modifier_word(token)}
    return Marked(tokens, {word + suffix: word for word in named})


def _is_modifier_word(token: Token) -> bool:
    return token.kind == "word" and token.text.lower() in MODIFIERS


def _selector_ends(found: tuple[Token, ...]) -> dict[int, int]:
    """The last token of the selector itself for each token that is a modifier."""
    opened = _opened(found)
    ends: dict[int, int] = {}
    for index, token in enumerate(found):
        if _is_modifier_word(token) and index > 0:
            end = _selector_end(found, index, opened=opened, ends=ends)
            if end >= 0:
                ends[index] = end
    return ends


def _opened(found: tuple[Token, ...]) -> dict[int, int]:
    """Where the bracket was opened that closes at an index."""
    waiting: list[int] = []
    opened: dict[int, int] = {}
    for index, token in enumerate(found):
        if token.kind == "open":
            waiting.append(index)
        elif token.kind == "close":
            opened[index] = waiting.pop()
    return opened


def _selector_end(
    found: tuple[Token, ...], at: int, *, opened: Mapping[int, int], ends: Mapping[int, int]
) -> int:
    """The last token of the selector that the modifier at `at` stands behind; -1: of none."""
    modifier, last = found[at], at - 1
    while last >= 0:
        token = found[last]
        if last in ends:
            return ends[last]
        before_time = _before_time(found, last, opened=opened)
        if before_time >= 0:
            last = before_time
        elif token.text == "]":
            _refuse_subquery(found[opened[last] : last], modifier=modifier)
            last = opened[last] - 1
        elif token.text == "}":
            return last
        else:
            is_name = token.kind == "word" and token.text.lower() not in _BEFORE_AN_OPERAND
            return last if is_name else -1
    return -1


def _before_time(found: tuple[Token, ...], last: int, *, opened: Mapping[int, int]) -> int:
    """The token before an `offset` or `@` whose time ends at `last`, -1 where none does."""
    first = opened[last] if found[last].text == ")" else last
    if found[last].text == ")" and found[first - 1].text.lower() in {"start", "end"}:
        first -= 1
    keyword = first - 2 if found[first - 1].text in {"+", "-"} else first - 1
    is_time = keyword > 0 and (
        found[keyword].text == "@" or found[keyword].text.lower() == "offset"
    )
    return keyword - 1 if is_time else -1


def _refuse_subquery(found: tuple[Token, ...], *, modifier: Token) -> None:
    if any(":" in token.text for token in found if token.kind in {"word", "other"}):
        message = f"{modifier.text.lower()} modifier is not supported for subqueries"
        raise BadNotation(message, offset=modifier.start, code="bad-promql")


def _by_selector(found: tuple[Token, ...], extended: Mapping[int, int]) -> dict[int, str]:
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


def _told(
    found: tuple[Token, ...],
    *,
    extended: Mapping[int, int],
    words: Mapping[int, str],
    suffix: str,
) -> Iterator[Token]:
    needs_comma = False
    for index, token in enumerate(found):
        word = words.get(index, "")
        mark = f'{MARK_LABEL}="·{word}"'
        if index in extended:
            yield replace(token, kind="space", text=" ")
            continue
        if word and token.text == "}":
            yield replace(token, kind="mark", text=f",{mark}" if needs_comma else mark)
        yield replace(token, text=token.text + suffix) if _is_modifier_word(token) else token
        if word and token.text != "}":
            yield replace(token, kind="mark", text=f"{{{mark}}}")
        if token.kind != "space":
            needs_comma = token.text not in {"{", ","}
