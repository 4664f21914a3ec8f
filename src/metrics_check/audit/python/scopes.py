"""Where names of a module are bound: by which statement, in which scope, and what reaches a use."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from metrics_check.located import Place
from metrics_check.record import record

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Opening = ast.Module | ast.ClassDef | Definition
Loop = ast.For | ast.AsyncFor
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
Position = tuple[int, int]
# Statements whose parts may not be run.
_BRANCHING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match, ast.match_case)


@record
class Binding:
    """One statement that gives a name its value.

    `kind` is `value` (of an expression), `changed` (`+=`), `loop` (each item of an expression),
    `scope` (a function or class), `import` or `unknown`. `path`: where in the expression, as
    `a, (b, c) = …` says. `since`: where in the file the name has it from.
    """

    kind: str
    node: ast.AST
    since: Position
    value: ast.expr | None = None
    path: tuple[int, ...] = ()
    scope: "Scope | None" = None
    imported: tuple[str, str] = ("", "")


@dataclass(slots=True, eq=False)
class Source:
    """A file that was parsed: its module's dotted name, its path, and the parent of every node."""

    name: str
    path: str
    lines: list[str]
    tree: ast.Module
    is_package: bool = False
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    scopes: dict[ast.AST, "Scope"] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    calls: list[ast.Call] = field(default_factory=list)
    loads: list[ast.Name | ast.Attribute] = field(default_factory=list)

    def place_of(self, node: ast.AST) -> Place:
        """Where a node begins; columns are characters."""
        line, offset = start(node)
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = len(text.encode()[:offset].decode(errors="replace")) + 1
        return Place(self.path, max(line, 1), column)

    def scope_of(self, node: ast.AST) -> "Scope":
        """The scope in which a node is run."""
        while (node := self.parents[node]) not in self.scopes:
            pass
        return self.scopes[node]


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class or function, and what it binds.

    Of a class `attributes` are what its methods say by `self.x = …`, each with its method.
    `changed` are names whose sequence or dictionary is changed in place; in a module's source, in
    any of its scopes.
    """

    node: Opening
    source: Source
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    returned: list[ast.expr] = field(default_factory=list)
    yielded: list[ast.expr] = field(default_factory=list)
    attributes: dict[str, list[tuple[Binding, "Scope"]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name; that of a module has dots."""
        if isinstance(self.node, ast.Module):
            return self.source.name
        return "lambda" if isinstance(self.node, ast.Lambda) else self.node.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """All its parameters."""
        if not isinstance(self.node, Definition):
            return ()
        said = self.node.args
        stars = [each for each in (said.vararg, said.kwarg) if each is not None]
        return tuple(each.arg for each in (*said.posonlyargs, *said.args, *said.kwonlyargs, *stars))

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is an object, or a class."""
        if not isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        return (
            self.parent is not None
            and isinstance(self.parent.node, ast.ClassDef)
            and bool(self.node.args.posonlyargs or self.node.args.args)
            and "staticmethod" not in self.decorators
        )

    @property
    def decorators(self) -> frozenset[str]:
        """The last words of its decorators."""
        said = [] if isinstance(self.node, ast.Module | ast.Lambda) else self.node.decorator_list
        bare = (each.func if isinstance(each, ast.Call) else each for each in said)
        return frozenset(filter(None, map(last_word, bare)))


def last_word(node: ast.AST) -> str:
    """`c` of `c` and of `a.b.c`, else `""`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def unpacked(target: ast.expr) -> Iterator[tuple[ast.Name | ast.Attribute, tuple[int, ...]]]:
    """The names of a target, each with where in the value it stands."""
    stack: list[tuple[ast.expr, tuple[int, ...]]] = [(target, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, ast.Tuple | ast.List):
            stack += [(each, (*path, at)) for at, each in enumerate(node.elts)]
        elif isinstance(node, ast.Name | ast.Attribute):
            yield node, path


def reaching(bindings: Sequence[Binding], *, use: ast.AST | None, source: Source) -> list[Binding]:
    """Those that a name may have at a use, the last first; None: when all of the scope was run.

    The list ends with the one that has surely been run, if there is one.
    """
    here = None if use is None else start(use)
    before = [each for each in bindings if here is None or each.since <= here]
    branches = frozenset() if use is None else frozenset(_branches(use, source=source))
    found: list[Binding] = []
    for binding in reversed(before or bindings):
        found.append(binding)
        if is_sure(binding, source=source, branches=branches):
            break
    return found


def is_sure(
    binding: Binding, *, source: Source, branches: frozenset[tuple[ast.AST, str]] = frozenset()
) -> bool:
    """Whether it was run wherever the branches are."""
    return branches.issuperset(_branches(binding.node, source=source))


def _branches(node: ast.AST, *, source: Source) -> Iterator[tuple[ast.AST, str]]:
    """The branches of statements in which it stands, within its scope."""
    while (parent := source.parents.get(node)) is not None:
        if isinstance(parent, _BRANCHING):
            fields = (name for name, value in ast.iter_fields(parent) if _holds(value, node))
            yield parent, next(fields, "")
        if parent in source.scopes:
            return
        node = parent


def _holds(value: object, node: ast.AST) -> bool:
    return value is node or (isinstance(value, list) and any(each is node for each in value))


def start(node: ast.AST) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def end(node: ast.AST) -> Position:
    return getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0
