"""The queries of whole profiles, asked together before they are judged.

First whether anything is violated or unproven; then, for what is, what to show of it.
"""

from collections.abc import Iterable, Iterator

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.registry import kind
from metrics_check.check.evaluate import subject_of
from metrics_check.check.faults import fault_in
from metrics_check.check.plan import Plan
from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.sight import Sight
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.probe import Probe, Subject
from metrics_check.record import record


def prefetch(plans: Iterable[tuple[Plan, Sight]]) -> None:
    """Asks the servers of these profiles what judging them will ask."""
    by_answers: dict[int, list[_Asked]] = {}
    for plan, sight in plans:
        for asked in _asked(plan, sight=sight):
            by_answers.setdefault(id(asked.answers), []).append(asked)
    for found in by_answers.values():
        answers = found[0].answers
        answers.prefetch(each.deciding for each in found)
        answers.prefetch(each.telling for each in found if each.is_to_be_told)


@record
class _Asked:
    answers: ServerAnswers
    subject: Subject
    kind: Kind
    probe: Probe

    @property
    def deciding(self) -> tuple[str, ...]:
        """The queries that decide; an empty one is none."""
        is_optional = self.subject.expectation.is_optional
        probe = self.probe
        return (probe.violation, probe.unproven, probe.exists if is_optional else "")

    @property
    def telling(self) -> tuple[str, ...]:
        """The queries that show what was decided."""
        needs = "" if self.kind.needs is None else self.kind.needs(self.subject)
        return (self.probe.observed, self.probe.exists, needs)

    @property
    def is_to_be_told(self) -> bool:
        """Whether it does not hold."""
        try:
            return any(
                bool(query and self.answers.ask(query))
                for query in (self.probe.violation, self.probe.unproven)
            )
        except (UnansweredQuery, UnreadableSource):
            return False


def _asked(plan: Plan, *, sight: Sight) -> Iterator[_Asked]:
    for task in plan.tasks:
        expectation = task.expectation
        answers = sight.answers(expectation.target)
        of_kind = kind(task.assertion.kind)
        if (
            task.skipped_code
            or not isinstance(answers, ServerAnswers)
            or of_kind.compile is None
            or fault_in(expectation, sight=sight) is not None
        ):
            continue
        try:
            subject = subject_of(expectation, assertion=task.assertion, sight=sight)
            yield _Asked(answers, subject, of_kind, compile_assertion(subject))
        except UnansweredQuery:
            continue  # said where it is judged
