"""Writing a report's lines: with colour where a terminal shows it, else plain."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import cast

from metrics_check.cli.terminal import is_coloured
from metrics_check.lazy import resolve
from metrics_check.report.line import Line, plain

# By text: most output goes to no terminal. A test holds it to its type.
PAINT = "metrics_check.cli.colour:painted"


def write_lines(lines: Iterable[Line]) -> None:
    """Writes the lines to stdout. Their text has been made visible where it was rendered."""
    if sys.stdout is None:
        return
    if is_coloured(sys.stdout, environment=os.environ):
        painted = cast(Callable[[Iterable[Line]], str], resolve(PAINT))
        sys.stdout.write(painted(lines))
    else:
        sys.stdout.write(plain(lines))
