"""What each kind of expression may be, by what its parts may be."""

import ast
import re
from collections.abc import Callable, Iterator

from metrics_check.audit.python.methods import (
    added,
    each_of,
    item_of,
    joined,
    merged,
    percent,
)
from metrics_check.audit.python.names import imported, lookup, member_of_module
from metrics_check.audit.python.objects import attribute
from metrics_check.audit.python.reading import Reads
from metrics_check.audit.python.scopes import Comprehension
from metrics_check.audit.python.values import (
    UNKNOWN,
    Class,
    Foreign,
    Frame,
    Function,
    Items,
    Known,
    Loaded,
    Super,
    Table,
    Value,
    alternatives,
    known,
    one_of,
)

_HALVES = re.compile("[\ud800-\udfff]")


def _constant(_: Reads, node: ast.Constant, __: Frame) -> Value:
    text = node.value
    # What no file and no exposition can hold: NUL, and halves of characters.
    is_odd = isinstance(text, str) and ("\0" in text or _HALVES.search(text) is not None)
    return UNKNOWN if is_odd else known(text)


def _name(reads: Reads, node: ast.Name, frame: Frame) -> Value:
    return lookup(node, frame, reads=reads)


def _attribute(reads: Reads, node: ast.Attribute, frame: Frame) -> Value:
    of = reads.evaluate(node.value, frame)

    def make(one: Value) -> Value:
        if isinstance(one, Loaded):
            return member_of_module(one.frame, node.attr, reads=reads)
        if isinstance(one, Foreign):
            # Of packages without a file of their own, the modules may be in the folder.
            name, source = f"{one.name}.{node.attr}", frame.scope.source
            return imported(name, "", source=source, reads=reads)
        return attribute(one, node.attr, reads=reads)

    return each_of([of], make)


def super_of(frame: Frame) -> Value:
    """`super()`."""
    scope, outer = frame.scope, frame.outer
    if not scope.is_method or outer is None or outer.outer is None:
        return UNKNOWN
    own = frame.bound.get(scope.parameters[0], UNKNOWN)
    return Super(Class(outer.scope, outer.outer), own)


def _sequence(reads: Reads, node: ast.Tuple | ast.List | ast.Set, frame: Frame) -> Value:
    items: list[Value] = []
    whole = True
    for each in node.elts:
        if isinstance(each, ast.Starred):
            spread = reads.evaluate(each.value, frame)
            items += spread.items if isinstance(spread, Items) else ()
            whole &= isinstance(spread, Items) and spread.is_whole
        else:
            items.append(reads.evaluate(each, frame))
    return Items(tuple(items), whole)


def _table(reads: Reads, node: ast.Dict, frame: Frame) -> Value:
    pairs: dict[Value, Value] = {}
    whole = True
    for key, value in zip(node.keys, node.values, strict=True):
        read = reads.evaluate(value, frame)
        if key is not None:
            pairs[reads.evaluate(key, frame)] = read
        elif isinstance(read, Table):
            pairs.update(read.pairs)
            whole &= read.is_whole
        else:
            whole = False
    return Table(tuple(pairs.items()), whole)


def _text(reads: Reads, node: ast.JoinedStr, frame: Frame) -> Value:
    return joined(_written(reads, node, frame))


def _written(reads: Reads, node: ast.JoinedStr, frame: Frame) -> Iterator[Value]:
    for each in node.values:
        if isinstance(each, ast.FormattedValue):
            is_plain = each.format_spec is None and each.conversion in {-1, ord("s")}
            value = reads.evaluate(each.value, frame) if is_plain else UNKNOWN
            yield joined([value], is_shown=True)
        else:
            yield reads.evaluate(each, frame)


def _operation(reads: Reads, node: ast.BinOp, frame: Frame) -> Value:
    # Without recursion: a long sum is as deep as it is long.
    chain: list[tuple[ast.operator, ast.expr]] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        chain.append((left.op, left.right))
        left = left.left
    value = reads.evaluate(left, frame)
    for operator, right in reversed(chain):
        make = _OPERATORS.get(type(operator))
        value = make(value, reads.evaluate(right, frame)) if make is not None else UNKNOWN
    return value


def _negative(reads: Reads, node: ast.UnaryOp, frame: Frame) -> Value:
    value = reads.evaluate(node.operand, frame)
    is_number = isinstance(value, Known) and isinstance(value.value, int | float)
    if is_number and isinstance(value, Known) and isinstance(node.op, ast.USub):
        return known(-value.value)  # type: ignore[operator]  # a number, as was seen
    return UNKNOWN


def _choice(reads: Reads, node: ast.IfExp, frame: Frame) -> Value:
    return one_of(reads.evaluate(each, frame) for each in (node.body, node.orelse))


def _either(reads: Reads, node: ast.BoolOp, frame: Frame) -> Value:
    ends = isinstance(node.op, ast.Or)
    found: list[Value] = []
    for each in node.values[:-1]:
        chosen = alternatives(reads.evaluate(each, frame))
        found += [one for one in chosen if _truth(one) in {ends, None}]
        if all(_truth(one) is ends for one in chosen):
            return one_of(found)
    return one_of([*found, reads.evaluate(node.values[-1], frame)])


def _truth(value: Value) -> bool | None:
    return bool(value.value) if isinstance(value, Known) else None


def _item(reads: Reads, node: ast.Subscript, frame: Frame) -> Value:
    return item_of(reads.evaluate(node.value, frame), reads.evaluate(node.slice, frame))


def _named(reads: Reads, node: ast.NamedExpr, frame: Frame) -> Value:
    return reads.evaluate(node.value, frame)


def _comprehension(reads: Reads, node: Comprehension, frame: Frame) -> Value:
    whole = not any(generator.ifs for generator in node.generators)
    inner = list(reads.frames.iterations(node, frame, inside=True))
    if isinstance(node, ast.DictComp):
        pairs = [(reads.evaluate(node.key, at), reads.evaluate(node.value, at)) for at in inner]
        return Table(tuple(dict(pairs).items()), whole)
    items = tuple(reads.evaluate(node.elt, at) for at in inner)
    return Items(items, whole and UNKNOWN not in items)


def _lambda(reads: Reads, node: ast.Lambda, frame: Frame) -> Value:
    return Function(frame.scope.source.scopes[node], frame)


_OPERATORS: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: added,
    ast.BitOr: merged,
    ast.Mod: percent,
}
READERS: dict[type[ast.AST], Callable[..., Value]] = {
    ast.Attribute: _attribute,
    ast.BinOp: _operation,
    ast.BoolOp: _either,
    ast.Constant: _constant,
    ast.Dict: _table,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _choice,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _named,
    ast.Set: _sequence,
    ast.SetComp: _comprehension,
    ast.Subscript: _item,
    ast.Tuple: _sequence,
    ast.UnaryOp: _negative,
}
