"""The tables of `cases/`: what loads, what does not and why, and that the schema agrees."""

from pathlib import Path

import pytest

from tests.load.cases import (
    FOLDER,
    VERDICTS,
    Case,
    all_cases,
    cases_of,
    messages_of,
    rewritten,
    schema_verdict,
    written,
)

BAD_TABLES = sorted((FOLDER / "bad").glob("*.txt"))


@pytest.mark.parametrize("table", BAD_TABLES, ids=lambda table: table.stem)
def test_is_written_anew_with_the_switch(
    table: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--update-golden"):
        table.write_text(rewritten(table, folder=tmp_path), encoding="utf-8", newline="\n")
    assert all(case.messages for case in cases_of(table))


@pytest.mark.parametrize("case", all_cases("good"))
def test_loads(case: Case, tmp_path: Path) -> None:
    assert case.verdict == ""
    assert (messages_of(written(case, folder=tmp_path)), schema_verdict(case)) == ("", "accepts")


@pytest.mark.parametrize("case", all_cases("bad"))
def test_is_refused(case: Case, tmp_path: Path) -> None:
    assert messages_of(written(case, folder=tmp_path)) == case.messages
    assert VERDICTS[schema_verdict(case)] == case.verdict


def test_tables_are_large_enough() -> None:
    assert len(all_cases("good")) + len(all_cases("bad")) >= 200
