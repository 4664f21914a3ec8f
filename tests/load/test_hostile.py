"""Files made to exhaust a reader: each ends at once, in little memory, by its located message."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from yaml import _yaml

SECONDS = 20
MEGABYTES = 300

# `metrics-check` in a process of its own that cannot take more memory than that.
PROGRAM = f"""
import resource, runpy
resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES} << 20, {MEGABYTES} << 20))
runpy.run_module("metrics_check", run_name="__main__", alter_sys=True)
"""


def merge_bomb() -> bytes:
    """Merge keys that multiply by ten a line, in less than 360 bytes."""
    names = "abcdefg"
    lines = ["a: &a {k: v}"]
    for before, name in pairwise(names):
        lines.append(f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}")
    return "\n".join(lines).encode()


def billion_laughs() -> bytes:
    """Aliases that multiply by ten a line."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def alias_staircase() -> bytes:
    """Aliases that nest one deeper a line."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 2000)]
    return "\n".join(lines).encode()


# Which libyaml PyYAML was built with: a newer one stops at its own bound before ours is met.
READS_AHEAD = _yaml.get_version() > (0, 2, 5)
DEEP = "nested more than 100 deep; write it flatter"
LARGE = "the file is larger than 1048576 bytes; split it"
MANY = "the file holds more than 100000 values; split it"
ALIASED = "aliases repeat more than 10000 values; write the values out"

HOSTILE = {
    "a bomb of merge keys": (merge_bomb(), f"5:29: {ALIASED}"),
    "billion laughs": (billion_laughs(), f"5:25: {ALIASED}"),
    "aliases that nest": (alias_staircase(), f"99:12: {DEEP}"),
    "flow lists, 10,000 deep": (
        b"a: " + b"[" * 10_000,
        f"1:{1003 if READS_AHEAD else 103}: {DEEP}",
    ),
    "flow mappings, 10,000 deep": (b"a: " + b"{a: " * 10_000, f"1:397: {DEEP}"),
    "block lists, 10,000 deep": (b"a:\n" + b"- " * 10_000, f"2:199: {DEEP}"),
    "keys, 10,000 deep": (b"? " * 10_000, f"1:201: {DEEP}"),
    "block mappings, 1,000 deep": (
        b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
        f"100:100: {DEEP}",
    ),
    "50 MB": (b"a: " + b"x" * 50_000_000, f"1:1: {LARGE}"),
    "50 MB of line ends": (b"\n" * 50_000_000, f"1:1: {LARGE}"),
    "1 MB of brackets": (b"a: " + b"[\n" * 500_000, f"100:1: {DEEP}"),
    "1 MB of items": (b"a:\n" + b"- x\n" * 250_000, f"99999:3: {MANY}"),
    "1 MB of pairs": (
        b"a: {" + b"".join(b"%x: y,\n" % number for number in range(100_000)) + b"}",
        f"49999:7: {MANY}",
    ),
    "a NUL byte": (
        b"a: b\nc: d\x00",
        "2:5: found the character U+0000, which does not print; remove it",
    ),
    "NUL bytes only": (
        b"\x00" * 1_000_000,
        "1:1: found the character U+0000, which does not print; remove it",
    ),
    "duplicate keys": (
        b"format: 1\nprofile: hostile\nprofile: hostile\n",
        "3:1: the key `profile` stands here again, first in line 2; keep one",
    ),
    "a tag of Python": (
        b"a: !!python/object/apply:os.system ['true']",
        "1:4: found the tag `!!python/object/apply:os.system`, and no tag is read; remove it",
    ),
    "UTF-16": (
        "a: b".encode("utf-16"),
        "1:1: the file is UTF-16, expected UTF-8; save it as UTF-8",
    ),
    "1 MB without an end": (
        b'a: "' + b"x" * 1_000_000,
        '1:4: the text that begins here has no closing "',
    ),
    "1 MB of anchors": (
        b"".join(b"a%d: &a%d x\n" % (n, n) for n in range(50_000)),
        f"50000:9: {MANY}",
    ),
    "1 MB of a key": (
        b"x" * 1_000_000,
        "1:1: the file holds a text, expected a mapping: lines such as `key: value`",
    ),
}


def check(content: bytes, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """How `metrics-check check` beside settings of this content ended."""
    (folder / "metrics-check.yaml").write_bytes(content)
    return run("check", folder=folder)


def validate(content: bytes, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """How `metrics-check validate` of a file with this content ended."""
    (folder / "hostile.yaml").write_bytes(content)
    return run("validate", "hostile.yaml", folder=folder)


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """How the command line ended, in bounded memory and time."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_at_once(content: bytes, message: str, tmp_path: Path) -> None:
    ended = validate(content, folder=tmp_path)
    told = [line for line in ended.stdout.splitlines() if line.startswith("hostile.yaml:")]
    assert (ended.returncode, told) == (2, [f"hostile.yaml:{message}"])


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_settings_are_refused_at_once(content: bytes, message: str, tmp_path: Path) -> None:
    ended = check(content, folder=tmp_path)
    told = [line for line in ended.stdout.splitlines() if line.startswith("metrics-check.yaml:")]
    # With a key that is there twice it is read on, and its other keys are no settings.
    assert (ended.returncode, told[-1:]) == (2, [f"metrics-check.yaml:{message}"])


def test_the_merge_bomb_is_small() -> None:
    assert len(merge_bomb()) <= 360


def test_of_countless_problems_a_hundred_are_told(tmp_path: Path) -> None:
    ended = validate(b"a: 1\n" * 200_000, folder=tmp_path)
    assert (ended.returncode, ended.stdout.count("hostile.yaml:")) == (2, 100)
