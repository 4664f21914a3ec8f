"""What is kept of a server's series: metadata, and the samples that PromQL cannot judge alone.

The shape of a family, and whether its data is sound, is judged by the same code as of an
exposition, on the samples of just those families.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.assertions.registry import kind
from metrics_check.check.plan import families_of, selectors_of
from metrics_check.check.reach import targets_read
from metrics_check.check.server.contact import Seen
from metrics_check.check.sight import Instance
from metrics_check.exposition.families import SUFFIXES
from metrics_check.exposition.model import Exposition, Family, Format, Sample
from metrics_check.model.profile import Expectation, Profile, Target
from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.notation.text import quote_regex
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector
from metrics_check.promql.values import Element, Vector
from metrics_check.record import record
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Described

_NAME = "__name__"
_MANY_PARTS = frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY, MetricType.GAUGEHISTOGRAM})
_UNTOLD = frozenset({MetricType.UNKNOWN, MetricType.UNTYPED})


@record
class Metadata:
    """The families that a server describes for one instance.

    `is_whole`: what is not among them has no metadata; else that is not known. `notes` are what is
    told in several ways.
    """

    families: Mapping[str, Family]
    is_whole: bool
    notes: tuple[Note, ...] = ()


def metadata_of_instance(seen: Seen, described: Iterable[Described]) -> Metadata:
    """The families of one instance: its own, else those that the server tells of all together."""
    own: dict[str, Family] = {}
    shared: dict[str, Family] = {}
    differing: dict[str, set[str]] = {}
    for each in described:
        name, known = each.family.name, shared.get(each.family.name)
        if each.target:
            if all(seen.labels.get(k, v) == v for k, v in each.target.items()):
                own[name] = each.family
        elif known is not None and known.type is not each.family.type:
            differing.setdefault(name, {known.type.value}).add(each.family.type.value)
        else:
            shared[name] = each.family
    if own:
        return Metadata(own, is_whole=True)
    told = {
        name: replace(family, type=MetricType.UNKNOWN) if name in differing else family
        for name, family in shared.items()
    }
    notes = (Note("types-differ", _message(name, types)) for name, types in differing.items())
    return Metadata(told, is_whole=False, notes=tuple(notes))


def kept_selector(profile: Profile, target: Target, *, types: Mapping[str, MetricType]) -> str:
    """The series of a target that are to be kept for a profile, `""` where none are."""
    names = sorted(set(_kept_families(profile, target, types=types)))
    if not names:
        return ""
    ends = "|".join(suffix for suffix in SUFFIXES if suffix)
    pattern = f"({'|'.join(map(quote_regex, names))})({ends})?"
    matchers = [Matcher(_NAME, MatchOp.REGEX, pattern)]
    matchers += [Matcher(k, MatchOp.EQUAL, v) for k, v in sorted(target.labels.items())]
    return print_selector(Selector(None, tuple(matchers)))


def instance_of(
    seen: Seen, elements: Vector, *, target: Target, metadata: Metadata, notes: tuple[Note, ...]
) -> Instance:
    """One target of the server's, as a check sees an instance that it reads itself."""
    samples: dict[str, list[Sample]] = {}
    for element in elements:
        name = element.labels.get(_NAME, "")
        labels = {label: value for label, value in element.labels.items() if label != _NAME}
        samples.setdefault(name, []).append(Sample(name, labels, element.value))
    exposition = Exposition(
        # Which of the two it was is not known; in this one a family has all its names.
        Format.OPENMETRICS_UTF8,
        families=metadata.families,
        samples={name: tuple(found) for name, found in samples.items()},
        names={name: len(found) for name, found in samples.items()},
    )
    # The labels are there already, as the server attached them.
    own = replace(target, labels={**target.labels, **seen.labels}, honor_labels=True)
    return Instance(seen.instance, own, exposition, notes, has_metadata=metadata.is_whole)


def by_instance(elements: Vector, *, seen: tuple[Seen, ...]) -> Mapping[str, Vector]:
    """The elements of each instance. With honor_labels one may name another; of one all are its."""
    found: dict[str, list[Element]] = {each.instance: [] for each in seen}
    for element in elements:
        name = seen[0].instance if len(seen) == 1 else element.labels.get("instance", "")
        if name in found:
            found[name].append(element)
    return {name: tuple(each) for name, each in found.items()}


def dataset_of(elements: Vector, *, at: float) -> Dataset:
    """The elements as samples of that moment."""
    return Dataset.of(
        (
            (
                element.labels.get(_NAME, ""),
                {label: value for label, value in element.labels.items() if label != _NAME},
                element.value,
                None,
            )
            for element in elements
        ),
        at=at,
    )


def _kept_families(
    profile: Profile, target: Target, *, types: Mapping[str, MetricType]
) -> Iterator[str]:
    for expectation in profile.expectations:
        if expectation.series is not None:
            if expectation.target == target.name and _is_kept(expectation, types=types):
                yield expectation.series.name
        elif target.name in targets_read(expectation, profile=profile):
            for selector in selectors_of(expectation):
                yield from (
                    name for name in families_of(selector) if _told(name, types) in _MANY_PARTS
                )


def _is_kept(expectation: Expectation, *, types: Mapping[str, MetricType]) -> bool:
    name = "" if expectation.series is None else expectation.series.name
    told = _told(name, types)
    return (
        bool({expectation.type, told} & _MANY_PARTS)
        or (expectation.type is MetricType.UNKNOWN and told in _UNTOLD)
        or any(kind(each.kind).judge is not None for each in expectation.assertions)
    )


def _told(name: str, types: Mapping[str, MetricType]) -> MetricType:
    return types.get(name, MetricType.UNKNOWN)


def _message(name: str, types: set[str]) -> str:
    told = ", ".join(sorted(types))
    return f"{name} has several types on this server, and it does not tell whose: {told}"
