"""`validate` as its users run it: what it says of files, and its exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.program import output_of, run_program

GOOD = """\
format: 1
profile: good
targets: {app: {url: http://localhost/metrics}}
expectations:
  - jobs_total{status="done"} >= 1
"""
WARNED = GOOD.replace("profile: good", "profile: warned").replace("jobs_total", "depth")
BAD = """\
format: 1
profile: bad
extends: good
expectations:
  - sum jobs_totl >> 1
  - series: jobs_total
    tpye: gauge
"""
ADVICE = (
    "`metrics-check init URL` drafts a file from what a service exposes, and `metrics-check demo` "
    "shows how all of it works"
)
ERRORS = """\
expectations/bad.yaml:5:19: found `>>`, expected one of >= > <= < == !=
    - sum jobs_totl >> 1
                    ^
expectations/bad.yaml:7:5: an expectation has no key `tpye`. Did you mean `type`?
    tpye: gauge
    ^
"""
WARNING = """\
expectations/warned.yaml:5:5: warning: the type of `depth` is not told; it is taken from the \
endpoint's metadata. Say it by `type:`
    - depth{status="done"} >= 1
      ^
"""


def made(folder: Path, **files: str) -> Path:
    """The folder, with these files in `expectations`."""
    place = folder / "expectations"
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("files", "words", "expected"),
    [
        pytest.param(
            {"good": GOOD}, [], (0, "1 file, 1 profile, 1 expectation: valid\n"), id="good"
        ),
        pytest.param(
            {"good": GOOD, "warned": WARNED},
            [],
            (0, f"{WARNING}2 files, 2 profiles, 2 expectations: valid, 1 warning\n"),
            id="a warning does not change the exit code",
        ),
        pytest.param(
            {"good": GOOD, "warned": WARNED, "bad": BAD},
            [],
            (2, f"{ERRORS}{WARNING}3 files, 3 profiles, 4 expectations: 2 errors, 1 warning\n"),
            id="all that is wrong in a folder",
        ),
        pytest.param(
            {"good": GOOD, "bad": BAD},
            ["expectations/good.yaml"],
            (0, "1 file, 1 profile, 1 expectation: valid\n"),
            id="one file alone",
        ),
        pytest.param(
            {"good": GOOD, "bad": BAD},
            ["expectations/bad.yaml", "expectations/good.yaml"],
            (2, f"{ERRORS}2 files, 2 profiles, 3 expectations: 2 errors\n"),
            id="two files, one with what it extends",
        ),
        pytest.param(
            {"good": GOOD, "bad": BAD, "worse": BAD.replace("bad", "worse")},
            ["expectations/bad.yaml", "expectations/worse.yaml"],
            (
                2,
                f"{ERRORS}{ERRORS.replace('bad', 'worse')}"
                "3 files, 2 profiles, 4 expectations: 4 errors\n",
            ),
            id="two files that extend the same",
        ),
        pytest.param(
            {"good": GOOD, "bad": BAD, "warned": WARNED},
            ["expectations", "expectations/bad.yaml", "./expectations/warned.yaml"],
            (2, f"{ERRORS}{WARNING}3 files, 3 profiles, 4 expectations: 2 errors, 1 warning\n"),
            id="a folder, and files of it",
        ),
        pytest.param(
            {"bad": "format: 1\nprofile: bad\nexpectations:\n  - sum a_total >> 1\n"},
            [],
            (
                2,
                "expectations/bad.yaml:4:17: found `>>`, expected one of >= > <= < == !=\n"
                "    - sum a_total >> 1\n"
                "                  ^\n"
                "1 file, 1 profile, 0 expectations: 1 error\n",
            ),
            id="all expectations are wrong, which is no expectation of nothing",
        ),
        pytest.param(
            {
                "base": "format: 1\nprofile: base\nabstract: true\nexpectations: [sum a >> 1]\n",
                "child": "format: 1\nprofile: child\nextends: base\n",
            },
            ["expectations/child.yaml"],
            (
                2,
                "expectations/base.yaml:4:22: found `>>`, expected one of >= > <= < == !=\n"
                "    expectations: [sum a >> 1]\n"
                "                         ^\n"
                "2 files, 1 profile, 0 expectations: 1 error\n",
            ),
            id="all that is inherited is wrong",
        ),
        pytest.param(
            {"bad": "format: 1\nprofile: bad\nprofile: bad\nexpectations: !!seq []\n"},
            [],
            (
                2,
                "expectations/bad.yaml:3:1: the key `profile` stands here again, first in line 2; "
                "keep one\n"
                "    profile: bad\n"
                "    ^\n"
                "expectations/bad.yaml:4:15: found the tag `!!seq`, and no tag is read; remove it\n"
                "    expectations: !!seq []\n"
                "                  ^\n"
                "1 file, 0 profiles, 0 expectations: 2 errors\n",
            ),
            id="what the reader of YAML refuses",
        ),
        pytest.param(
            {"bad": "format: 1\nprofile: bad\ntargets: {a: {uri: http://u:hunter2@h/m}}\n"},
            [],
            (
                2,
                "expectations/bad.yaml:3:15: a target has no key `uri`. Did you mean `url`?\n"
                "1 file, 1 profile, 0 expectations: 1 error\n",
            ),
            id="a line with a password",
        ),
    ],
)
def test_says_what_is_wrong(
    files: dict[str, str], words: list[str], expected: tuple[int, str], tmp_path: Path
) -> None:
    run = run_program("validate", *words, folder=made(tmp_path, **files))
    assert output_of(run) == (*expected, "")


def test_check_shows_the_same_lines(tmp_path: Path) -> None:
    text = "format: 1\nprofile: bad\nprofile: bad\nexpectations: !!seq []\n"
    run = run_program("check", "bad", folder=made(tmp_path, bad=text))
    assert output_of(run) == (
        2,
        "",
        "expectations/bad.yaml:3:1: the key `profile` stands here again, first in line 2; keep one"
        "\n    profile: bad\n    ^\n"
        "expectations/bad.yaml:4:15: found the tag `!!seq`, and no tag is read; remove it\n"
        "    expectations: !!seq []\n"
        "                  ^\n"
        "Error: 2 errors in 1 file\n",
    )


def test_no_line_of_an_env_file_is_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A: 1\nPASSWORD: &a hunter2\nA: !!x hunter2\n")
    (tmp_path / "a.yaml").write_text("")
    run = run_program("validate", ".env", folder=tmp_path)
    assert output_of(run) == (
        2,
        ".env:3:1: the key `A` stands here again, first in line 1; keep one\n"
        ".env:3:4: found the tag `!!x`, and no tag is read; remove it\n"
        "1 file, 0 profiles, 0 expectations: 2 errors\n",
        "",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            [],
            f"Error: the folder of expectations 'expectations' is not there. {ADVICE}\n",
            id="no folder",
        ),
        pytest.param(["x.yaml"], "Error: there is no file 'x.yaml'.\n", id="no such file"),
    ],
)
def test_says_that_nothing_is_there(words: list[str], expected: str, tmp_path: Path) -> None:
    assert output_of(run_program("validate", *words, folder=tmp_path)) == (2, "", expected)


def test_json(tmp_path: Path) -> None:
    folder = made(tmp_path, good=GOOD, warned=WARNED, bad=BAD)
    run = run_program("validate", "--json", folder=folder)
    assert (run.returncode, run.stderr) == (2, "")
    assert json.loads(run.stdout) == {
        "schema": "metrics-check/validate/v1",
        "exit_code": 2,
        "summary": {"files": 3, "profiles": 3, "expectations": 4, "errors": 2, "warnings": 1},
        "errors": [
            {
                "where": "expectations/bad.yaml:5:19",
                "path": "expectations/bad.yaml",
                "line": 5,
                "column": 19,
                "code": "bad-comparison",
                "message": "found `>>`, expected one of >= > <= < == !=",
            },
            {
                "where": "expectations/bad.yaml:7:5",
                "path": "expectations/bad.yaml",
                "line": 7,
                "column": 5,
                "code": "unknown-key",
                "message": "an expectation has no key `tpye`. Did you mean `type`?",
            },
        ],
        "warnings": [
            {
                "where": "expectations/warned.yaml:5:5",
                "path": "expectations/warned.yaml",
                "line": 5,
                "column": 5,
                "code": "unknown-type",
                "message": "the type of `depth` is not told; it is taken from the endpoint's "
                "metadata. Say it by `type:`",
            }
        ],
    }
