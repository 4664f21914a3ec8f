"""The command line: arguments in, library called, text out, exit. One file a command."""

from metrics_check.cli.entry import main

__all__ = ["main"]
