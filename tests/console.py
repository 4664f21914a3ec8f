"""Console blocks of a Markdown page: read, run, and what they showed.

    ```console
    $ command            run by bash; a line that ends in a backslash goes on in the next
    output               what it must show on stdout and stderr, up to the next `$ `
    ```

A page is followed as its reader would: all its commands share one bash, in their order, and a
block below a line that ends in ``Save this as `PATH`:`` is written there, where that bash stands
and where the folder is there already. A comment on the line before a console block,
`<!-- not run: REASON -->`, leaves it out.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.cli.program import clean_environment

WITHIN_SECONDS = 120
_MARK = "--- end of one command ---"
_FENCE = re.compile(
    r"^(?:<!-- not run:(?P<reason>[^\n]*)-->\n+|[^\n]*\bSave this as `(?P<file>[^`\n]+)`:\n\n)?"
    r"^```(?P<language>[\w-]*)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# What may differ from run to run, and what stands in its place.
NORMALISED = (
    (re.compile(r"\b\d+(\.\d+)?(?= ms\b)"), "N"),
    (re.compile(r"(?<= in )\d+\.\d\ds(?: \(\d:\d\d:\d\d\))?"), "N s"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+"), "PORT"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what it showed, or must show."""

    text: str
    output: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that is written where the bash stands."""

    path: str
    body: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page; `line` counts from 1, `start` is the offset of its body.

    `file` is where it is written, if anywhere. `reason` says why it is not run; None: it is.
    """

    line: int
    start: int
    language: str
    body: str
    file: str = ""
    reason: str | None = None


def blocks(page: str) -> Iterator[Block]:
    """Every block between ``` fences, in order."""
    for found in _FENCE.finditer(page):
        reason = found["reason"]
        line = page[: found.start("body")].count("\n")
        yield Block(
            line,
            found.start("body"),
            found["language"],
            found["body"],
            file=found["file"] or "",
            reason=None if reason is None else reason.strip(),
        )


def commands(body: str) -> tuple[Command, ...]:
    """The commands of a console block with the output that it promises."""
    found: list[Command] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], ""))
            continue
        assert found, f"a console block begins with `$ `, not with {line!r}"
        last = found[-1]
        if last.text.endswith("\\") and not last.output:
            found[-1] = Command(f"{last.text}\n{line}", "")
        else:
            found[-1] = Command(last.text, f"{last.output}{line}\n")
    return tuple(found)


def run(steps: Sequence[Command | Saved], *, folder: Path) -> tuple[Command, ...]:
    """The commands among the steps with what they showed, all in one bash that begins in `folder`.
    What they left running is ended.
    """
    asked = [step for step in steps if isinstance(step, Command)]
    with tempfile.TemporaryDirectory() as beside:
        shown = _output(_script(steps, beside=Path(beside)), folder=folder, beside=Path(beside))
    outputs = shown.split(f"{_MARK}\n")
    assert len(outputs) > len(asked), f"the page could not be followed further: {outputs[-1]}"
    return tuple(
        Command(command.text, output) for command, output in zip(asked, outputs[:-1], strict=True)
    )


def _script(steps: Sequence[Command | Saved], *, beside: Path) -> str:
    lines = []
    for number, step in enumerate(steps):
        if isinstance(step, Command):
            lines.append(f"{step.text}\ncode=$?; echo '{_MARK}'; (exit $code)")
            continue
        content = beside / f"{number}"
        content.write_text(step.body, "utf-8")
        lines.append(f"cp {shlex.quote(str(content))} {shlex.quote(step.path)} || exit")
    return "\n".join(lines)


def _output(script: str, *, folder: Path, beside: Path) -> str:
    shown = beside / "output"
    with shown.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
        )
        try:
            process.wait(timeout=WITHIN_SECONDS)
        finally:
            _end_group(process)
    return shown.read_text("utf-8")


def normalised(command: Command, *, folder: Path) -> Command:
    """The command with everything in its output that may differ put the same."""
    output = command.output.replace(str(folder), "FOLDER")
    for pattern, replacement in NORMALISED:
        output = pattern.sub(replacement, output)
    return Command(command.text, output)


def rewritten(page: str, *, shown: Mapping[Block, tuple[Command, ...]]) -> str:
    """The page whose blocks promise what was shown."""
    for block in sorted(shown, key=lambda block: -block.start):
        body = "".join(f"$ {command.text}\n{command.output}" for command in shown[block])
        page = page[: block.start] + body + page[block.start + len(block.body) :]
    return page


def _environment() -> dict[str, str]:
    programs = Path(sys.executable).parent
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    # Unbuffered, stdout and stderr come in the order in which a terminal shows them.
    return clean_environment({"PATH": path, "PYTHONUNBUFFERED": "1"})


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
