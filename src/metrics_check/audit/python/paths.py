"""What of a value the target of an assignment takes."""

from metrics_check.audit.python.methods import item_of
from metrics_check.audit.python.values import Value, known


def at_path(value: Value, path: tuple[int, ...]) -> Value:
    """`b` of `a, (b, c) = …` by (1, 0)."""
    for at in path:
        value = item_of(value, known(at))
    return value
