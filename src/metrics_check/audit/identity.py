"""The ids of drafted entries: none where the metric gives one that is free, else a plain one."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count

from metrics_check.audit.entry import Entry
from metrics_check.audit.metric import Metric
from metrics_check.exposition.candidates import judged_name
from metrics_check.load.ids import default_id
from metrics_check.model.series import Series

_NOT_PLAIN = re.compile(r"[^a-z0-9_.:-]+")
_LONGEST = 200


def identified(
    metrics: Iterable[Metric], *, target: str, taken: set[str]
) -> Iterator[tuple[str, Entry]]:
    """For each metric its name and its entry; `target` is empty for the file's own.

    Every id, given or not, is added to `taken`, which holds those of the entries before.
    """
    for metric in metrics:
        own = default_id(Series(_named(metric)))
        needs_one = bool(target) or metric.is_part or own in taken or "#" in own
        given = _free(own, target=target, taken=taken) if needs_one else ""
        taken.add(given or own)
        yield metric.name, Entry(metric, id=given, target=target)


def _named(metric: Metric) -> str:
    return judged_name(metric.name, metric_type=metric.type) if metric.is_part else metric.name


def _free(own: str, *, target: str, taken: set[str]) -> str:
    plain = _NOT_PLAIN.sub("-", own)[:_LONGEST]
    wanted = f"{target}.{plain}" if target else plain
    proposals = chain([wanted], (f"{wanted}.{number}" for number in count(2)))
    return next(proposal for proposal in proposals if proposal not in taken)
