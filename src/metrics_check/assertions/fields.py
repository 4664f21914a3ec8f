"""Readers of the values that keys of an expectation hold. Every error is located."""

from collections.abc import Mapping

from metrics_check.errors import BadNotation, InvalidInput
from metrics_check.located import Fields, Items, Node, Place, Problem, Text
from metrics_check.notation.words import did_you_mean, listed, shown

# The JSON Schema of a value that is text as typed, whatever YAML takes it for.
TEXT_SCHEMA: Mapping[str, object] = {"type": ["string", "number", "boolean"], "minLength": 1}
TEXTS_SCHEMA: Mapping[str, object] = {
    "type": "array",
    "items": TEXT_SCHEMA,
    "minItems": 1,
    "uniqueItems": True,
}


def invalid(place: Place, message: str, *, code: str = "bad-value") -> InvalidInput:
    """The error of one problem at one place."""
    return InvalidInput(message, problems=[Problem(place, code, message)])


def located(error: BadNotation, *, text: Text) -> InvalidInput:
    """The error of a text that does not read, at the character where it goes wrong."""
    return invalid(text.place_of(error.offset), str(error), code=error.code)


def read_text(node: Node, *, key: str) -> Text:
    """The scalar at `key`; raises `InvalidInput` for a list, a map or an empty text."""
    if not isinstance(node, Text):
        found = "a list" if isinstance(node, Items) else "a map"
        raise invalid(node.place, f"`{key}` is {found}, expected one text")
    if not node.text:
        raise invalid(node.place, f"`{key}` is empty, expected a text")
    return node


def read_flag(fields: Fields, *, key: str) -> bool:
    """What the flag at `key` says, False where it is not there; raises `InvalidInput`."""
    node = fields.get(key)
    if node is None:
        return False
    if isinstance(node, Text) and node.is_plain and node.text in {"true", "false"}:
        return node.text == "true"
    found = shown(node.text) if isinstance(node, Text) else "a list or a map"
    if isinstance(node, Text) and not node.is_plain:
        found += " in quotes"
    raise invalid(node.place, f"`{key}` is {found}, expected `true` or `false`")


def read_texts(node: Node, *, key: str) -> tuple[Text, ...]:
    """The scalars of the list at `key`, at least one, none twice; raises `InvalidInput`."""
    if not isinstance(node, Items):
        example = shown(f"[{node.text}]") if isinstance(node, Text) else "`[a, b]`"
        raise invalid(node.place, f"`{key}` is not a list. Write {example}")
    if not node.items:
        raise invalid(node.place, f"`{key}` is an empty list, expected at least one value")
    texts = tuple(_item(item, key=key) for item in node.items)
    seen: set[str] = set()
    for text in texts:
        if text.text in seen:
            raise invalid(text.place, f"`{key}` names {shown(text.text)} twice. Remove one")
        seen.add(text.text)
    return texts


def read_fields(node: Node, *, key: str, known: tuple[str, ...]) -> Fields:
    """The map at `key`, which has only known keys; raises `InvalidInput` with every unknown one."""
    if not isinstance(node, Fields):
        raise invalid(node.place, f"`{key}` is not a map. Its keys are {listed(known)}")
    problems = [
        Problem(
            field.key.place,
            "unknown-key",
            f"unknown key {shown(name)} in `{key}`, expected one of {listed(known)}."
            f"{did_you_mean(name, known=known)}",
        )
        for name, field in node.fields.items()
        if name not in known
    ]
    if problems:
        raise InvalidInput(problems[0].message, problems=problems)
    return node


def _item(node: Node, *, key: str) -> Text:
    if not isinstance(node, Text):
        raise invalid(node.place, f"an item of `{key}` is not a text")
    return node
