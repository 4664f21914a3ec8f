"""The command group: which commands there are, and running one of them.

No command's file is imported but that of the command that runs, so `--help` stays cheap.
What is said when a command fails is in `failure`.
"""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import cast

import click
from click.shell_completion import CompletionItem

from metrics_check import __version__
from metrics_check.cli.failure import describe_failure
from metrics_check.cli.terminal import end_output, prepare_output, silence_output
from metrics_check.lazy import resolve

PROGRAM = "metrics-check"
COMPLETION_VARIABLE = "_METRICS_CHECK_COMPLETE"

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("metrics_check.cli.check:check_command", "Judge what services show."),
    "completion": (
        "metrics_check.cli.completion:completion_command",
        "Print the script that completes words in a shell.",
    ),
    "parse": (
        "metrics_check.cli.parse:parse_command",
        "Judge an exposition: would Prometheus take it, and more.",
    ),
    "query": (
        "metrics_check.cli.query:query_command",
        "Ask PromQL of endpoints or files, no server needed.",
    ),
    "schema": (
        "metrics_check.cli.schema:schema_command",
        "Print the JSON Schema of expectation files.",
    ),
    "snapshot": (
        "metrics_check.cli.snapshot:snapshot_command",
        "Keep what the targets of a profile show now.",
    ),
    "validate": (
        "metrics_check.cli.validate:validate_command",
        "Check expectation files; reads no metrics.",
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they run, and only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # A test holds every entry to this type.
        return cast(click.Command, resolve(COMMANDS[cmd_name][0]))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_no_such_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line (default: the process's) and returns its exit code.

    A command gives its exit code by returning it, or by `context.exit`. Every failure ends here,
    as text on stderr and one of the documented codes.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    prepare_output()
    try:
        code = _run(words)
        end_output()
    except (Exception, KeyboardInterrupt) as error:
        failure = describe_failure(error, is_traced=_is_traced(words))
        silence_output(failure.text)
        return failure.exit_code
    return code


def _run(words: list[str]) -> int:
    if COMPLETION_VARIABLE in os.environ:
        commands.main(words, prog_name=PROGRAM, complete_var=COMPLETION_VARIABLE)
    try:
        with commands.make_context(PROGRAM, words) as context:
            code = commands.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    return code if isinstance(code, int) else 0


def _is_traced(words: list[str]) -> bool:
    own = words[: words.index("--")] if "--" in words else words
    flags = [word for word in own if word.startswith("-v") and not word.strip("-v")]
    verbosity = sum(word.count("v") for word in flags) + own.count("--verbose")
    return verbosity >= 2 or os.environ.get("METRICS_CHECK_TRACEBACK", "") not in ("", "0")


def _no_such_command(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(COMMANDS)}."
    return f"No such command {name!r}. {hint}"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
def commands() -> None:
    """Declares which Prometheus metrics a service must show, and judges whether it does.

    A SOURCE is an http(s):// URL, a file, - for standard input, a snapshot folder, or
    prom+http(s):// for a server that speaks Prometheus' API.

    Exit codes: 0 judged and held, 1 violated or unproven, 2 wrong usage or an invalid file,
    3 something could not be judged, 130 interrupted.
    """
