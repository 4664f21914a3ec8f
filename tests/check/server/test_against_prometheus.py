"""A real Prometheus and its targets' own expositions give the same outcomes, whatever is wrong."""

import functools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.exposition.lints import CODES as LINTS
from metrics_check.model.outcome import Report, Verdict
from tests.check.server.faults import FAULTS, HEALTHY, both, changed
from tests.real.programs import PROMETHEUS_PROGRAMS
from tests.real.prometheus import RealPrometheus, prometheus_scraping

REPLICAS = {"replica-a": HEALTHY, "replica-b": changed("queue_length 4", "queue_length 70")}
OTHER_TYPES = {
    "other-a": HEALTHY,
    "other-b": changed("# TYPE queue_length gauge", "# TYPE queue_length counter"),
}
HONORED = {"honored": changed('{status="failed"} 0', '{status="failed",job="elsewhere"} 0')}


@pytest.fixture(scope="module", params=PROMETHEUS_PROGRAMS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealPrometheus]:
    bodies = {name: body for name, (body, _) in FAULTS.items()}
    pairs = {**dict.fromkeys(REPLICAS, "replicas"), **dict.fromkeys(OTHER_TYPES, "others")}
    with prometheus_scraping(
        {**bodies, **REPLICAS, **OTHER_TYPES, **HONORED},
        folder=tmp_path_factory.mktemp("prometheus"),
        program=request.param,
        replicas=pairs,
        honoring=set(HONORED),
    ) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_the_same_from_the_server(
    fault: str, server: RealPrometheus, tmp_path: Path
) -> None:
    read, asked = both(
        f"{{url: http://{server.origin}/{fault}, labels: {{job: {fault}}}}}",
        url=server.url,
        folder=tmp_path,
    )
    assert told(asked) == told(read)
    assert findings(asked) == findings(read)
    worse = {o.code for o in read.outcomes if o.verdict not in {Verdict.PASS, Verdict.SKIPPED}}
    assert worse >= FAULTS[fault][1]
    assert bool(worse) == bool(FAULTS[fault][1])


def test_what_labels_are_honored_is_the_same(server: RealPrometheus, tmp_path: Path) -> None:
    url = f"http://{server.origin}/honored"
    read, asked = both(
        f"{{url: {url}, labels: {{job: honored}}, honor_labels: true}}",
        url=server.url,
        folder=tmp_path,
    )
    assert told(asked) == told(read)
    assert "pass" in {outcome.verdict for outcome in asked.outcomes}


@pytest.mark.parametrize(("pair", "job"), [(REPLICAS, "replicas"), (OTHER_TYPES, "others")])
def test_replicas_are_the_same(
    pair: dict[str, str], job: str, server: RealPrometheus, tmp_path: Path
) -> None:
    # Read by hand, they need instances of their own: two names of one host.
    hosts = (server.origin, server.origin.replace("127.0.0.1", "localhost"))
    urls = ", ".join(f"http://{host}/{name}" for host, name in zip(hosts, pair, strict=True))
    read, asked = both(
        f"{{url: [{urls}], labels: {{job: {job}}}}}", url=server.url, folder=tmp_path
    )
    names = dict(zip((f"{name}:80" for name in pair), hosts, strict=True))
    assert [renamed(each, names) for each in told(asked)] == told(read)
    assert findings(asked) == findings(read)
    assert ("types-differ", "queue_length") in findings(asked) or job == "replicas"
    failed = {outcome.id for outcome in asked.outcomes if outcome.code == "bound-violated"}
    assert ("queue" in failed) == (job == "replicas")


def told(report: Report) -> list[str]:
    """The outcomes without what to try next, and without what was seen of what holds.

    As texts, labels in one order: NaN is not equal to NaN.
    """
    return [
        repr(
            replace(
                outcome,
                diagnosis=(),
                observed="" if outcome.verdict is Verdict.PASS else in_order(outcome.observed),
                evidence=tuple(
                    replace(each, labels=dict(sorted(each.labels.items())))
                    for each in outcome.evidence
                ),
            )
        )
        for outcome in report.outcomes
    ]


def renamed(text: str, names: dict[str, str]) -> str:
    """The text with other names of instances."""
    return functools.reduce(lambda said, pair: said.replace(*pair), names.items(), text)


def in_order(observed: str | None) -> str | None:
    """The values that were seen, in one order: a server has its own."""
    return None if observed is None else ", ".join(sorted(observed.split(", ")))


def findings(report: Report) -> set[tuple[str, str]]:
    """Code and metric of what was noticed, without what only the text or the server can remark."""
    of_one = {"missing-type", "missing-help", "server-info", "server-warning", *LINTS}
    return {(f.code, f.metric) for f in report.findings if f.code not in of_one}
