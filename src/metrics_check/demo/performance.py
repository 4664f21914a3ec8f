"""One run of the stack: started, driven, broken where asked for, and ready to be judged."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from metrics_check import Profile, Report, check, load
from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.stack import Stack, running_stack
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

    `tell` is given each step in words. Raises `StackFailed`, and `OSError` where the workload is
    not taken.
    """
    path = stack_folder() / f"{name}.yaml"
    profile = load(path)
    modes = {each.name: each.allowed[0] for each in profile.env}
    with running_stack(modes, fault=fault) as stack:
        urls = stack.metrics_urls()
        for service, url in urls.items():
            tell(f"started {service} on {url}")
        driven = _work(name, stack=stack, fault=fault, tell=tell)
        targets = {target: urls[target] for target in profile.targets}
        yield Performance(load(path, targets=targets), modes, stack, driven)


def _work(name: str, *, stack: Stack, fault: str, tell: Callable[[str], None]) -> Driven:
    workload = WORKLOADS[name]
    tell(f"sending {workload.text}")
    if fault == "restart":
        first, second = workload.halves()
        before = drive(first, stack=stack)
        stack.restart("lps")
        after = drive(second, stack=stack)
        driven = Driven(before.sent + after.sent, before.callbacks + after.callbacks)
    else:
        driven = drive(workload, stack=stack)
    tell(f"{driven.callbacks} callbacks came for {driven.sent} comparisons")
    if fault == "down":
        stack.stop("lps")
    return driven
