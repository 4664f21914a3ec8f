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

# Made by whoever scrapes, with the labels of the target and no others (Prometheus docs, Jobs and
# instances).
_UP, _SIZE = "up", "scrape_samples_post_metric_relabeling"


@record
class Seen:
    """One target of the server's. `labels` are all that it puts on its samples.

    `is_up` is None where nothing tells: the samples were pushed, not scraped. `scraped_at` is in
    Unix seconds. `size` is how many samples its last scrape gave.
    """

    labels: Labels
    is_up: bool | None
    scraped_at: float | None
    size: int

    @property
    def instance(self) -> str:
        """Its `instance` label."""
        return self.labels.get("instance", "")


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


def meet(targets: Sequence[Target], *, batch: Batch) -> tuple[tuple[Seen, ...], ...]:
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
    return tuple(_seen(*(known[query] for query in queries)) for queries in groups)


def _queries(target: Target) -> tuple[str, ...]:
    up = of_target(target, _UP)
    return up, f"timestamp({up})", of_target(target, _SIZE)


def _seen(ups: Vector, times: Vector, sizes: Vector) -> tuple[Seen, ...]:
    scraped_at, size = _by_labels(times), _by_labels(sizes)
    found = []
    for element in ups:
        key = _key(element)
        count = whole(size.get(key, 0.0))
        found.append(Seen(dict(key), element.value == 1, scraped_at.get(key), count))
    return _by_instance(sorted(found, key=lambda seen: sorted(seen.labels.items())))


def _by_instance(found: Iterable[Seen]) -> tuple[Seen, ...]:
    """One an instance: what is scraped for it in several ways is up when all of them are."""
    merged: dict[str, Seen] = {}
    for seen in found:
        known = merged.get(seen.instance, seen)
        times = [each.scraped_at for each in (known, seen) if each.scraped_at is not None]
        merged[seen.instance] = Seen(
            {**seen.labels, **known.labels},
            bool(known.is_up and seen.is_up),
            min(times, default=None),
            seen.size if known is seen else known.size + seen.size,
        )
    return tuple(merged.values())


def _by_labels(vector: Iterable[Element]) -> dict[frozenset[tuple[str, str]], float]:
    return {_key(element): element.value for element in vector}


def _key(element: Element) -> frozenset[tuple[str, str]]:
    return frozenset(item for item in element.labels.items() if item[0] != "__name__")
