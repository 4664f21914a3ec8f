"""What the user reads for each way in which a command can fail."""

import errno

import click
import pytest

from metrics_check.cli.failure import Failure, describe_failure
from metrics_check.cli.values import read_seconds
from metrics_check.errors import BadNotation, InvalidInput, UnansweredQuery, UnreadableSource
from metrics_check.located import Place, Problem

TWO_PROBLEMS = (
    Problem(Place("shop.yaml", 9, 3), "unknown-key", "`expct` is no key. Did you mean `expect`?"),
    Problem(Place("shop.yaml", 2, 1), "duplicate-key", "`params` is there twice."),
)
BUG = "metrics-check failed by its own fault: {}; please report it"


@click.command()
@click.option("--timeout", "seconds", envvar="METRICS_CHECK_TIMEOUT", callback=read_seconds)
def wait_command(seconds: float) -> float:
    """Takes a duration."""
    return seconds


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        pytest.param(
            InvalidInput("2 problems in shop.yaml", problems=TWO_PROBLEMS),
            Failure(
                "shop.yaml:2:1: `params` is there twice.\n"
                "shop.yaml:9:3: `expct` is no key. Did you mean `expect`?\n"
                "Error: 2 problems in shop.yaml",
                2,
            ),
            id="every problem of a file, in its order",
        ),
        pytest.param(
            InvalidInput(TWO_PROBLEMS[1].message, problems=TWO_PROBLEMS[1:]),
            Failure("shop.yaml:2:1: `params` is there twice.", 2),
            id="a message that its problem repeats is said once",
        ),
        pytest.param(
            BadNotation("unexpected `)`", offset=4),
            Failure("Error: unexpected `)`", 2),
            id="bad notation",
        ),
        pytest.param(
            UnreadableSource("http://a refused the connection", code="unreachable"),
            Failure("Error: http://a refused the connection", 3),
            id="unreadable source",
        ),
        pytest.param(
            UnansweredQuery("rate needs history", code="needs-history"),
            Failure("Error: rate needs history", 3),
            id="unanswered query",
        ),
        pytest.param(
            click.UsageError("No such option '--hlp'."),
            Failure("Error: No such option '--hlp'.", 2),
            id="wrong usage",
        ),
        pytest.param(
            click.FileError("x.txt", "it is a folder"),
            Failure("Error: Could not open file 'x.txt': it is a folder", 2),
            id="what click would end with 1",
        ),
        pytest.param(KeyboardInterrupt(), Failure("", 130), id="interrupted"),
        pytest.param(click.Abort(), Failure("", 130), id="interrupted at a prompt"),
        pytest.param(BrokenPipeError(errno.EPIPE, "Broken pipe"), Failure("", 141), id="no reader"),
        pytest.param(
            OSError(errno.ENOSPC, "No space left on device"),
            Failure("Error: No space left on device", 3),
            id="no room for the output",
        ),
        pytest.param(
            PermissionError(errno.EACCES, "Permission denied", "out/report.json"),
            Failure("Error: out/report.json: Permission denied", 3),
            id="a file that may not be written",
        ),
        pytest.param(OSError(), Failure("Error: OSError", 3), id="a system error without words"),
        pytest.param(
            KeyError("a\nb"), Failure(BUG.format("KeyError: 'a\\nb'"), 3), id="a bug, in one line"
        ),
        pytest.param(
            ValueError("one\ntwo"),
            Failure(BUG.format("ValueError: one two"), 3),
            id="a bug's lines",
        ),
    ],
)
def test_failure(error: BaseException, failure: Failure) -> None:
    assert describe_failure(error) == failure


def test_a_bug_is_traced_when_asked() -> None:
    failure = describe_failure(ValueError("odd"), is_traced=True)
    assert failure == Failure(f"ValueError: odd\n{BUG.format('ValueError: odd')}", 3)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param([], "METRICS_CHECK_TIMEOUT", id="variable"),
        pytest.param(["--timeout", "soon"], "'--timeout'", id="command line"),
    ],
)
def test_a_bad_value_is_told_by_where_it_stands(
    words: list[str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METRICS_CHECK_TIMEOUT", "soon")
    with pytest.raises(click.BadParameter) as caught:
        wait_command.main(words, standalone_mode=False)
    assert describe_failure(caught.value).text.splitlines()[-1] == (
        f"Error: Invalid value for {named}: found `soon`, expected a duration such as `30s`, "
        "`1.5h` or `1m30s`."
    )
