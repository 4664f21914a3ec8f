"""What a server tells beside its samples: metadata, and its own targets.

Each page is asked for at most once, when it is needed. One that fails tells nothing, and is a
remark: the queries can be answered all the same.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.contact import Seen
from metrics_check.check.server.kept import Metadata, metadata_of_instance
from metrics_check.check.server.recorded import RecordedPages
from metrics_check.errors import UnreadableSource
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Described, Descriptions, Scraped, Scrapes

T = TypeVar("T")


class Pages:
    """The pages of one server, about the targets of these jobs."""

    def __init__(
        self, server: RecordedPages, *, jobs: tuple[str, ...], answers: ServerAnswers
    ) -> None:
        self._server = server
        self._jobs = jobs
        self._answers = answers

    def metadata(self, seen: Sequence[Seen]) -> Mapping[str, Metadata]:
        """What is described of each instance, by name."""
        own = self._described
        if own is None:
            return {each.instance: Metadata({}, is_whole=False) for each in seen}
        found = {
            each.instance: metadata_of_instance(each, _about(each, self._by_instance))
            for each in seen
        }
        silent = [each for each in seen if not found[each.instance].is_whole]
        for each in silent:
            # Nothing is said of a target without one TYPE line, nor of one that another scrapes.
            if own.is_by_target and self._is_scraped(each):
                found[each.instance] = Metadata({}, is_whole=True)
            elif not own.families:
                found[each.instance] = metadata_of_instance(each, self._shared)
        return found

    @property
    def scrapes(self) -> tuple[Scraped, ...]:
        """The server's own targets; none where it does not tell."""
        return self._scrapes.targets

    @cached_property
    def unscraped(self) -> tuple[Scraped, ...]:
        """Those of them that it has not scraped yet."""
        return tuple(each for each in self.scrapes if each.last is None)

    @cached_property
    def _scrapes(self) -> Scrapes:
        try:
            return self._server.scrapes()
        except UnreadableSource as error:
            untold = "which it has not scraped yet is not told"
            message = f"its targets could not be asked for, so {untold}: {error}"
            self._answers.remark(Note("targets-untold", message))
            return Scrapes(has_metadata=True)

    @cached_property
    def _described(self) -> Descriptions | None:
        if not self._scrapes.has_metadata:
            return Descriptions()
        try:
            return self._server.metadata(self._jobs)
        except UnreadableSource as error:
            self._untold(error)
            return None

    @cached_property
    def _by_instance(self) -> Mapping[str, list[Described]]:
        """What is described, by instance: there may be thousands."""
        found: dict[str, list[Described]] = {}
        for each in () if self._described is None else self._described.families:
            found.setdefault(each.target.get("instance", ""), []).append(each)
        return found

    @cached_property
    def _scraped(self) -> Mapping[str, list[Scraped]]:
        found: dict[str, list[Scraped]] = {}
        for each in self.scrapes:
            found.setdefault(each.labels.get("instance", ""), []).append(each)
        return found

    def _is_scraped(self, seen: Seen) -> bool:
        return any(
            each.labels.items() <= seen.labels.items()
            for each in _about(seen, self._scraped)
            if each.labels
        )

    @cached_property
    def _shared(self) -> tuple[Described, ...]:
        try:
            return self._server.shared_metadata()
        except UnreadableSource as error:
            self._untold(error)
            return ()

    def _untold(self, error: UnreadableSource) -> None:
        message = f"its metadata could not be asked for, so types and help are not known: {error}"
        self._answers.remark(Note("metadata-untold", message))


def _about(seen: Seen, told: Mapping[str, list[T]]) -> list[T]:
    """What is told of an instance by its name, and of no instance by name."""
    return [each for name in dict.fromkeys((seen.instance, "")) for each in told.get(name, ())]
