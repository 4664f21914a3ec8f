"""Binary operators between scalars and vectors: matching, grouping and set operators.

Source: Prometheus docs, Operators, Vector matching; errors in the server's words.
"""

from collections.abc import Callable, Container, Iterator, Mapping

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
    without_name,
)

Signature = tuple[str, ...] | frozenset[tuple[str, str]]


def binary(node: Binary, *, left: Value, right: Value, dialect: int) -> Value:
    """The value of the operator on both sides; raises `UnansweredQuery` as a server errs."""
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
    is_many_left = node.matching.group != "right"
    many, one = (left, right) if is_many_left else (right, left)
    return distinct(tuple(_matched(node, many=many, one=one, dialect=dialect)))


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


def _matched(node: Binary, *, many: Vector, one: Vector, dialect: int) -> Iterator[Element]:
    if not node.matching.fills and not (many and one):
        return
    is_right_many = node.matching.group == "right"
    dropped = naming_labels(dialect) if drops_name(node, dialect=dialect) else frozenset()
    results: dict[Signature, set[frozenset[tuple[str, str]]]] = {}
    for own, (element, partner) in _pairs(node.matching, many=many, one=one, results=results):
        left, right = (partner, element) if is_right_many else (element, partner)
        value = combined(node, left=left.value, right=right.value)
        # From Prometheus 3 on a pair that a comparison drops must be the only one too.
        if value is None and dialect < 3:
            continue
        labels = _result_labels(
            node.matching, many=element.labels, one=partner.labels, dropped=dropped
        )
        _check_unique(node.matching, key_of(labels), known=results.setdefault(own, set()))
        if value is not None:
            yield Element(labels, value)


def _pairs(
    matching: Matching, *, many: Vector, one: Vector, results: Container[Signature]
) -> Iterator[tuple[Signature, tuple[Element, Element]]]:
    """Each element with its partner, or with what fills the place of one.

    `results` are the groups that have a result by then: these miss nothing. With `group_right`
    the sides are exchanged and the fills are not, as Prometheus' own tests have it: `fill_left`
    is always that of the side that may have several elements of a group.
    """
    signature = _signature(matching)
    partners = _partners(matching, one, signature=signature)
    fill_many, fill_one = matching.fill_left, matching.fill_right
    for element in many:
        own = signature(element)
        partner = partners.get(own)
        if partner is None and fill_one is not None:
            partner = Element(_matching_labels(matching, element.labels), fill_one)
        if partner is not None:
            yield own, (element, partner)
    if fill_many is None:
        return
    for own, partner in partners.items():
        if own not in results:
            yield own, (Element(_matching_labels(matching, partner.labels), fill_many), partner)


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


def _matching_labels(matching: Matching, labels: Mapping[str, str]) -> dict[str, str]:
    """The labels that two sides match on, which is all that a filled element has."""
    return {
        name: value
        for name, value in labels.items()
        if (name in matching.labels) == matching.is_on and (matching.is_on or name != NAME)
    }


def _many_to_many(matching: Matching, *, found: Element, known: Element) -> Exception:
    kept = _matching_labels(matching, found.labels)
    side = "left" if matching.group == "right" else "right"
    return refused(
        f"found duplicate series for the match group {_shown(kept)} on the {side} hand-side of the"
        f" operation: [{', '.join(sorted(map(_shown, (found.labels, known.labels))))}];many-to-many"
        " matching not allowed: matching labels must be unique on one side"
    )


def _shown(labels: Mapping[str, str]) -> str:
    items = (f"{name}={quote(value)}" for name, value in sorted(labels.items()))
    return "{" + ", ".join(items) + "}"
