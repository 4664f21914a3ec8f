"""The number of series of a group is within its bound; a histogram counts once a label set.

Expectation:

    series: queue_depth{queue}
    expect: series <= 2

Passes:

    queue_depth{queue="a"} 0
    queue_depth{queue="b"} 0

Fails:

    queue_depth{queue="a"} 0
    queue_depth{queue="b"} 0
    queue_depth{queue="c"} 0
"""

from metrics_check.assertions.bounds import binder, bound_of, chain, is_above_or_below
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value
from metrics_check.assertions.selectors import select_now
from metrics_check.model.probe import Probe, Subject


def _compile(subject: Subject) -> Probe:
    selection = select_now(subject)
    return judged_value(
        f"count {selection.by} ({selection.judged})",
        selection.judged,
        chain=chain(bound_of(subject)),
        subject=subject,
        selection=selection,
    )


def _message(subject: Subject) -> str:
    return f"the number of series {is_above_or_below(subject)}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="series",
    bind=binder("series"),
    counts=True,
    compile=_compile,
)
