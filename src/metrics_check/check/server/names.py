"""The names of all metrics of all targets, asked of each server in one request."""

from collections.abc import Iterable

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.view import names_query
from metrics_check.check.sight import Sight


def ask_names(sights: Iterable[Sight]) -> None:
    """See `references.AskNames`. Of a target that could not be judged nothing is asked."""
    queries: dict[int, tuple[ServerAnswers, list[str]]] = {}
    for sight in sights:
        for name, told in sight.told.items():
            if isinstance(told.answers, ServerAnswers) and told.view.error is None:
                _, asked = queries.setdefault(id(told.answers), (told.answers, []))
                asked.append(names_query(sight.profile.targets[name]))
    for answers, asked in queries.values():
        answers.prefetch((query,) for query in asked)
