"""`--metrics-profile`: a session judged by what it adds, once, also with several processes."""

import pytest

from tests.pytest_plugin.conftest import PROFILE, Session, shown
from tests.pytest_plugin.shop import Shop

QUICK = ("--metrics-wait=300ms", "--metrics-interval=50ms", "--metrics-quiet=100ms")


def ordering(url: str, *, times: int) -> str:
    """Tests that order so often, each once."""
    return (
        "import urllib.request, pytest\n"
        f"@pytest.mark.parametrize('number', range({times}))\n"
        "def test_order(number):\n"
        f"    urllib.request.urlopen('{url}/paid', timeout=10).close()\n"
    )


def touching(statement: str) -> str:
    """A test that does this."""
    return f"from pathlib import Path\ndef test_it():\n    {statement}\n"


@pytest.mark.parametrize("processes", ["-n0", "-n2"])
def test_a_session_that_adds_what_it_must_passes(
    session: Session, shop: Shop, processes: str
) -> None:
    for _ in range(7):
        shop.answer("/paid")
    session.write("test_it.py", ordering(shop.url, times=3))
    target = f"--metrics-target=shop={shop.url}/metrics"
    words = ("-q", processes, "--metrics-profile=shop", target, *QUICK)
    status, text = session.run(*words)
    assert status == 0, text
    assert text.count("PASS  1 profile · 1 passed · 1 skipped") == 1
    assert text.count("metrics of the test run") == 1
    assert "3 passed" in text
    # One process reads, not each.
    assert shop.reads_before_orders == [0] * 7 + [1] * 3


@pytest.mark.parametrize("processes", ["-n0", "-n2"])
def test_a_session_that_adds_too_much_fails(session: Session, shop: Shop, processes: str) -> None:
    session.write("test_it.py", ordering(shop.url, times=4))
    target = f"--metrics-target=shop={shop.url}/metrics"
    words = ("-q", processes, "--metrics-profile=shop", target, *QUICK)
    status, text = session.run(*words)
    assert status == 1, text
    assert text.count("expected sum == 3, found 4\n") == 1
    assert "4 passed" in text


def test_it_is_read_before_other_processes_are_started(session: Session, shop: Shop) -> None:
    session.write(
        "conftest.py",
        "import pytest, urllib.request\n"
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_xdist_setupnodes():\n"
        f"    urllib.request.urlopen('{shop.url}/paid', timeout=10).close()\n",
    )
    session.write("test_it.py", ordering(shop.url, times=2))
    target = f"--metrics-target=shop={shop.url}/metrics"
    shop.answer("/open")
    status, text = session.run("-q", "-n2", "--metrics-profile=shop", target, *QUICK)
    assert (status, shop.reads_before_orders) == (0, [0, 1, 1, 1]), text


def test_what_a_server_knows_nothing_of_is_told(session: Session) -> None:
    session.write("expectations/shop.yaml", PROFILE.replace(", labels: {job: shop}", ""))
    session.write("test_it.py", "def test_it():\n    pass\n")
    words = ("--metrics-profile=shop", "--metrics-prometheus=http://127.0.0.1:1")
    status, text = session.run("-q", *words)
    assert (status, "passed" in text) == (4, False), text
    assert "ERROR: expectations/shop.yaml:3:" in text


def test_failing_tests_go_first_and_are_not_waited_for(session: Session) -> None:
    session.write("test_it.py", "def test_it():\n    assert False\n")
    # Half an hour, were it waited for.
    status, text = session.run("-q", "--metrics-profile=shop", "--metrics-wait=30m")
    assert (status, "expected sum == 3, found 0" in text) == (1, True), text


def test_no_test_is_run_where_the_first_read_fails(session: Session) -> None:
    session.write("test_it.py", touching("Path('ran').touch()"))
    words = ("-q", "--metrics-profile=shop", "--metrics-target=shop=http://127.0.0.1:1/metrics")
    for processes in ("-n0", "-n2"):
        status, text = session.run(*words, processes, *QUICK)
        assert (status, (session.folder / "ran").exists()) == (3, False), text
        assert "no test was run: what they add could not be told" in text
        assert "nothing listens on 127.0.0.1:1 (connection refused)" in text


def test_what_can_no_longer_be_read_is_no_pass(session: Session) -> None:
    session.write("test_it.py", touching("Path('shop.prom').unlink()"))
    status, text = session.run("-q", "--metrics-profile=shop", *QUICK)
    assert (status, "ERROR  1 profile" in text, "1 passed" in text) == (3, True, True), text


def test_a_service_that_the_tests_start_is_fresh(session: Session) -> None:
    (session.folder / "shop.prom").unlink()
    session.write("test_it.py", touching(f"Path('shop.prom').write_text({shown(paid=3)!r})"))
    assert session.run("-q", "--metrics-profile=shop", *QUICK)[0] == 3
    status, text = session.run("-q", "--metrics-profile=shop", "--metrics-fresh", *QUICK)
    assert (status, "1 passed" in text) == (0, True), text


def test_ctrl_c_ends_the_waiting_and_is_no_pass(session: Session) -> None:
    session.write("test_it.py", "def test_it():\n    pass\n")
    status, text = session.interrupted(
        *("-q", "--metrics-profile=shop", "--metrics-wait=10m"), after="metrics: reading on"
    )
    assert (status, "not judged: interrupted while reading on" in text) == (2, True), text


def test_an_env_file_that_the_tests_break_is_no_pass(session: Session) -> None:
    session.write("test_it.py", touching("Path('.env').write_text('what')"))
    status, text = session.run("-q", "--metrics-profile=shop", *QUICK)
    assert (status, "not judged: .env:1:1: " in text, "1 passed" in text) == (3, True, True), text


def test_a_session_without_tests_does_not_pass(session: Session) -> None:
    session.write("test_it.py", "")
    status, text = session.run("-q", "--metrics-profile=shop", *QUICK)
    assert (status, "expected sum == 3, found 0" in text) == (5, True), text


def test_nothing_is_read_where_tests_are_only_collected(session: Session) -> None:
    session.write("test_it.py", "def test_it():\n    pass\n")
    words = ("--metrics-profile=shop", "--metrics-target=shop=http://127.0.0.1:1/metrics")
    status, text = session.run("-q", "--collect-only", *words)
    assert (status, "metrics of the test run" in text) == (0, False), text


def test_several_profiles(session: Session) -> None:
    session.write("expectations/other.yaml", PROFILE.replace("profile: shop", "profile: other"))
    session.write("test_it.py", "def test_it():\n    pass\n")
    words = ("--metrics-profile=shop", "--metrics-profile=other", *QUICK)
    status, text = session.run("-q", *words)
    assert (status, "FAIL  2 profiles · 0 passed · 2 failed" in text) == (1, True), text


WRONG = {
    "a name": (["--metrics-profile=shpo"], "ERROR: no profile is named `shpo` in expectations."),
    "an option": (["--metrics-profile=shop", "--metrics-quiet=x"], "value for --metrics-quiet: "),
    "a file": (
        ["--metrics-profile=wrong"],
        "ERROR: expectations/wrong.yaml:2:1: a profile has no key `profil`. Did you mean",
    ),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_before_anything_runs(
    session: Session, words: list[str], message: str
) -> None:
    session.write("expectations/wrong.yaml", "format: 1\nprofil: wrong\nexpectations: [a_total]\n")
    session.write("test_it.py", "def test_it():\n    pass\n")
    status, text = session.run("-q", *words)
    assert (status, message in text, "passed" in text) == (4, True, False), text
