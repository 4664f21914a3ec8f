"""A report in a format, as one text."""

from typing import cast

from metrics_check.lazy import resolve
from metrics_check.model.outcome import Report
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain


def rendered(report: Report, name: str, *, is_verbose: bool = False) -> str:
    """What `--format NAME` writes; a test holds every entry of `FORMATS` to `Render`."""
    return plain(cast(Render, resolve(FORMATS[name]))(report, is_verbose=is_verbose))
