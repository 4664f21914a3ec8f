"""Reading one source in a test."""

from dataclasses import replace

from metrics_check.errors import UnreadableSource
from metrics_check.sources.address import Address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read

OPTIONS = ReadOptions(timeout_seconds=30)


def read_one(source: str | Address, *, options: ReadOptions = OPTIONS) -> Read:
    """The read of a source that is one."""
    ((read,),) = read_sources([source], options=options)
    return read


def failure(source: str | Address, *, options: ReadOptions = OPTIONS) -> tuple[str, str, bool]:
    """Code, message and finality of a source that cannot be read."""
    read = read_one(source, options=options)
    assert isinstance(read.error, UnreadableSource), read
    assert read.exposition is None
    return read.error.code, str(read.error), read.error.is_final


def within(seconds: float, *, options: ReadOptions = OPTIONS) -> ReadOptions:
    """The options with that time-out."""
    return replace(options, timeout_seconds=seconds)
