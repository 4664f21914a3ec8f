"""`completion`: the shell's side of completing this program's words."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from metrics_check.cli.group import commands
from metrics_check.cli.registry import COMPLETION_VARIABLE, PROGRAM
from metrics_check.cli.terminal import write

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "fish": FishComplete,
    "zsh": ZshComplete,
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion_command(shell: str) -> None:
    """Print the script that completes words in a shell.

    \b
    bash   eval "$(metrics-check completion bash)"
    zsh    eval "$(metrics-check completion zsh)"
    fish   metrics-check completion fish | source
    """
    write(SHELLS[shell](commands, {}, PROGRAM, COMPLETION_VARIABLE).source())
