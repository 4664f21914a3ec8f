"""A target that was not read: what to look at, and the command that looks."""

from dataclasses import replace

import pytest

from metrics_check.check.view import TargetView
from metrics_check.errors import UnreadableSource
from metrics_check.model.outcome import Outcome, Verdict
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, told

ROWS = [
    pytest.param(
        UnreadableSource(f"{LPS}: nothing listens on lps:8090.", code="refused"),
        ["refused: is the service up, and is this its port?"],
        id="down",
    ),
    pytest.param(
        UnreadableSource(f"{LPS}: shows HTML, not metrics.", code="not-an-exposition"),
        [
            "not-an-exposition: another server, a login or an error page answers there: is the"
            " host, the port and the path right, and does it want credentials?",
            f"curl -si {LPS} | head -n 20",
        ],
        id="html",
    ),
    pytest.param(
        UnreadableSource(f"{LPS}: wants credentials (401).", code="unauthorized"),
        [],
        id="the-error-says-it-all",
    ),
    pytest.param(
        UnreadableSource(f"{LPS}: took more than 10s.", code="timeout"),
        [
            "timeout: it hangs, or is slower than --timeout allows",
            f"metrics-check parse --timeout 1m {LPS}",
        ],
        id="slow",
    ),
    pytest.param(
        UnreadableSource(f"{LPS}: Prometheus would refuse it.", code="not-ingestible"),
        [
            "not-ingestible: a Prometheus server loses every metric of this target until that is"
            " mended",
            f"metrics-check parse {LPS}",
        ],
        id="refused-by-prometheus",
    ),
]


def _outcome(message: str) -> Outcome:
    return replace(ABSENT, verdict=Verdict.ERROR, message=message)


@pytest.mark.parametrize(("error", "expected"), ROWS)
def test_explains(error: UnreadableSource, expected: list[str]) -> None:
    target = TargetView("lps", (LPS,), error=error)
    outcome = _outcome(str(error))
    assert told(expectation_of("x"), target=target, outcome=outcome) == expected


SERVER = "prom+http://p:9090"
ON_A_SERVER = [
    pytest.param(
        UnreadableSource(f"{SERVER}: nothing listens on p:9090.", code="refused"),
        [
            "refused: that is the server to be asked, not the service: is it up, and is this its"
            " port?"
        ],
        id="nothing listens",
    ),
    pytest.param(
        UnreadableSource(f"{SERVER}: took more than 10s.", code="timeout"),
        ["timeout: it hangs, or is slower than --timeout allows"],
        id="slow",
    ),
    pytest.param(
        UnreadableSource(f"{SERVER}: knows jobs a, b; not lps.", code="unknown-job"),
        ["unknown-job: ", f"metrics-check query up {SERVER}"],
        id="another job",
    ),
    pytest.param(
        UnreadableSource(f"{SERVER}: knows no job at all: it is new.", code="unknown-job"),
        ["unknown-job: "],
        id="no job",
    ),
    pytest.param(
        UnreadableSource(f"{SERVER}: has not yet scraped a:80 of lps.", code="not-scraped"),
        [
            "not-scraped: it will at the next scrape_interval: --wait DURATION waits for it",
            f"metrics-check query 'up{{job=\"lps\"}}' {SERVER}",
        ],
        id="not scraped yet",
    ),
]


@pytest.mark.parametrize(("error", "expected"), ON_A_SERVER)
def test_explains_on_a_server(error: UnreadableSource, expected: list[str]) -> None:
    target = TargetView("lps", (SERVER,), {"job": "lps"}, error=error)
    outcome = _outcome(str(error))
    assert told(expectation_of("x"), target=target, outcome=outcome) == expected


@pytest.mark.parametrize("code", ["empty", "not-an-exposition", "not-ingestible", "timeout"])
def test_standard_input_is_not_read_again(code: str) -> None:
    error = UnreadableSource("-: it is amiss.", code=code)
    target = TargetView("lps", ("-",), error=error)
    (step,) = told(expectation_of("x"), target=target, outcome=_outcome(str(error)))
    assert step.startswith(f"{code}: ")
    assert ("did the command before the pipe fail?" in step) == (code == "empty")


def test_names_the_replica_that_failed_and_an_error_that_was_not_told() -> None:
    error = UnreadableSource("http://b/m: nothing listens\x1b there.", code="refused")
    target = TargetView("lps", ("http://a/m", "http://b/m"), error=error, error_url="http://b/m")
    assert told(expectation_of("x"), target=target, outcome=_outcome("not read")) == [
        "refused: http://b/m: nothing listens\\x1b there. is the service up, and is this its port?",
    ]
    empty = UnreadableSource("a.prom: shows no metric.", code="empty")
    file = TargetView("lps", ("a.prom",), error=empty)
    assert told(expectation_of("x"), target=file, outcome=_outcome(str(empty)))[-1] == (
        "head -n 20 a.prom"
    )
