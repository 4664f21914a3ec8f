"""Why an expectation cannot be judged though its target is there: one that it reads, or where."""

from metrics_check.check.reach import targets_read
from metrics_check.check.sight import Sight
from metrics_check.errors import UnreadableSource
from metrics_check.model.profile import Expectation
from metrics_check.record import record


@record
class Fault:
    """What stands in the way of judging, and the target that it concerns."""

    target: str
    error: UnreadableSource


def fault_in(expectation: Expectation, *, sight: Sight) -> Fault | None:
    """The first target that an expectation reads and that was not read, or that is elsewhere."""
    names = targets_read(expectation, profile=sight.profile)
    for name in names:
        error = sight.views[name].error
        if error is not None:
            return Fault(name, error)
    places = {name: sight.server(name) for name in names}
    if len(set(places.values())) < 2:
        return None
    told = ", ".join(f"{name} by {place or 'reading it'}" for name, place in places.items())
    return Fault(
        expectation.target,
        UnreadableSource(
            f"one query cannot reach targets that are judged in different places: {told}. "
            "Give all of them to one server, or read all of them.",
            code="mixed-sources",
            is_final=True,
        ),
    )
