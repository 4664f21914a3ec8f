"""Broken data: a command that can show the lines, wherever they are."""

from dataclasses import replace

import pytest

from metrics_check.model.outcome import Verdict
from metrics_check.model.profile import Expectation
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, promql_of, told, view_of

SERVER = "prom+http://p:9090"
OF_PARTS = (
    "missing-inf-bucket: means and quantiles of it are wrong or empty on any server: look at what"
    " makes or filters these lines, a client, a proxy or a relabelling"
)


@pytest.mark.parametrize(
    ("expectation", "url", "command"),
    [
        pytest.param(expectation_of("p50 d < 1"), LPS, f"parse {LPS}", id="an endpoint"),
        pytest.param(
            expectation_of('p50 d{a="b"} < 1'),
            SERVER,
            'query \'{__name__=~"d(_bucket|_count|_sum)?", job="llm_provider_service"}\' ' + SERVER,
            id="a server",
        ),
        pytest.param(
            promql_of("rate(d_sum[5m]) / rate(d_count[5m]) > 0"),
            SERVER,
            'query \'{__name__=~"d(_bucket|_count|_sum)?", job="llm_provider_service"}\' ' + SERVER,
            id="a server, asked PromQL",
        ),
    ],
)
def test_a_command_shows_the_lines(expectation: Expectation, url: str, command: str) -> None:
    outcome = replace(ABSENT, verdict=Verdict.FAIL, code="missing-inf-bucket")
    target = view_of("d_bucket 1\nd_sum 1\nd_count 1\n", urls=(url,))
    assert told(expectation, target=target, outcome=outcome) == [
        OF_PARTS,
        f"metrics-check {command}",
    ]
