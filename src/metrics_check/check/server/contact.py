"""The first word of a server: its time, and how it scrapes the targets of a check."""

import math
from collections.abc import Iterable, Sequence

from metrics_check.check.server.batch import Batch
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.profile import Target
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector
from metrics_check.promql.values import Element, Vector
from metrics_check.record import record

# Prometheus' default scrape_interval is a minute; after two and a half one scrape is missing for
# sure, and what is judged is that old.
LATE_SECONDS = 150.0
# Made by whoever scrapes, with the labels of the target and no others (Prometheus docs, Jobs and
# instances).
_UP, _SIZE = "up", "scrape_samples_post_metric_relabeling"


@record
class Seen:
    """One target of the server's. `labels` are all that it puts on its samples.

    `is_up` is None where nothing tells: the samples were pushed, not scraped. `scraped_at` is in
    Unix seconds, and known of those only that are late or not up.
    """

    labels: Labels
    is_up: bool | None
    scraped_at: float | None

    @property
    def instance(self) -> str:
        """Its `instance` label."""
        return self.labels.get("instance", "")


@record
class Met:
    """The instances that a server knows of a target, and how many samples they have together."""

    instances: tuple[Seen, ...]
    size: int


def of_target(target: Target, name: str | None = None, *labels: str) -> str:
    """A selector of the series that bear a target's labels, or only those of them named."""
    kept = {label: v for label, v in target.labels.items() if not labels or label in labels}
    return selector_of(name, kept)


def selector_of(name: str | None, labels: Labels) -> str:
    """A selector of the series that bear these labels."""
    matchers = (Matcher(label, MatchOp.EQUAL, value) for label, value in sorted(labels.items()))
    return print_selector(Selector(name, tuple(matchers)))


def whole(value: float) -> int:
    """The number that a count is; 0 for what a server should not answer."""
    return int(value) if math.isfinite(value) else 0


def meet(targets: Sequence[Target], *, batch: Batch) -> tuple[Met, ...]:
    """For each target, in order, the server's own targets with its labels. Sets `batch.at`.

    Raises `UnreadableSource` where the server does not answer, or is none.
    """
    groups = [_queries(target) for target in targets]
    found = batch.ask(groups)
    for outcome in found.values():
        if isinstance(outcome, UnreadableSource):
            raise outcome
        if isinstance(outcome, UnansweredQuery):
            message = f"{batch.server.shown}: {outcome}"
            raise UnreadableSource(message, code=outcome.code, is_final=True)
    known = {query: outcome for query, outcome in found.items() if isinstance(outcome, tuple)}
    return tuple(_met([known[query] for query in queries]) for queries in groups)


def _queries(target: Target) -> tuple[str, ...]:
    """Of tens of thousands of instances only what must be known of each is asked for."""
    up = of_target(target, _UP)
    late = f"timestamp({up}) < time() - {LATE_SECONDS:g}"
    return up, f"{late} or timestamp({up}) and {up} == 0", f"sum({of_target(target, _SIZE)})"


def _met(answers: Sequence[Vector]) -> Met:
    ups, times, sizes = answers
    scraped_at = {_key(element): element.value for element in times}
    found = [
        Seen(dict(key), element.value == 1, scraped_at.get(key))
        for element in ups
        for key in (_key(element),)
    ]
    merged = _by_instance(sorted(found, key=lambda seen: sorted(seen.labels.items())))
    return Met(merged, sum(whole(each.value) for each in sizes))


def _by_instance(found: Iterable[Seen]) -> tuple[Seen, ...]:
    """One an instance: what is scraped for it in several ways is up when all of them are."""
    merged: dict[str, Seen] = {}
    for seen in found:
        known = merged.get(seen.instance)
        if known is None:
            merged[seen.instance] = seen
            continue
        times = [each.scraped_at for each in (known, seen) if each.scraped_at is not None]
        merged[seen.instance] = Seen(
            {**seen.labels, **known.labels},
            bool(known.is_up and seen.is_up),
            min(times, default=None),
        )
    return tuple(merged.values())


def _key(element: Element) -> frozenset[tuple[str, str]]:
    return frozenset(item for item in element.labels.items() if item[0] != "__name__")
