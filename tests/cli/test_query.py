"""`query`, as its users meet it."""

import json
import time
from pathlib import Path
from typing import cast

import pytest

from tests.cli.program import output_of, run_program
from tests.real.expositions import serve_expositions

TEXT = """\
# TYPE h histogram
h_bucket{le="1"} 2
h_bucket{le="+Inf"} 3
h_sum 4
h_count 3
a{x="1",job="own"} 1
a{x="22"} NaN
b 1e21
queue_length 3
"""
RANGE = "the range selector a[5m] needs history, and a single read has none"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "metrics.txt").write_text(TEXT)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            ("a", "metrics.txt"),
            (0, 'a{job="own", x="1"}  1\na{x="22"}            NaN\n', ""),
            id="aligned",
        ),
        pytest.param(("sum(b)", "metrics.txt"), (0, "{}  1e+21\n", ""), id="no label"),
        pytest.param(("1 + 1", "metrics.txt"), (0, "2\n", ""), id="scalar"),
        pytest.param(('"x"', "metrics.txt"), (0, "x\n", ""), id="string"),
        pytest.param(
            ("a > 9", "metrics.txt"), (0, "", "No element: the answer is empty.\n"), id="empty"
        ),
        pytest.param(
            ("sum(queue_lenght)", "metrics.txt"),
            (
                0,
                "",
                "No element: the answer is empty.\n"
                "metrics.txt shows no queue_lenght; near it: queue_length\n",
            ),
            id="a near name",
        ),
        pytest.param(
            ('a{x="222"}', "metrics.txt", "metrics.txt"),
            (
                0,
                "",
                'No element: the answer is empty.\na{x="222"} finds nothing: the metric is there,'
                ' with x in {"1", "22"}; did you mean "22"?\n',
            ),
            id="a near value",
        ),
        pytest.param(
            ('a{job="none"}', "metrics.txt"),
            (0, "", "No element: the answer is empty.\n"),
            id="a label that is attached",
        ),
        pytest.param(
            ("sum(a", "metrics.txt"),
            (2, "", "EXPR:1:4: found an opening ( without its )\n    sum(a\n       ^\n"),
            id="where it goes wrong",
        ),
        pytest.param(
            ("a +\n b)", "metrics.txt"),
            (2, "", "EXPR:2:3: found ) with nothing open\n    b)\n     ^\n"),
            id="where it goes wrong in another line",
        ),
        pytest.param(
            ('a{x="1"}', "metrics.txt", "--job", "j", "--instance", "i"),
            (0, 'a{exported_job="own", instance="i", job="j", x="1"}  1\n', ""),
            id="labels that were given",
        ),
        pytest.param(
            ("h_bucket", "metrics.txt", "--dialect", "2"),
            (0, 'h_bucket{le="1"}     2\nh_bucket{le="+Inf"}  3\n', ""),
            id="dialect 2",
        ),
        pytest.param(
            ('h_bucket{le="1.0"}', "metrics.txt"),
            (0, 'h_bucket{le="1.0"}  2\n', ""),
            id="dialect 3",
        ),
        pytest.param(
            ("a ==", "metrics.txt"),
            (2, "", "Error: bad PromQL `a ==`: invalid promql query\n"),
            id="bad PromQL",
        ),
        pytest.param(
            ("limitk(1, a)", "metrics.txt"),
            (3, "", "Error: the aggregation limitk is not supported\n"),
            id="unsupported",
        ),
        pytest.param(("a[5m]", "metrics.txt"), (3, "", f"Error: {RANGE}\n"), id="history"),
        pytest.param(
            ("a", "nowhere"), (3, "", "Error: nowhere: there is no such file.\n"), id="no file"
        ),
    ],
)
def test_text(folder: Path, words: tuple[str, ...], expected: tuple[int, str, str]) -> None:
    assert output_of(run_program("query", *words, folder=folder)) == expected


@pytest.mark.parametrize(
    ("expression", "code", "document"),
    [
        pytest.param(
            "a == 1",
            0,
            {
                "status": "success",
                "data": {
                    "resultType": "vector",
                    "result": [
                        {"metric": {"__name__": "a", "job": "own", "x": "1"}, "value": [0, "1"]}
                    ],
                },
            },
            id="vector",
        ),
        pytest.param(
            "0 - Inf",
            0,
            {"status": "success", "data": {"resultType": "scalar", "result": [0, "-Inf"]}},
            id="scalar",
        ),
        pytest.param(
            "a[5m]",
            3,
            {"status": "error", "errorType": "unsupported", "error": RANGE},
            id="history",
        ),
        pytest.param(
            "a ==",
            2,
            {
                "status": "error",
                "errorType": "bad_data",
                "error": "bad PromQL `a ==`: invalid promql query",
            },
            id="bad PromQL",
        ),
        pytest.param(
            "a + on () a",
            3,
            {
                "status": "error",
                "errorType": "execution",
                "error": "found duplicate series for the match group {} on the right hand-side of"
                ' the operation: [{__name__="a", job="own", x="1"}, {__name__="a", x="22"}]'
                ";many-to-many matching not allowed: matching labels must be unique on one side",
            },
            id="execution",
        ),
    ],
)
def test_json(folder: Path, expression: str, code: int, document: dict[str, object]) -> None:
    run = run_program("query", expression, "metrics.txt", "--json", folder=folder)
    assert (run.returncode, _timeless(run.stdout), run.stderr) == (code, document, "")


def test_a_batch_answers_line_for_line(folder: Path) -> None:
    (folder / "queries").write_text("sum(b)\n\nrate(b[5m])\n1\n")
    run = run_program("query", "-f", "queries", "-", folder=folder, given=TEXT)
    kinds = [
        (document["status"], document.get("errorType"))
        for document in (_timeless(line) for line in run.stdout.splitlines())
    ]
    assert (run.returncode, kinds, run.stderr) == (
        0,
        [("success", None), ("error", "bad_data"), ("error", "unsupported"), ("success", None)],
        "",
    )


def test_a_url_gets_job_and_instance() -> None:
    with serve_expositions({"metrics": "a 1\n"}) as origin:
        run = run_program("query", "a", f"http://{origin}/metrics")
    assert output_of(run) == (0, f'a{{instance="{origin}", job="127.0.0.1"}}  1\n', "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("a",), "Missing argument 'SOURCE...'.", id="no source"),
        pytest.param(
            ("-f", "-", "-"),
            "-f - and the SOURCE - would both read standard input.",
            id="standard input twice",
        ),
    ],
)
def test_usage(words: tuple[str, ...], message: str) -> None:
    run = run_program("query", *words)
    assert (run.returncode, run.stderr.splitlines()[-1]) == (2, f"Error: {message}")


def _timeless(line: str) -> dict[str, object]:
    """The document with each time as 0; that it is one, in milliseconds, is asserted."""
    document = cast(dict[str, object], json.loads(line))
    data = document.get("data")
    if isinstance(data, dict):
        is_vector = data["resultType"] == "vector"
        pairs = [each["value"] for each in data["result"]] if is_vector else [data["result"]]
        for pair in pairs:
            assert pair[0] > 1_600_000_000
            assert pair[0] == round(pair[0], 3)
            pair[0] = 0
    return document


def test_a_timestamp_that_no_query_sees_is_told(folder: Path) -> None:
    old = round((time.time() - 600) * 1000)
    (folder / "old.txt").write_text(f'a_total{{m="x"}} 5 {old}\n')
    told = "a_total is there with a timestamp of 10 min ago; Prometheus does not see samples older"
    assert output_of(run_program("query", "a_total", "old.txt", folder=folder)) == (
        0,
        "",
        f"No element: the answer is empty.\n{told} than 5 minutes\n",
    )
