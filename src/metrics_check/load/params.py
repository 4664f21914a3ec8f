"""Params: what `${name}` stands for, and putting it into a value that was parsed already.

`$${` is a literal `${`. A param is never put into text that is parsed afterwards.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from metrics_check.errors import BadNotation
from metrics_check.located import Fields, Items, Node, Text
from metrics_check.notation.text import quote_regex
from metrics_check.notation.words import did_you_mean, listed, shown
from metrics_check.record import record

_REFERENCE = re.compile(r"\$\$\{|\$\{([^}]*)(\}?)")
_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_-]*(?:\.base)?)")
_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`""")
_IN_NAME = re.compile(r"(?<=[A-Za-z0-9_:])(\$\{)|^\s*(\$\{[^}]*\}[A-Za-z0-9_:{])")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ASKED = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*(?:\.base)?)(:regex)?")


@record
class Scope:
    """What params stand for in one profile.

    `values` holds `NAME` and, for each target with a URL, `TARGET.base`. `open`: declared, and
    without a value; in an abstract profile they stay as typed, elsewhere they were complained
    about once already. `marks`: what texts take in place of a value, by the param's name.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def unmarked(self) -> "Scope":
        """The same without marks."""
        return Scope(self.values, self.open)


@record
class Reference:
    """One `${name}` or `${name:regex}` and where it begins and ends; name `""`: `$${`."""

    start: int
    end: int
    name: str
    is_pattern: bool = False


def is_param_name(text: str) -> bool:
    """Whether a param can have this name."""
    return _NAME.fullmatch(text) is not None


def references(text: str) -> Iterator[Reference]:
    """Every `${…}` and `$${` in the text, in order; raises `BadNotation`."""
    for found in _REFERENCE.finditer(text):
        if found.group().startswith("$$"):
            yield Reference(found.start(), found.end(), "")
            continue
        asked = _ASKED.fullmatch(found[1])
        if asked is None or not found[2]:
            raise BadNotation(_unreadable(found.group()), offset=found.start(), code="bad-param")
        yield Reference(found.start(), found.end(), asked[1], asked[2] is not None)


def fill(text: str, *, scope: Scope, is_regex: bool = False) -> str:
    """The text with each param put in; in a regex quoted, unless it says `:regex`.

    Raises `BadNotation` for a param that is not there.
    """
    if "${" not in text:
        return text
    parts, end = [], 0
    for found in references(text):
        parts += [text[end : found.start], _meant(text, found, scope=scope, is_regex=is_regex)]
        end = found.end
    return "".join([*parts, text[end:]])


def fill_text(text: Text, *, scope: Scope, is_regex: bool = False) -> Text:
    """The same for a located text: one that changed is no longer exact, nor plain."""
    value = fill(text.text, scope=scope, is_regex=is_regex)
    return text if value == text.text else Text(text.place, value, is_plain=False, is_exact=False)


def value_of(name: str, *, scope: Scope, offset: int = 0) -> str | None:
    """What a param stands for, None where it is open; raises `BadNotation` where it is unknown."""
    if name in scope.values:
        return scope.values[name]
    if name in scope.open:
        return None
    known = (*scope.values, *scope.open)
    if name.endswith(".base"):
        near = did_you_mean(name, known=[each for each in known if each.endswith(".base")])
        message = f"no target {shown(name.removesuffix('.base'))} has a URL to take the base of."
        raise BadNotation(f"{message}{near}".rstrip("."), offset=offset, code="unknown-param")
    near = did_you_mean(name, known=known)
    own = sorted(known_name for known_name in known if "." not in known_name)
    choice = f" There are {listed(own)}." if own and not near else ""
    message = f"no param is named {shown(name)}; declare it under `params:`.{near or choice}"
    raise BadNotation(message.rstrip("."), offset=offset, code="unknown-param")


def literal(text: str, *, what: str) -> str:
    """A text that takes no param, `$${` made `${`; raises `BadNotation` where it holds one.

    `what` names the text in the message.
    """
    for found in references(text):
        if found.name:
            message = (
                f"found the param {shown(text[found.start : found.end])} in {what}. A param stands "
                "for a matcher's value, a string in PromQL, a label's value or a whole quantity"
            )
            raise BadNotation(message, offset=found.start, code="misplaced-param")
    return text.replace("$${", "${")


def refuse_in_names(text: str) -> None:
    """Raises `BadNotation` where a param stands in the name of a series' metric."""
    bare = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    found = _IN_NAME.search(bare)
    if found is not None:
        end = bare.find("}", found.start(1)) + 1
        message = (
            f"found {shown(text[found.start(1) : end])} in a name, where no param is put in. "
            "To check several metrics alike write one expectation for each"
        )
        raise BadNotation(message, offset=found.start(1), code="misplaced-param")


def used_names(node: Node) -> frozenset[str]:
    """The params that a tree names anywhere, in keys too."""
    texts = (text.text for text in (*texts_of(node), *keys_of(node)) if "${" in text.text)
    return frozenset(found[1] for text in texts for found in _NAMED.finditer(text))


def keys_of(node: Node) -> Iterator[Text]:
    """Every key of a tree, in file order."""
    if isinstance(node, Items):
        for item in node.items:
            yield from keys_of(item)
    elif isinstance(node, Fields):
        for field in node.fields.values():
            yield field.key
            yield from keys_of(field.value)


def texts_of(node: Node) -> Iterator[Text]:
    """Every scalar of a tree that is not a key, in file order."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Items):
        for item in node.items:
            yield from texts_of(item)
    else:
        for found in node.fields.values():
            yield from texts_of(found.value)


def map_texts(node: Node, *, change: Callable[[Text], Text]) -> Node:
    """The tree with each scalar that is not a key changed."""
    if isinstance(node, Text):
        return change(node)
    if isinstance(node, Items):
        return Items(node.place, tuple(map_texts(item, change=change) for item in node.items))
    fields = {
        name: type(found)(found.key, map_texts(found.value, change=change))
        for name, found in node.fields.items()
    }
    return Fields(node.place, fields)


def _meant(text: str, found: Reference, *, scope: Scope, is_regex: bool) -> str:
    if not found.name:
        return "${"
    if found.is_pattern and not is_regex:
        message = f"`:regex` puts a pattern in, and {shown(text)} is not matched as one"
        raise BadNotation(message, offset=found.start, code="misplaced-param")
    value = value_of(found.name, scope=scope, offset=found.start)
    value = scope.marks.get(found.name, value)
    if value is None:
        return text[found.start : found.end]
    return quote_regex(value) if is_regex and not found.is_pattern else value


def _unreadable(text: str) -> str:
    return (
        f"found {shown(text)}, expected a param such as `${{name}}`, `${{name:regex}}` or "
        "`${target.base}`. For the two characters themselves write `$${`"
    )
