"""Every entry of `FORMATS` is a format."""

from typing import cast

import pytest

from metrics_check.lazy import resolve
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain
from tests.report.samples import FAILING


def test_formats_are_sorted() -> None:
    assert list(FORMATS) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_an_entry_renders(name: str) -> None:
    # Resolved by name, so only a call can show that it keeps the Protocol.
    render = cast(Render, resolve(FORMATS[name]))
    brief = plain(render(FAILING))
    assert brief.endswith("\n")
    assert brief == plain(render(FAILING, is_verbose=False))
    assert plain(render(FAILING, is_verbose=True)).endswith("\n")
