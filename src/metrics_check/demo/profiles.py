"""Where the expectation files of the stack are: in the installed package, or in its sources."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent
# One source: the folder at the top. The wheel has a copy of it; a checkout has the folder itself.
_PLACES = (PACKAGE / "expectations", PACKAGE.parent.parent / "expectations")
STACK = "huleedu"


def stack_folder() -> Path:
    """The folder of the stack's expectation files."""
    return next(place / STACK for place in _PLACES if (place / STACK).is_dir())
