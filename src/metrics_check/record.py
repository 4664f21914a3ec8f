"""Data: frozen, slotted, made quickly.

`@record` stands for `@dataclass(frozen=True, slots=True)`. Type checkers hold it frozen; at run
time nothing is generated for each class but `__init__`, the rest is shared. A command makes some
150 of these classes before it does anything (`docs/decisions/0005-quick-records.md`).
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from inspect import get_annotations
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_COMPARED = "__compared__"
# What a class does not take along when it is made anew with slots.
_OF_THE_OLD = ("__dict__", "__weakref__")


@dataclass
class _Sample:
    kind: int


# How the standard library marks a field of an instance, so that its `replace` and `fields` work.
_OF_AN_INSTANCE = _Sample.__dataclass_fields__["kind"]._field_type  # type: ignore[attr-defined]  # not in its stub


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """The class as a slotted dataclass that nobody may change.

    Fields with `compare=False` do not count where two are compared.
    """
    kinds = get_annotations(cls)
    specs = {
        name: _spec(name, kind, cls.__dict__.get(name, MISSING)) for name, kind in kinds.items()
    }
    kept = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in specs and name not in _OF_THE_OLD
    }
    shared = {
        "__dataclass_fields__": specs,
        "__eq__": _equal,
        "__hash__": _hash,
        "__init__": _initialiser(specs),
        "__match_args__": tuple(specs),
        "__repr__": _show,
        "__slots__": tuple(specs),
        _COMPARED: tuple(name for name, spec in specs.items() if spec.compare),
    }
    # Made anew, since slots are fixed when a class is made.
    made = type(cls.__name__, cls.__bases__, {**kept, **shared})
    made.__qualname__ = cls.__qualname__
    return cast(type[T], made)


def _spec(name: str, kind: Any, default: Any) -> "Field[Any]":
    spec: Field[Any] = default if isinstance(default, Field) else field(default=default)
    spec.name, spec.type = name, kind
    spec._field_type = _OF_AN_INSTANCE  # type: ignore[attr-defined]  # not in its stub
    return spec


def _initialiser(specs: Mapping[str, "Field[Any]"]) -> object:
    """`__init__`: its parameters in order, defaults and factories in its globals."""
    names: dict[str, object] = {"_new": MISSING}
    parameters, lines = [], []
    for name, spec in specs.items():
        value = name
        if spec.default_factory is not MISSING:
            names[f"_{name}"] = spec.default_factory
            parameters.append(f"{name}=_new")
            value = f"_{name}() if {name} is _new else {name}"
        elif spec.default is not MISSING:
            names[f"_{name}"] = spec.default
            parameters.append(f"{name}=_{name}")
        else:
            parameters.append(name)
        lines.append(f"    self.{name} = {value}\n")
    body = "".join(lines) or "    pass\n"
    # Names of fields only, which the compiler took already: nothing of a user's is run.
    exec(f"def __init__(self, {', '.join(parameters)}):\n{body}", names)  # noqa: S102
    return names["__init__"]


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
