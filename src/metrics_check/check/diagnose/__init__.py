"""Why an outcome is what it is, and what to try next. Pure: everything is told from views.

`diagnosis` holds the order in which causes are looked for, a module each explains one of them.
"""

from metrics_check.check.diagnose.diagnosis import diagnose

__all__ = ["diagnose"]
