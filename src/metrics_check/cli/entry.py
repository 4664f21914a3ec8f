"""Where a command line begins and ends. Every failure ends here, as text and an exit code.

What is not needed by `--help` and `--version` is imported when it is needed.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import cast

from metrics_check.cli.output import end_output, prepare_output
from metrics_check.cli.registry import COMPLETION_VARIABLE, VERSION, help_text
from metrics_check.lazy import resolve

# Names by text; the tests hold each to the type that it is taken for.
RUN_COMMAND = "metrics_check.cli.group:run_command"
COMPLETE_WORDS = "metrics_check.cli.group:complete_words"
REPORT_FAILURE = "metrics_check.cli.failure:report_failure"

# New objects between two looks for cycles; Python's own default is 700.
_COLLECT_AFTER = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line (default: the process's) and returns its exit code."""
    if arguments is not None:
        return _answered(list(arguments))
    # Most of what a start makes stays to the end. To look for cycles in it, again and again and
    # at the end once more, is a fifth of a check's time.
    gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])
    code = _answered(sys.argv[1:])
    gc.freeze()
    return code


def _answered(words: list[str]) -> int:
    prepare_output()
    try:
        code = _run(words)
        end_output()
    except (Exception, KeyboardInterrupt) as error:
        report = cast(Callable[[BaseException, list[str]], int], resolve(REPORT_FAILURE))
        return report(error, words)
    return code


def _run(words: list[str]) -> int:
    quick = _quick_answer(words)
    if quick:
        print(quick, end="")
        return 0
    asks = RUN_COMMAND if COMPLETION_VARIABLE not in os.environ else COMPLETE_WORDS
    return cast(Callable[[list[str]], int], resolve(asks))(words)


def _quick_answer(words: list[str]) -> str:
    if COMPLETION_VARIABLE in os.environ or len(words) != 1:
        return ""
    return {"-h": help_text(), "--help": help_text(), "--version": f"{VERSION}\n"}.get(words[0], "")
