"""A service as a process: how it is started, and when it ends."""

import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from metrics_check import MetricsCheckError
from metrics_check.demo.settings import BATCHING_MODE, LPS_URL, MOCK_MODE, QUEUE_MODE, USES_MOCK
from metrics_check.demo.stack import running_stack
from metrics_check.demo.web import WebServer
from tests.cli.program import clean_environment
from tests.demo.asking import MODES, is_listening

SERVICE = (sys.executable, "-P", "-m", "metrics_check.demo")
USAGE = "usage: python -m metrics_check.demo cj|lps [PORT]\n"
STARTS_A_STACK = f"""
import time
from metrics_check.demo.stack import running_stack
with running_stack({MODES!r}) as stack:
    print(stack.url("lps"), stack.url("cj"), flush=True)
    time.sleep(60)
"""


def serve(
    *words: str, environment: Mapping[str, str] | None = None, given: str = ""
) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a service whose standard input ends at once."""
    ran = subprocess.run(
        [*SERVICE, *words],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=clean_environment(environment or {}),
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


REFUSED = {
    "queue mode": (
        "lps",
        {QUEUE_MODE: "batch"},
        f"lps: {QUEUE_MODE} is 'batch', expected one of per_request, batch_api, serial_bundle\n",
    ),
    "mock mode": (
        "lps",
        {MOCK_MODE: "x"},
        f"lps: {MOCK_MODE} is 'x', expected one of cj_generic_batch, eng5_anchor_gpt51_low, "
        "eng5_lower5_gpt51_low\n",
    ),
    "use mock": (
        "lps",
        {USES_MOCK: "yes"},
        f"lps: {USES_MOCK} is 'yes', expected one of true, false\n",
    ),
    "batching mode": (
        "cj",
        {BATCHING_MODE: "batch_api", LPS_URL: "http://127.0.0.1:1"},
        f"cj: {BATCHING_MODE} is 'batch_api', expected one of per_request, provider_batch_api, "
        "serial_bundle\n",
    ),
    "no LPS": (
        "cj",
        {},
        f"cj: {LPS_URL} is not set, expected the URL of the LLM Provider Service\n",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_variable_that_says_nothing_known(name: str) -> None:
    service, environment, message = REFUSED[name]
    assert serve(service, environment=environment) == (2, "", message)


def test_a_fault_that_is_none() -> None:
    code, out, err = serve("lps", environment={"METRICS_CHECK_DEMO_FAULT": "fire"})
    assert (code, out) == (2, "")
    assert err.startswith("lps: METRICS_CHECK_DEMO_FAULT is 'fire', expected one of bad-value, ")


@pytest.mark.parametrize(
    "words", [(), ("gateway",), ("lps", "-1"), ("lps", "http"), ("lps", "1", "2")], ids=str
)
def test_usage(words: tuple[str, ...]) -> None:
    assert serve(*words) == (2, "", USAGE)


def test_a_port_that_is_taken_or_none() -> None:
    server = WebServer()
    try:
        port = str(server.server_address[1])
        taken, impossible = serve("lps", port), serve("lps", "65536")
    finally:
        server.server_close()
    assert taken[:2] == impossible[:2] == (3, "")
    assert taken[2].startswith(f"lps: cannot listen on port {port}: ")
    assert impossible[2] == "lps: cannot listen on port 65536: bind(): port must be 0-65535.\n"


def test_it_ends_with_its_standard_input() -> None:
    code, out, err = serve("lps", given="a line\n")
    assert (code, err) == (0, "")
    assert out.startswith("http://127.0.0.1:")
    assert not is_listening(out.strip())


def test_a_service_that_does_not_start_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(MetricsCheckError, match="the service cj did not start"),
        running_stack({**MODES, BATCHING_MODE: "x"}),
    ):
        pass
    assert capfd.readouterr().err.startswith(f"cj: {BATCHING_MODE} is 'x', expected one of ")


def test_a_restarted_service_keeps_its_place_and_forgets_what_it_counted() -> None:
    with running_stack(MODES) as stack:
        before = stack.url("lps")
        stack.restart("lps")
        assert stack.url("lps") == before
        assert is_listening(before)


def test_services_end_when_who_started_them_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_A_STACK],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        # The modes are those that the stack is given, whatever the environment says.
        env=clean_environment({MOCK_MODE: "no such mode"}),
    ) as parent:
        assert parent.stdout is not None
        urls = parent.stdout.readline().split()
        assert [is_listening(url) for url in urls] == [True, True]
        parent.kill()
        parent.wait(timeout=10)
    until = time.monotonic() + 10
    while any(map(is_listening, urls)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [is_listening(url) for url in urls] == [False, False]
