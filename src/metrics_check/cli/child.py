"""A command that is started and waited for, as a shell does."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from metrics_check.cli.terminal import write_note
from metrics_check.record import record

# What a shell answers for a command that it does not find, and for one that it cannot start.
NOT_FOUND, NOT_STARTED = 127, 126
_BY_A_SIGNAL = 128


@record
class Ended:
    """How a command ended: its status as a shell tells it, and whether Ctrl-C ended it."""

    status: int
    is_interrupted: bool = False


def run_child(words: Sequence[str]) -> Ended:
    """Runs a command to its end; says on stderr why one does not start.

    Ctrl-C is the command's to act on, and it is waited for. A second one ends it.
    """
    sys.stdout.flush()
    try:
        child = subprocess.Popen(words)  # noqa: S603 -- what the user asks for
    except FileNotFoundError:
        write_note(f"{words[0]}: there is no such command")
        return Ended(NOT_FOUND)
    except OSError as error:
        write_note(f"{words[0]}: cannot be started: {error.strerror}")
        return Ended(NOT_STARTED)
    interrupts = 0
    while True:
        try:
            return Ended(_status(child.wait()), is_interrupted=interrupts > 0)
        except KeyboardInterrupt:
            interrupts += 1
            _pass_on(child, is_second=interrupts > 1)


def _pass_on(child: subprocess.Popen[bytes], *, is_second: bool) -> None:
    if is_second:
        child.terminate()
    elif not _is_from_terminal():
        child.send_signal(signal.SIGINT)


def _is_from_terminal() -> bool:
    """Whether a terminal sends Ctrl-C to us, and so to the command beside us, too."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _status(code: int) -> int:
    return code if code >= 0 else _BY_A_SIGNAL - code
