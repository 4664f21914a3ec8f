"""The CPU time of commands, and how two compare."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from resource import struct_rusage
from statistics import median
from typing import IO

ROUNDS = 15


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a thing costs, and what it is compared with. `aim` is the highest ratio.

    CPU seconds, unless the name says `elapsed`; of `unit` MB they are megabytes.
    """

    name: str
    seconds: float
    compared_with: str
    compared_seconds: float
    aim: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.seconds / self.compared_seconds

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.aim


def cpu_seconds(
    command: Sequence[str], *, environment: Mapping[str, str], exit_code: int = 0
) -> float:
    """User and system CPU seconds of one run; raises `RuntimeError` at another exit code."""
    usage = resources(command, environment=environment, exit_code=exit_code)
    return usage.ru_utime + usage.ru_stime


def resources(
    command: Sequence[str],
    *,
    given: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
    exit_code: int = 0,
) -> struct_rusage:
    """What one run used; `given` is its standard input. Raises `RuntimeError` as above."""
    process = subprocess.Popen(
        command,
        stdin=given,
        stdout=subprocess.DEVNULL if output is None else output,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != exit_code:
        raise RuntimeError(f"exit code {process.returncode}, not {exit_code}: {command!r}")
    return usage


def compare(
    *commands: Sequence[str],
    rounds: int = ROUNDS,
    environment: Mapping[str, str] | None = None,
) -> tuple[float, ...]:
    """The median CPU seconds of each command, run in turns so that noise meets all alike.

    `environment` is added to the process's.
    """
    variables = {**os.environ, **(environment or {})}
    # The first round warms the caches of files and bytecode.
    runs = [
        [cpu_seconds(command, environment=variables) for command in commands]
        for _ in range(rounds + 1)
    ][1:]
    return tuple(median(column) for column in zip(*runs, strict=True))
