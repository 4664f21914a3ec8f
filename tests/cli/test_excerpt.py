"""A problem is shown with its line and a caret, unless the line may hold a secret."""

from pathlib import Path

import pytest

from metrics_check.cli.excerpt import with_excerpt
from metrics_check.located import Place, Problem

LONG = f"  - {'a' * 80}{{b}} >= 1{'0' * 80}"


@pytest.mark.parametrize(
    ("name", "content", "place", "lines"),
    [
        pytest.param(
            "a.yaml", "x: 1\n  expct: 2\n", (2, 3), ["    expct: 2", "    ^"], id="at the start"
        ),
        pytest.param(
            "a.yml", "\ufeffx: y\n", (1, 4), ["    x: y", "       ^"], id="byte order mark"
        ),
        pytest.param(
            "a.yaml", "x:\t\x1by\n", (1, 5), ["    x:\\t\\x1by", "            ^"], id="not printed"
        ),
        pytest.param(
            "a.yaml",
            LONG,
            (1, 86),
            [f"    …{'a' * 58}{{b}} >= 1{'0' * 28}…", f"    {' ' * 60}^"],
            id="long line",
        ),
        pytest.param("a.yaml", "x", (1, 2), ["    x", "     ^"], id="after the end"),
        pytest.param("a.yaml", "x\n", (7, 1), [], id="beyond the file"),
        pytest.param("a.yaml", "x\n\n", (2, 1), [], id="empty line"),
        pytest.param("a.yaml", "url: http://a:b@c/\n", (1, 1), [], id="password in a URL"),
        pytest.param(".env", "PASSWORD='x\n", (1, 10), [], id="no YAML"),
    ],
)
def test_excerpt(
    name: str, content: str, place: tuple[int, int], lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    problem = Problem(Place(str(path), *place), "code", "What is wrong.")
    assert with_excerpt(problem).split("\n") == [str(problem), *lines]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe")
    for name in ("a.yaml", "gone.yaml"):
        problem = Problem(Place(str(tmp_path / name)), "code", "What is wrong.")
        assert with_excerpt(problem) == str(problem)
