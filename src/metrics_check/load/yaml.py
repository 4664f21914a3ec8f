"""The defensive YAML reader: bytes become a located tree, and nothing is ever constructed.

Every scalar stays the text that was typed (YAML 1.2 meanings are given by who asks for them).
Limits are checked event by event, so a file cannot cost more than its bounds.
"""

from collections.abc import Iterator

import yaml

from metrics_check.load.budget import Budget, Limits
from metrics_check.load.reader import Reader, invalid
from metrics_check.load.source import SourceText, decode_utf8, refuse_large
from metrics_check.load.syntax import explain_syntax
from metrics_check.load.tree import build
from metrics_check.located import Fields, Items, Place, Problem

# The rest of a file with such a problem is read as it would be without it: the first key counts.
_HARMLESS = frozenset({"duplicate-key"})


def read_document(data: bytes, *, path: str, limits: Limits | None = None) -> Fields:
    """The mapping that the one document of a YAML file is; `path` is used in places only.

    As `read_on`, but every problem ends it.
    """
    root, problems = read_on(data, path=path, limits=limits)
    if problems:
        raise invalid(list(problems))
    return root


def read_on(
    data: bytes, *, path: str, limits: Limits | None = None
) -> tuple[Fields, tuple[Problem, ...]]:
    """The mapping of a YAML file, and the keys given twice in it, of which the first counts.

    A quoted text that stands on one line without escapes is placed at its first character, any
    other at its quote. Raises `InvalidInput` with every problem found, in file order. Codes:
    `alias`, `bad-encoding`, `bad-key`, `bad-yaml`, `control-character`, `duplicate-key`,
    `empty-file`, `merge-key`, `needs-quotes`, `not-a-mapping`, `over-limit`,
    `several-documents`, `tag`.
    """
    bounds = limits or Limits()
    refuse_large(data, place=Place(path), limit=bounds.max_bytes)
    text = decode_utf8(data, path=path)
    reader = Reader(SourceText.of(data, path=path), Budget(bounds), text, _events(text))
    try:
        root = _read_root(reader)
    except yaml.YAMLError as exc:
        problem = explain_syntax(exc, reader.source)
        raise invalid([*reader.problems, problem]) from exc
    if any(problem.code not in _HARMLESS for problem in reader.problems):
        raise invalid(reader.problems)
    return root, tuple(reader.problems)


def _events(text: str) -> Iterator[yaml.Event]:
    # libyaml's parser: ten times faster than the one in Python, and its marks count characters.
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
    return events


def _read_root(reader: Reader) -> Fields:
    next(reader.events)
    start = next(reader.events)
    if isinstance(start, yaml.StreamEndEvent):
        message = "the file is empty, expected lines such as `key: value`"
        raise invalid([Problem(Place(reader.source.path), "empty-file", message)])
    _refuse_directives(start, reader=reader)
    first = next(reader.events)
    built = build(first, depth=1, reader=reader)
    next(reader.events)
    after = next(reader.events)
    if not isinstance(after, yaml.StreamEndEvent):
        message = "a second document begins here, expected one a file; split the file"
        second = Problem(reader.place(after), "several-documents", message)
        raise invalid([*reader.problems, second])
    if isinstance(built.node, Fields):
        return built.node
    found = "a list" if isinstance(built.node, Items) else "a text"
    message = f"the file holds {found}, expected a mapping: lines such as `key: value`"
    raise invalid([*reader.problems, Problem(built.node.place, "not-a-mapping", message)])


def _refuse_directives(start: yaml.Event, *, reader: Reader) -> None:
    if isinstance(start, yaml.DocumentStartEvent) and (start.version or start.tags):
        message = "a directive begins with %, and none is read; remove the line"
        reader.complain(reader.place(start), code="bad-yaml", message=message)
