"""What an expression may be where it stands, by following names: no statement is run.

Which frames a function has, one for each call of it, is asked of `Frames`; what an attribute of an
object is, of `objects`.
"""

import ast
import math
from collections.abc import Callable, Mapping

from metrics_check.audit.python.client import DEFAULT_BUCKETS
from metrics_check.audit.python.expressions import READERS, super_of
from metrics_check.audit.python.frames import Frames
from metrics_check.audit.python.memory import Memory
from metrics_check.audit.python.methods import (
    built,
    called,
)
from metrics_check.audit.python.objects import instance_of, is_enum, members
from metrics_check.audit.python.program import CLIENT, Program
from metrics_check.audit.python.scopes import Scope, Source
from metrics_check.audit.python.values import (
    UNKNOWN,
    Arguments,
    Class,
    Foreign,
    Frame,
    Function,
    Items,
    Known,
    Made,
    Method,
    Partial,
    Table,
    Unknown,
    Value,
    alternatives,
    known,
    one_of,
)

# A chain of names this long, and as many steps for a folder; beyond, what is asked is not known.
_DEEPEST = 40
_MOST_STEPS = 300_000

# Constants of packages that metrics are made with.
_CONSTANTS: dict[str, Value] = {
    "math.inf": known(math.inf),
    "prometheus_client.Histogram.DEFAULT_BUCKETS": Items(tuple(map(known, DEFAULT_BUCKETS))),
    "prometheus_client.utils.INF": known(math.inf),
}


class Evaluator:
    """Reads expressions of a program.

    `plain` reads the same without asking who calls what: parameters are what annotations say. It
    tells soon which calls may be meant; None: it is this one.
    """

    def __init__(self, program: Program, *, plain: "Evaluator | None" = None) -> None:
        self.program = program
        self.plain = plain
        self.memory = Memory(deepest=_DEEPEST, most=_MOST_STEPS)
        self.frames = Frames(self)
        self._modules: dict[Source, Frame] = {}
        self._entered: set[Scope] = set()

    def module(self, source: Source) -> Frame:
        """The frame of a file."""
        return self._modules.setdefault(source, Frame(source.scopes[source.tree]))

    def evaluate(self, node: ast.AST, frame: Frame) -> Value:
        """What it may be in this frame."""
        read = _READERS.get(type(node))
        if read is None:
            return UNKNOWN
        return self.memory.answer(
            (node, frame), lambda: _constant_of(read(self, node, frame)), otherwise=Unknown
        )

    def call(self, callee: Value, arguments: Arguments, *, node: ast.Call, frame: Frame) -> Value:
        """What calling it gives."""
        match callee:
            case Partial(of, before):
                return self.call(of, before.joined(arguments), node=node, frame=frame)
            case Foreign(name) if name.startswith(f"{CLIENT}."):
                return Made(name, arguments, node)
            case Foreign(name) if name.startswith("builtins."):
                return built(name.removeprefix("builtins."), arguments=arguments)
            case Foreign("functools.partial") if arguments.positional:
                rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.is_whole)
                return Partial(arguments.positional[0], rest)
            case Method(Made() as of, "labels"):
                return of
            case Method(of, name):
                return called(of, name, arguments=arguments)
            case Class() if is_enum(callee, self):
                return one_of([*members(callee, self), UNKNOWN])
            case Class():
                return instance_of(callee, arguments, node=node, reads=self)
            case Function():
                return self._returned(callee, arguments)
        return UNKNOWN

    def arguments(self, call: ast.Call, frame: Frame) -> Arguments:
        """What a call gives."""
        positional: list[Value] = []
        keywords: dict[str, Value] = {}
        whole = True
        for each in call.args:
            if not isinstance(each, ast.Starred):
                positional.append(self.evaluate(each, frame))
                continue
            spread = self.evaluate(each.value, frame)
            if not (isinstance(spread, Items) and spread.is_whole):
                whole = False
                break
            positional += spread.items
        for keyword in call.keywords:
            value = self.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
                continue
            pairs = value.pairs if isinstance(value, Table) else ()
            whole &= isinstance(value, Table) and value.is_whole
            for key, item in pairs:
                if isinstance(key, Known) and isinstance(key.value, str):
                    keywords[key.value] = item
        return Arguments(tuple(positional), tuple(keywords.items()), whole)

    def _returned(self, function: Function, arguments: Arguments) -> Value:
        # A function that calls itself is not followed around: what it then gives is not known.
        if function.scope in self._entered:
            return UNKNOWN
        self._entered.add(function.scope)
        try:
            return self._given_back(function, arguments)
        finally:
            self._entered.discard(function.scope)

    def _given_back(self, function: Function, arguments: Arguments) -> Value:
        frame = self.frames.bound(function, arguments)
        node = function.scope.node
        if isinstance(node, ast.Lambda):
            return self.evaluate(node.body, frame)
        if function.scope.yielded:
            yielded = tuple(self.evaluate(each, frame) for each in function.scope.yielded)
            return Items(yielded, is_whole=False)
        return one_of(self.evaluate(each, frame) for each in function.scope.returned)


def _constant_of(value: Value) -> Value:
    return _CONSTANTS.get(value.name, value) if isinstance(value, Foreign) else value


def _call(reads: Evaluator, node: ast.Call, frame: Frame) -> Value:
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
        return super_of(frame)
    callees = alternatives(reads.evaluate(node.func, frame))
    if callees == (UNKNOWN,):
        return UNKNOWN
    arguments = reads.arguments(node, frame)
    return one_of(reads.call(each, arguments, node=node, frame=frame) for each in callees)


_READERS: Mapping[type[ast.AST], Callable[..., Value]] = {**READERS, ast.Call: _call}
