"""httpx, without its own command line: that imports click and pygments where they are there."""

import sys

_COMMAND_LINE = "httpx._main"

# `None` makes the import of a module fail (Python docs, sys.modules), which httpx expects.
_is_absent = _COMMAND_LINE not in sys.modules and "httpx" not in sys.modules
if _is_absent:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]
import httpx  # noqa: E402

if _is_absent:
    del sys.modules[_COMMAND_LINE]

__all__ = ["httpx"]
