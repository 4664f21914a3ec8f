"""Attributes: of classes with those above them, of objects, of enums, of foreign things."""

import ast
from collections.abc import Iterator

from metrics_check.audit.python.client import is_constructor
from metrics_check.audit.python.reading import Reads
from metrics_check.audit.python.scopes import Binding, Scope, last_word, reaching
from metrics_check.audit.python.values import (
    UNKNOWN,
    Arguments,
    Class,
    Foreign,
    Frame,
    Function,
    Instance,
    Items,
    Known,
    Made,
    Member,
    Method,
    Pattern,
    Super,
    Table,
    Value,
    alternatives,
    elements,
    known,
    one_of,
)

_ENUMS = {
    "enum.Enum": "Enum",
    "enum.IntEnum": "Enum",
    "enum.StrEnum": "StrEnum",
    "enum.Flag": "Enum",
    "enum.IntFlag": "Enum",
}
_MOST_ABOVE = 30


def attribute(of: Value, name: str, *, reads: Reads) -> Value:
    """`of.name`; of what is not an object of the folder `names` tells."""
    match of:
        case Member():
            return {"value": of.value, "name": known(of.name)}.get(name, UNKNOWN)
        case Class():
            return _of_class(of, name, owner=None, reads=reads)
        case Super(above, owner):
            classes, foreign = lineage(above, reads)
            return _search(classes[1:], name, owner=owner, foreign=foreign, reads=reads)
        case Instance():
            return _of_instance(of, name, reads=reads)
        case Known(value=str()) | Pattern() | Items() | Table() | Made():
            return Method(of, name)
    return UNKNOWN


def lineage(of: Class, reads: Reads) -> tuple[list[Class], list[str]]:
    """The class and those above it, nearest first, and the foreign ones among these."""
    classes: list[Class] = []
    foreign: list[str] = []
    waiting = [of]
    while waiting and len(classes) < _MOST_ABOVE:
        one = waiting.pop(0)
        if one in classes:
            continue
        classes.append(one)
        node = one.scope.node
        for base in node.bases if isinstance(node, ast.ClassDef) else ():
            bare = base.value if isinstance(base, ast.Subscript) else base
            for each in alternatives(reads.evaluate(bare, one.frame)):
                if isinstance(each, Class):
                    waiting.append(each)
                elif isinstance(each, Foreign):
                    foreign.append(each.name)
    return classes, foreign


def family(of: Class, reads: Reads) -> Iterator[Class]:
    """The class, and those of its file that are below it."""
    yield of
    for scope in of.scope.source.scopes.values():
        is_class = isinstance(scope.node, ast.ClassDef) and scope is not of.scope
        if is_class and scope.parent is of.frame.scope:
            below = Class(scope, of.frame)
            if of in lineage(below, reads)[0]:
                yield below


def is_enum(of: Class, reads: Reads) -> bool:
    """Whether it is an enum."""
    return any(name in _ENUMS for name in lineage(of, reads)[1])


def members(of: Class, reads: Reads) -> tuple[Member, ...]:
    """The members of an enum, in order."""
    foreign = lineage(of, reads)[1]
    kind = next((_ENUMS[name] for name in foreign if name in _ENUMS), "Enum")
    if kind == "Enum" and "builtins.str" in foreign:
        kind = "str"
    found = []
    for name, bindings in of.scope.bindings.items():
        binding = bindings[-1]
        if name.startswith("_") or binding.kind != "value" or binding.value is None:
            continue
        frame = Frame(of.scope, outer=of.frame)
        value = reads.evaluate(binding.value, frame)
        is_auto = isinstance(binding.value, ast.Call) and last_word(binding.value.func) == "auto"
        if is_auto:
            value = known(name.lower()) if kind == "StrEnum" else UNKNOWN
        found.append(Member(of.scope.name, name, value, kind))
    return tuple(found)


def gone_through(value: Value, reads: Reads) -> Iterator[Value]:
    """What a loop over it goes through: of an enum its members, else its items."""
    for each in alternatives(value):
        if isinstance(each, Class) and is_enum(each, reads):
            yield from members(each, reads)
        else:
            yield from elements(each)


def is_made_by_foreign(of: Class, reads: Reads) -> bool:
    """Whether its objects are metrics, made by the constructor of a class above it."""
    classes, foreign = lineage(of, reads)
    is_own = any("__init__" in each.scope.bindings for each in classes)
    return not is_own and any(map(is_constructor, foreign))


def instance_of(of: Class, arguments: Arguments, *, node: ast.Call, reads: Reads) -> Value:
    """What constructing it gives; of a class below a foreign one, what that one gives."""
    classes, foreign = lineage(of, reads)
    for each in classes:
        if "__init__" in each.scope.bindings:
            frame = _initialised(each, arguments, reads=reads)
            instance = Instance(of, frame)
            if frame is not None:
                frame.bound[frame.scope.parameters[0]] = instance
            return instance
    making = next((name for name in foreign if is_constructor(name)), "")
    if making:
        return Made(making, arguments, node)
    return Instance(of, with_fields(of, arguments, reads=reads))


def _initialised(of: Class, arguments: Arguments, *, reads: Reads) -> Frame | None:
    scope = of.scope.bindings["__init__"][-1].scope
    if scope is None or not scope.is_method:
        return None
    body = Frame(of.scope, outer=of.frame)
    return reads.frames.bound(Function(scope, body, UNKNOWN), arguments)


def with_fields(of: Class, arguments: Arguments, *, reads: Reads) -> Frame:
    """A frame that binds the fields of a dataclass, or the like, to what they are given."""
    classes, _ = lineage(of, reads)
    names = [name for each in reversed(classes) for name in each.scope.annotations]
    bound = dict(zip(dict.fromkeys(names), arguments.positional, strict=False))
    bound.update(dict(arguments.keywords))
    return Frame(of.scope, bound, of.frame)


def as_annotated(name: str, value: Value, *, frame: Frame, reads: Reads) -> Value:
    """A parameter with an object of the class that its annotation says, for what is not known."""
    node = frame.scope.node
    if isinstance(node, ast.Module | ast.ClassDef) or frame.outer is None:
        return value
    said = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    annotation = next((each.annotation for each in said if each.arg == name), None)
    objects = _annotated(annotation, frame.outer, reads=reads)
    if not objects:
        return value
    return one_of([*(each for each in alternatives(value) if each != UNKNOWN), *objects])


def _annotated(annotation: ast.expr | None, frame: Frame, *, reads: Reads) -> list[Value]:
    if isinstance(annotation, ast.BinOp):
        sides = (annotation.left, annotation.right)
        return [each for side in sides for each in _annotated(side, frame, reads=reads)]
    if isinstance(annotation, ast.Subscript) and last_word(annotation.value) == "Optional":
        return _annotated(annotation.slice, frame, reads=reads)
    if not isinstance(annotation, ast.Name | ast.Attribute):
        return []
    found = alternatives(reads.evaluate(annotation, frame))
    classes = [each for each in found if isinstance(each, Class)]
    objects: list[Value] = []
    for each in classes:
        objects += members(each, reads) if is_enum(each, reads) else [Instance(each)]
    return objects


def _of_class(of: Class, name: str, *, owner: Value | None, reads: Reads) -> Value:
    if is_enum(of, reads):
        found = [each for each in members(of, reads) if each.name == name]
        if found:
            return found[0]
    classes, foreign = lineage(of, reads)
    return _search(classes, name, owner=owner or of, foreign=foreign, reads=reads)


def _search(
    classes: list[Class], name: str, *, owner: Value, foreign: list[str], reads: Reads
) -> Value:
    """The attribute of the nearest class that has it."""
    for each in classes:
        found = reaching(each.scope.bindings.get(name, ()), use=None, source=each.scope.source)
        if found:
            body = Frame(each.scope, outer=each.frame)
            return one_of(_bound_to(owner, binding, body, reads=reads) for binding in found)
    return Foreign(f"{foreign[0]}.{name}") if foreign else UNKNOWN


def _bound_to(owner: Value, binding: Binding, body: Frame, *, reads: Reads) -> Value:
    scope, value = binding.scope, binding.value
    if scope is not None and isinstance(scope.node, ast.ClassDef):
        return Class(scope, body)
    if scope is not None:
        is_bound = scope.is_method and not (
            isinstance(owner, Class) and "classmethod" not in scope.decorators
        )
        function = Function(scope, body, owner if is_bound else None)
        if scope.decorators & {"property", "cached_property"} and isinstance(owner, Instance):
            frame = reads.frames.bound(function, Arguments())
            return one_of(reads.evaluate(each, frame) for each in scope.returned)
        return function
    if value is not None and not binding.path and binding.kind == "value":
        return _default(value, body, reads=reads)
    return UNKNOWN


def _default(value: ast.expr, body: Frame, *, reads: Reads) -> Value:
    """A class's attribute, or what a field is where it is not given."""
    if isinstance(value, ast.Call) and last_word(value.func) in {"field", "Field"}:
        said = {each.arg: each.value for each in value.keywords}
        if "default" in said:
            return reads.evaluate(said["default"], body)
        made = reads.evaluate(said["default_factory"], body) if "default_factory" in said else None
        return Instance(made) if isinstance(made, Class) else UNKNOWN
    return reads.evaluate(value, body)


def _of_instance(of: Instance, name: str, *, reads: Reads) -> Value:
    classes, foreign = lineage(of.of, reads)
    for each in classes:
        said = each.scope.attributes.get(name, ())
        if said:
            return one_of(_assigned(of, *each_one, reads=reads) for each_one in said)
    is_field = any(name in each.scope.annotations for each in classes)
    if is_field and not any("__init__" in each.scope.bindings for each in classes):
        return _field(of, name, reads=reads)
    return _search(classes, name, owner=of, foreign=foreign, reads=reads)


def _assigned(of: Instance, binding: Binding, method: Scope, *, reads: Reads) -> Value:
    value = binding.value
    if value is None or binding.path or binding.kind != "value":
        return UNKNOWN
    if of.made is not None and of.made.scope is method:
        return reads.evaluate(value, of.made)
    frames = reads.frames.of(method)
    return one_of(reads.evaluate(value, each) for each in frames)


def _field(of: Instance, name: str, *, reads: Reads) -> Value:
    default = _of_class(of.of, name, owner=of, reads=reads)
    if of.made is not None:
        return of.made.bound.get(name, default)
    given = [each.bound.get(name, default) for each in reads.frames.constructions(of.of.scope)]
    return one_of([default, *given] if default != UNKNOWN or not given else given)
