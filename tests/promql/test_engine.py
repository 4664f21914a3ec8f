"""Prometheus' own engine tests: what is answered passes, what is not is listed by reason."""

import time
from pathlib import Path

import pytest

from tests.promql.engine.ledger import (
    EXCLUDED,
    FLAG,
    Entry,
    read_ledger,
    reason_of,
    write_ledger,
)
from tests.promql.engine.oldest import sorts
from tests.promql.engine.running import Judged, Run, need_scripts, run_scripts
from tests.promql.engine.table import table
from tests.real.prometheus import prometheus_taking_writes

# What may go unanswered, of the instant queries on floats that use nothing excluded.
MAX_UNANSWERED = 0.05
PAGE = Path(__file__).parents[2] / "docs" / "promql.md"
BEGIN, END = "<!-- engine tests -->\n", "<!-- end of engine tests -->\n"
# The scripts that Prometheus runs with a flag that changes names: what differs there is its doing.
FLAGGED = frozenset({"name_label_dropping.test", "type_and_unit.test"})


@pytest.fixture(scope="module")
def run() -> Run:
    return run_scripts(need_scripts())


def test_what_is_answered_passes(run: Run) -> None:
    failed = [
        f"{each.file}:{each.verdict.case.line} {each.verdict.case.query}\n  {each.verdict.failed}"
        for each in run.judged
        if each.verdict.failed and each.file not in FLAGGED
    ]
    assert not failed, "\n".join(failed)


def test_what_is_refused_is_listed(run: Run, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    entries = _entries(run, folder=tmp_path)
    if pytestconfig.getoption("--update-golden"):
        write_ledger(entries)
    listed = read_ledger()
    new, gone = sorted(entries - listed), sorted(listed - entries)
    assert not new, f"refused and not listed: {new}"
    assert not gone, f"listed and not refused so any more, take them off: {gone}"
    print(f"\n{table(run, entries)}")


def test_little_is_unanswered(run: Run) -> None:
    """Whether the oldest server answers it or not: what is not excluded counts."""
    entries = read_ledger()
    excluded = sum(entry.sort == "excluded" for entry in entries)
    unanswered, asked = len(entries) - excluded, len(run.judged) - excluded
    assert unanswered <= MAX_UNANSWERED * asked, f"{unanswered} of {asked}"


def test_the_page_shows_the_table(run: Run, pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    wanted = f"{before}{BEGIN}{table(run, read_ledger())}{END}{after}"
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == wanted


def _entries(run: Run, *, folder: Path) -> frozenset[Entry]:
    """What is not answered as the scripts say, sorted with the help of a real Prometheus 2.42."""
    unanswered = [each for each in run.judged if each.verdict.refused or each.verdict.failed]
    asked = [each for each in unanswered if _reason(each) not in EXCLUDED]
    with prometheus_taking_writes(folder=folder) as server:
        # The scripts reach a few days into their own time; nothing may lie in the future.
        start_ms = (int(time.time()) - 60 * 86_400) * 1000
        told = sorts(asked, server, start_ms=start_ms)
    found = [_entry(sort, each) for sort, each in zip(told, asked, strict=True)]
    found += [_entry("excluded", each) for each in unanswered if _reason(each) in EXCLUDED]
    return frozenset(found)


def _reason(judged: Judged) -> str:
    return reason_of(judged.verdict.refused) if judged.verdict.refused else FLAG


def _entry(sort: str, judged: Judged) -> Entry:
    return Entry(sort, _reason(judged), judged.file, judged.verdict.case.line)
