"""Where the expectation files of the stack are: in the installed package, or in its sources."""

from pathlib import Path

from metrics_check import MetricsCheckError

_PACKAGE = Path(__file__).parent.parent
# One source: the folder at the top. The wheel has a copy of it; a checkout has the folder itself.
_PLACES = (_PACKAGE / "expectations", _PACKAGE.parent.parent / "expectations")
_STACK = "huleedu"


def stack_folder() -> Path:
    """The folder of the stack's expectation files, told from here where it is below here."""
    for place in _PLACES:
        folder = place / _STACK
        if folder.is_dir():
            here = Path.cwd()
            return folder.relative_to(here) if folder.is_relative_to(here) else folder
    raise MetricsCheckError(
        f"the expectation files of the demo are not where they were installed: {_PLACES[0]}. "
        "Install metrics-check again."
    )
