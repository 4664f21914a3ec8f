"""Every style of the report has a look, and only that."""

from metrics_check.cli.colour import LOOKS, painted
from metrics_check.report.line import STYLES, Span


def test_every_style_has_a_look() -> None:
    assert set(LOOKS) == set(STYLES)


def test_painted() -> None:
    lines = [(Span("✗ ", "fail"), Span("[red]a"), Span("b", "place")), ()]
    assert painted(lines) == "\x1b[31m\x1b[1m✗ \x1b[0m[red]a\x1b[2mb\x1b[0m\n\n"
