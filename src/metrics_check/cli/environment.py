"""`check --print-env`: the lines of an `.env` file that put a stack in a profile's mode."""

from dataclasses import replace

import click

from metrics_check.cli.judged import load_judged
from metrics_check.cli.options import ReadingOptions
from metrics_check.cli.terminal import write
from metrics_check.errors import InvalidInput
from metrics_check.model.profile import EnvRequirement

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/@%+=")


def print_environment(names: tuple[str, ...], *, reading: ReadingOptions) -> int:
    """Prints the lines, and returns the exit code. Where several values will do, the first."""
    if not names:
        raise click.UsageError("--print-env needs a PROFILE: each has variables of its own.")
    loaded = load_judged(names, reading=reading)
    found: dict[str, EnvRequirement] = {}
    for each in (each for profile in loaded for each in profile.env):
        found[each.name] = _both(found.get(each.name, each), each)
    if found:
        write("\n".join(f"{name}={_quoted(each.allowed[0])}" for name, each in found.items()))
    return 0


def _both(one: EnvRequirement, other: EnvRequirement) -> EnvRequirement:
    """What suits both; raises `InvalidInput` where nothing does."""
    allowed = tuple(value for value in one.allowed if value in other.allowed)
    if not allowed:
        raise InvalidInput(
            f"{other.place}: {other.name} is to be {other.allowed[0]!r} here and "
            f"{one.allowed[0]!r} at {one.place}: these profiles need different stacks."
        )
    return replace(one, allowed=allowed)


def _quoted(value: str) -> str:
    if set(value) <= _PLAIN:
        return value
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{escaped}"'
