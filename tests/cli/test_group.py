"""The command group: its help, its usage errors, completion."""

import click
import pytest

from metrics_check import __version__
from metrics_check.cli.group import commands
from metrics_check.cli.registry import COMMANDS, help_text
from tests.cli.program import output_of, run_program

USAGE = """\
Usage: metrics-check [OPTIONS] COMMAND [ARGS]...
Try 'metrics-check --help' for help.

"""


@pytest.mark.parametrize(
    ("words", "error"),
    [
        pytest.param(["chek"], "No such command 'chek'. Did you mean 'check'?", id="near command"),
        pytest.param(
            ["\x1b[31m"],
            f"No such command '\\x1b[31m'. There are: {', '.join(COMMANDS)}.",
            id="no command at all",
        ),
    ],
)
def test_wrong_usage(words: list[str], error: str) -> None:
    assert output_of(run_program(*words)) == (2, "", f"{USAGE}Error: {error}\n")


def test_a_near_option_is_named() -> None:
    run = run_program("--verison")
    assert (run.returncode, run.stdout) == (2, "")
    assert "--version" in run.stderr


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--help", "check"]])
def test_help(words: list[str]) -> None:
    assert output_of(run_program(*words)) == (0, help_text(), "")


def test_help_without_a_command_is_a_usage_error() -> None:
    assert output_of(run_program()) == (2, "", help_text())


@pytest.mark.parametrize("words", [["--version"], ["--version", "check"]])
def test_version(words: list[str]) -> None:
    assert output_of(run_program(*words)) == (0, f"metrics-check {__version__}\n", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_bears_its_own_name_and_tells_of_itself(name: str) -> None:
    with click.Context(commands) as context:
        command = commands.get_command(context, name)
    assert command is not None
    assert (command.name, bool(command.help)) == (name, True)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_both_help_options(name: str) -> None:
    short, long = run_program(name, "-h"), run_program(name, "--help")
    assert output_of(short) == output_of(long)
    assert (short.returncode, short.stderr) == (0, "")
    assert short.stdout.startswith(f"Usage: metrics-check {name} ")


def test_completion_of_commands() -> None:
    asked = {
        "_METRICS_CHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "metrics-check c",
        "COMP_CWORD": "1",
    }
    assert output_of(run_program(environment=asked)) == (0, "plain,check\nplain,completion\n", "")


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_script(shell: str) -> None:
    run = run_program("completion", shell)
    assert (run.returncode, run.stderr) == (0, "")
    assert f"_METRICS_CHECK_COMPLETE={shell}_complete" in run.stdout
