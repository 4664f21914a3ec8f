"""What the parts of the reader ask of one another."""

import ast
from collections.abc import Iterator
from typing import Protocol

from metrics_check.audit.python.memory import Memory
from metrics_check.audit.python.program import Program
from metrics_check.audit.python.scopes import Scope, Source
from metrics_check.audit.python.values import Arguments, Frame, Function, Value


class Contexts(Protocol):
    """The frames of functions: see `Frames`."""

    def of(self, scope: Scope) -> tuple[Frame, ...]:
        """The frames of a scope, one for each call that is seen."""

    def around(self, scope: Scope) -> Frame:
        """A frame of a scope in which nothing is given, and nobody is asked for."""

    def bound(self, function: Function, arguments: Arguments) -> Frame:
        """The frame of a function that is given these."""

    def constructions(self, scope: Scope) -> tuple[Frame, ...]:
        """What the fields of a class without `__init__` are given where it is constructed."""

    def iterations(self, node: ast.AST, frame: Frame, *, inside: bool = False) -> Iterator[Frame]:
        """The frame once for each time that the loops around a node go round."""


class Reads(Protocol):
    """Reads expressions: see `Evaluator`."""

    @property
    def program(self) -> Program:
        """What is read."""

    @property
    def plain(self) -> "Reads | None":
        """Reads without asking who calls what; None: this one does so."""

    @property
    def memory(self) -> Memory:
        """The answers so far."""

    @property
    def frames(self) -> Contexts:
        """The frames of its functions."""

    def module(self, source: Source) -> Frame:
        """The frame of a file."""

    def evaluate(self, node: ast.AST, frame: Frame) -> Value:
        """What an expression may be in this frame."""

    def arguments(self, call: ast.Call, frame: Frame) -> Arguments:
        """What a call gives."""
