"""The files of a folder as one program: what an import means, and who may call what."""

import ast
import sys
from collections.abc import Iterator, Sequence

from metrics_check.audit.python.scopes import Scope, Source, last_word

CLIENT = "prometheus_client"


class Program:
    """Modules by every name that an import may give them, and calls by the last word of it."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self._by_end: dict[str, list[Source]] = {}
        self._calls: dict[str, list[tuple[ast.Call, Source]]] = {}
        self._aliases: dict[str, set[str]] = {}
        self._definitions: dict[str, list[Scope]] = {}
        self._below: dict[str, set[str]] = {}
        self._mentions: dict[str, list[tuple[ast.expr, Source]]] = {}
        for source in sources:
            words = source.name.split(".")
            for start in range(len(words)):
                self._by_end.setdefault(".".join(words[start:]), []).append(source)
            for call in source.calls:
                self._calls.setdefault(last_word(call.func), []).append((call, source))
            for node in source.loads:
                parent = source.parents[node]
                is_called = isinstance(parent, ast.Call) and parent.func is node
                if not is_called and not isinstance(parent, ast.Attribute):
                    self._mentions.setdefault(last_word(node), []).append((node, source))
            for scope in source.scopes.values():
                self._definitions.setdefault(scope.name, []).append(scope)
                self._note_aliases(scope)
                if isinstance(scope.node, ast.ClassDef):
                    for base in scope.node.bases:
                        self._below.setdefault(last_word(base), set()).add(scope.name)

    def module(self, name: str, *, source: Source) -> Source | None:
        """The file that `name` means where `source` imports it: the nearest that is so called."""
        if name.partition(".")[0] in sys.stdlib_module_names or is_client(name):
            return None
        found = self._by_end.get(name, ())
        own = source.name.split(".")
        near = [(-_shared(each.name.split("."), own), len(each.name), each.name) for each in found]
        return found[near.index(min(near))] if near else None

    def calls(self, names: Sequence[str]) -> Iterator[tuple[ast.Call, Source]]:
        """The calls of what has one of these names, or of another name that was given to it."""
        wanted = dict.fromkeys(names)
        for name in names:
            wanted.update(dict.fromkeys(sorted(self._aliases.get(name, ()))))
        for name in wanted:
            yield from self._calls.get(name, ())

    def mentions(self, name: str) -> Sequence[tuple[ast.expr, Source]]:
        """Where something of this name is given to others rather than called."""
        return self._mentions.get(name, ())

    def definitions(self, name: str) -> Sequence[Scope]:
        """All functions and classes that have this name."""
        return self._definitions.get(name, ())

    def names_below(self, name: str) -> list[str]:
        """The name of a class, and of those that are made of one of that name."""
        found = [name]
        for each in found:
            found += sorted(self._below.get(each, set()).difference(found))
        return found

    def reaching_client(self) -> tuple[Source, ...]:
        """The files that import the client's package, or a file of the folder that does."""
        imported = {
            each: [found for name in each.imports if (found := self.module(name, source=each))]
            for each in self.sources
        }
        reached = {each for each in self.sources if any(map(is_client, each.imports))}
        size = -1
        while size != len(reached):
            size = len(reached)
            reached |= {each for each in self.sources if not reached.isdisjoint(imported[each])}
        return tuple(each for each in self.sources if each in reached)

    def _note_aliases(self, scope: Scope) -> None:
        for name, bindings in scope.bindings.items():
            for binding in bindings:
                value = binding.value
                if isinstance(value, ast.Call) and last_word(value.func) == "partial":
                    value = value.args[0] if value.args else None
                told = binding.imported[1] or (last_word(value) if value is not None else "")
                if told and told != name:
                    self._aliases.setdefault(told, set()).add(name)


def _shared(words: Sequence[str], others: Sequence[str]) -> int:
    count = 0
    for word, other in zip(words, others, strict=False):
        if word != other:
            break
        count += 1
    return count


def is_client(name: str) -> bool:
    """Whether the dotted name is of the client's package, also of a copy that is kept elsewhere."""
    return CLIENT in name.split(".")


def of_client(name: str) -> str:
    """The name of a thing of the client by where the client has it."""
    _, found, rest = f".{name}".rpartition(f".{CLIENT}")
    return f"{CLIENT}{rest}" if found and is_client(name) else name
