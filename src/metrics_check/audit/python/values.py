"""What an expression may be, as far as source tells: constants, sequences, classes, functions.

Nothing of it is run. What is not known is `UNKNOWN`, and what may be several things is `OneOf`.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from metrics_check.audit.python.scopes import Scope
from metrics_check.record import record

# More alternatives than this are no longer told apart.
MOST_ALTERNATIVES = 256


@record
class Unknown:
    """What source does not tell."""


@record
class Known:
    """A constant."""

    value: object
    # 1 == 1.0 == True: they are other constants all the same.
    kind: str


@record
class Pattern:
    """A text of which parts are known; None stands for what is not."""

    parts: tuple[str | None, ...]


@record
class Items:
    """A sequence or a set; `is_whole`: it has no items but these."""

    items: tuple["Value", ...]
    is_whole: bool = True


@record
class Table:
    """A dictionary; `is_whole` as of items."""

    pairs: tuple[tuple["Value", "Value"], ...]
    is_whole: bool = True


@record
class Member:
    """A member of an enum. `kind` is the enum's: `str` (of `(str, Enum)`), `StrEnum` or `Enum`."""

    owner: str
    name: str
    value: "Value"
    kind: str


@dataclass(slots=True, eq=False)
class Frame:
    """A scope as it is run once: what its parameters are, and the variables of its loops."""

    scope: Scope
    bound: dict[str, "Value"] = field(default_factory=dict)
    outer: "Frame | None" = None
    loops: Mapping[tuple[ast.AST, str], "Value"] = field(default_factory=dict)


@record
class Function:
    """A function; `owner` is what it is bound to."""

    scope: Scope
    frame: Frame
    owner: "Value | None" = None


@record
class Class:
    """A class of the folder."""

    scope: Scope
    frame: Frame


@record
class Instance:
    """An object of a class; `made` is how it was constructed, where that is known."""

    of: Class
    made: Frame | None = None


@record
class Super:
    """`super()`: what the classes above this one say, of this object."""

    of: Class
    owner: "Value"


@record
class Loaded:
    """A module of the folder, by its frame."""

    frame: Frame


@record
class Foreign:
    """Something of a package that is not in the folder, by its dotted name."""

    name: str


@record
class Method:
    """A method of a text, a sequence, a dictionary or a metric."""

    of: "Value"
    name: str


@record
class Arguments:
    """What a call is given; `is_whole`: nothing else is."""

    positional: tuple["Value", ...] = ()
    keywords: tuple[tuple[str, "Value"], ...] = ()
    is_whole: bool = True

    def joined(self, other: "Arguments") -> "Arguments":
        """These, and then the others, whose keywords win."""
        keywords = tuple({**dict(self.keywords), **dict(other.keywords)}.items())
        whole = self.is_whole and other.is_whole
        return Arguments(self.positional + other.positional, keywords, whole)


@record
class Partial:
    """`functools.partial` of something."""

    of: "Value"
    arguments: Arguments


@record
class Made:
    """What a foreign class makes: its name, what it was given, and the call that made it."""

    of: str
    arguments: Arguments
    call: ast.Call


@record
class OneOf:
    """One of several; none of them is a `OneOf`."""

    values: tuple["Value", ...]


Value = (
    Unknown
    | Known
    | Pattern
    | Items
    | Table
    | Member
    | Function
    | Class
    | Instance
    | Super
    | Loaded
    | Foreign
    | Method
    | Partial
    | Made
    | OneOf
)
UNKNOWN = Unknown()


def known(value: object) -> Known:
    """The constant."""
    return Known(value, type(value).__name__)


def whole(value: Value) -> Value:
    """What a partial is of, however often."""
    return whole(value.of) if isinstance(value, Partial) else value


def given(value: Value) -> Arguments:
    """What a partial gives before it is called."""
    if not isinstance(value, Partial):
        return Arguments()
    return given(value.of).joined(value.arguments)


def alternatives(value: Value) -> tuple[Value, ...]:
    """All that it may be."""
    return value.values if isinstance(value, OneOf) else (value,)


def one_of(values: Iterable[Value]) -> Value:
    """One of these, each once."""
    found = dict.fromkeys(each for value in values for each in alternatives(value))
    if len(found) > MOST_ALTERNATIVES:
        found = dict.fromkeys((*list(found)[:MOST_ALTERNATIVES], UNKNOWN))
    if len(found) == 1:
        return next(iter(found))
    return OneOf(tuple(found)) if found else UNKNOWN


def pieces(value: Value, *, is_shown: bool = False) -> tuple[str | None, ...]:
    """A text in parts; `is_shown`: as `str()` gives it, else as itself, where it is one."""
    match value:
        case Member(kind="Enum" | "str") if is_shown:
            return (f"{value.owner}.{value.name}",)
        case Member():
            return pieces(value.value, is_shown=is_shown)
        case Known(value=str() as text):
            return (text,)
        case Known(value=constant) if is_shown and not isinstance(constant, bytes):
            return (str(constant),)
        case Pattern(parts):
            return parts
    return (None,)


def text_of(parts: Iterable[str | None]) -> Value:
    """The parts as one text."""
    joined: list[str | None] = []
    for part in parts:
        if joined and part is None and joined[-1] is None:
            continue
        if joined and part is not None and joined[-1] is not None:
            joined[-1] += part
        else:
            joined.append(part)
    if not joined:
        return known("")
    if len(joined) == 1 and joined[0] is not None:
        return known(joined[0])
    return Pattern(tuple(joined)) if any(joined) else UNKNOWN


def string_of(value: Value, *, is_shown: bool = False) -> str | None:
    """The text, where all of it is known."""
    parts = pieces(value, is_shown=is_shown)
    return "".join(map(str, parts)) if None not in parts else None


def elements(value: Value) -> Iterator[Value]:
    """What a loop over it goes through; what else it may go through is `UNKNOWN`."""
    for each in alternatives(value):
        match each:
            case Items(items, is_whole):
                yield from items
                if not is_whole:
                    yield UNKNOWN
            case Table(pairs, is_whole):
                yield from (key for key, _ in pairs)
                if not is_whole:
                    yield UNKNOWN
            case Known(value=str() as text) if len(text) <= MOST_ALTERNATIVES:
                yield from map(known, text)
            case _:
                yield UNKNOWN
