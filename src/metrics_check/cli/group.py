"""The command group of click. No command's file is imported but that of the command that runs."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import NoReturn, cast

import click
from click.shell_completion import CompletionItem

from metrics_check.cli.registry import (
    COMMANDS,
    COMPLETION_VARIABLE,
    PROGRAM,
    READING,
    VERSION,
    help_text,
)
from metrics_check.lazy import resolve

# By text: `--help` and the commands that read no metrics need no settings.
SETTLE = "metrics_check.cli.settled:settle"


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
        is_run = not ctx.resilient_parsing and not {"-h", "--help"} & set(args)
        if args[0] in READING and is_run:
            settle = cast(Callable[[click.Context], Mapping[str, object]], resolve(SETTLE))
            ctx.default_map = {args[0]: dict(settle(ctx))}
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        return help_text().rstrip("\n")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(message=VERSION, version=VERSION)
def commands() -> None:
    """The root, which only holds the commands."""


def run_command(words: list[str]) -> int:
    """Runs the command that the words name; returns its exit code.

    A command gives its exit code by returning it, or by `context.exit`.
    """
    try:
        with commands.make_context(PROGRAM, words) as context:
            code = commands.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    return code if isinstance(code, int) else 0


def complete_words(words: list[str]) -> NoReturn:
    """Answers a shell that asks, by environment variables, how a word may go on. Ends the run."""
    commands.main(words, prog_name=PROGRAM, complete_var=COMPLETION_VARIABLE)


def _no_such_command(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(COMMANDS)}."
    return f"No such command {name!r}. {hint}"
