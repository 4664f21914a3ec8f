"""A selector that matches nothing now, and did some hours ago: only a server can tell."""

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis
from metrics_check.notation.duration import ago
from metrics_check.notation.visible import visible


def seconds_since(sought: Sought, *, target: TargetView) -> float | None:
    """How long ago the server last had such a series; None where it had none, or is none."""
    if target.last_seen is None:
        return None
    return target.last_seen(_selector(sought, target=target))


def explain_past(
    sought: Sought, *, target: TargetView, seconds: float | None, is_like: bool
) -> tuple[Diagnosis, ...]:
    """Until when the server had such a series; nothing to say where it had none.

    `is_like`: there is now one of a name like it.
    """
    if seconds is None:
        return ()
    doubt = (
        "was it renamed?"
        if is_like
        else f"was {target.name} replaced, or started anew, and has not counted since?"
    )
    message = f"the server had it until {ago(seconds)}: {doubt}"
    query = command.query(f"last_over_time({_selector(sought, target=target)}[6h])", target=target)
    return (Diagnosis("seen-before", visible(message), query),)


def _selector(sought: Sought, *, target: TargetView) -> str:
    return command.select(sought.sample, target=target, matchers=sought.matchers)
