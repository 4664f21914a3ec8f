"""What queries read: which names, and the samples with the labels that a scrape attaches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import urlsplit

from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.exposition.model import EVERYTHING, Exposition, Wanted
from metrics_check.model.series import MatchOp
from metrics_check.promql.convert import NAME
from metrics_check.promql.dataset import Dataset, SampleTuple
from metrics_check.promql.rewrite import Selector, selectors
from metrics_check.record import record
from metrics_check.sources.reading import Read
from metrics_check.sources.rounds import rounds_of


@record
class _Origin:
    """One read and the labels that a server would attach to its samples."""

    exposition: Exposition
    labels: Mapping[str, str]


def wanted_by(expressions: Iterable[str], *, is_lenient: bool) -> Wanted:
    """What the selectors of all expressions want; a bad one wants nothing where that is lenient."""
    names: set[str] = set()
    patterns: set[str] = set()
    for expression in expressions:
        try:
            found = selectors(expression)
        except (InvalidInput, UnansweredQuery):
            if not is_lenient:
                raise
            continue
        for selector in found:
            pattern = _name_pattern(selector)
            if selector.name is not None:
                names.add(selector.name)
            elif pattern is not None:
                patterns.add(pattern)
            else:
                return EVERYTHING
    return Wanted(frozenset(names), tuple(sorted(patterns)))


def _name_pattern(selector: Selector) -> str | None:
    on_name = (each for each in selector.matchers if each.label == NAME)
    return next((each.value for each in on_name if each.op is MatchOp.REGEX), None)


def ended(reads: Iterable[Read]) -> float:
    """When the last of them had been read, in Unix seconds."""
    return max(read.read_at + read.seconds for read in reads)


def dataset_of(reads: Sequence[Read], *, labels: Mapping[str, str], dialect: int) -> Dataset:
    """The samples of all reads, and of those before them, each as scraped when its round ended.

    `labels` are the `job` and `instance` that were given, empty where not.
    """
    rounds = rounds_of(reads)
    types = {
        name: family.type
        for read in chain.from_iterable(rounds)
        if read.exposition is not None
        for name, family in read.exposition.families.items()
    }
    return Dataset.of_reads(
        ((ended(each), _samples_of(each, labels=labels)) for each in rounds),
        dialect=dialect,
        types=types,
    )


def _samples_of(reads: Iterable[Read], *, labels: Mapping[str, str]) -> Iterator[SampleTuple]:
    for read in reads:
        # What failed, or would have been refused, left nothing at that time.
        if read.exposition is not None and read.exposition.is_ingestible:
            yield from _stored(_Origin(read.exposition, _attached_labels(read, given=labels)))


def _attached_labels(read: Read, *, given: Mapping[str, str]) -> dict[str, str]:
    is_url = "://" in read.url
    host = urlsplit(read.url).hostname or "" if is_url else ""
    own = {"job": read.target or host, "instance": read.instance if is_url else ""}
    return {name: given[name] or own[name] for name in own if given[name] or own[name]}


def _stored(origin: _Origin) -> Iterator[SampleTuple]:
    for samples in origin.exposition.samples.values():
        for sample in samples:
            labels = _attach(sample.labels, origin.labels)
            yield sample.name, labels, sample.value, sample.timestamp


def _attach(labels: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """As a scrape does: what is exposed under a given name moves to `exported_…`."""
    moved = {f"exported_{name}" if name in given else name: value for name, value in labels.items()}
    return {**moved, **given}
