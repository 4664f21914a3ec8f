"""What operators, and methods of texts, sequences and dictionaries make of values."""

import string
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, product

from metrics_check.audit.python.values import (
    MOST_ALTERNATIVES,
    UNKNOWN,
    Arguments,
    Items,
    Known,
    Table,
    Value,
    alternatives,
    elements,
    known,
    one_of,
    pieces,
    string_of,
    text_of,
)

# A text or sequence that is put together grows no longer than this.
_LONGEST = 4000
_PLAIN: Mapping[str, Callable[..., str]] = {
    "capitalize": str.capitalize,
    "lower": str.lower,
    "lstrip": str.lstrip,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "replace": str.replace,
    "rstrip": str.rstrip,
    "strip": str.strip,
    "title": str.title,
    "upper": str.upper,
}
_CODES = frozenset("diouxXeEfFgGcrsa")


def each_of(values: Iterable[Value], make: Callable[..., Value]) -> Value:
    """What is made of every combination of what the values may be."""
    chosen = list(islice(product(*map(alternatives, values)), MOST_ALTERNATIVES + 1))
    rest = [UNKNOWN] if len(chosen) > MOST_ALTERNATIVES else []
    return one_of([*(make(*each) for each in chosen[:MOST_ALTERNATIVES]), *rest])


def joined(values: Iterable[Value], *, is_shown: bool = False) -> Value:
    """The texts one after another; `is_shown`: each as `str()` gives it."""

    def make(*chosen: Value) -> Value:
        parts = [part for each in chosen for part in pieces(each, is_shown=is_shown)]
        return text_of(parts) if sum(len(part or "") for part in parts) <= _LONGEST else UNKNOWN

    return each_of(values, make)


def added(left: Value, right: Value) -> Value:
    """`left + right`."""

    def make(one: Value, other: Value) -> Value:
        if isinstance(one, Items) or isinstance(other, Items):
            items = [each.items if isinstance(each, Items) else () for each in (one, other)]
            both = isinstance(one, Items) and isinstance(other, Items)
            whole = both and all(isinstance(each, Items) and each.is_whole for each in (one, other))
            return _bounded((*items[0], *items[1]), is_whole=whole)
        numbers = [each.value for each in (one, other) if isinstance(each, Known)]
        match numbers:
            case [int() | float() as first, int() | float() as second]:
                return known(first + second)
        return joined([one, other])

    return each_of([left, right], make)


def merged(left: Value, right: Value) -> Value:
    """`left | right` of dictionaries."""

    def make(one: Value, other: Value) -> Value:
        if isinstance(one, Table) and isinstance(other, Table):
            pairs = tuple({**dict(one.pairs), **dict(other.pairs)}.items())
            return Table(pairs, one.is_whole and other.is_whole)
        return UNKNOWN

    return each_of([left, right], make)


def percent(left: Value, right: Value) -> Value:
    """`left % right` of a text."""

    def make(template: Value, given: Value) -> Value:
        text = string_of(template)
        if text is None or len(text) > _LONGEST:
            return UNKNOWN
        values: list[Value] = [*given.items] if isinstance(given, Items) else [given]
        table = given if isinstance(given, Table) else None
        return _percent(text, values, table=table)

    return each_of([left, right], make)


def _percent(text: str, values: list[Value], *, table: Table | None) -> Value:
    parts: list[Value] = []
    before, *rest = text.replace("%%", "\0").split("%")
    parts.append(known(before.replace("\0", "%")))
    for piece in rest:
        key, _, ending = piece[1:].partition(")") if piece.startswith("(") else ("", "", piece)
        value: Value = UNKNOWN
        if ending is not piece:
            value = item_of(table, known(key)) if table is not None else UNKNOWN
        elif values:
            value = values.pop(0)
        at = next((at for at, char in enumerate(ending) if char in _CODES), -1)
        is_plain = ending[:1] in {"s", "d"}
        parts.append(joined([value], is_shown=True) if is_plain else UNKNOWN)
        parts.append(known(ending[at + 1 :].replace("\0", "%")))
    return joined(parts)


def formatted(template: Value, arguments: Arguments) -> Value:
    """`template.format(…)`."""
    text = string_of(template)
    if text is None or len(text) > _LONGEST:
        return UNKNOWN
    keywords = dict(arguments.keywords)
    parts: list[Value] = []
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return UNKNOWN
    following = 0
    for literal, field, spec, conversion in fields:
        parts.append(known(literal))
        if field is None:
            continue
        at = int(field) if field.isdecimal() and len(field) < 4 else following
        following += not field
        value = keywords.get(field, UNKNOWN)
        if (not field or field.isdecimal()) and at < len(arguments.positional):
            value = arguments.positional[at]
        is_plain = not spec and conversion in {None, "s"}
        parts.append(joined([value], is_shown=True) if is_plain else UNKNOWN)
    return joined(parts)


def item_of(of: Value, key: Value) -> Value:
    """`of[key]`."""

    def make(one: Value, at: Value) -> Value:
        match one, at:
            case Items(items, is_whole), Known(value=int() as number):
                if is_whole and -len(items) <= number < len(items):
                    return items[number]
            case Table(pairs, is_whole), _:
                found = [value for each, value in pairs if each == at]
                if found and is_whole:
                    return found[-1]
                told = [value for _, value in pairs]
                return one_of([*(found or told), UNKNOWN]) if told else UNKNOWN
        return UNKNOWN

    return each_of([of, key], make)


def called(of: Value, name: str, *, arguments: Arguments) -> Value:
    """The method `name` of a text, sequence or dictionary."""

    def make(one: Value) -> Value:
        if isinstance(one, Table):
            return _of_table(one, name, arguments=arguments)
        if isinstance(one, Items):
            return one if name in {"copy", "union"} and not arguments.positional else UNKNOWN
        if name == "format":
            return formatted(one, arguments)
        if name == "join" and len(arguments.positional) == 1:
            return _joined_by(one, arguments.positional[0])
        texts = [string_of(each) for each in (one, *arguments.positional)]
        if name in _PLAIN and arguments.is_whole and not arguments.keywords:
            try:
                return known(_PLAIN[name](*texts)) if None not in texts else UNKNOWN
            except TypeError:
                return UNKNOWN
        return UNKNOWN

    return each_of([of], make)


def _joined_by(separator: Value, value: Value) -> Value:
    def make(items: Value) -> Value:
        if not isinstance(items, Items) or not items.is_whole:
            return UNKNOWN
        parted = [each for item in items.items for each in (separator, item)]
        return joined(parted[1:])

    return each_of([value], make)


def _of_table(table: Table, name: str, *, arguments: Arguments) -> Value:
    match name:
        case "items":
            return Items(tuple(Items(pair) for pair in table.pairs), table.is_whole)
        case "keys" | "copy":
            keys = Items(tuple(key for key, _ in table.pairs), table.is_whole)
            return table if name == "copy" else keys
        case "values":
            return Items(tuple(value for _, value in table.pairs), table.is_whole)
        case "get" if arguments.positional:
            return one_of([item_of(table, arguments.positional[0]), *arguments.positional[1:]])
    return UNKNOWN


def built(name: str, *, arguments: Arguments) -> Value:
    """What a function that Python has built in makes: of those that names are made with."""
    given = arguments.positional
    if not arguments.is_whole:
        return UNKNOWN
    match name:
        case "str" if len(given) == 1:
            return joined(given, is_shown=True)
        case "tuple" | "list" | "set" | "frozenset" | "sorted" | "reversed" if len(given) == 1:
            return each_of(given, lambda one: _sequence(name, one))
        case "tuple" | "list" | "set" | "frozenset" if not given:
            return Items(())
        case "dict" if not given:
            return Table(tuple((known(key), value) for key, value in arguments.keywords))
        case "dict" if len(given) == 1 and not arguments.keywords:
            return given[0] if isinstance(given[0], Table) else UNKNOWN
        case "enumerate" if len(given) == 1:
            return each_of(given, _numbered)
        case "zip":
            return each_of(given, _zipped)
        case "float" if len(given) == 1 and string_of(given[0]) in {"inf", "+inf", "Inf", "+Inf"}:
            return known(float("inf"))
    return UNKNOWN


def _sequence(name: str, value: Value) -> Value:
    items = tuple(elements(value))
    if UNKNOWN in items:
        return Items(tuple(each for each in items if each != UNKNOWN), is_whole=False)
    if name == "reversed":
        return Items(items[::-1])
    texts = [string_of(each) for each in items]
    if name == "sorted" and None not in texts:
        return Items(tuple(known(text) for text in sorted(map(str, texts))))
    return Items(items, is_whole=name != "sorted" or len(items) < 2)


def _numbered(value: Value) -> Value:
    pairs = (Items((known(at), each)) for at, each in enumerate(elements(value)))
    return Items(tuple(pairs))


def _zipped(*values: Value) -> Value:
    rows = zip(*map(elements, values), strict=False)
    return Items(tuple(Items(tuple(row)) for row in rows))


def _bounded(items: tuple[Value, ...], *, is_whole: bool) -> Value:
    return Items(items, is_whole) if len(items) <= _LONGEST else UNKNOWN
