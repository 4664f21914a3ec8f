"""Which format a body is in."""

import pytest

from metrics_check.exposition.format import detect_format
from metrics_check.exposition.model import Format

OM = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@pytest.mark.parametrize(
    ("content_type", "first", "last", "expected"),
    [
        pytest.param(OM, b"a 1\n", b"", Format.OPENMETRICS, id="OpenMetrics"),
        pytest.param(
            f"{OM}; escaping=allow-utf-8",
            b"",
            b"",
            Format.OPENMETRICS_UTF8,
            id="its names in UTF-8",
        ),
        pytest.param(
            f"{OM}; escaping=underscores", b"", b"", Format.OPENMETRICS, id="its names escaped"
        ),
        *(
            pytest.param(
                f"text/plain; version=0.0.4; escaping={scheme}",
                b"",
                b"",
                Format.TEXT,
                id=f"text, names in {scheme}",
            )
            for scheme in ("underscores", "dots", "values")
        ),
        pytest.param(
            "Application/OpenMetrics-Text", b"", b"", Format.OPENMETRICS, id="capitals, no version"
        ),
        pytest.param(
            "text/plain; version=0.0.4", b"", b"# EOF\n", Format.TEXT, id="text, as it says"
        ),
        pytest.param("text/plain", b"a 1\n# EOF\n", b"", Format.TEXT, id="plain text is text"),
        pytest.param('text/plain; version="1.0.0"', b"", b"", Format.TEXT_UTF8, id="text 1.0.0"),
        pytest.param(
            "text/plain;version=0.0.4;escaping=allow-utf-8",
            b"",
            b"",
            Format.TEXT_UTF8,
            id="text with names in UTF-8",
        ),
        pytest.param(None, b"a 1\n", b"", Format.TEXT, id="by its looks"),
        pytest.param(None, b"a 1\n", b"a 1\n# EOF\n", Format.OPENMETRICS, id="ends with EOF"),
        pytest.param(None, b"a 1\n", b"a 1\n# EOF", Format.OPENMETRICS, id="EOF without newline"),
        pytest.param(None, b"# EOF\n", b"# EOF\n", Format.OPENMETRICS, id="nothing but EOF"),
        pytest.param(None, b"# EOFx\n", b"# EOFx\n", Format.TEXT, id="a comment that begins so"),
        pytest.param(None, b"# TYPE a info\n", b"", Format.OPENMETRICS, id="a type of OpenMetrics"),
        pytest.param(None, b"# UNIT a_s s\n", b"", Format.OPENMETRICS, id="a unit"),
        pytest.param(None, b'{"a.b"} 1\n', b"", Format.TEXT_UTF8, id="a quoted name"),
        pytest.param(
            None, b'{"a.b"} 1\n', b"\n# EOF\n", Format.OPENMETRICS_UTF8, id="a quoted name and EOF"
        ),
        pytest.param("application/octet-stream", b"a 1\n", b"", Format.TEXT, id="unknown type"),
    ],
)
def test_detect_format(
    content_type: str | None, first: bytes, last: bytes, expected: Format
) -> None:
    assert detect_format(content_type, first, last_bytes=last) is expected
