"""Driving the stack, where it is broken off."""

import pytest

from metrics_check.demo.settings import QUEUE_MODE
from metrics_check.demo.stack import Stack, running_stack
from metrics_check.demo.workload import WORKLOADS, drive
from tests.demo.asking import MODES, is_listening


def test_what_is_broken_off_is_stopped_before_nobody_takes_its_callbacks() -> None:
    with running_stack({**MODES, QUEUE_MODE: "batch_api"}) as stack:
        url = stack.url("lps")
        with pytest.raises(KeyboardInterrupt):
            drive(WORKLOADS["eng5-anchor"], stack=_Interrupted(stack))
        assert not is_listening(url)


def test_services_that_are_stopped_in_the_middle_say_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        running_stack({**MODES, QUEUE_MODE: "batch_api"}) as stack,
    ):
        drive(WORKLOADS["cj-regular-batch-api"], stack=_Interrupted(stack))
    assert capfd.readouterr() == ("", "")


class _Interrupted(Stack):
    """A stack whose user presses Ctrl-C when it is asked how far the work is."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._asked = 0

    def url(self, name: str) -> str:
        self._asked += 1
        if self._asked > 1:
            raise KeyboardInterrupt
        return self._stack.url(name)

    def stop(self, name: str) -> None:
        self._stack.stop(name)
