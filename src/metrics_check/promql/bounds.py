"""How large a query may be. The parser recurses natively and takes the whole process with it."""

from metrics_check.errors import BadNotation, UnansweredQuery
from metrics_check.notation.words import shown
from metrics_check.promql.extended import MODIFIERS
from metrics_check.promql.scan import Token, tokens

# The parser copies a subtree into each node, so its cost grows with length times depth.
MAX_CHARACTERS = 250_000
# It overflows a thread's stack of 512 KiB at a depth between 200 and 400.
MAX_DEPTH = 180
# Operators and brackets together; keeps the worst parse below a second.
MAX_STEPS = 5_000

_WORD_OPERATORS = frozenset({"and", "atan2", "or", "unless"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def check_length(text: str) -> None:
    """Raises `UnansweredQuery` (`limit`) where the text is longer than `MAX_CHARACTERS`."""
    if len(text) > MAX_CHARACTERS:
        raise _too_large(f"it has {len(text)} characters, more than {MAX_CHARACTERS}")


def checked_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text that is safe to parse.

    Raises `UnansweredQuery` (`limit`) where it is too large, and `BadNotation` where brackets
    do not pair.
    """
    check_length(text)
    found = tuple(tokens(text))
    _check_steps(found)
    depth = _depth_bound(found)
    if depth > MAX_DEPTH:
        raise _too_large(f"it nests up to {depth} deep, more than {MAX_DEPTH}")
    return found


def _check_steps(found: tuple[Token, ...]) -> None:
    if len(found) <= MAX_STEPS:
        return
    steps = sum(
        token.kind == "open" or _is_operator(token) or token.text.lower() in MODIFIERS
        for token in found
    )
    if steps > MAX_STEPS:
        raise _too_large(f"it has {steps} operators and brackets, more than {MAX_STEPS}")


def _depth_bound(found: tuple[Token, ...]) -> int:
    """No tree of these tokens is deeper: in one bracket each operator may add a level."""
    brackets: list[Token] = []
    levels = [_Level()]
    for token in found:
        if token.kind == "open":
            # A range or a subquery wraps what stands before it.
            levels[-1].operators += token.text == "["
            brackets.append(token)
            levels.append(_Level())
        elif token.kind == "close":
            _check_pair(brackets.pop() if brackets else None, token)
            inner = levels.pop()
            levels[-1].inner = max(levels[-1].inner, inner.depth())
        elif token.text == ",":
            levels[-1].next_argument()
        elif _is_operator(token):
            levels[-1].operators += 1
    if brackets:
        raise BadNotation(
            f"found an opening {brackets[-1].text} without its {_CLOSING[brackets[-1].text]}",
            offset=brackets[-1].start,
            code="bad-promql",
        )
    return levels[0].depth()


class _Level:
    """What stands between two brackets: operators and the deepest inner level, by argument."""

    __slots__ = ("deepest", "inner", "operators")

    def __init__(self) -> None:
        self.operators = 0
        self.inner = 0
        self.deepest = 0

    def next_argument(self) -> None:
        self.deepest = max(self.deepest, self.operators + self.inner)
        self.operators = self.inner = 0

    def depth(self) -> int:
        return 1 + max(self.deepest, self.operators + self.inner)


def _check_pair(opening: Token | None, closing: Token) -> None:
    if opening is None or _CLOSING[opening.text] != closing.text:
        before = "nothing open" if opening is None else f"{opening.text} open"
        raise BadNotation(
            f"found {closing.text} with {before}", offset=closing.start, code="bad-promql"
        )


def _is_operator(token: Token) -> bool:
    return token.kind == "operator" or token.text.lower() in _WORD_OPERATORS


def _too_large(reason: str) -> UnansweredQuery:
    return UnansweredQuery(f"the query is too large: {reason}", code="limit")


def describe(text: str) -> str:
    """The query as messages show it: one line, cut short."""
    return shown(" ".join(text.split()))
