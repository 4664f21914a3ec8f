"""The table of codes is whole: each has a sentence and a row that shows it, and no other exists."""

from metrics_check.exposition.problems import CODES
from tests.exposition import test_line_problems, test_rule_problems


def test_every_code_has_a_sentence_and_a_row() -> None:
    rows = [*test_line_problems.ROWS, *test_rule_problems.ROWS]
    shown = {text.split()[2].rstrip(":") for _, _, problems in rows for text in problems}
    assert shown == set(CODES)
    assert list(CODES) == sorted(CODES)
