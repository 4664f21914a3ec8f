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
from metrics_check.cli.terminal import write_note
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.kept import kept_folder
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.workload import WORKLOADS

_DEFAULT_PROFILE = "cj-generic-batch-api"
# What ends a program from outside; Windows has no SIGHUP.
_ENDING = ("SIGTERM", "SIGHUP")


@click.command("demo")
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
    help=f"Break it on purpose: {', '.join(FAULTS)}.",
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
        return report.exit_code


def _hidden(fault: str) -> str:
    return (
        f"Not seen: {FAULTS[fault].does}; {FAULTS[fault].hides}.\n"
        "Counters that are read once tell what happened since the service started, not in this run."
    )


def _keep(performance: Performance) -> None:
    """Waits for Ctrl-C, beside a folder from which the stack can be checked."""
    # Ctrl-C is how this ends: as soon as that is said, it is no failure.
    with kept_folder(performance) as folder, suppress(KeyboardInterrupt):
        url = performance.stack.metrics_urls()["lps"]
        write_note("\nThe stack runs on; Ctrl-C ends it. In another terminal, for example:")
        write_note(f"  cd {shlex.quote(str(folder))} && metrics-check check")
        write_note(f"  metrics-check query llm_provider_comparison_callbacks_total {url}")
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
