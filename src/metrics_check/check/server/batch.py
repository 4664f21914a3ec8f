"""Many queries in one request: each marked by a label, joined by `or`, told apart in the answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.promql.values import Element, Matrix, Scalar, Text, Vector
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Answered, Server

# The cost of a union grows with the square of its terms.
MOST_GROUPS = 50
# Far below the 10 MB that a server takes.
MOST_CHARACTERS = 200_000
# Names that begin so are Prometheus' own: no series has such a label (Prometheus docs, Data model).
MARK = "__probe__"
# Always there: an answer without it has lost elements, and an empty one would pass for a good one.
_WITNESS = "0"
_MOST_TIMEOUTS = 6
# Failures that tell of one query, not of the server.
OF_THE_QUERY = frozenset({"partial", "too-large"})

Outcome = Vector | UnansweredQuery | UnreadableSource


class Batch:
    """The answers of one server to many queries, all at one moment.

    `at` is that moment in Unix seconds by the server's own clock: what the first answer says, then
    asked for. `notes` are what was remarked in the answers, `asked` all of them by query.
    """

    def __init__(self, server: Server, *, at: float | None = None) -> None:
        self.server = server
        self.at = at
        self.notes: tuple[Note, ...] = ()
        self.asked: dict[str, Outcome] = {}
        self._timeouts = 0

    def ask(self, groups: Iterable[tuple[str, ...]]) -> Mapping[str, Outcome]:
        """By query, its elements or why there are none; the queries of a group stay together.

        A request that is refused is halved until the query that is to blame stands alone.
        """
        found: dict[str, Outcome] = {}
        lost: UnreadableSource | None = None
        for queries in _requests(groups):
            if not self.server.joins:
                found.update((query, self._asked_alone(query)) for query in queries)
                continue
            if lost is None:
                lost = self._ask(queries, found=found)
            else:
                found.update(dict.fromkeys(queries, lost))
        self.asked.update(found)
        return found

    def remark(self, notes: Iterable[Note]) -> None:
        """Adds these notes, each once."""
        self.notes = tuple(dict.fromkeys((*self.notes, *notes)))

    def ask_one(self, query: str) -> Vector:
        """The elements of one query. Raises `UnansweredQuery` and `UnreadableSource`."""
        try:
            found = _vector(self._query(query))
        except (UnansweredQuery, UnreadableSource) as error:
            self.asked[query] = error
            raise
        self.asked[query] = found
        return found

    def _asked_alone(self, query: str) -> Outcome:
        try:
            return self.ask_one(query)
        except (UnansweredQuery, UnreadableSource) as error:
            return error

    def _ask(self, queries: Sequence[str], *, found: dict[str, Outcome]) -> UnreadableSource | None:
        """Puts the outcome of each; returns why the server need not be asked any more."""
        try:
            found.update(self._asked_together(queries))
        except UnreadableSource as error:
            if error.code == "too-large" and len(queries) > 1:
                return self._ask_apart(queries, found=found)
            found.update(dict.fromkeys(queries, error))
            return None if error.code in OF_THE_QUERY else error
        except UnansweredQuery as error:
            self._timeouts += error.code == "timeout"
            if self._timeouts > _MOST_TIMEOUTS:
                found.update(dict.fromkeys(queries, error))
                return None
            return self._ask_apart(queries, found=found)
        return None

    def _ask_apart(
        self, queries: Sequence[str], *, found: dict[str, Outcome]
    ) -> UnreadableSource | None:
        if len(queries) > 1:
            middle = len(queries) // 2
            lost = self._ask(queries[:middle], found=found)
            if lost is None:
                return self._ask(queries[middle:], found=found)
            found.update(dict.fromkeys(queries[middle:], lost))
            return lost
        # Alone and as it is: what cannot be marked (a scalar) can still be asked.
        try:
            found[queries[0]] = self.ask_one(queries[0])
        except UnansweredQuery as error:
            found[queries[0]] = error
        except UnreadableSource as error:
            found[queries[0]] = error
            return error
        return None

    def _asked_together(self, queries: Sequence[str]) -> Mapping[str, Vector]:
        terms = [_marked("vector(0)", mark=_WITNESS)]
        terms += [_marked(query, mark=str(n)) for n, query in enumerate(queries, start=1)]
        elements = _vector(self._query(" or ".join(terms)))
        by_mark: dict[str, list[Element]] = {}
        for element in elements:
            labels = dict(element.labels)
            by_mark.setdefault(labels.pop(MARK, ""), []).append(Element(labels, element.value))
        marks = [str(n) for n in range(len(terms))]
        if _WITNESS not in by_mark or not by_mark.keys() <= set(marks):
            raise UnreadableSource(
                f"{self.server.shown}: the answer is not that of the query: elements were lost, "
                f"or their label {MARK} was. Something stands between that changes answers.",
                code="bad-answer",
                is_final=True,
            )
        return {
            query: tuple(by_mark.get(mark, ()))
            for mark, query in zip(marks[1:], queries, strict=True)
        }

    def _query(self, promql: str) -> Answered:
        answered = self.server.query(promql, at=self.at)
        if self.at is None:
            self.at = answered.at
        self.remark(answered.notes)
        return answered


def _requests(groups: Iterable[tuple[str, ...]]) -> Iterator[Sequence[str]]:
    """The queries of one request after another, none twice."""
    gathered: dict[str, None] = {}
    known: set[str] = set()
    count = size = 0
    for group in groups:
        new = [query for query in dict.fromkeys(group) if query and query not in known]
        length = sum(map(len, new))
        if gathered and (count == MOST_GROUPS or size + length > MOST_CHARACTERS):
            yield tuple(gathered)
            gathered, count, size = {}, 0, 0
        gathered.update(dict.fromkeys(new))
        known.update(new)
        count, size = count + 1, size + length
    if gathered:
        yield tuple(gathered)


def _marked(query: str, *, mark: str) -> str:
    return f'label_replace({query}, "{MARK}", "{mark}", "", "")'


def _vector(answered: Answered) -> Vector:
    if isinstance(answered.value, Text):
        raise UnansweredQuery("a string is no vector", code="unsupported")
    if isinstance(answered.value, Matrix):
        raise UnansweredQuery("a range vector is no vector", code="unsupported")
    if isinstance(answered.value, Scalar):
        return (Element({}, answered.value.value),)
    return answered.value
