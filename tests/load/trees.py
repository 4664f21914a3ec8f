"""Located trees and problems in a form that a test can write down."""

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits
from metrics_check.load.yaml import read_document
from metrics_check.located import Items, Node, Text


def plain(node: Node) -> object:
    """The tree as dicts, lists and texts."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {name: plain(field.value) for name, field in node.fields.items()}


def problems(data: str | bytes, **limits: int) -> list[tuple[str, str, str]]:
    """Place, code and message of each problem of a file."""
    content = data.encode() if isinstance(data, str) else data
    with pytest.raises(InvalidInput) as caught:
        read_document(content, path="f.yaml", limits=Limits(**limits))
    found = caught.value.problems
    assert str(caught.value) == "\n".join(str(problem) for problem in found)
    return [
        (str(problem.place).removeprefix("f.yaml:"), problem.code, problem.message)
        for problem in found
    ]
