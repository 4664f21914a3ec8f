"""Every series has a value within its bound.

Expectation:

    series: queue_depth{queue}
    expect: each <= 1000

Passes:

    queue_depth{queue="a"} 0
    queue_depth{queue="b"} 1000

Fails:

    queue_depth{queue="a"} 0
    queue_depth{queue="b"} 1001
"""

from metrics_check.assertions.bounds import (
    PLAIN_TYPES,
    binder,
    bound_of,
    chain,
    is_above_or_below,
)
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    return judged_value(
        selection.value(selection.plain),
        selection.plain,
        chain=chain(bound_of(subject)),
        subject=subject,
        selection=selection,
    )


def _message(subject: Subject) -> str:
    return f"a value {is_above_or_below(subject)}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="each",
    bind=binder("each"),
    types=PLAIN_TYPES,
    compile=_compile,
)
