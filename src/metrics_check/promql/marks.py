"""What the parser does not know, told to it as matchers that `convert` takes off again.

Each stands behind a selector; here are the ends of selectors, and the matchers written there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from metrics_check.promql.scan import Token
from metrics_check.record import record

_LABEL = "__told__"
# No string of a query begins so when the parser sees it: each has a placeholder with a number.
_SIGN = "·="
# Behind these stands an operand: there another word is the name of a metric.
BEFORE_AN_OPERAND = frozenset(
    {"and", "atan2", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or"}
    | {"unless", "without"}
)


def told(value: str) -> str:
    """What the value of a matcher tells, `""` for that of any other matcher."""
    return value.removeprefix(_SIGN) if value.startswith(_SIGN) else ""


@record
class Told:
    """The tokens of a query as the parser is told them.

    `marks` are the texts to be marked, without quotation marks and backslashes, by the index of
    the last token of their selector. `stand_ins` are the words behind names that stand in.
    """

    tokens: tuple[Token, ...]
    marks: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def marked(self, marks: Mapping[int, str]) -> Mapping[int, tuple[str, ...]]:
        """The marks and these."""
        added = {index: (*self.marks.get(index, ()), text) for index, text in marks.items()}
        return {**self.marks, **added}

    def with_matchers(self) -> tuple[Token, ...]:
        """The tokens with the marks as matchers among them."""
        return tuple(_with_matchers(self)) if self.marks else self.tokens


def _with_matchers(query: Told) -> Iterator[Token]:
    needs_comma = False
    for index, token in enumerate(query.tokens):
        texts = query.marks.get(index, ())
        matchers = ",".join(f'{_LABEL}="{_SIGN}{text}"' for text in texts)
        if texts and token.text == "}":
            yield replace(token, kind="mark", text="," * needs_comma + matchers)
        yield token
        if texts and token.text != "}":
            yield replace(token, kind="mark", text=f"{{{matchers}}}")
        if token.kind != "space":
            needs_comma = token.text not in {"{", ","}


def opened_at(found: tuple[Token, ...]) -> dict[int, int]:
    """Where the bracket was opened that closes at an index."""
    waiting: list[int] = []
    opened: dict[int, int] = {}
    for index, token in enumerate(found):
        if token.kind == "open":
            waiting.append(index)
        elif token.kind == "close":
            opened[index] = waiting.pop()
    return opened


def selector_end(
    found: tuple[Token, ...], at: int, *, opened: Mapping[int, int], known: Mapping[int, int]
) -> int:
    """The last token of the selector that the token `at` stands behind; -1: of none.

    Between them may be a range, times, and what is `known` to stand behind its selector. No
    token is a space.
    """
    last = at - 1
    while last >= 0:
        if last in known:
            return known[last]
        token, before_time = found[last], _before_time(found, last, opened=opened)
        if before_time >= 0:
            last = before_time
        elif token.text == "]":
            last = opened[last] - 1
        elif token.text == "}":
            return last
        else:
            is_name = token.kind == "word" and token.text.lower() not in BEFORE_AN_OPERAND
            return last if is_name else -1
    return -1


def _before_time(found: tuple[Token, ...], last: int, *, opened: Mapping[int, int]) -> int:
    """The token before an `offset` or `@` whose time ends at `last`, -1 where none does."""
    first = opened[last] if found[last].text == ")" else last
    if found[last].text == ")" and found[first - 1].text.lower() in {"start", "end"}:
        first -= 1
    keyword = first - 2 if found[first - 1].text in {"+", "-"} else first - 1
    is_time = keyword > 0 and found[keyword].text.lower() in {"@", "offset"}
    return keyword - 1 if is_time else -1
