"""The frames of functions: what each call that is seen gives their parameters."""

import ast
from collections.abc import Iterator
from itertools import islice

from metrics_check.audit.python.objects import gone_through, lineage, with_fields
from metrics_check.audit.python.paths import at_path
from metrics_check.audit.python.reading import Reads
from metrics_check.audit.python.scopes import (
    Comprehension,
    Loop,
    Scope,
    Source,
    last_word,
    unpacked,
)
from metrics_check.audit.python.values import (
    UNKNOWN,
    Arguments,
    Class,
    Frame,
    Function,
    Instance,
    Items,
    Partial,
    Table,
    Value,
    alternatives,
    given,
    known,
    whole,
)

# Decorators after which a function is called by its name all the same.
_HARMLESS = frozenset(
    {
        "abstractmethod",
        "cache",
        "cached_property",
        "classmethod",
        "contextmanager",
        "lru_cache",
        "override",
        "property",
        "staticmethod",
    }
)
# So many loops in one another are followed.
_MOST_LOOPS = 8
# So many calls of one function, or rounds of its loops, are told apart.
_MOST_FRAMES = 400


class Frames:
    """Finds the frames of scopes; what has no call gets one in which nothing is given."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._memory = reads.memory
        self._around: dict[Scope, Frame] = {}

    def of(self, scope: Scope) -> tuple[Frame, ...]:
        """The frames of a scope, one for each call that is seen."""
        if self._reads.plain is None:
            return (self.around(scope),)
        return self._memory.answer(
            scope, lambda: self._found(scope), otherwise=lambda: (self.around(scope),)
        )

    def by_others(self, scope: Scope) -> tuple[Frame, ...]:
        """A frame of which nothing is known, where a function may be called by who is not seen.

        Given away, decorated, or a method of a class that a foreign one calls.
        """
        plain = self._reads.plain
        if plain is None or scope.parent is None or isinstance(scope.node, ast.ClassDef):
            return ()
        is_given = any(
            isinstance(each, Function) and each.scope is scope
            for node, source in self._reads.program.mentions(scope.name)
            for each in alternatives(
                plain.evaluate(node, plain.frames.around(source.scope_of(node)))
            )
        )
        if not (is_given or scope.decorators - _HARMLESS or self._is_foreign_method(scope)):
            return ()
        own = scope.parameters[1:] if scope.is_method else scope.parameters
        return (Frame(scope, dict.fromkeys(own, UNKNOWN), self.around(scope.parent)),)

    def _is_foreign_method(self, scope: Scope) -> bool:
        if not scope.is_method or scope.name.startswith("_") or scope.parent is None:
            return False
        outer = self.around(scope.parent).outer
        return outer is not None and bool(lineage(Class(scope.parent, outer), self._reads)[1])

    def around(self, scope: Scope) -> Frame:
        """A frame of a scope in which nothing is given, and nobody is asked for."""
        if scope.parent is None:
            return self._reads.module(scope.source)
        if scope not in self._around:
            self._around[scope] = Frame(scope, outer=self.around(scope.parent))
        return self._around[scope]

    def _found(self, scope: Scope) -> tuple[Frame, ...]:
        if scope.parent is None:
            return (self._reads.module(scope.source),)
        is_class = isinstance(scope.node, ast.ClassDef)
        found = () if is_class else tuple(self._first(self._called(scope)))
        if found:
            return found
        return tuple(Frame(scope, outer=each) for each in self.of(scope.parent))

    def bound(self, function: Function, arguments: Arguments) -> Frame:
        """The frame of a function that is given these."""
        frame = Frame(function.scope, outer=function.frame)
        node = function.scope.node
        if isinstance(node, ast.Module | ast.ClassDef):
            return frame
        said = node.args
        own = [each.arg for each in (*said.posonlyargs, *said.args)]
        given = list(arguments.positional)
        if function.owner is not None and function.scope.is_method:
            frame.bound[own[0]] = function.owner
            own = own[1:]
        frame.bound.update(zip(own, given, strict=False))
        rest = dict(arguments.keywords)
        named = {*own, *(each.arg for each in said.kwonlyargs)}
        frame.bound.update({name: value for name, value in rest.items() if name in named})
        if said.vararg is not None:
            frame.bound[said.vararg.arg] = Items(tuple(given[len(own) :]), arguments.is_whole)
        if said.kwarg is not None:
            others = [(known(key), value) for key, value in rest.items() if key not in named]
            frame.bound[said.kwarg.arg] = Table(tuple(others), arguments.is_whole)
        for name, default in _defaults(said):
            if name not in frame.bound:
                is_given = arguments.is_whole and default is not None
                value = self._reads.evaluate(default, function.frame) if is_given else UNKNOWN  # type: ignore[arg-type]  # not None, as was seen
                frame.bound[name] = value
        return frame

    def constructions(self, scope: Scope) -> tuple[Frame, ...]:
        """What the fields of a class without `__init__` are given where it is constructed."""
        return self._memory.answer(
            ("fields", scope),
            lambda: tuple(self._first(self._constructed(scope))),
            otherwise=tuple,
        )

    def iterations(self, node: ast.AST, frame: Frame, *, inside: bool = False) -> Iterator[Frame]:
        """The frame once for each time that the loops around a node go round.

        `inside`: the node is a comprehension, and it is its own rounds that are asked for.
        """
        own = [node] if inside and isinstance(node, Comprehension) else []
        loops = own if inside else list(_loops_around(node, frame))
        rounds = [each for loop in loops for each in _rounds(loop)]
        if len(rounds) > _MOST_LOOPS:
            yield frame
        else:
            yield from self._first(self._expanded(rounds, frame))

    def _first(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        yield from islice(frames, _MOST_FRAMES)
        if next(frames, None) is not None:
            self._memory.is_exhausted = True

    def _expanded(
        self, rounds: list[tuple[ast.AST, ast.expr, ast.expr]], frame: Frame
    ) -> Iterator[Frame]:
        if not rounds:
            yield frame
            return
        (loop, target, iterated), *inner = rounds
        for each in gone_through(self._reads.evaluate(iterated, frame), self._reads):
            named = {
                (loop, name.id): at_path(each, path)
                for name, path in unpacked(target)
                if isinstance(name, ast.Name)
            }
            again = Frame(frame.scope, frame.bound, frame.outer, {**frame.loops, **named})
            yield from self._expanded(inner, again)

    def _called(self, scope: Scope) -> Iterator[Frame]:
        for call, at in self._calls(scope):
            for callee in alternatives(self._reads.evaluate(call.func, at)):
                yield from self._frames_by(callee, call, at, scope=scope)

    def _calls(self, scope: Scope) -> Iterator[tuple[ast.Call, Frame]]:
        """Calls of what may be this scope, each in every frame in which it stands."""
        names = [scope.name]
        if isinstance(scope.node, ast.Lambda):
            names = _named_by(scope.source.parents[scope.node])
        if scope.name == "__init__" and scope.parent is not None:
            names += self._reads.program.names_below(scope.parent.name)
        for call, source in self._reads.program.calls(names):
            if not self._may_call(call, source, scope=scope):
                continue
            for frame in self.of(source.scope_of(call)):
                for each in self.iterations(call, frame):
                    yield call, each

    def _may_call(self, call: ast.Call, source: Source, *, scope: Scope) -> bool:
        plain = self._reads.plain
        if plain is None:
            return False
        at = plain.frames.around(source.scope_of(call))
        for each in alternatives(plain.evaluate(call.func, at)):
            callee = whole(each)
            if isinstance(callee, Function) and callee.scope is scope:
                return True
            if isinstance(callee, Class):
                above = [one.scope for one in lineage(callee, plain)[0]]
                if scope in above or scope.parent in above:
                    return True
            if callee == UNKNOWN and isinstance(call.func, ast.Attribute):
                return self._is_alone(scope)
        return False

    def _frames_by(
        self, callee: Value, call: ast.Call, at: Frame, *, scope: Scope
    ) -> Iterator[Frame]:
        arguments = self._reads.arguments(call, at)
        if isinstance(callee, Partial):
            callee, arguments = whole(callee), given(callee).joined(arguments)
        if isinstance(callee, Function) and callee.scope is scope:
            yield self.bound(callee, arguments)
        elif isinstance(callee, Class):
            made = self._reads.evaluate(call, at)
            for each in alternatives(made):
                if isinstance(each, Instance) and each.made and each.made.scope is scope:
                    yield each.made
        elif callee == UNKNOWN and isinstance(call.func, ast.Attribute) and self._is_alone(scope):
            # Whose method it is is not seen; but no other has this name.
            owner = Instance(Class(scope.parent, self.around(scope.parent)))  # type: ignore[arg-type]  # a method has both
            body = Frame(scope.parent, outer=owner.of.frame)  # type: ignore[arg-type]  # as above
            yield self.bound(Function(scope, body, owner), arguments)

    def _is_alone(self, scope: Scope) -> bool:
        is_special = scope.name.startswith("__")
        return (
            scope.is_method
            and not is_special
            and len(self._reads.program.definitions(scope.name)) == 1
        )

    def _constructed(self, scope: Scope) -> Iterator[Frame]:
        for call, at in self._calls(scope):
            for callee in alternatives(self._reads.evaluate(call.func, at)):
                if isinstance(callee, Class) and callee.scope is scope:
                    yield with_fields(callee, self._reads.arguments(call, at), reads=self._reads)


def _named_by(statement: ast.AST) -> list[str]:
    """The names that an assignment gives its value."""
    if isinstance(statement, ast.Assign):
        return [last_word(each) for each in statement.targets]
    return [last_word(statement.target)] if isinstance(statement, ast.AnnAssign) else []


def _defaults(said: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    """Each parameter, the ones with stars apart, with its default."""
    own = [*said.posonlyargs, *said.args]
    missing = len(own) - len(said.defaults)
    defaults: list[ast.expr | None] = [*([None] * missing), *said.defaults]
    for parameter, default in zip(own, defaults, strict=True):
        yield parameter.arg, default
    for parameter, default in zip(said.kwonlyargs, said.kw_defaults, strict=True):
        yield parameter.arg, default


def _loops_around(node: ast.AST, frame: Frame) -> list[ast.AST]:
    """The loops and comprehensions in whose rounds the node is run, the outermost first."""
    found: list[ast.AST] = []
    parents = frame.scope.source.parents
    inner: ast.AST = node
    current = parents.get(node)
    while current is not None and inner is not frame.scope.node:
        if (isinstance(current, Loop) and any(each is inner for each in current.body)) or (
            isinstance(current, Comprehension) and not isinstance(inner, ast.comprehension)
        ):
            found.append(current)
        inner, current = current, parents.get(current)
    return found[::-1]


def _rounds(loop: ast.AST) -> list[tuple[ast.AST, ast.expr, ast.expr]]:
    """What goes round in it: the loop, its target, and what it goes through."""
    if isinstance(loop, Loop):
        return [(loop, loop.target, loop.iter)]
    generators = loop.generators if isinstance(loop, Comprehension) else ()
    return [(loop, each.target, each.iter) for each in generators]
