"""What else the service has counted: whether its workload ran, and a command that shows it."""

from metrics_check.check.diagnose import command
from metrics_check.check.view import TargetView
from metrics_check.model.series import MetricType
from metrics_check.notation.text import quote_regex

# Counters and counts of observations: what happened, not what is.
_ENDS = ("_total", "_count")
# Counted by a runtime or a client library, whether the service worked or not.
_OF_RUNTIMES = ("go_", "jvm_", "process_", "promhttp_", "python_")


def counted_beside(*, target: TargetView) -> str:
    """A metric that the profile reads and that was counted, a counter if there is one; `""` where
    there is none, or a server is not to be asked for all of them.
    """
    if target.is_server:
        return ""
    found = [
        sample
        for sample, series in target.series.items()
        if _is_of_work(sample, target=target) and any(each.value > 0 for each in series)
    ]
    return min(found, key=lambda sample: (not sample.endswith(_ENDS[0]), sample), default="")


def did_it_run(target: TargetView) -> str:
    """The question to ask where nothing was counted: a server does not tell whether."""
    return "" if target.is_server else ". Did the workload run?"


def query_counted(name: str, *, target: TargetView) -> str:
    """A command that shows what was counted by names with the same first word, else every name."""
    start = name.split("_")[0] + "_"
    if any(each.startswith(start) and each.endswith(_ENDS) for each in target.names):
        pattern = f"{quote_regex(start)}.*({'|'.join(_ENDS)})"
        counted = command.select_names(pattern, target=target)
        return command.query(command.aggregate("sum", counted, by=["__name__"]), target=target)
    return query_names(target) if any(target.names) else ""


def query_names(target: TargetView) -> str:
    """A command that shows every name."""
    every = command.select_names(".+", target=target)
    return command.query(command.count_by(["__name__"], every), target=target)


def _is_of_work(sample: str, *, target: TargetView) -> bool:
    is_count = target.families.get(sample) is MetricType.COUNTER or sample.endswith(_ENDS)
    return is_count and not sample.startswith(_OF_RUNTIMES)
