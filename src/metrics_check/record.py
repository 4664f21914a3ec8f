"""Data: frozen, slotted, made quickly.

`@record` stands for `@dataclass(frozen=True, slots=True)`. Type checkers hold it frozen; at run
time nothing is generated for each class but `__init__`, the rest is shared. A command makes some
150 of these classes before it does anything (`docs/decisions/0005-quick-records.md`).
"""

from dataclasses import dataclass, field, fields
from typing import TypeVar, dataclass_transform

T = TypeVar("T")
_COMPARED = "__compared__"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """The class as a slotted dataclass that nobody may change.

    Fields with `compare=False` do not count where two are compared.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    names = tuple(each.name for each in fields(made) if each.compare)  # type: ignore[arg-type]  # it is one now
    setattr(made, _COMPARED, names)
    for method in (_equal, _hash, _show):
        setattr(made, _METHODS[method.__name__], method)
    return made


def _equal(self: object, other: object) -> bool:
    # Tuples are compared, as a dataclass does it: the same NaN is equal to itself then.
    return self.__class__ is other.__class__ and _values(self) == _values(other)


def _hash(self: object) -> int:
    return hash(_values(self))


def _show(self: object) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self))  # type: ignore[arg-type]  # a record
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _values(of: object) -> tuple[object, ...]:
    return tuple(getattr(of, name) for name in getattr(of, _COMPARED))


_METHODS = {"_equal": "__eq__", "_hash": "__hash__", "_show": "__repr__"}
