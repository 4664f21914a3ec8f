"""What a name stands for where it is used: by assignments, imports, loops and parameters."""

import ast
from collections.abc import Iterator

from metrics_check.audit.python.methods import added, merged
from metrics_check.audit.python.objects import as_annotated, family, gone_through
from metrics_check.audit.python.paths import at_path
from metrics_check.audit.python.program import is_client, of_client
from metrics_check.audit.python.reading import Reads
from metrics_check.audit.python.scopes import (
    Binding,
    Comprehension,
    Source,
    is_sure,
    reaching,
    unpacked,
)
from metrics_check.audit.python.values import (
    UNKNOWN,
    Class,
    Foreign,
    Frame,
    Function,
    Instance,
    Items,
    Loaded,
    Table,
    Unknown,
    Value,
    alternatives,
    one_of,
)


def lookup(node: ast.Name, frame: Frame, *, reads: Reads) -> Value:
    """All that the name may be there."""
    for comprehension, iterated, path in _comprehended(node, frame=frame):
        value = frame.loops.get((comprehension, node.id))
        return each_item(iterated, path, frame=frame, reads=reads) if value is None else value
    current: Frame | None = frame
    while current is not None:
        is_own = current is frame
        if is_own or not isinstance(current.scope.node, ast.ClassDef):
            found = _in_scope(node, current, is_own=is_own, reads=reads)
            if found is not None:
                return found
        current = current.outer
    source = frame.scope.source
    return _starred(node.id, source, reads=reads) or Foreign(f"builtins.{node.id}")


def exported(name: str, frame: Frame, *, reads: Reads) -> Value | None:
    """What a module's, or class's, name is when all of it was run; None: it binds no such name."""
    found = reaching(frame.scope.bindings.get(name, ()), use=None, source=frame.scope.source)
    if found:
        return _joined(name, found, frame, reads=reads)
    is_module = isinstance(frame.scope.node, ast.Module)
    return _starred(name, frame.scope.source, reads=reads) if is_module else None


def imported(module: str, name: str, *, source: Source, reads: Reads) -> Value:
    """What `from module import name` gives; without a name the module."""
    module = of_client(module)
    found = reads.program.module(module, source=source)
    if not name:
        return Loaded(reads.module(found)) if found is not None else Foreign(module)
    if found is not None and found is not source:
        value = exported(name, reads.module(found), reads=reads)
        if value is not None:
            return value
    inner = reads.program.module(f"{module}.{name}", source=source)
    return Loaded(reads.module(inner)) if inner is not None else Foreign(f"{module}.{name}")


def binding_value(binding: Binding, name: str, frame: Frame, *, reads: Reads) -> Value:
    """What this statement makes of the name; `frame` is that of its scope."""
    source = frame.scope.source
    if binding.kind == "import":
        # Files that import from one another may never come to what a name is.
        return reads.memory.answer(
            (binding.imported, source),
            lambda: imported(*binding.imported, source=source, reads=reads),
            otherwise=Unknown,
        )
    if binding.kind == "scope" and binding.scope is not None:
        is_class = isinstance(binding.scope.node, ast.ClassDef)
        return Class(binding.scope, frame) if is_class else Function(binding.scope, frame)
    if binding.kind == "changed" and isinstance(binding.node, ast.AugAssign):
        node = binding.node
        return reads.memory.answer(
            (node, frame), lambda: _changed(node, frame, reads=reads), otherwise=Unknown
        )
    if binding.kind == "loop" and binding.value is not None:
        value = frame.loops.get((binding.node, name))
        if value is None:
            return each_item(binding.value, binding.path, frame=frame, reads=reads)
        return value
    if binding.kind == "value" and binding.value is not None:
        return at_path(reads.evaluate(binding.value, frame), binding.path)
    return UNKNOWN


def each_item(iterated: ast.expr, path: tuple[int, ...], *, frame: Frame, reads: Reads) -> Value:
    """What a variable of a loop may be, over all its rounds."""
    value = reads.evaluate(iterated, frame)
    return one_of(at_path(each, path) for each in gone_through(value, reads))


def _in_scope(node: ast.Name, frame: Frame, *, is_own: bool, reads: Reads) -> Value | None:
    scope, name = frame.scope, node.id
    if name in scope.outside:
        return None
    bindings = scope.bindings.get(name, ())
    found = reaching(bindings, use=node if is_own else None, source=scope.source)
    if name in scope.parameters:
        values = [_joined(name, found, frame, reads=reads)] if found else []
        if not any(is_sure(each, source=scope.source) for each in found):
            values.append(_parameter(name, frame, reads=reads))
        return one_of(values)
    return _joined(name, found, frame, reads=reads) if found else None


def _joined(name: str, found: list[Binding], frame: Frame, *, reads: Reads) -> Value:
    value = one_of(binding_value(each, name, frame, reads=reads) for each in found)
    is_module = isinstance(frame.scope.node, ast.Module)
    changed = frame.scope.source.changed if is_module else frame.scope.changed
    if name not in changed:
        return value
    # What is changed in place may hold more than it was made with.
    return one_of(map(_opened, alternatives(value)))


def _opened(value: Value) -> Value:
    match value:
        case Items(items):
            return Items(items, is_whole=False)
        case Table(pairs):
            return Table(pairs, is_whole=False)
    return value


def _changed(node: ast.AugAssign, frame: Frame, *, reads: Reads) -> Value:
    if not isinstance(node.target, ast.Name):
        return UNKNOWN
    # What it was before: what a use where this statement begins would see.
    before = lookup(node.target, frame, reads=reads)
    after = reads.evaluate(node.value, frame)
    if isinstance(node.op, ast.Add):
        return added(before, after)
    return merged(before, after) if isinstance(node.op, ast.BitOr) else UNKNOWN


def _parameter(name: str, frame: Frame, *, reads: Reads) -> Value:
    scope = frame.scope
    if name in frame.bound:
        value = frame.bound[name]
    elif scope.is_method and name == scope.parameters[0] and frame.outer is not None:
        return own_object(frame, reads=reads)
    else:
        frames = reads.frames.of(scope)
        value = one_of(each.bound[name] for each in frames if name in each.bound)
    if UNKNOWN not in alternatives(value) or frame.outer is None:
        return value
    return as_annotated(name, value, frame=frame, reads=reads)


def own_object(frame: Frame, *, reads: Reads) -> Value:
    """What the first parameter of a method is, where nobody is seen to call it."""
    if frame.outer is None or frame.outer.outer is None:
        return UNKNOWN
    own = Class(frame.outer.scope, frame.outer.outer)
    is_of_class = "classmethod" in frame.scope.decorators
    return one_of(each if is_of_class else Instance(each) for each in family(own, reads))


def _comprehended(
    node: ast.Name, *, frame: Frame
) -> Iterator[tuple[Comprehension, ast.expr, tuple[int, ...]]]:
    parents = frame.scope.source.parents
    inner: ast.AST = node
    current = parents.get(node)
    while current is not None and current is not frame.scope.node:
        if isinstance(current, Comprehension):
            for generator in current.generators:
                if inner is generator and _is_within(node, generator.iter, parents=parents):
                    continue
                for target, path in unpacked(generator.target):
                    if isinstance(target, ast.Name) and target.id == node.id:
                        yield current, generator.iter, path
        inner, current = current, parents.get(current)


def _is_within(node: ast.AST, outer: ast.AST, *, parents: dict[ast.AST, ast.AST]) -> bool:
    current: ast.AST | None = node
    while current is not None and current is not outer:
        current = parents.get(current)
    return current is outer


def _starred(name: str, source: Source, *, reads: Reads) -> Value | None:
    for module in reversed(source.stars):
        if is_client(module):
            if name[:1].isupper():
                return Foreign(f"{of_client(module)}.{name}")
            continue
        found = reads.program.module(module, source=source)
        if found is not None and found is not source:
            frame = reads.module(found)
            if name in frame.scope.bindings:
                return exported(name, frame, reads=reads)
    return None


def member_of_module(frame: Frame, name: str, *, reads: Reads) -> Value:
    """`module.name`."""
    value = exported(name, frame, reads=reads)
    if value is not None:
        return value
    source = frame.scope.source
    inner = reads.program.module(f"{source.name}.{name}", source=source)
    return Loaded(reads.module(inner)) if inner is not None else UNKNOWN
