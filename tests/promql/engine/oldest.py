"""What the oldest server says to evaluations that are not answered here."""

from collections.abc import Sequence

from metrics_check.promql.values import Element
from tests.promql.agreement import Answer, agree, our_answer, server_answer
from tests.promql.engine.judging import difference
from tests.promql.engine.running import Judged
from tests.promql.engine.script import Eval
from tests.promql.engine.world import World, history_of
from tests.real.prometheus import RealPrometheus
from tests.real.remote_write import WrittenSeries

# Scripts begin at zero; each world of theirs gets a stretch of the server's past for itself.
APART_MS = 3_600_000
DIALECT = 2


def sorts(judged: Sequence[Judged], server: RealPrometheus, *, start_ms: int) -> list[str]:
    """`newer` or `lacking` for each: whether the server's answer is the one of the script.

    The worlds are written one after another from `start_ms` on.
    """
    starts: dict[int, int] = {}
    found = []
    for each in judged:
        if id(each.world) not in starts:
            starts[id(each.world)] = start_ms
            start_ms = _write(each.world, server, start_ms=start_ms)
        answer = _answer(each, server, start_ms=starts[id(each.world)])
        found.append("lacking" if _is_as_expected(answer, each.verdict.case) else "newer")
    return found


def _write(world: World, server: RealPrometheus, *, start_ms: int) -> int:
    """Writes the world; returns where the next one may begin."""
    series: dict[tuple[tuple[str, str], ...], dict[int, float]] = {}
    end_ms = start_ms
    for name, labels, value, seconds in world.samples:
        assert seconds is not None
        taken_ms = start_ms + round(seconds * 1000)
        key = tuple(sorted({"__name__": name, **labels}.items()))
        series.setdefault(key, {}).setdefault(taken_ms, value)
        end_ms = max(end_ms, taken_ms)
    server.write(
        WrittenSeries(dict(labels), sorted(samples.items())) for labels, samples in series.items()
    )
    return end_ms + APART_MS


def _answer(each: Judged, server: RealPrometheus, *, start_ms: int) -> Answer:
    """The server's; where we answer too it must be ours as well."""
    case = each.verdict.case
    at = (start_ms + case.at_ms) / 1000
    answer = server_answer(server.ask(case.query, at=at))
    if each.verdict.failed:
        moved = [
            (name, labels, value, (seconds or 0.0) + start_ms / 1000)
            for name, labels, value, seconds in each.world.samples
        ]
        ours = our_answer(case.query, history_of(moved, at=at, dialect=DIALECT), at=at)
        assert agree(ours, answer, dialect=DIALECT), f"{each.file}:{case.line} {ours}, {answer}"
    return answer


def _is_as_expected(answer: Answer, case: Eval) -> bool:
    if answer.error:
        return case.expected.fails and answer.error != "bad_data"
    found = tuple(Element(dict(labels), value) for labels, value in answer.elements)
    return not difference(found, case.expected)
