"""Reading a snapshot's folder. It may come from anywhere, so nothing in it is trusted.

    snapshot.json    when, for what, how each URL was read, and the answers of `requires`
    01-TARGET.prom   what a URL showed, byte for byte
    server-01.json   what a server answered that was asked instead
    report.json      where it is evidence, what was judged of it; nothing reads it here
    begin/           where it is that of a run, the snapshot of its first read

`snapshot_writer` makes such a folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from metrics_check.errors import UnreadableSource
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Answer
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.file import open_file
from metrics_check.sources.kept_read import KeptRead
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.snapshot_document import BadDocument, Snapshot, parse_snapshot

DOCUMENT = "snapshot.json"
# Beside the last read of a check or a run: its report, and the first read of the run.
REPORT, BEGIN = "report.json", "begin"
_MAX_DOCUMENT_BYTES = 16 << 20


def load_snapshot(folder: Path) -> Snapshot:
    """What the snapshot in a folder says of itself; the expositions are not read.

    Raises `UnreadableSource`: `not-a-snapshot`, or `bad-snapshot` where its document is broken.
    """
    path = folder / DOCUMENT
    if not _is_own_file(path):
        reason = f"is no snapshot: it holds no file {DOCUMENT}."
        if not folder.exists():
            reason = "there is no such folder."
        raise UnreadableSource(f"{folder}: {reason}", code="not-a-snapshot", is_final=True)
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_DOCUMENT_BYTES + 1)
        if len(data) > _MAX_DOCUMENT_BYTES:
            raise BadDocument(f"is larger than {_MAX_DOCUMENT_BYTES >> 20} MiB")
        return parse_snapshot(data)
    except BadDocument as error:
        raise _bad(path, reason=str(error)) from error
    except OSError as error:
        raise _bad(path, reason=f"cannot be read ({error.strerror})") from error


def kept_address(read: KeptRead, *, folder: Path) -> Address:
    """The source that is one read of a snapshot."""
    return Address("snapshot", read.url, path=folder, kept=read)


@contextmanager
def open_kept(address: Address, *, options: ReadOptions, deadline: Deadline) -> Iterator[Answer]:
    """What a URL showed when the snapshot was made. See `answer.Source`."""
    folder, kept = address.path, address.kept
    if folder is None or kept is None:
        raise UnreadableSource(
            f"{address.shown}: is a whole snapshot, not one read of it.",
            code="not-a-snapshot",
            is_final=True,
        )
    if kept.error is not None:
        code, message = kept.error
        raise UnreadableSource(message, code=code, is_final=True)
    path = folder / kept.file
    if not _is_own_file(path):
        raise _bad(folder / DOCUMENT, reason=f"names {kept.file}, which is not there as a file")
    file = Address("file", str(path), path=path)
    headers = dict(kept.headers)
    with open_file(file, options=options, deadline=deadline) as answer:
        yield replace(
            answer,
            content_type=headers.get("content-type"),
            status=kept.status,
            headers=headers,
        )


def _is_own_file(path: Path) -> bool:
    """Whether a regular file stands there: a link could lead out of the folder."""
    return path.is_file() and not path.is_symlink()


def _bad(path: Path, *, reason: str) -> UnreadableSource:
    return UnreadableSource(f"{path}: {reason}.", code="bad-snapshot", is_final=True)
