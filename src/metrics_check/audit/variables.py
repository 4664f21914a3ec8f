"""Variables of Grafana and Perses in a query, replaced by position; the way back is kept.

What a variable stands for is not known. What may stand in its place is told by what stands around
it: a name, a matcher, a number, a duration, an operator. Several are tried where several may.
"""

import re
from collections.abc import Iterator
from itertools import combinations, islice, product

from metrics_check.errors import BadNotation, InvalidInput
from metrics_check.promql.bounds import check_length
from metrics_check.promql.parse import Expr, parse
from metrics_check.record import record

# Grafana docs, Variable syntax; a name of digits only is a group of a regex, as in "$1".
_VARIABLE = re.compile(
    r"\$(?![0-9]+\b)(?P<plain>\w+)"
    r"|\$\{(?P<braced>\w+)(?:\.[^}:]+)?(?::[^}]*)?\}"
    r"|\[\[(?P<old>\w+?)(?::\w+)?\]\]"
)
# What Grafana itself puts in: durations, but for these, which are numbers.
_NUMBERS = re.compile(r"__(?:from|to|(?:interval|rate_interval|range)_(?:ms|s))")
_NAME = re.compile(r"[A-Za-z0-9_:]")
_LABEL_LISTS = re.compile(r"\b(?:by|group_left|group_right|ignoring|on|without)\s*$", re.IGNORECASE)
_OFFSET = re.compile(r"\boffset\s*-?\s*$", re.IGNORECASE)
_CLAUSE = re.compile(r"\s*(?:by|without)\b", re.IGNORECASE)
_MOST_VARIABLES = 500
# What stands before a variable is looked at so far.
_LOOKS_BACK = 40
# Enough for a query in which two of many variables are not what they most likely are.
_MOST_TRIES = 200
# Of all tries together, so that a long query takes no long time.
_MOST_CHARACTERS = 2_000_000
_STAND_IN = "__var{}__"
STANDS_IN = re.compile(r"__var[0-9]+__")


@record
class Replaced:
    """A query without variables, and where its pieces stood; `spots` are `(start, end, at)`:
    from `start` to `end` of the text something stands for what begins `at` this place.
    """

    text: str
    tree: Expr
    spots: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, offset: int) -> int:
        """The offset in the query as typed of what is at `offset` here."""
        shift = 0
        for start, end, at, behind in self.spots:
            if offset < start:
                break
            if offset < end:
                return at
            shift = behind - end
        return offset + shift


@record
class _Spot:
    """A variable: where it stands, and what may stand in its place, the likeliest first."""

    start: int
    end: int
    choices: tuple[str, ...]


def replaced(text: str) -> Replaced:
    """The query with its variables replaced so that it parses.

    Raises as `parse` where it does with nothing that was tried.
    """
    check_length(text)
    if STANDS_IN.search(text):
        raise BadNotation("the query holds `__var0__` or its like, which stands for a variable")
    spots = tuple(islice(_spots(text), _MOST_VARIABLES + 1))
    if len(spots) > _MOST_VARIABLES:
        raise BadNotation(f"the query holds more than {_MOST_VARIABLES} variables")
    first: InvalidInput | None = None
    tries = max(1, min(_MOST_TRIES, _MOST_CHARACTERS // max(len(text), 1)))
    for choice in islice(_tried(spots), tries):
        tried, places = _put_in(text, spots, choice=choice)
        try:
            return Replaced(tried, parse(tried), places)
        except InvalidInput as error:
            first = first or error
    raise first or BadNotation("the query is empty")


def _tried(spots: tuple[_Spot, ...]) -> Iterator[tuple[str, ...]]:
    """What to put in, first where all are what is likeliest, then where one is not, then two."""
    likeliest = [spot.choices[0] for spot in spots]
    for count in range(len(spots) + 1):
        for others in combinations(range(len(spots)), count):
            for choices in product(*(spots[at].choices[1:] for at in others)):
                instead = dict(zip(others, choices, strict=True))
                yield tuple(instead.get(at, each) for at, each in enumerate(likeliest))


def _put_in(
    text: str, spots: tuple[_Spot, ...], *, choice: tuple[str, ...]
) -> tuple[str, tuple[tuple[int, int, int, int], ...]]:
    pieces: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    last = length = 0
    for spot, instead in zip(spots, choice, strict=True):
        between = text[last : spot.start]
        pieces += (between, instead)
        start = length + len(between)
        length = start + len(instead)
        places.append((start, length, spot.start, spot.end))
        last = spot.end
    return "".join((*pieces, text[last:])), tuple(places)


def _spots(text: str) -> Iterator[_Spot]:
    """The variables in order, each with what may stand there."""
    brackets: list[int] = []
    quote = ""
    at = number = 0
    while at < len(text):
        found = _VARIABLE.match(text, at) if text[at] in "$[" else None
        if found is not None:
            name = found["plain"] or found["braced"] or found["old"]
            choices = _choices(
                text,
                found,
                name=name,
                stand_in=_STAND_IN.format(number),
                opened=brackets[-1] if brackets else -1,
                quote=quote,
            )
            yield _Spot(found.start(), found.end(), choices)
            at, number = found.end(), number + 1
            continue
        char = text[at]
        if quote:
            at += char == "\\" and quote != "`"
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif char in "([{":
            brackets.append(at)
        elif char in ")]}" and brackets:
            brackets.pop()
        at += 1


def _choices(
    text: str, found: re.Match[str], *, name: str, stand_in: str, opened: int, quote: str
) -> tuple[str, ...]:
    before = text[max(0, found.start() - _LOOKS_BACK) : found.start()]
    after = text[found.end() : found.end() + _LOOKS_BACK]
    if quote:
        return (stand_in,)
    opening = text[opened] if opened >= 0 else ""
    if opening == "[" or _OFFSET.search(before):
        return (_duration(before, after),)
    is_inner = bool(_NAME.match(before[-1:]) or _NAME.match(after[:1]))
    if is_inner:
        is_number = bool(re.search(r"(?<![A-Za-z0-9_:.])[0-9.]+$", before))
        return ("5", "m", stand_in) if is_number else (stand_in, "5")
    near, next_to = before.rstrip()[-1:], after.lstrip()[:1]
    if opening == "{":
        is_alone = near in {"{", ","} and next_to in {"}", ","}
        return (f'{stand_in}=~".*"', stand_in) if is_alone else (stand_in, "=~", f'"{stand_in}"')
    if opening == "(" and _LABEL_LISTS.search(text[max(0, opened - _LOOKS_BACK) : opened]):
        return (stand_in,)
    if next_to == "(" or _CLAUSE.match(after):
        return ("sum", "rate", "+", stand_in)
    if _NUMBERS.fullmatch(name):
        return ("1", stand_in)
    return (stand_in, "1", "5m", "+", f"{stand_in}[5m]")


def _duration(before: str, after: str) -> str:
    """What makes a duration of what stands around: `[$x]`, `[${x}s]`, `[5$unit]`."""
    if after[:1].isalpha():
        return "5"
    return "m" if before[-1:].isdigit() else "5m"
