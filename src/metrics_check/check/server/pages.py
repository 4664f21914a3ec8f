"""What a server tells beside its samples: metadata, and its own targets.

Each page is asked for at most once, when it is needed. One that fails tells nothing, and is a
remark: the queries can be answered all the same.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.contact import Seen
from metrics_check.check.server.kept import Metadata, metadata_of_instance
from metrics_check.errors import UnreadableSource
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Described, Descriptions, Scraped, Server


class Pages:
    """The pages of one server, about the targets of these jobs."""

    def __init__(self, server: Server, *, jobs: tuple[str, ...], answers: ServerAnswers) -> None:
        self._server = server
        self._jobs = jobs
        self._answers = answers

    def metadata(self, seen: Sequence[Seen]) -> Mapping[str, Metadata]:
        """What is described of each instance, by name."""
        own = self._described
        if own is None:
            return {each.instance: Metadata({}, is_whole=False) for each in seen}
        found = {each.instance: metadata_of_instance(each, own.families) for each in seen}
        silent = [each for each in seen if not found[each.instance].is_whole]
        # Nothing is said of a target without one TYPE line, nor of one that another server scrapes.
        scraped = self.scrapes if silent and own.is_by_target else ()
        for each in silent:
            if any(its.labels.items() <= each.labels.items() for its in scraped if its.labels):
                found[each.instance] = Metadata({}, is_whole=True)
            elif not own.families:
                found[each.instance] = metadata_of_instance(each, self._shared)
        return found

    @cached_property
    def scrapes(self) -> tuple[Scraped, ...]:
        """The server's own targets; none where it does not tell."""
        try:
            return self._server.scrapes()
        except UnreadableSource as error:
            message = f"its targets could not be asked for, so why it has none is not told: {error}"
            self._answers.remark(Note("targets-untold", message))
            return ()

    @cached_property
    def _described(self) -> Descriptions | None:
        try:
            return self._server.metadata(self._jobs)
        except UnreadableSource as error:
            self._untold(error)
            return None

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
