"""Finds the scopes of a file, and the statements by which each binds its names."""

import ast
from collections import deque

from metrics_check.audit.python.scopes import (
    Binding,
    Definition,
    Scope,
    Source,
    end,
    last_word,
    start,
    unpacked,
)

# What changes a sequence or a dictionary in place.
_CHANGING = frozenset(
    {"add", "append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"}
)


def index(source: Source) -> None:
    """Finds the scopes of a module and what they bind. Without recursion, however deep it is."""
    module = Scope(source.tree, source)
    source.scopes[source.tree] = module
    waiting: deque[tuple[ast.AST, Scope]] = deque([(source.tree, module)])
    while waiting:
        node, scope = waiting.popleft()
        for child in ast.iter_child_nodes(node):
            source.parents[child] = node
            inner = scope
            if isinstance(child, ast.ClassDef | Definition):
                inner = source.scopes[child] = Scope(child, source, scope)
            waiting.append((child, inner))
        _note(node, scope=scope.parent if node is scope.node and scope.parent else scope)
    for each in source.scopes.values():
        source.changed |= each.changed
        for bindings in each.bindings.values():
            bindings.sort(key=lambda binding: binding.since)


def _note(node: ast.AST, *, scope: Scope) -> None:
    match node:
        case ast.Assign() | ast.AnnAssign() | ast.NamedExpr() | ast.AugAssign():
            _note_assignment(node, scope=scope)
        case ast.For() | ast.AsyncFor():
            _bind(node.target, value=node.iter, by=node, scope=scope, kind="loop")
        case ast.withitem(optional_vars=ast.expr() as target):
            _bind(target, value=None, by=target, scope=scope, kind="unknown")
        case ast.ExceptHandler(name=str(name)):
            _add(name, Binding("unknown", node, start(node)), scope=scope)
        case ast.Import() | ast.ImportFrom():
            _note_import(node, scope=scope)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            scope.outside.update(names)
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            own = scope.source.scopes[node]
            _add(name, Binding("scope", node, start(node), scope=own), scope=scope)
        case _:
            _note_use(node, scope=scope)


def _note_assignment(
    node: ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign, *, scope: Scope
) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind(target, value=value, by=node, scope=scope)
        case ast.AnnAssign(target=target, value=value):
            if isinstance(target, ast.Name):
                scope.annotations.setdefault(target.id, node.annotation)
            if value is not None:
                _bind(target, value=value, by=node, scope=scope)
        case ast.NamedExpr(target=target, value=value):
            _bind(target, value=value, by=node, scope=scope)
        case ast.AugAssign(target=ast.Name(id=name)):
            _add(name, Binding("changed", node, end(node)), scope=scope)


def _note_use(node: ast.AST, *, scope: Scope) -> None:
    match node:
        case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
            scope.source.loads.append(node)
        case ast.Return(value=ast.expr() as value):
            scope.returned.append(value)
        case ast.Yield(value=ast.expr() as value):
            scope.yielded.append(value)
        case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
            scope.changed.add(last_word(changed))
        case ast.Call(func=func):
            scope.source.calls.append(node)
            if isinstance(func, ast.Attribute) and func.attr in _CHANGING:
                scope.changed.add(last_word(func.value))


def _note_import(node: ast.Import | ast.ImportFrom, *, scope: Scope) -> None:
    source, since = scope.source, end(node)
    if isinstance(node, ast.Import):
        for alias in node.names:
            source.imports.add(alias.name)
            whole = alias.name if alias.asname else alias.name.partition(".")[0]
            name = alias.asname or whole
            _add(name, Binding("import", node, since, imported=(whole, "")), scope=scope)
        return
    module = _absolute(node, source=source)
    source.imports.add(module)
    for alias in node.names:
        source.imports.add(f"{module}.{alias.name}")
        if alias.name == "*":
            source.stars.append(module)
            continue
        binding = Binding("import", node, since, imported=(module, alias.name))
        _add(alias.asname or alias.name, binding, scope=scope)


def _absolute(node: ast.ImportFrom, *, source: Source) -> str:
    if not node.level:
        return node.module or ""
    own = source.name.split(".")
    kept = own[: len(own) - node.level + source.is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _bind(
    target: ast.expr, *, value: ast.expr | None, by: ast.AST, scope: Scope, kind: str = "value"
) -> None:
    since = end(target) if kind == "loop" else end(by)
    for name, path in unpacked(target):
        is_known = kind != "unknown" and value is not None
        binding = Binding(kind if is_known else "unknown", by, since, value=value, path=path)
        if isinstance(name, ast.Name):
            _add(name.id, binding, scope=scope)
        elif scope.parent is not None and _is_own_object(name.value, scope=scope):
            scope.parent.attributes.setdefault(name.attr, []).append((binding, scope))


def _is_own_object(node: ast.expr, *, scope: Scope) -> bool:
    return isinstance(node, ast.Name) and scope.is_method and node.id == scope.parameters[0]


def _add(name: str, binding: Binding, *, scope: Scope) -> None:
    if name in scope.outside and scope.parent is not None:
        scope = scope.source.scopes[scope.source.tree]
    scope.bindings.setdefault(name, []).append(binding)
