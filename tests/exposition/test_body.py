"""What a body is when it is no exposition."""

import gzip

import pytest

from metrics_check.exposition.body import describe_body

PAGE = b"<!DOCTYPE html><html><head><title>%s</title>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "an empty body"),
        (b" \n\t", "an empty body"),
        (PAGE % b"Sign in", "an HTML page titled 'Sign in'"),
        (PAGE % b" a\n\x1b[31m &amp;\xe2\x80\xae b ", "an HTML page titled 'a [31m & b'"),
        (PAGE % (b"x" * 300), f"an HTML page titled {'x' * 79 + '…'!r}"),
        (b"\n<HTML><body>", "an HTML page"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        (b'\xef\xbb\xbf{"status": "ok"}', "a JSON object"),
        (b"[1, 2]", "a JSON list"),
        (gzip.compress(b"a 1\n"), "gzip data"),
        (b"\x00\x01\x02binary", "binary data"),
        (b"%PDF-1.4", "a PDF document"),
        (b"404 page not found\n", "text that begins '404 page not found'"),
        (b"a 1\n", "an exposition"),
        (b"# HELP a b\n", "an exposition"),
        (b'{"my.metric"} 1\na 1\n', "an exposition"),
    ],
    ids=range(16),
)
def test_describe_body(body: bytes, expected: str) -> None:
    assert describe_body(body) == expected
