"""The program as it was started, so that a command that is shown can be pasted where one stands."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from metrics_check.cli.registry import PROGRAM


def program(started: str, *, anywhere: bool = False) -> str:
    """What a shell is told to start the program: its name where that is found, else its path.

    `started` is the process's own `sys.argv[0]`. The path is told from the current folder where
    that is shorter, and in full where the command is for `anywhere`.
    """
    path = Path(started)
    if path.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m metrics_check"
    found = shutil.which(PROGRAM)
    if found is not None and Path(found).absolute() == path.absolute():
        return PROGRAM
    return shlex.quote(str(path.absolute()) if anywhere else shorter_path(path))


def shorter_path(path: Path) -> str:
    """The path in full or from the current folder, whichever is shorter."""
    try:
        return min(os.path.relpath(path), str(path.absolute()), key=len)
    except ValueError:
        # On Windows, another drive.
        return str(path.absolute())
