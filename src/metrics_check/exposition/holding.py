"""The samples that a reading keeps, by name; of a review, only as long as they are judged."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from metrics_check.exposition.families import family_of
from metrics_check.exposition.judge import MetadataLines, judge, judge_families
from metrics_check.exposition.model import Exposition, ExpositionProblem, Sample
from metrics_check.exposition.selection import Selection

# Of a review so many are held before families that are over are judged: some 20 MB.
RELEASED_AT = 20_000
_NAME, _LABELS = attrgetter("name"), attrgetter("labels")
Tell = Callable[[Sequence[Sample]], object]


class Holding:
    """Add samples in file order, then `finish`.

    Where it `releases`, a family that another has followed is judged and let go once many samples
    are held: the first and last of each name remain. Where it goes on later, that is told, and what
    goes on is not judged. `tell` is given the samples of each block as they are read; where it
    keeps none, that is all that is done with them.
    """

    def __init__(
        self,
        selection: Selection,
        *,
        keeps: bool = True,
        releases: bool = False,
        tell: Tell | None = None,
    ) -> None:
        self._selection = selection
        self._keeps = keeps
        self._releases = releases
        self._tell = tell
        self._samples: defaultdict[str, list[Sample]] = defaultdict(list)
        self._remains: defaultdict[str, list[Sample]] = defaultdict(list)
        self._first_lines: dict[str, int] = {}
        self._label_names: defaultdict[str, set[str]] = defaultdict(set)
        self._held, self._full_at = 0, RELEASED_AT
        self._last = ""

    def add(self, samples: Sequence[Sample]) -> None:
        """Takes the next samples."""
        if not samples:
            return
        if self._tell is not None:
            self._tell(samples)
        if not self._keeps:
            return
        for name, run in groupby(samples, key=_NAME):
            self._samples[name] += run
        self._held += len(samples)
        self._last = samples[-1].name

    @property
    def is_full(self) -> bool:
        """Whether `release` would let much go."""
        return self._releases and self._held >= self._full_at

    def release(self, read: Exposition) -> tuple[ExpositionProblem, ...]:
        """Judges what is over, keeps two samples a name of it, and returns what is wrong.

        `read`: families and names as they are known now.
        """
        current = _group_of(self._last, read)
        groups = {name: _group_of(name, read) for name in self._samples}
        judged = self._judged(read, self._samples.keys() & self._remains.keys())
        over = {group for group in groups.values() if group != current}
        self._note_labels()
        problems = judge_families(self._with(self._samples, read), names=over - judged)
        for name, group in groups.items():
            if group in over:
                samples = self._samples.pop(name)
                self._remains[name] += samples if len(samples) == 1 else (samples[0], samples[-1])
        self._held = sum(map(len, self._samples.values()))
        # One family may be large: it is tried again when twice as much is held.
        self._full_at = max(RELEASED_AT, 2 * self._held)
        return problems

    def finish(
        self, read: Exposition, *, metadata: MetadataLines
    ) -> tuple[Exposition, tuple[ExpositionProblem, ...]]:
        """The exposition with its samples, and what is wrong with those not judged yet.

        Of a review no samples are left in it, only their labels, and where each name begins.
        """
        self._note_labels()
        samples = self._samples
        for name, remains in self._remains.items():
            samples[name] = remains + samples[name]
        whole = self._with(samples, read)
        problems = judge(whole, metadata=metadata, judged=self._judged(read, self._remains))
        if not self._releases:
            return whole, problems
        labels = {name: frozenset(held) for name, held in self._label_names.items()}
        return replace(read, label_names=labels, first_lines=self._first_lines), problems

    def _note_labels(self) -> None:
        for name, samples in self._samples.items() if self._releases else ():
            if samples:
                self._first_lines.setdefault(name, samples[0].line)
            for names in set(map(tuple, map(_LABELS, samples))):
                self._label_names[name].update(names)

    def _judged(self, read: Exposition, names: Iterable[str]) -> frozenset[str]:
        """The families of names whose samples were let go in part."""
        return frozenset(_group_of(name, read) for name in names)

    def _with(self, samples: Mapping[str, Iterable[Sample]], read: Exposition) -> Exposition:
        kept = {
            name: tuple(held) for name, held in samples.items() if self._selection.keeps(name, read)
        }
        return replace(read, samples=kept)


def _group_of(name: str, read: Exposition) -> str:
    family = family_of(name, read)
    return name if family is None else family.name
