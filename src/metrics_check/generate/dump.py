"""Plain data as YAML: mappings and lists in the order given, the same bytes in every run."""

from collections.abc import Iterator, Mapping

from metrics_check.load.scalar_text import scalar

_STEP = "  "


def dump(document: Mapping[str, object], *, first_line: str) -> str:
    """The document below a comment. Its values are texts, whole numbers, lists and mappings."""
    return "\n".join([f"# {_one_line(first_line)}", *_lines(document, "")]) + "\n"


def _one_line(text: str) -> str:
    # A name may hold what ends a comment.
    return "".join(char if char.isprintable() else "?" for char in text)


def _lines(value: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        name = f"{indent}{scalar(key, in_flow=True)}:"
        if isinstance(inner, Mapping) and inner:
            yield name
            yield from _lines(inner, indent + _STEP)
        elif isinstance(inner, list) and inner:
            yield name
            yield from _items(inner, indent + _STEP)
        else:
            yield f"{name} {_leaf(inner)}"


def _items(items: list[object], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item:
            first, *rest = _lines(item, indent + _STEP)
            yield f"{indent}- {first[len(indent) + len(_STEP) :]}"
            yield from rest
        else:
            yield f"{indent}- {_leaf(item)}"


def _leaf(value: object) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list) else str(value)
