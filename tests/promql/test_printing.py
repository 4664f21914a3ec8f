"""What is printed reads back as what it was."""

import pytest

from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_label, printed


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("method", "method"),
        ("by", "by"),
        ("on", "on"),
        ("nan", '"nan"'),
        ("NaN", '"NaN"'),
        ("Inf", '"Inf"'),
        ("without", '"without"'),
        ("a b", '"a b"'),
    ],
)
def test_labels(label: str, expected: str) -> None:
    assert print_label(label) == expected
    grouped = parse(f'count by (job, {print_label(label)}) (a{{{print_label(label)}="1"}})')
    assert parse(printed(grouped)) == grouped
