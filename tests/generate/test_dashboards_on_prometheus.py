"""Every query of every shipped dashboard asked of real servers that scraped the reference stack
while it worked, its variables replaced as Grafana does: all of them return data, and verdicts say
what `check` says.

In `make test` one stack for each mode, on one release; the long run does each profile on each.
"""

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from metrics_check import Report, Verdict
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.performance import Performance, performed
from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.generate.panels import STATE_VALUES, State
from tests.expectations.servers import real_servers
from tests.expectations.test_on_prometheus import UNREADABLE, scraping
from tests.generate.grafana import Document, expressions, panels, replaced, values
from tests.generate.soundness import PROJECT
from tests.generate.test_dashboards import SHIPPED, read
from tests.generate.test_hints_on_prometheus import CASES, LONG, QUICK, scraped_at_work
from tests.real.connection import Connections
from tests.real.prometheus import RealPrometheus

# Whose families come with the first work of either mode: no stack of one mode has all of them.
EITHER_MODE = "lps-running"
SECONDS_BACK = 60
SEEN_WITHIN_SECONDS = 30


def dashboards_of(name: str) -> list[Path]:
    """Those of the profiles that a stack which did the work of this one must satisfy."""
    is_batch = name.endswith("-batch-api")
    own = {name} if LONG else {path.stem for path in SHIPPED if path.stem.startswith(("cj", "eng"))}
    own = {each for each in own if each.endswith("-batch-api") == is_batch}
    if is_batch:
        # Its queue mode is open, and a dashboard shows the first that is known.
        own |= {"lps-queue"}
    if name != "cj-regular-batch-api":
        own -= {"cj-regular-batch-api", "cj-provider-batch-api"}
    elif LONG:
        own |= {"cj-provider-batch-api"}
    return [path for path in SHIPPED if path.stem in own]


def asked(
    dashboard: Document, server: RealPrometheus, *, instances: Iterable[str] = ()
) -> Iterator[tuple[str, list[float]]]:
    """Each query as Grafana sends it, and the numbers of its answer, NaN left out."""
    known = values(dashboard, instances=instances)
    for panel in panels(dashboard):
        for target in panel["targets"]:
            query = replaced(target["expr"], values=known)
            yield query, numbers(server, query, is_instant=target["instant"])


def numbers(server: RealPrometheus, query: str, *, is_instant: bool) -> list[float]:
    """What a server answers now, or over the last minute."""
    if is_instant:
        found = [float(value) for _, value in server.vector(query)]
    else:
        now = time.time()
        form = {"query": query, "start": repr(now - SECONDS_BACK), "end": repr(now), "step": "1"}
        answer = server.connections.ask("/api/v1/query_range", form)
        assert answer["status"] == "success", f"{query}\n{answer}"
        data = answer["data"]
        assert isinstance(data, dict)
        found = [float(value) for each in data["result"] for _, value in each["values"]]
    return [value for value in found if not math.isnan(value)]


def states(dashboard: Document, server: RealPrometheus) -> dict[str, State]:
    """What each verdict shows, by its title."""
    by_value = {value: state for state, value in STATE_VALUES.items()}
    known = values(dashboard)
    found = {}
    for panel, expr in expressions(dashboard):
        if panel["type"] == "stat":
            ((_, value),) = server.vector(replaced(expr, values=known))
            found[panel["title"]] = by_value[int(value)]
    return found


@pytest.mark.parametrize(("name", "program"), CASES if LONG else QUICK)
def test_every_query_of_every_panel_returns_data(name: str, program: str, tmp_path: Path) -> None:
    paths = dashboards_of(name)
    assert name in {path.stem for path in paths}
    with scraped_at_work(name, program, tmp_path) as (_, server):
        everywhere = [instance["instance"] for instance, _ in server.vector("up")]
        for instances in ((), everywhere):
            for path in paths:
                found = list(asked(read(path), server, instances=instances))
                assert len(found) >= 5
                assert [query for query, shown in found if not shown] == []
        for path in paths:
            good = {State.HOLDS, State.NOT_THERE}
            assert set(states(read(path), server).values()) <= good, path.stem
        nobody = dict(asked(read(paths[0]), server, instances=["nobody:1"]))
        assert not all(nobody.values())


def test_a_dashboard_of_both_modes_returns_data_in_one_or_the_other(tmp_path: Path) -> None:
    (path,) = (path for path in SHIPPED if path.stem == EITHER_MODE)
    shown: dict[str, list[float]] = {}
    for name, program in QUICK:
        (tmp_path / name).mkdir()
        with scraped_at_work(name, program, tmp_path / name) as (_, server):
            for query, found in asked(read(path), server):
                shown[query] = shown.get(query, []) + found
            # A `never` about the metrics of the other mode says nothing.
            verdicts = set(states(read(path), server).values())
            assert verdicts <= {State.HOLDS, State.NOT_THERE, State.UNPROVEN}
    assert len(shown) >= 20
    assert [query for query, found in shown.items() if not found] == []


def test_the_dashboards_of_prometheus_and_the_node_exporter_return_data(tmp_path: Path) -> None:
    with ExitStack() as stack:
        place = urlsplit(stack.enter_context(real_servers(tmp_path)).prometheus).netloc
        connections = stack.enter_context(closing(Connections(place)))
        server = RealPrometheus(f"http://{place}", connections)
        mine = [read(PROJECT / "dashboards" / f"{n}.json") for n in ("prometheus", "node-exporter")]
        deadline = time.monotonic() + SEEN_WITHIN_SECONDS
        while silent := [q for each in mine for q, shown in asked(each, server) if not shown]:
            assert time.monotonic() < deadline, silent
            time.sleep(1)


BROKEN = "cj-regular-batch-api"
SOME_FAULTS = ("drop-label", "identity-label", "no-callbacks")
WORST_FIRST = (
    (Verdict.FAIL, State.VIOLATED),
    (Verdict.UNPROVEN, State.UNPROVEN),
    (Verdict.WARN, State.WARNS),
    (Verdict.PASS, State.HOLDS),
    (Verdict.SKIPPED, State.NOT_THERE),
)


def said(report: Report) -> dict[str, State]:
    """The state of each expectation by the outcomes that PromQL judges."""
    found: dict[str, set[Verdict]] = {}
    for outcome in report.outcomes:
        if outcome.probe is not None and outcome.code not in BROKEN_DATA:
            found.setdefault(outcome.id, set()).add(outcome.verdict)
    return {
        name: next(state for verdict, state in WORST_FIRST if verdict in verdicts)
        for name, verdicts in found.items()
    }


def with_fault(fault: str, *, folder: Path) -> tuple[dict[str, State], Performance, Report]:
    """The verdicts that the dashboard shows of a broken stack, and what `check` says of it."""
    dashboard = read(PROJECT / "dashboards" / f"{BROKEN}.json")
    with performed(BROKEN, fault=fault, tell=lambda _: None) as performance:
        report = performance.judge()
        with scraping(performance, folder=folder, program="prometheus") as server:
            return states(dashboard, server), performance, report


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - UNREADABLE) if LONG else SOME_FAULTS)
def test_verdicts_say_what_check_says(fault: str, tmp_path: Path) -> None:
    shown, _, report = with_fault(fault, folder=tmp_path)
    expected = said(report)
    # Of broken data no outcome is what the PromQL alone says.
    broken = {"queue-wait", "queue-wait-adds-up"}
    unsaid = broken if fault == "missing-bucket" else set()
    assert shown == {title: shown[title] if title in unsaid else expected[title] for title in shown}
    assert len(shown) == 15
    assert LONG or State.VIOLATED in shown.values()


@pytest.mark.parametrize("fault", sorted(UNREADABLE) if LONG else ["down"])
def test_nothing_holds_that_is_not_read(fault: str, tmp_path: Path) -> None:
    shown, performance, _ = with_fault(fault, folder=tmp_path)
    targets = {each.id: each.target for each in performance.profile.expectations}
    by_target = {"lps": State.NOT_READ, "cj": State.HOLDS}
    assert shown == {title: by_target[targets[title]] for title in shown}
    assert len(shown) == 15
