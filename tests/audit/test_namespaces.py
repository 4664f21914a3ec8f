"""Metrics grouped by what their names begin with."""

import pytest

from metrics_check.audit.namespaces import Group, group_by_namespace


def numbered(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}_{chr(97 + number)}" for number in range(count))


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        pytest.param((), (), id="nothing"),
        pytest.param(("b_x", "a_x"), (Group("", ("b_x", "a_x")),), id="few need no heading"),
        pytest.param(
            numbered("shop", 5), (Group("shop", numbered("shop", 5)),), id="one namespace"
        ),
        pytest.param(
            numbered("llm_provider", 5),
            (Group("llm_provider", numbered("llm_provider", 5)),),
            id="a namespace of two words",
        ),
        pytest.param(
            ("b_x", "a_x", "b_y", "a_y", "c_x"),
            (
                Group("b", ("b_x", "b_y")),
                Group("a", ("a_x", "a_y")),
                Group("", ("c_x",), is_rest=True),
            ),
            id="by first appearance, single ones last",
        ),
        pytest.param(
            (*numbered("node_cpu", 4), *numbered("node_disk", 8), "node_load1", "node_time"),
            (
                Group("node_cpu", numbered("node_cpu", 4)),
                Group("node_disk", numbered("node_disk", 8)),
                Group("node", ("node_load1", "node_time"), is_rest=True),
            ),
            id="a large one is parted",
        ),
        pytest.param(
            ("a.b/x", "a.b/y", "a:b", "a", "é"),
            (Group("a", ("a.b/x", "a.b/y", "a:b", "a")), Group("", ("é",), is_rest=True)),
            id="other characters",
        ),
        pytest.param(
            ("___", "__", "_", "::"),
            (Group("", ("___", "__", "_", "::")),),
            id="nothing but separators",
        ),
    ],
)
def test_groups(names: tuple[str, ...], groups: tuple[Group, ...]) -> None:
    assert group_by_namespace(names) == groups


def test_a_staircase_of_names_ends() -> None:
    names = ["_".join(["a"] * (number + 1)) for number in range(1500)]
    found = group_by_namespace(names)
    assert sorted(name for group in found for name in group.names) == sorted(names)
    assert len(found) < 10
