"""A selector that matches nothing now, and did some hours ago: only a server can tell."""

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis
from metrics_check.notation.duration import ago
from metrics_check.notation.visible import visible


def explain_past(sought: Sought, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """Until when the server had such a series; nothing to say where it had none, or is none."""
    if target.last_seen is None:
        return ()
    selector = command.select(sought.sample, target=target, matchers=sought.matchers)
    seconds = target.last_seen(selector)
    if seconds is None:
        return ()
    message = (
        f"the server had it until {ago(seconds)}: was {target.name} replaced, or started anew, and"
        " has not counted since?"
    )
    query = command.query(f"last_over_time({selector}[6h])", target=target)
    return (Diagnosis("seen-before", visible(message), query),)
