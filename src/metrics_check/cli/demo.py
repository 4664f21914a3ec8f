"""`demo`: starts the reference stack, drives it, checks it and stops it."""

import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click

from metrics_check.cli.formats import Output, write_report
from metrics_check.cli.invocation import program
from metrics_check.cli.terminal import write_note
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.kept import kept_folder
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.workload import WORKLOADS
from metrics_check.model.outcome import Report


def _listed_faults() -> str:
    """The faults in lines that click leaves as they are."""
    width = max(map(len, FAULTS))
    lines = (f"  {name.ljust(width)}  {each.text}" for name, each in FAULTS.items())
    return "\n".join(("\b", "Faults:", *lines))


_DEFAULT_PROFILE = "cj-generic-batch-api"
# What ends a program from outside; Windows has no SIGHUP.
_ENDING = ("SIGTERM", "SIGHUP")


@click.command("demo", epilog=_listed_faults())
@click.option(
    "--profile",
    "name",
    type=click.Choice(list(WORKLOADS)),
    default=_DEFAULT_PROFILE,
    show_default=True,
    metavar="PROFILE",
    help=f"Start the stack in the mode of this profile: {', '.join(WORKLOADS)}.",
)
@click.option(
    "--break",
    "fault",
    type=click.Choice(list(FAULTS)),
    metavar="FAULT",
    help="Break it on purpose, by a FAULT of the list below.",
)
@click.option("--keep", "is_kept", is_flag=True, help="Let it run on until Ctrl-C.")
def demo_command(*, name: str, fault: str | None, is_kept: bool) -> int:
    """Start the reference stack, drive it, check it and stop it.

    Two services, an LLM provider service (lps) and comparative judgment (cj), do the work of a
    profile with a mock provider. Nothing leaves this machine. The exit code is that of the check.
    """
    with _ending_in_order(), performed(name, fault=fault or "", tell=write_note) as performance:
        write_note("")
        report = performance.judge()
        write_report(report, outputs=(Output("text", None),), is_verbose=False)
        sys.stdout.flush()
        if fault and FAULTS[fault].hides:
            write_note(f"\n{_hidden(fault)}")
        if is_kept:
            _keep(performance)
    if is_kept:
        # A terminal shows ^C where the cursor is.
        write_note("\nstopped")
    elif _names_commands(report):
        write_note(f"\n{_how_to_try(name, fault=fault)}")
    return report.exit_code


def _hidden(fault: str) -> str:
    return (
        f"Not seen: {FAULTS[fault].does}; {FAULTS[fault].hides}.\n"
        "Counters that are read once tell what happened since the service started, not in this run."
    )


def _names_commands(report: Report) -> bool:
    return any(step.try_next for outcome in report.outcomes for step in outcome.diagnosis)


def _how_to_try(name: str, *, fault: str | None) -> str:
    words = ["demo", *(["--profile", name] if name != _DEFAULT_PROFILE else [])]
    words += [*(["--break", fault] if fault else []), "--keep"]
    command = f"{program(sys.argv[0])} {shlex.join(words)}"
    return f"The stack is stopped, and the commands above need it. To let it run on:\n  {command}"


def _keep(performance: Performance) -> None:
    """Waits for Ctrl-C, beside a folder from which the stack can be checked."""
    # Ctrl-C is how this ends: as soon as that is said, it is no failure.
    with kept_folder(performance) as folder, suppress(KeyboardInterrupt):
        url = performance.stack.metrics_urls()["lps"]
        there = f"cd {shlex.quote(str(folder))}"
        write_note("\nThe stack runs on; Ctrl-C ends it. In another terminal, for example:")
        write_note(f"  ({there} && {program(sys.argv[0], anywhere=True)} check)")
        write_note(f"  {program(sys.argv[0])} query llm_provider_comparison_callbacks_total {url}")
        while True:
            time.sleep(3600)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Lets a signal end the block as an exception does, so that everything is stopped."""

    def end(number: int, frame: FrameType | None) -> None:
        # What a shell shows for a program that a signal ended.
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
