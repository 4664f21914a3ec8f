"""The calls that make metrics, and those by which their labels get values."""

import ast
from collections.abc import Iterator

from metrics_check.audit.python.client import Description, describe, is_constructor
from metrics_check.audit.python.evaluate import Evaluator
from metrics_check.audit.python.objects import is_made_by_foreign
from metrics_check.audit.python.scopes import Scope, Source, last_word
from metrics_check.audit.python.values import (
    UNKNOWN,
    Arguments,
    Class,
    Foreign,
    Frame,
    Items,
    Known,
    Made,
    Table,
    Value,
    alternatives,
    string_of,
    whole,
)
from metrics_check.record import record

# What a metric may be asked without being given away.
_OF_A_METRIC = frozenset(
    {
        "add_metric",
        "clear",
        "count_exceptions",
        "dec",
        "inc",
        "info",
        "labels",
        "observe",
        "remove",
        "set",
        "set_function",
        "set_to_current_time",
        "state",
        "time",
        "track_inprogress",
    }
)
_USES = {"add_metric": "labels", "info": "info", "labels": "labels"}


@record
class Site:
    """A call that makes a metric, and one way in which it may be made there."""

    call: ast.Call
    source: Source
    description: Description


@record
class Use:
    """The values that one call gives to labels: all that each may be, None where not known.

    `call` is the one that made the metric, `parts` its name. Values are by name or by position.
    """

    call: ast.Call
    parts: tuple[str | None, ...]
    named: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    placed: tuple[tuple[str | None, ...], ...] = ()
    is_info: bool = False


def find_sites(reads: Evaluator, sources: tuple[Source, ...]) -> Iterator[Site]:
    """Every metric that is made in these files, in their order."""
    seen: set[Site] = set()
    for source in sources:
        for call in sorted(source.calls, key=_position):
            for at in _frames(call, source, reads=reads):
                for made in _made(call, at, reads=reads):
                    for description in describe(made):
                        site = Site(call, source, description)
                        if site not in seen:
                            seen.add(site)
                            yield site


def find_uses(reads: Evaluator, sources: tuple[Source, ...], *, unseen: set[str]) -> Iterator[Use]:
    """What labels are given. `unseen` gets the names of what has labels and is not followed."""
    for source in sources:
        for call in source.calls:
            func = call.func
            if not (isinstance(func, ast.Attribute) and func.attr in _USES):
                continue
            scope = source.scope_of(call)
            if not _may_be_metric(func.value, scope, reads=reads):
                unseen.add(last_word(func.value))
                continue
            for frame in (*reads.frames.of(scope), *reads.frames.by_others(scope)):
                for at in reads.frames.iterations(call, frame):
                    for of in alternatives(reads.evaluate(func.value, at)):
                        if isinstance(of, Made) and is_constructor(of.of):
                            yield from _used(of, call, at, reads=reads)
                        else:
                            unseen.add(last_word(func.value))


def _may_be_metric(node: ast.expr, scope: Scope, *, reads: Evaluator) -> bool:
    """Whether callers must be asked what it is: a logger, which has `info` too, is seen at once."""
    if reads.plain is None:
        return True
    values = alternatives(reads.plain.evaluate(node, reads.plain.frames.around(scope)))
    return any(value == UNKNOWN or isinstance(value, Made) for value in values)


def kept_name(call: ast.Call, source: Source) -> str:
    """The name that keeps what a call makes, where nothing else gets it; else `""`."""
    parent = source.parents[call]
    if isinstance(parent, ast.AnnAssign):
        return last_word(parent.target)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        return last_word(parent.targets[0])
    return ""


def given_away(sources: tuple[Source, ...]) -> frozenset[str]:
    """Names whose value somebody else gets, and may give labels to."""
    return frozenset(
        last_word(node)
        for source in sources
        for node in source.loads
        if not _is_own_use(node, source)
    )


def _is_own_use(node: ast.Name | ast.Attribute, source: Source) -> bool:
    parent = source.parents.get(node)
    is_asked = isinstance(parent, ast.Attribute) and (
        parent.attr in _OF_A_METRIC or isinstance(node, ast.Name)
    )
    return is_asked or isinstance(parent, ast.Yield)


def _frames(call: ast.Call, source: Source, *, reads: Evaluator) -> Iterator[Frame]:
    """The frames in which a call that may make a metric stands."""
    scope = source.scope_of(call)
    for each in (reads.plain, reads):
        # What is called is asked of callers only where a variable says it.
        callee = each.evaluate(call.func, each.frames.around(scope)) if each else UNKNOWN
        if callee != UNKNOWN or isinstance(call.func, ast.Attribute):
            break
    if not any(_is_making(each, reads) for each in alternatives(callee)):
        return
    for frame in reads.frames.of(scope):
        yield from reads.frames.iterations(call, frame)


def _is_making(callee: Value, reads: Evaluator) -> bool:
    called = whole(callee)
    if isinstance(called, Class):
        return is_made_by_foreign(called, reads)
    return isinstance(called, Foreign) and is_constructor(called.name)


def _made(call: ast.Call, frame: Frame, *, reads: Evaluator) -> Iterator[Made]:
    for callee in alternatives(reads.evaluate(call.func, frame)):
        if _is_making(callee, reads):
            made = reads.call(callee, reads.arguments(call, frame), node=call, frame=frame)
            if isinstance(made, Made):
                yield made


def _used(of: Made, call: ast.Call, frame: Frame, *, reads: Evaluator) -> Iterator[Use]:
    arguments = reads.arguments(call, frame)
    is_info = last_word(call.func) == "info"
    if last_word(call.func) == "add_metric":
        labels = dict(arguments.keywords).get("labels", UNKNOWN)
        given = arguments.positional[0] if arguments.positional else labels
        items = given.items if isinstance(given, Items) and given.is_whole else ()
        arguments = Arguments(items, (), isinstance(given, Items) and given.is_whole)
    elif is_info:
        value = arguments.positional[0] if arguments.positional else UNKNOWN
        pairs = value.pairs if isinstance(value, Table) and value.is_whole else ()
        named = tuple((string_of(key) or "", each) for key, each in pairs)
        arguments = Arguments((), named, bool(pairs))
    for description in describe(of):
        yield Use(
            call=of.call,
            parts=description.parts,
            named=tuple((name, _texts(value)) for name, value in arguments.keywords),
            placed=tuple(map(_texts, arguments.positional)) if arguments.is_whole else ((None,),),
            is_info=is_info,
        )


def _texts(value: Value) -> tuple[str | None, ...]:
    return tuple(_shown(each) for each in alternatives(value))


def _shown(value: Value) -> str | None:
    if isinstance(value, Known) and value.value is None:
        return "None"
    return string_of(value, is_shown=True)


def _position(call: ast.Call) -> tuple[int, int]:
    return call.lineno, call.col_offset
