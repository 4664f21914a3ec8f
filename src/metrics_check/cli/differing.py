"""The two sides of `diff`: what each of them is, and both read and compared."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

import click

from metrics_check.audit.diff.change import Difference
from metrics_check.audit.diff.compare import compare
from metrics_check.audit.diff.exposed import Page, exposed_surface
from metrics_check.audit.diff.reader import Reader
from metrics_check.audit.diff.surface import Surface
from metrics_check.check.sight import fault_of
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import NOTHING
from metrics_check.lazy import resolve
from metrics_check.record import record
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read
from metrics_check.sources.request import source_parts
from metrics_check.sources.snapshot import DOCUMENT

# By text: two expositions are compared without reading YAML. Tests run them.
DECLARED_SIDES = "metrics_check.cli.differing_files:declared_sides"
READ_CONSUMERS = "metrics_check.cli.differing_consumers:consumers_of"
WITH_HITS = "metrics_check.audit.diff.hits:with_hits"
_SUFFIXES = (".yaml", ".yml")


@record
class Unread:
    """What of a consumer was not read, and why."""

    where: str
    reason: str


@record
class Consumers:
    """Who reads metrics, and what of it could not be read."""

    readers: tuple[Reader, ...]
    unread: tuple[Unread, ...]


@record
class Compared:
    """Both sides by their names, how many metrics each has, and what differs.

    `consumers` is None where nobody asked who is hit.
    """

    old: str
    new: str
    old_metrics: int
    new_metrics: int
    difference: Difference
    consumers: Consumers | None = None


def compare_sources(
    old: str, new: str, *, consumers: Sequence[Path], options: ReadOptions
) -> Compared:
    """What differs between two sources of one sort.

    Raises `UnreadableSource` where one is not read, `InvalidInput` for files that are wrong, and
    UsageError where the two are of two sorts.
    """
    addresses = _address(old), _address(new)
    are_files = [_is_of_expectations(address) for address in addresses]
    if are_files[0] != are_files[1]:
        raise click.UsageError(
            "OLD and NEW are of two sorts: one is metrics, the other expectation files. "
            "`metrics-check check` judges one by the other."
        )
    if all(are_files):
        # A test holds it to this type.
        declared = cast(
            Callable[[Sequence[Path]], tuple[Surface, Surface]], resolve(DECLARED_SIDES)
        )
        sides = declared([address.path or Path() for address in addresses])
    else:
        sides = _exposed_sides(addresses, options=options)
    before, after = sides
    difference, who = compare(before, after), None
    if consumers:
        # A test holds both to these types.
        read = cast(Callable[[Sequence[Path]], Consumers], resolve(READ_CONSUMERS))
        add = cast(Callable[..., Difference], resolve(WITH_HITS))
        who = read(consumers)
        difference = add(difference, who.readers, old=before, new=after)
    return Compared(
        old=addresses[0].shown,
        new=addresses[1].shown,
        old_metrics=len(before.metrics),
        new_metrics=len(after.metrics),
        difference=difference,
        consumers=who,
    )


def _address(text: str) -> Address:
    address = parse_address(text)
    if address.kind == "server":
        raise click.UsageError("A Prometheus server shows no exposition; name a service's own URL.")
    return address


def _is_of_expectations(address: Address) -> bool:
    """Whether it is an expectation file or a folder of them: one without a snapshot's document."""
    if address.path is None:
        return False
    if address.kind == "snapshot":
        return not (address.path / DOCUMENT).is_file()
    return address.path.suffix in _SUFFIXES


def _exposed_sides(
    addresses: Sequence[Address], *, options: ReadOptions
) -> tuple[Surface, Surface]:
    groups = read_sources(addresses, options=options)
    old, new = (
        list(_pages(address, reads)) for address, reads in zip(addresses, groups, strict=True)
    )
    if {page.target for page in old}.isdisjoint(page.target for page in new):
        # A target's name says nothing beside a source that names none, or another.
        old, new = ([Page("", p.shown, p.exposition) for p in pages] for pages in (old, new))
    return exposed_surface(old), exposed_surface(new)


def _pages(address: Address, reads: Sequence[Read]) -> Iterator[Page]:
    parts = source_parts(address, wanted=NOTHING)
    for read, part in zip(reads, parts, strict=True):
        shown = _place(part.address)
        fault = fault_of(read)
        if fault is not None:
            raise _named(fault, shown=shown)
        if read.exposition is not None:
            yield Page(read.target, shown, read.exposition)


def _place(address: Address) -> str:
    """What a line of it is told after: the file of a snapshot, else the source itself."""
    if address.kept is None or address.path is None:
        return address.shown
    return (address.path / address.kept.file).as_posix()


def _named(fault: UnreadableSource, *, shown: str) -> UnreadableSource:
    message = str(fault)
    text = message if message.startswith(f"{shown}: ") else f"{shown}: {message}"
    return UnreadableSource(text, code=fault.code)
