"""Why a server cannot judge a target: it does not know it, or does not get its metrics."""

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.contact import (
    LATE_SECONDS,
    Met,
    Seen,
    of_target,
    selector_of,
    whole,
)
from metrics_check.check.server.pages import Pages
from metrics_check.check.server.view import HOURS, History
from metrics_check.errors import UnreadableSource
from metrics_check.model.profile import Target
from metrics_check.notation.duration import ago
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.series import format_label
from metrics_check.notation.visible import visible
from metrics_check.promql.printing import print_label
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Scraped, Server

_MOST_TOLD = 10


def pushed(target: Target, *, answers: ServerAnswers) -> Met:
    """The instances of a target that the server has series of, and no `up`: nothing scraped it."""
    counted = answers.ask(instances_query(target))
    instances = (Seen({**target.labels, **each.labels}, None, None) for each in counted)
    return Met(tuple(instances), sum(whole(each.value) for each in counted))


def instances_query(target: Target) -> str:
    """What `pushed` asks."""
    return f"count by (instance) ({of_target(target)})"


def unknown_target(
    target: Target, *, server: Server, pages: Pages, answers: ServerAnswers
) -> UnreadableSource:
    """The error of a target that the server has no series of."""
    waiting = [each for each in _own(target, pages=pages) if each.last is None]
    if waiting:
        return _not_scraped(waiting, target=target, server=server)
    jobs = {element.labels.get("job", "") for element in answers.ask("group by (job) (up)")}
    jobs.discard("")
    job = target.labels["job"]
    if job not in jobs:
        known = (
            f"knows jobs {_listed(jobs)}; not {job}"
            if jobs
            else "knows no job at all: it is new, or the wrong server"
        )
        return _error(server, known, code="unknown-job")
    others = [label for label in sorted(target.labels) if label != "job"]
    by = ", ".join(map(print_label, others))
    there = answers.ask(f"group by ({by}) ({of_target(target, 'up', 'job')})")
    found = " or ".join(shown_labels(each.labels) for each in there[:_MOST_TOLD])
    wanted = ", ".join(map(format_label, others))
    return _error(
        server,
        f"knows job {job} with {found}, not with the {wanted} of target {target.name}",
        code="unknown-job",
    )


def down_target(
    target: Target,
    seen: tuple[Seen, ...],
    *,
    server: Server,
    pages: Pages,
    answers: ServerAnswers,
) -> UnreadableSource | None:
    """The error of a target of which the server does not get every instance."""
    down = [each for each in seen if each.is_up is False]
    if not down:
        return None
    first = down[0]
    scraped = next((each for each in _own(target, pages=pages) if _is_of(each, first)), None)
    reason = f" ({scraped.error})" if scraped is not None and scraped.error else ""
    tried = "" if first.scraped_at is None else f", tried {ago(answers.at - first.scraped_at)}"
    up = History(answers).last_seen(f"{selector_of('up', first.labels)} == 1")
    before = f"not seen up in the last {HOURS}" if up is None else f"last up {ago(up)}"
    more = f", nor {len(down) - 1} more of its {len(seen)}" if len(down) > 1 else ""
    return _error(
        server,
        f"cannot scrape {first.instance} of {target.name}{reason}{tried}, {before}{more}",
        code="down",
    )


def waiting_target(
    target: Target, seen: tuple[Seen, ...], *, server: Server, pages: Pages
) -> UnreadableSource | None:
    """The error of a target of which the server has instances that it has not scraped yet.

    None, too, where it does not tell of them. One with samples of before the server's start is no
    such instance: it is among the `seen`.
    """
    wanted = target.labels.items()
    own = [each for each in pages.unscraped if wanted <= each.labels.items()]
    known: dict[str, Seen] = {each.instance: each for each in seen} if own else {}
    waiting = [
        each
        for each in own
        for there in (known.get(each.labels.get("instance", "")),)
        if there is None or not _is_of(each, there)
    ]
    return _not_scraped(waiting, target=target, server=server) if waiting else None


def late_notes(seen: tuple[Seen, ...], *, at: float) -> tuple[Note, ...]:
    """What to say of instances whose last scrape is long ago."""
    late = [
        (at - each.scraped_at, each.instance)
        for each in seen
        if each.scraped_at is not None and at - each.scraped_at > LATE_SECONDS
    ]
    return tuple(
        Note(
            "late-scrape",
            visible(f"{name} was scraped {ago(seconds)}: what is judged is that old"),
        )
        for seconds, name in late
    )


def _own(target: Target, *, pages: Pages) -> tuple[Scraped, ...]:
    """The server's targets with the labels of this one; which not every server tells."""
    wanted = target.labels.items()
    return tuple(
        each
        for each in pages.scrapes
        if all(each.labels.get(label, value) == value for label, value in wanted)
        and each.labels.get("job") == target.labels["job"]
    )


def _not_scraped(waiting: list[Scraped], *, target: Target, server: Server) -> UnreadableSource:
    names = {each.labels.get("instance", "an instance") for each in waiting}
    what = f"has not yet scraped {_listed(names)} of {target.name}"
    return _error(server, what, code="not-scraped")


def _is_of(scraped: Scraped, seen: Seen) -> bool:
    return all(seen.labels.get(label, value) == value for label, value in scraped.labels.items())


def _listed(names: set[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - _MOST_TOLD} more" if len(ordered) > _MOST_TOLD else ""
    return ", ".join(ordered[:_MOST_TOLD]) + more


def _error(server: Server, what: str, *, code: str) -> UnreadableSource:
    return UnreadableSource(visible(f"{server.shown}: {what}."), code=code)
