"""The reference stack in a test session: the profiles of its two modes, healthy and broken."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from metrics_check.demo.performance import Performance
from metrics_check.demo.profiles import stack_folder
from tests.demo.stacks import quietly_performed
from tests.pytest_plugin.conftest import Session

TEST = """\
def test_it(metrics):
    metrics.check("{name}")
"""


@contextmanager
def stack_of(
    name: str, *, session: Session, monkeypatch: pytest.MonkeyPatch, fault: str = ""
) -> Iterator[Mapping[str, str]]:
    """The stack after the work of a profile; the options that name its targets, by target."""
    shutil.rmtree(session.folder / "expectations")
    shutil.copytree(stack_folder(), session.folder / "expectations")
    session.write("test_it.py", TEST.format(name=name))
    with quietly_performed(name, fault=fault) as performance:
        for variable, value in performance.modes.items():
            monkeypatch.setenv(variable, value)
        yield {
            target: f"--metrics-target={target}={url}" for target, url in _urls(performance).items()
        }


def _urls(performance: Performance) -> Mapping[str, str]:
    return {
        target: url
        for target, url in performance.stack.metrics_urls().items()
        if target in performance.profile.targets
    }


@pytest.mark.parametrize("name", ["cj-generic", "cj-generic-batch-api", "cj-regular-batch-api"])
def test_a_healthy_stack_passes(
    name: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stack_of(name, session=session, monkeypatch=monkeypatch) as targets:
        status, text = session.run("-q", *targets.values(), "test_it.py")
        assert (status, "1 passed" in text) == (0, True), text
        status, text = session.run("-q", *targets.values(), f"expectations/{name}.yaml")
        assert (status, "failed" in text) == (0, False), text
        # Of all profiles, those of this mode are judged, and no other.
        status, text = session.run("-q", "-rs", *targets.values(), "expectations")
        assert (status, "not this mode" in text) == (0, True), text


def test_a_broken_stack_fails(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stack_of(
        "cj-generic-batch-api", session=session, monkeypatch=monkeypatch, fault="no-callbacks"
    )
    with made as targets:
        words = ("-q", "-rA", *targets.values())
        status, text = session.run(*words, "expectations/cj-generic-batch-api.yaml")
    assert status == 1
    told = [line for line in text.splitlines() if line.startswith("FAILED ")]
    assert [line.split()[1].partition("::")[2] for line in told] == ["callbacks"]


def test_a_session_that_sends_nothing_is_told_from_one_that_does(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "cj-generic-batch-api"
    with stack_of(name, session=session, monkeypatch=monkeypatch) as targets:
        words = ("-q", f"--metrics-profile={name}", "--metrics-wait=1s", *targets.values())
        status, text = session.run(*words, "test_it.py")
    # What an earlier session did passes the check, and does not pass the run.
    assert (status, "1 passed" in text) == (1, True), text
    assert "it did not rise in the run: nothing was counted. Did the workload run?" in text
