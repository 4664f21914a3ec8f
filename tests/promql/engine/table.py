"""How many evaluations of each script passed, and why the others did not, as a Markdown table."""

from collections import Counter
from collections.abc import Iterable

from tests.promql.engine.ledger import Entry
from tests.promql.engine.running import Run

COLUMNS = ("passed", "failed", "excluded", "newer", "lacking")


def table(run: Run, entries: Iterable[Entry]) -> str:
    """One row a script, and the sums."""
    sorts = {(entry.file, entry.line): entry.sort for entry in entries}
    counts: dict[str, Counter[str]] = {file: Counter() for file in run.ranges}
    for each in run.judged:
        verdict = each.verdict
        outcome = "failed" if verdict.failed else "passed"
        sort = sorts.get((each.file, verdict.case.line), outcome)
        counts[each.file][sort] += 1
    rows = [_row("script", ["instant queries", *COLUMNS]), _row("---", ["---:"] * 6)]
    rows += [_counted(f"`{file}`", found) for file, found in counts.items()]
    return "\n".join([*rows, _counted("all", sum(counts.values(), Counter()))]) + "\n"


def _counted(name: str, found: Counter[str]) -> str:
    return _row(name, [str(found.total()), *(str(found[column]) for column in COLUMNS)])


def _row(first: str, others: list[str]) -> str:
    return f"| {' | '.join([first, *others])} |"
