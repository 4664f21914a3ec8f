"""Files, and what only has a file's name."""

import os
from pathlib import Path
from threading import Thread

import pytest

from metrics_check.exposition.model import Format
from tests.sources.reading import failure, read_one, within


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("a 1\n", Format.TEXT),
        ("# TYPE a gauge\na 1\n# EOF\n", Format.OPENMETRICS),
        ("x 1\n" * 5_000 + "# EOF\n", Format.OPENMETRICS),
        ("x 1\n" * 5_000 + "# EOF", Format.OPENMETRICS),
    ],
    ids=["text", "openmetrics", "long openmetrics", "openmetrics without a newline"],
)
def test_the_format_is_told_by_the_end(text: str, format_: Format, tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_text(text)
    read = read_one(str(path))
    assert read.exposition is not None
    assert read.exposition.format is format_


def test_a_pipe_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = Thread(target=path.write_text, args=("a 1\n" * 20_000 + "# EOF\n",), daemon=True)
    writer.start()
    read = read_one(str(path))
    writer.join(timeout=5)
    assert read.exposition is not None
    assert read.exposition.format is Format.OPENMETRICS
    assert read.series == 20_000


def test_a_pipe_that_nobody_writes_times_out(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    found = failure(str(path), options=within(0.2))
    # The thread that waits for a writer gets one.
    os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    assert found == (
        "timeout",
        f"{path}: was not read to its end within 0.2 s (--timeout).",
        False,
    )


def test_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "none"
    assert failure(str(path)) == ("not-found", f"{path}: there is no such file.", False)


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("localhost:8090/metrics", "http://localhost:8090/metrics"),
        ("lps:8090", "http://lps:8090/metrics"),
    ],
)
def test_a_url_without_its_scheme(source: str, url: str) -> None:
    message = f"{source}: there is no such file. For an endpoint write {url}."
    assert failure(source) == ("not-found", message, False)


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    path = tmp_path / "a" / "b"
    assert failure(str(path)) == (
        "unreadable",
        f"{path}: cannot be read: not a directory.",
        False,
    )
