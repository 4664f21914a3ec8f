"""Files made to be slow: what is read of them costs no more than their length allows."""

import json
import time

import pytest

from tests.audit.reading import uses_of

# A cost that grows with the square would take minutes; the bound is far from both.
MOST_SECONDS = 20


def panel(expr: str) -> str:
    """A dashboard with this query."""
    target = {"refId": "A", "expr": expr}
    return json.dumps({"title": "D", "panels": [{"title": "P", "targets": [target]}]})


def variable(query: str) -> str:
    """A dashboard with a variable of this query."""
    found = {"type": "query", "name": "v", "query": query}
    return json.dumps({"title": "D", "templating": {"list": [found]}})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.md", "``a ` " * 100_000, id="spans without an end"),
        pytest.param("a.md", " " * 400_000 + "x", id="a line of spaces"),
        pytest.param("a.md", "> - " * 100_000, id="a line of marks"),
        pytest.param("a.md", "```\n" + "a_" * 200_000 + "\n```\n", id="a long word"),
        pytest.param("a.md", "```promql\n" + "a_" * 100_000 + "\n```\n", id="a long name"),
        pytest.param("a.md", "`" + "{a," * 200 + "`" + "`x{" * 50_000, id="braces"),
        pytest.param("a.json", panel("$a " * 80_000), id="variables only"),
        pytest.param("a.json", panel("+".join(["$a"] * 400)), id="a sum of variables"),
        pytest.param("a.json", panel("+".join(["$f(a_b[5m])"] * 100)), id="functions"),
        pytest.param("a.json", panel("1" * 200_000 + "$a"), id="digits"),
        pytest.param("a.json", panel("} " + " " * 200_000), id="spaces behind a brace"),
        pytest.param("a.json", panel("+".join(["a_b"] * 170)), id="many selectors"),
        pytest.param("a.json", variable("label_values(" + "a, " * 100_000), id="label_values"),
        pytest.param("a.json", variable("label_values(" + " " * 200_000), id="spaces"),
        pytest.param("a.json", "[" + "[]," * 300_000 + "[]]", id="many lists"),
        pytest.param("a.json", '{"panels":' * 90 + "1" + "}" * 90, id="nested"),
        pytest.param("a.yaml", "- " * 90 + "a", id="nested lists"),
    ],
)
def test_the_cost_is_bounded(path: str, text: str) -> None:
    begin = time.process_time()
    uses_of({path: text})
    assert time.process_time() - begin < MOST_SECONDS
