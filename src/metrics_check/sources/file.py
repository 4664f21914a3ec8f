"""Reading a file, or whatever has a file's name: a pipe, a process substitution."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from metrics_check.errors import UnreadableSource
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Answer
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.stream import open_stream, system_error


@contextmanager
def open_file(address: Address, *, options: ReadOptions, deadline: Deadline) -> Iterator[Answer]:
    """The exposition in a file. See `answer.Source`."""
    path = address.path or Path(address.shown)
    with (
        _opened(path, shown=address.shown) as file,
        open_stream(file, shown=address.shown, options=options, deadline=deadline) as answer,
    ):
        yield answer


def _opened(path: Path, *, shown: str) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableSource(
            f"{shown}: there is no such file.{_hint(shown)}", code="not-found"
        ) from error
    except OSError as error:
        raise system_error(shown, error=error) from error


def _hint(shown: str) -> str:
    host, _, path = shown.partition("/")
    name, colon, port = host.partition(":")
    if colon and name and port.isdigit():
        return f" For an endpoint write http://{host}/{path or 'metrics'}."
    return ""
