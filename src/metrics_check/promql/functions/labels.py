"""`label_replace` and `label_join`."""

import re
from collections.abc import Callable

from metrics_check.errors import InvalidInput
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.regex import Match, Pattern, compile_pattern
from metrics_check.promql.values import Element, Value, Vector, is_label_name, refused

# Go's `regexp.Expand`: the longest run of letters, digits and underscores is the name.
_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))?")


def expand(template: str, *, match: Match, pattern: Pattern) -> str:
    """The template with `$1`, `${1}` and `${name}` replaced; `$$` is `$`.

    A group that is not there, or took no part, is empty; any other `$` stays.
    """

    def value(found: re.Match[str]) -> str:
        name = found[2] or found[3]
        if name is None:
            return "$"
        return _group(name, match=match, pattern=pattern)

    return _REFERENCE.sub(value, template)


def _group(name: str, *, match: Match, pattern: Pattern) -> str:
    is_number = name.isascii() and name.isdigit() and (name == "0" or name[0] != "0")
    if is_number and len(name) <= 9:
        number = int(name)
        return (match.group(number) or "") if number <= pattern.groups else ""
    return (match.group(name) or "") if name in pattern.groupindex else ""


def _label_replace(invocation: Invocation) -> Vector:
    target, template, source, regex = invocation.texts(1)
    try:
        pattern = compile_pattern(regex, dialect=invocation.dialect)
    except InvalidInput as exc:
        raise refused(f"invalid regular expression in label_replace(): {regex}") from exc
    _check_name(target, invocation, role="destination")
    return tuple(
        _replaced(element, target=target, template=template, source=source, pattern=pattern)
        for element in invocation.vector(0)
    )


def _replaced(
    element: Element, *, target: str, template: str, source: str, pattern: Pattern
) -> Element:
    match = pattern.match(element.labels.get(source, ""))
    if match is None:
        return element
    return _with_label(element, target, value=expand(template, match=match, pattern=pattern))


def _label_join(invocation: Invocation) -> Vector:
    target, separator, *sources = invocation.texts(1)
    _check_name(target, invocation, role="destination")
    for source in sources:
        _check_name(source, invocation, role="source")
    return tuple(
        _with_label(
            element,
            target,
            value=separator.join(element.labels.get(source, "") for source in sources),
        )
        for element in invocation.vector(0)
    )


def _with_label(element: Element, label: str, *, value: str) -> Element:
    labels = {name: text for name, text in element.labels.items() if name != label}
    if value:
        labels[label] = value
    return Element(labels, element.value)


def _check_name(name: str, invocation: Invocation, *, role: str) -> None:
    if not is_label_name(name, dialect=invocation.dialect):
        raise refused(f"invalid {role} label name in {invocation.call.function}(): {name}")


LABELS: dict[str, Callable[[Invocation], Value]] = {
    "label_join": _label_join,
    "label_replace": _label_replace,
}
