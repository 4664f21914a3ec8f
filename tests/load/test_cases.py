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

GOOD = (*all_cases("good"), *all_cases("settings/good"))
BAD = (*all_cases("bad"), *all_cases("settings/bad"))
BAD_TABLES = [
    *sorted((FOLDER / "bad").glob("*.txt")),
    *sorted((FOLDER / "settings" / "bad").glob("*.txt")),
]


@pytest.mark.parametrize("table", BAD_TABLES, ids=lambda table: table.stem)
def test_is_written_anew_with_the_switch(
    table: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--update-golden"):
        table.write_text(rewritten(table, folder=tmp_path), encoding="utf-8", newline="\n")
    assert all(case.messages for case in cases_of(table))


@pytest.mark.parametrize("case", GOOD)
def test_loads(case: Case, tmp_path: Path) -> None:
    assert case.verdict == ""
    assert (messages_of(written(case, folder=tmp_path)), schema_verdict(case)) == ("", "accepts")


@pytest.mark.parametrize("case", BAD)
def test_is_refused(case: Case, tmp_path: Path) -> None:
    assert messages_of(written(case, folder=tmp_path)) == case.messages
    assert VERDICTS[schema_verdict(case)] == case.verdict


def test_tables_are_large_enough() -> None:
    assert len(all_cases("good")) + len(all_cases("bad")) >= 200
    assert len(all_cases("settings/good")) + len(all_cases("settings/bad")) >= 60
