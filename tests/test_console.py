"""The reader of console blocks reads, runs and compares as it says."""

import time
from pathlib import Path

import pytest

from tests.console import Block, Command, Saved, blocks, commands, normalised, rewritten, run

PAGE = """\
# A page

```console
$ echo one
one
$ printf 'a\\nb\\n'; \\
  false
a
b
$ echo $?; echo $? >&2
1
0
```

<!-- not run: it needs the cloud -->
```console
$ launch
```

Then another. Save this as `a/b.txt`:

```text
content
```
"""


def test_blocks() -> None:
    first, second, third = blocks(PAGE)
    assert (first.line, first.language, first.reason) == (3, "console", None)
    start = PAGE.index("$ launch")
    assert second == Block(16, start, "console", "$ launch\n", reason="it needs the cloud")
    assert third == Block(22, PAGE.index("content"), "text", "content\n", file="a/b.txt")


def test_commands_show_what_the_block_promises(tmp_path: Path) -> None:
    asked = commands(next(blocks(PAGE)).body)
    assert asked == (
        Command("echo one", "one\n"),
        Command("printf 'a\\nb\\n'; \\\n  false", "a\nb\n"),
        Command("echo $?; echo $? >&2", "1\n0\n"),
    )
    assert run(asked, folder=tmp_path) == asked


def test_a_page_is_followed_in_one_shell_and_files_are_saved_where_it_stands(
    tmp_path: Path,
) -> None:
    steps = (
        Command("mkdir -p a/b; cd a", ""),
        Saved("b/c.txt", "it's\n"),
        Command("sleep 60 & cat b/c.txt", ""),
        Command("kill $!; pwd", ""),
    )
    shown = [command.output for command in run(steps, folder=tmp_path)]
    assert shown == ["", "it's\n", f"{tmp_path}/a\n"]


def test_a_file_is_not_saved_in_a_folder_that_nobody_made(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="could not be followed further: cp: cannot create"):
        run((Saved("a/b.txt", ""), Command("ls", "")), folder=tmp_path)


def test_rewritten() -> None:
    first, second, _ = blocks(PAGE)
    shown = {first: (Command("echo two", "2\n"),), second: (Command("launch", "gone\n"),)}
    page = rewritten(PAGE, shown=shown)
    assert [block.body for block in blocks(page)] == [
        "$ echo two\n2\n",
        "$ launch\ngone\n",
        "content\n",
    ]


def test_what_is_left_running_is_ended(tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    run((Command("(while echo >> ticks; do sleep 0.01; done) & sleep 0.1", ""),), folder=tmp_path)
    before = ticks.stat().st_size
    time.sleep(0.2)
    assert ticks.stat().st_size == before > 0


def test_normalised(tmp_path: Path) -> None:
    shown = Command("x", f"{tmp_path}/a  http://127.0.0.1:43211/metrics (2 series, 1.5 ms)")
    assert normalised(shown, folder=tmp_path) == Command(
        "x", "FOLDER/a  http://127.0.0.1:PORT/metrics (2 series, N ms)"
    )
