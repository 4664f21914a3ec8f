"""Names resolved at run time: the one place that imports by text."""

from importlib import import_module


def resolve(reference: str) -> object:
    """The object that `"package.module:name"` names, its module imported now."""
    module, _, name = reference.partition(":")
    found: object = getattr(import_module(module), name)
    return found
