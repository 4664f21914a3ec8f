"""One run of the stack: started, driven, broken where asked for, and ready to be judged."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from metrics_check import InvalidInput, Profile, Report, check, load
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.settings import QUEUE_MODE
from metrics_check.demo.stack import LPS, Stack, running_stack
from metrics_check.demo.workload import WORKLOADS, Driven, drive
from metrics_check.record import record


@record
class Performance:
    """A stack that has done its work. `profile` reads its targets, `modes` are its variables."""

    profile: Profile
    modes: Mapping[str, str]
    stack: Stack
    driven: Driven

    def judge(self) -> Report:
        """The report of its profile, now."""
        return check(self.profile, environment=self.modes)


@contextmanager
def performed(name: str, *, fault: str = "", tell: Callable[[str], None]) -> Iterator[Performance]:
    """The stack in the mode of a profile after its workload, up for as long as the block.

    `tell` is given each step in words. Raises `InvalidInput` where this mode cannot be broken so,
    `MetricsCheckError` where a service does not start, `OSError` where the work is not taken.
    """
    path = stack_folder() / f"{name}.yaml"
    asked = load(path)
    modes = {each.name: each.allowed[0] for each in asked.env}
    _require_breakable(name, fault, modes=modes)
    tell(f"the reference stack, in the mode of {name}, on this machine only:")
    for variable, value in modes.items():
        tell(f"  {variable}={value}")
    with running_stack(modes, fault=fault) as stack:
        urls = stack.metrics_urls()
        for service, url in urls.items():
            tell(f"started {service} on {url}")
        if fault:
            tell(f"broken on purpose: {FAULTS[fault].does}")
        driven = work(name, stack=stack, fault=fault, tell=tell)
        profile = load(path, targets={target: urls[target] for target in asked.targets})
        yield Performance(profile, modes, stack, driven)


def _require_breakable(name: str, fault: str, *, modes: Mapping[str, str]) -> None:
    if fault and FAULTS[fault].needs_jobs and modes.get(QUEUE_MODE) != "batch_api":
        raise InvalidInput(
            f"--break {fault} breaks batch jobs, and {name} runs in the mode {modes[QUEUE_MODE]}. "
            "Take a profile that ends in -batch-api."
        )


def work(name: str, *, stack: Stack, fault: str, tell: Callable[[str], None]) -> Driven:
    """Sends the workload of a profile, restarts or ends LPS where the fault is that."""
    workload = WORKLOADS[name]
    tell(f"sending {workload.text}")
    if fault == "restart":
        first, second = workload.halves()
        before = drive(first, stack=stack)
        stack.restart(LPS)
        after = drive(second, stack=stack)
        driven = Driven(
            before.comparisons + after.comparisons,
            before.sent + after.sent,
            before.callbacks + after.callbacks,
            after.unfinished,
        )
    else:
        driven = drive(workload, stack=stack)
    tell(driven.text)
    if fault == "down":
        stack.stop(LPS)
    return driven
