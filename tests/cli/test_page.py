"""docs/cli.md tells of every command and option there is, and of no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from metrics_check.cli.group import commands
from metrics_check.cli.options import reading_options
from metrics_check.cli.registry import COMMANDS
from metrics_check.demo.faults import FAULTS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "cli.md").read_text("utf-8")
SECTIONS = {
    title.strip("`").split()[0]: text
    for title, text in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


@click.command("reading")
@reading_options
def reading(**_: object) -> None:
    """A command that has the reading options only."""


def told(section: str) -> Iterator[str]:
    """The options in the first column of the section's table."""
    for cell in re.findall(r"^\|(.+?)\|", section, re.MULTILINE):
        yield from re.findall(r"`(--?[\w-]+)", cell)


def there(command: click.Command) -> Iterator[str]:
    """The options that a command takes, but for help."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from (*parameter.opts, *parameter.secondary_opts)


def shared(section: str) -> Iterator[str]:
    """The reading options that a section takes: all, `but` those that it names."""
    _, _, sentence = section.partition("(#reading-options)")
    named, _, _ = sentence.partition(".")
    left_out = set(re.findall(r"`(--?[\w-]+)`", named)) if named.startswith(" but ") else set()
    for option in reading.params:
        if isinstance(option, click.Option) and not left_out & set(option.opts):
            yield from option.opts


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_of_a_command(name: str) -> None:
    with click.Context(commands) as context:
        command = commands.get_command(context, name)
    assert command is not None
    section = SECTIONS[name]
    common = shared(section) if "(#reading-options)" in section else ()
    assert sorted([*told(section), *common]) == sorted(there(command))


def test_the_faults_of_the_demo() -> None:
    rows = re.findall(r"^\| `([a-z][\w-]*)` \| (.+) \|$", SECTIONS["demo"], re.MULTILINE)
    assert {name: text.replace("`", "") for name, text in rows} == {
        name: fault.text for name, fault in FAULTS.items()
    }


def test_the_reading_options() -> None:
    assert sorted(told(SECTIONS["Reading"])) == sorted(there(reading))


def test_the_variables_of_options() -> None:
    variables = {p.envvar for p in reading.params if isinstance(p, click.Option) and p.envvar}
    assert set(re.findall(r"METRICS_CHECK_\w+", SECTIONS["Reading"])) == variables
