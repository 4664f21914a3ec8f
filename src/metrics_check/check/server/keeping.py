"""The evidence of servers: what each answered in a check, and the samples behind it.

The answers were given; the samples are read here, right after the check. They are those of every
family that its queries name: with all the label values of the target, for the moments and ranges
that were asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from metrics_check.check.poll import Seen
from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.batch import OF_THE_QUERY
from metrics_check.errors import InvalidInput, UnansweredQuery, UnreadableSource
from metrics_check.exposition.families import SUFFIXES
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.text import quote_regex
from metrics_check.promql.moment import LOOKBACK_MS
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_selector
from metrics_check.promql.reads import Reading, readings_of
from metrics_check.promql.storage import STALE, StoredSeries, milliseconds
from metrics_check.promql.tree import Selector
from metrics_check.promql.values import Element, Vector
from metrics_check.sources.kept_answers import KeptAnswers, Window
from metrics_check.sources.server import Server

# All of them are held until they are written.
MOST_SAMPLES = 1_000_000
_NAME = "__name__"
_MOST_NAMES = 500

_Series = dict[frozenset[tuple[str, str]], StoredSeries]


def keep_answers(
    seen: Sequence[Seen], *, servers: Mapping[str, Server]
) -> tuple[tuple[KeptAnswers, ...], ...]:
    """For what each profile was judged on, the evidence of its servers.

    `servers` by name: open again, for the samples. What of them cannot be read is not kept, and a
    query that needs it will say so. A server was asked for all profiles together, and what it
    told is kept of each.
    """
    found: dict[int, KeptAnswers] = {}
    for answers, server in _answers(seen):
        found[id(answers)] = _kept(answers, seen, server=servers[server])
    return tuple(
        tuple(
            replace(found[id(answers)], targets=_targets(each, answers=answers))
            for answers, _ in _answers([each])
        )
        for each in seen
    )


def _answers(seen: Iterable[Seen]) -> list[tuple[ServerAnswers, str]]:
    """Each server's own answers, once, with its name."""
    found: dict[int, tuple[ServerAnswers, str]] = {}
    for each in seen:
        for told in each.sight.told.values():
            if isinstance(told.answers, ServerAnswers):
                found[id(told.answers)] = (told.answers, told.server)
    return list(found.values())


def _targets(seen: Seen, *, answers: ServerAnswers) -> tuple[str, ...]:
    return tuple(name for name, told in seen.sight.told.items() if told.answers is answers)


def _kept(answers: ServerAnswers, seen: Sequence[Seen], *, server: Server) -> KeptAnswers:
    recorded = answers.recorded()
    if recorded.at is None:
        return recorded
    own = [(each, name) for each in seen for name in _targets(each, answers=answers)]
    labels = frozenset(
        label for each, name in own for label in each.plan.profile.targets[name].labels
    )
    begins = (each.sight.begins[name] for each, name in own if name in each.sight.begins)
    moments = frozenset(milliseconds(at) for at in (recorded.at, *(float(it.at) for it in begins)))
    windows = _windows(recorded.answers, labels=labels, moments=moments)
    kept: list[Window] = []
    series: _Series = {}
    for window in windows:
        try:
            found = _samples(window, server=server)
        except UnansweredQuery:
            continue
        except UnreadableSource as error:
            if error.code in OF_THE_QUERY:
                continue
            break  # it is gone
        if sum(len(each.times) for each in chain(series.values(), found)) > MOST_SAMPLES:
            continue
        kept.append(window)
        for each in found:
            key = frozenset(each.labels.items())
            known = series.get(key)
            series[key] = each if known is None else _merged(known, each)
    return replace(recorded, windows=tuple(kept), series=tuple(series.values()))


def _windows(
    queries: Iterable[str], *, labels: frozenset[str], moments: frozenset[int]
) -> list[Window]:
    """What these queries read, of the whole targets: matchers on other labels are left out.

    All of it is read at these moments, too: those of the check, of which the last is now.
    """
    found: dict[tuple[Matcher, ...], dict[str, list[Reading]]] = {}
    for query in queries:
        try:
            readings = readings_of(parse(query), at_ms=max(moments))
        except (InvalidInput, UnansweredQuery):
            continue  # a server's own PromQL: it is answered word for word only
        for reading in readings:
            own = tuple(each for each in reading.selector.matchers if each.label in labels)
            by_name = found.setdefault(own, {})
            for name in chain.from_iterable(map(_family, reading.names)):
                by_name.setdefault(name, []).append(reading)
    return [
        window
        for matchers, by_name in found.items()
        for window in _of_names(by_name, matchers=matchers, always=moments)
    ]


def _family(name: str) -> frozenset[str]:
    """The names of all parts of the family that the name may be of."""
    stems = {name, *(name.removesuffix(end) for end in SUFFIXES)}
    return frozenset(stem + end for stem in stems if stem for end in ("", *SUFFIXES))


def _of_names(
    by_name: Mapping[str, Sequence[Reading]],
    *,
    matchers: tuple[Matcher, ...],
    always: frozenset[int],
) -> Iterable[Window]:
    """Metrics that are read of the same times share one; few enough for a request."""
    alike: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    for name, readings in sorted(by_name.items()):
        moments = tuple(sorted(always.union(each.at_ms for each in readings)))
        after_ms = min(each.at_ms - (each.range_ms or 0) for each in readings)
        alike.setdefault((min(after_ms, moments[0] - LOOKBACK_MS), moments), []).append(name)
    for (after_ms, moments), names in alike.items():
        for first in range(0, len(names), _MOST_NAMES):
            part = frozenset(names[first : first + _MOST_NAMES])
            yield Window(part, matchers, after_ms, moments)


def _samples(window: Window, *, server: Server) -> tuple[StoredSeries, ...]:
    """The samples in a window; at its moments a series is there if the server says so."""
    pattern = "|".join(quote_regex(name) for name in sorted(window.names))
    named = Matcher(_NAME, MatchOp.REGEX, pattern)
    selector = print_selector(Selector(None, (named, *window.matchers)))
    until = window.moments[-1]
    read = server.samples(selector, at=until / 1000, seconds=(until - window.after_ms) / 1000)
    series = {frozenset(each.labels.items()): each for each in read}
    for moment in window.moments:
        answered = server.query(selector, at=moment / 1000).value
        there = _by_labels(answered if isinstance(answered, tuple) else ())
        for key in there.keys() - series.keys():
            series[key] = StoredSeries(there[key].labels, (), ())
        series = {key: _as_seen(each, there.get(key), at_ms=moment) for key, each in series.items()}
    return tuple(series.values())


def _by_labels(vector: Vector) -> dict[frozenset[tuple[str, str]], Element]:
    return {frozenset(each.labels.items()): each for each in vector}


def _as_seen(series: StoredSeries, seen: Element | None, *, at_ms: int) -> StoredSeries:
    """The series so that an instant at that moment shows what the server showed."""
    index = series.last_index(at_ms=at_ms, after_ms=at_ms - LOOKBACK_MS)
    if seen is None and index >= 0:
        # The marker stands somewhere between its last sample and the moment.
        marker = min(series.times[index] + 1, at_ms)
        return _merged(series, StoredSeries(series.labels, (marker,), (STALE,)))
    if seen is not None and index < 0:
        # Its last sample is older than the lookback that is the default.
        return _merged(series, StoredSeries(series.labels, (at_ms,), (seen.value,)))
    return series


def _merged(series: StoredSeries, other: StoredSeries) -> StoredSeries:
    """The samples of both; of two at one time that of the other."""
    samples = dict(zip(series.times, series.values, strict=True))
    samples |= zip(other.times, other.values, strict=True)
    times = tuple(sorted(samples))
    return StoredSeries(series.labels, times, tuple(samples[time] for time in times))
