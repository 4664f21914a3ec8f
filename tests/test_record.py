"""Records: what `@dataclass(frozen=True, slots=True)` gives; frozen, for the type checker."""

from dataclasses import field, replace

import pytest

from metrics_check.record import record


@record
class Point:
    """A record with everything that a field can be."""

    x: int
    tags: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list, compare=False)


@record
class Other:
    """Another record with the same fields."""

    x: int
    tags: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list, compare=False)


def test_equal_records_are_equal_and_hash_alike() -> None:
    assert Point(1, ("a",)) == Point(1, ("a",), ["not compared"])
    assert hash(Point(1, ("a",))) == hash(Point(1, ("a",), ["not compared"]))
    assert Point(1) != Point(2)
    other: object = Other(1)
    assert Point(1) != other
    assert len({Point(1), Point(1), Point(2)}) == 2


def test_a_record_shows_its_fields() -> None:
    assert repr(Point(1, ("a",))) == "Point(x=1, tags=('a',), names=[])"


def test_a_record_has_its_fields_and_no_others() -> None:
    point = Point(1)
    point.x = 2  # type: ignore[misc]  # mypy refuses this; without that refusal it refuses the ignore
    with pytest.raises(AttributeError):
        point.y = 2  # type: ignore[attr-defined]  # what is tested


def test_a_record_is_replaced() -> None:
    assert replace(Point(1, ("a",)), x=2) == Point(2, ("a",))


def test_a_record_is_matched_by_position() -> None:
    match Point(1, ("a",)):
        case Point(x, tags):
            assert (x, tags) == (1, ("a",))
