"""`schema` as its users run it."""

from pathlib import Path

from tests.cli.program import output_of, run_program

COMMITTED = Path(__file__).parents[2] / "docs" / "expectations.schema.json"


def test_prints_the_committed_schema() -> None:
    assert output_of(run_program("schema")) == (0, COMMITTED.read_text("utf-8"), "")
