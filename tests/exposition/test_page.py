"""docs/expositions.md lists every code with its sentence, and no other."""

import re
from pathlib import Path

from metrics_check.exposition import lints, problems, staleness

PAGE = (Path(__file__).parents[2] / "docs" / "expositions.md").read_text("utf-8")


def section(title: str) -> dict[str, str]:
    """The rows of the section's table."""
    text = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", text, re.MULTILINE))


def test_every_problem_is_listed() -> None:
    assert list(section("Problems").items()) == list(problems.CODES.items())


def test_every_lint_is_listed() -> None:
    assert section("Lints") == {**lints.CODES, **staleness.CODES}


def test_no_code_has_two_meanings() -> None:
    assert not set(problems.CODES) & {*lints.CODES, *staleness.CODES}
