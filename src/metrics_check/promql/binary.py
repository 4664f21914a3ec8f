"""Binary operators between scalars and vectors: matching, grouping and set operators.

Source: Prometheus docs, Operators, Vector matching; errors in the server's words.
"""

from collections.abc import Callable, Iterator, Mapping

from metrics_check.notation.text import quote
from metrics_check.promql.arithmetic import combined, drops_name, is_filter
from metrics_check.promql.convert import NAME
from metrics_check.promql.tree import Binary, Matching
from metrics_check.promql.values import (
    Element,
    Scalar,
    Value,
    Vector,
    distinct,
    key_of,
    naming_labels,
    refused,
    unsupported,
    without_name,
)

Signature = tuple[str, ...] | frozenset[tuple[str, str]]


def binary(node: Binary, *, left: Value, right: Value, dialect: int) -> Value:
    """The value of the operator on both sides; raises `UnansweredQuery` as a server errs."""
    if node.matching.fill_left is not None or node.matching.fill_right is not None:
        raise unsupported("the modifiers fill, fill_left and fill_right are not supported")
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        value = combined(node, left=left.value, right=right.value)
        if value is None:
            raise AssertionError("the parser wants `bool` between scalars")
        return Scalar(value)
    if isinstance(left, Scalar) and isinstance(right, tuple):
        return distinct(tuple(_scalar_first(node, left=left.value, right=right, dialect=dialect)))
    if isinstance(left, tuple) and isinstance(right, Scalar):
        return distinct(tuple(_scalar_last(node, left=left, right=right.value, dialect=dialect)))
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _vectors(node, left=left, right=right, dialect=dialect)
    raise AssertionError("the parser lets no string and no range be an operand")


def _scalar_first(node: Binary, *, left: float, right: Vector, dialect: int) -> Iterator[Element]:
    for element in right:
        value = combined(node, left=left, right=element.value)
        if value is not None:
            # A comparison keeps the element's own value, on whichever side it stands.
            kept = element.value if is_filter(node) else value
            yield _named(node, element, value=kept, dialect=dialect)


def _scalar_last(node: Binary, *, left: Vector, right: float, dialect: int) -> Iterator[Element]:
    for element in left:
        value = combined(node, left=element.value, right=right)
        if value is not None:
            yield _named(node, element, value=value, dialect=dialect)


def _named(node: Binary, element: Element, *, value: float, dialect: int) -> Element:
    if drops_name(node, dialect=dialect):
        return without_name(element.labels, value, dialect=dialect)
    return Element(element.labels, value)


def _vectors(node: Binary, *, left: Vector, right: Vector, dialect: int) -> Vector:
    operate = _SET_OPERATORS.get(node.operator)
    if operate is not None:
        return distinct(operate(left, right, signature=_signature(node.matching)))
    if not left or not right:
        return ()
    return distinct(tuple(_matched(node, left=left, right=right, dialect=dialect)))


def _and(left: Vector, right: Vector, *, signature: Callable[[Element], Signature]) -> Vector:
    there = {signature(element) for element in right}
    return tuple(element for element in left if signature(element) in there)


def _or(left: Vector, right: Vector, *, signature: Callable[[Element], Signature]) -> Vector:
    if not left or not right:
        return left or right
    there = {signature(element) for element in left}
    return left + tuple(element for element in right if signature(element) not in there)


def _unless(left: Vector, right: Vector, *, signature: Callable[[Element], Signature]) -> Vector:
    there = {signature(element) for element in right}
    return tuple(element for element in left if signature(element) not in there)


_SET_OPERATORS = {"and": _and, "or": _or, "unless": _unless}


def _matched(node: Binary, *, left: Vector, right: Vector, dialect: int) -> Iterator[Element]:
    is_right_many = node.matching.group == "right"
    many, one = (right, left) if is_right_many else (left, right)
    signature = _signature(node.matching)
    partners = _partners(node.matching, one, signature=signature)
    dropped = naming_labels(dialect) if drops_name(node, dialect=dialect) else frozenset()
    results: dict[Signature, set[frozenset[tuple[str, str]]]] = {}
    for element in many:
        own = signature(element)
        partner = partners.get(own)
        if partner is None:
            continue
        pair = (partner, element) if is_right_many else (element, partner)
        value = combined(node, left=pair[0].value, right=pair[1].value)
        # From Prometheus 3 on a pair that a comparison drops must be the only one too.
        if value is None and dialect < 3:
            continue
        labels = _result_labels(
            node.matching, many=element.labels, one=partner.labels, dropped=dropped
        )
        _check_unique(node.matching, key_of(labels), known=results.setdefault(own, set()))
        if value is not None:
            yield Element(labels, value)


def _partners(
    matching: Matching, one: Vector, *, signature: Callable[[Element], Signature]
) -> dict[Signature, Element]:
    partners: dict[Signature, Element] = {}
    for element in one:
        own = signature(element)
        if own in partners:
            raise _many_to_many(matching, found=element, known=partners[own])
        partners[own] = element
    return partners


def _check_unique(
    matching: Matching,
    labels: frozenset[tuple[str, str]],
    *,
    known: set[frozenset[tuple[str, str]]],
) -> None:
    if not matching.group and known:
        raise refused(
            "multiple matches for labels: many-to-one matching must be explicit"
            " (group_left/group_right)"
        )
    if labels in known:
        raise refused("multiple matches for labels: grouping labels must ensure unique matches")
    known.add(labels)


def _result_labels(
    matching: Matching,
    *,
    many: Mapping[str, str],
    one: Mapping[str, str],
    dropped: frozenset[str],
) -> dict[str, str]:
    labels = {name: value for name, value in many.items() if name not in dropped}
    if not matching.group:
        labels = {
            name: value
            for name, value in labels.items()
            if (name in matching.labels) == matching.is_on
        }
    for name in matching.include:
        labels.pop(name, None)
        if name in one:
            labels[name] = one[name]
    return labels


def _signature(matching: Matching) -> Callable[[Element], Signature]:
    if matching.is_on:
        names = tuple(sorted(set(matching.labels)))
        return lambda element: tuple(element.labels.get(name, "") for name in names)
    ignored = frozenset(matching.labels) | {NAME}
    return lambda element: frozenset(
        item for item in element.labels.items() if item[0] not in ignored
    )


def _many_to_many(matching: Matching, *, found: Element, known: Element) -> Exception:
    kept = {
        name: value
        for name, value in found.labels.items()
        if (name in matching.labels) == matching.is_on and (matching.is_on or name != NAME)
    }
    side = "left" if matching.group == "right" else "right"
    return refused(
        f"found duplicate series for the match group {_shown(kept)} on the {side} hand-side of the"
        f" operation: [{', '.join(sorted(map(_shown, (found.labels, known.labels))))}];many-to-many"
        " matching not allowed: matching labels must be unique on one side"
    )


def _shown(labels: Mapping[str, str]) -> str:
    items = (f"{name}={quote(value)}" for name, value in sorted(labels.items()))
    return "{" + ", ".join(items) + "}"
