"""Files are written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, *, content: bytes) -> bool:
    """Puts `content` at `path` by a temporary file in the same folder and a rename.

    Returns whether the file changed: one that already holds `content` is left alone. A failure
    leaves the old file as it was and raises `OSError`.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
    return True


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
