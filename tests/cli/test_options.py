"""The options of commands that read metrics."""

import re
from pathlib import Path

import click
import pytest

from metrics_check import __version__
from metrics_check.cli.options import (
    OF_PROFILES,
    OF_SERVERS,
    ReadingOptions,
    reading_options,
    reading_options_but,
)
from metrics_check.errors import InvalidInput
from metrics_check.secret import Secret
from metrics_check.sources.options import Credentials, ReadOptions, Tls
from tests.cli.program import run_program

TOKEN = "hunter2-7f3a"
AGENT = f"metrics-check/{__version__}"


@click.command()
@click.argument("word")
@reading_options
def read_command(word: str, reading: ReadingOptions) -> tuple[str, ReadingOptions]:
    """What the options say."""
    return word, reading


def reading(*words: str) -> ReadingOptions:
    """The options that a command line says."""
    found = read_command.main(["word", *words], standalone_mode=False)
    assert isinstance(found, tuple)
    assert found[0] == "word"
    assert isinstance(found[1], ReadingOptions)
    return found[1]


def complaint(*words: str) -> str:
    """What is said to a command line that is refused."""
    with pytest.raises((click.UsageError, InvalidInput)) as caught:
        reading(*words)
    error = caught.value
    return error.format_message() if isinstance(error, click.UsageError) else str(error)


def test_what_a_command_would_not_use_is_neither_told_nor_taken() -> None:
    for name, options in (
        ("init", ("-t", "--from", "--param", "--env-file", "--prometheus", "--tenant")),
        ("parse", ("-t", "--from", "--param", "--env-file", "--prometheus", "--expectations")),
        ("query", ("-t", "--from", "--param", "--env-file", "--expectations")),
    ):
        told = run_program(name, "--help").stdout
        assert "--timeout" in told
        for option in options:
            assert f" {option} " not in told
            ran = run_program(name, "a", "b.prom", option, "c=d")
            assert (ran.returncode, ran.stdout) == (2, "")
            assert "No such option" in ran.stderr


def test_a_command_with_some_of_them_has_the_defaults_of_the_others() -> None:
    @click.command()
    @reading_options_but("expectations", *OF_PROFILES, *OF_SERVERS)
    def some(reading: ReadingOptions) -> ReadingOptions:
        return reading

    assert some.main([], standalone_mode=False) == reading()


def test_defaults() -> None:
    assert reading() == ReadingOptions(
        expectations=Path("expectations"),
        params={},
        sources={},
        env_file=None,
        read=ReadOptions(user_agent=AGENT),
    )


def test_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    found = reading(
        *("--expectations", "exp", "--param", "sent=16", "--param", "empty=", "--env-file", "e"),
        *("-t", "lps=http://lps/m?a=b", "--target", "cj=-", "--timeout", "1m30s"),
        *("--max-body", "1MiB", "--header", f"X-Key: {TOKEN}", "--header", "X-B: c"),
        *("--bearer-token-file", str(path), "--ca-file", str(path)),
        *("--cert-file", str(path), "--key-file", str(path)),
    )
    assert found == ReadingOptions(
        expectations=Path("exp"),
        params={"sent": "16", "empty": ""},
        sources={"lps": ("http://lps/m?a=b",), "cj": ("-",)},
        env_file=Path("e"),
        read=ReadOptions(
            timeout_seconds=90,
            max_body_bytes=1 << 20,
            credentials=Credentials(
                (("X-Key", Secret(TOKEN)), ("X-B", Secret("c"))), bearer_token_file=path
            ),
            tls=Tls(path, path, path),
            sources={"lps": ("http://lps/m?a=b",), "cj": ("-",)},
            user_agent=AGENT,
        ),
        given=frozenset({"lps", "cj"}),
    )
    assert found.urls == {"lps": "http://lps/m?a=b"}
    assert TOKEN not in repr(found)


REFUSED = {
    "no name": (["-t", "=http://lps"], "'-t' / '--target': expected NAME=SOURCE."),
    "no equals": (["-t", f"http://u:{TOKEN}@lps/m"], "'-t' / '--target': expected NAME=SOURCE."),
    "a url alone": (
        ["-t", f"http://u:{TOKEN}@lps/m?a=b"],
        "'-t' / '--target': expected NAME=SOURCE.",
    ),
    "twice": (["-t", "a=x", "-t", "a=y"], "'-t' / '--target': 'a' is given twice."),
    "a param twice": (["--param", "a=x", "--param", "a=x"], "'--param': 'a' is given twice."),
    "no duration": (
        ["--timeout", "10"],
        "'--timeout': found `10`, expected a duration such as `30s`, `1.5h` or `1m30s`. "
        "A duration needs a unit: write `10s` for seconds.",
    ),
    "too long": (["--timeout", "1000000d"], "'--timeout': found '1000000d', expected at most 30d."),
    "no time": (["--timeout", "0s"], "'--timeout': found '0s', expected more than no time."),
    "no size": (
        ["--max-body", "10s"],
        "'--max-body': found '10s', expected a size such as 256MiB.",
    ),
    "nothing": (["--max-body", "0"], "'--max-body': found '0', expected a size such as 256MiB."),
    "endless": (
        ["--max-body", "+Inf"],
        "'--max-body': found '+Inf', expected a size such as 256MiB.",
    ),
    "a param as size": (
        ["--max-body", "${x}"],
        "'--max-body': found '${x}', expected a size such as 256MiB.",
    ),
    "no header": (["--header", TOKEN], "'--header': A header is written as 'Name: value'."),
}


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(words: list[str], message: str) -> None:
    assert complaint(*words) == f"Invalid value for {message}"


TOGETHER = {
    "both credentials": (
        ["--bearer-token-file", "FILE", "--basic-auth-file", "FILE"],
        "--bearer-token-file and --basic-auth-file exclude each other.",
    ),
    "a key alone": (["--key-file", "FILE"], "--key-file needs --cert-file."),
    "a snapshot and a target": (
        ["--from", "DIR", "-t", "a=b"],
        "--from and -t exclude each other: both say what is read.",
    ),
    "a source that is none": (
        ["-t", f"lps=ftp://u:{TOKEN}@lps/m"],
        "A source cannot be read by ftp://, only by http:// and https://.",
    ),
}


@pytest.mark.parametrize(("words", "message"), TOGETHER.values(), ids=TOGETHER)
def test_refuses_together(words: list[str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    assert complaint(*(str(path) if word == "FILE" else word for word in words)) == message


def test_a_file_that_is_not_there() -> None:
    assert re.search("'none' does not exist", complaint("--ca-file", "none"))


def test_variables_stand_in_for_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_CHECK_TIMEOUT", "3s")
    monkeypatch.setenv("METRICS_CHECK_MAX_BODY", "1kB")
    assert reading().read.timeout_seconds == 3
    assert reading().read.max_body_bytes == 1000
    assert reading("--timeout", "4s").read.timeout_seconds == 4


def test_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert reading().variables() == {}
    (tmp_path / ".env").write_text("A=default\n")
    (tmp_path / "other").write_text("A=other\n")
    assert reading().variables() == {"A": "default"}
    assert reading("--env-file", "other").variables() == {"A": "other"}
    with pytest.raises(InvalidInput):
        reading("--env-file", "none").variables()
