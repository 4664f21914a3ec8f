"""`demo`: starts the reference stack, drives it, checks it and stops it."""

import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from metrics_check.cli.formats import Output, write_report
from metrics_check.cli.terminal import write_note
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.stack import StackFailed
from metrics_check.demo.workload import WORKLOADS
from metrics_check.errors import UnreadableSource

_DEFAULT_PROFILE = "cj-generic-batch-api"
# What a shell shows for a program that SIGTERM ended: 128 + 15.
_TERMINATED = 143


@click.command("demo")
@click.option(
    "--profile",
    "name",
    type=click.Choice(list(WORKLOADS)),
    default=_DEFAULT_PROFILE,
    show_default=True,
    help="The mode that the stack is started in.",
)
@click.option("--break", "fault", type=click.Choice(list(FAULTS)), help="Break it so.")
@click.option("--keep", "is_kept", is_flag=True, help="Let it run on until Ctrl-C.")
def demo_command(*, name: str, fault: str | None, is_kept: bool) -> int:
    """Start the reference stack, drive it, check it and stop it.

    Two services, an LLM provider service (lps) and comparative judgment (cj), do the work of a
    profile with a mock provider. Nothing leaves this machine.
    """
    with _ending_on_sigterm(), _performed(name, fault=fault or "") as performance:
        if fault is not None:
            write_note(f"broken: {FAULTS[fault].does}")
        write_note("")
        report = performance.judge()
        write_report(report, outputs=(Output("text", None),), is_verbose=False)
        if fault is not None and FAULTS[fault].hides:
            write_note(f"\nThis does not show here: {FAULTS[fault].hides}.")
        if is_kept:
            _keep(performance)
        return report.exit_code


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Lets SIGTERM end the block as an exception does, so that everything is stopped."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(_TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _performed(name: str, *, fault: str) -> Iterator[Performance]:
    try:
        with performed(name, fault=fault, tell=write_note) as performance:
            yield performance
    except StackFailed as error:
        raise UnreadableSource(str(error), code="demo") from error


def _keep(performance: Performance) -> None:
    """Waits for Ctrl-C, beside a folder from which the stack can be checked."""
    with tempfile.TemporaryDirectory(prefix="metrics-check-demo-") as folder:
        _furnish(Path(folder), performance)
        urls = list(performance.stack.metrics_urls().values())
        write_note("\nThe stack runs on. In another terminal, for example:")
        write_note(f"  cd {shlex.quote(folder)} && metrics-check check")
        write_note(f"  metrics-check query llm_provider_comparison_callbacks_total {urls[0]}")
        write_note("Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)


def _furnish(folder: Path, performance: Performance) -> None:
    shutil.copytree(stack_folder(), folder / "expectations")
    lines = (f"{name}={value}\n" for name, value in performance.modes.items())
    (folder / ".env").write_text("".join(lines))
    (folder / "metrics-check.yaml").write_text(_settings(performance.stack.metrics_urls()))


def _settings(urls: Mapping[str, str]) -> str:
    targets = "".join(f"  {name}: {url}\n" for name, url in urls.items())
    return f"targets:\n{targets}"
