"""Where the expectation files of the stack are: in the installed package, or in its sources."""

import os
from pathlib import Path

from metrics_check import MetricsCheckError

_PACKAGE = Path(__file__).parent.parent
# One source: the folder at the top. The wheel has a copy of it; a checkout has the folder itself.
_PLACES = (_PACKAGE / "expectations", _PACKAGE.parent.parent / "expectations")
_STACK = "huleedu"


def stack_folder() -> Path:
    """The folder of the stack's expectation files, told from here where that is shorter."""
    for place in _PLACES:
        folder = place / _STACK
        if folder.is_dir():
            return _shorter(folder)
    raise MetricsCheckError(
        f"the expectation files of the demo are not where they were installed: {_PLACES[0]}. "
        "Install metrics-check again."
    )


def _shorter(folder: Path) -> Path:
    try:
        from_here = Path(os.path.relpath(folder))
    except ValueError:
        # On Windows, another drive.
        return folder
    return min(from_here, folder, key=lambda path: len(str(path)))
