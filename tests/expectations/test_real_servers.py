"""The shipped profiles on real servers, and on snapshots of them with one thing broken.

Each mutation names every outcome that turns, and no other may.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.expectations.servers import Servers, real_servers, run, snapshot


@dataclass(frozen=True)
class Mutation:
    """A pattern of the exposition, what replaces it, and what must turn."""

    pattern: str
    replacement: str
    turned: dict[str, str]


BOUND = "fail bound-violated"
WARNED = "warn bound-violated"
CONDITION = "fail condition-violated"
ABSENT = "fail absent-series"
UNJUDGED = "unproven absent-series"
BROKEN = "fail missing-inf-bucket"

PROMETHEUS = {
    "build info gone": Mutation(
        r"(?m)^prometheus_build_info.*\n",
        "",
        {
            "build#labels.version": UNJUDGED,
            "build#labels.revision": UNJUDGED,
            "build#labels.goversion": UNJUDGED,
            "build#expect.each": ABSENT,
        },
    ),
    "not ready": Mutation(
        r"(?m)^prometheus_ready 1$", "prometheus_ready 0", {"ready#expect.each": BOUND}
    ),
    "reload refused": Mutation(
        r"(?m)^(prometheus_config_last_reload_successful) 1$",
        r"\1 0",
        {"configuration-loaded#expect.each": BOUND},
    ),
    "no targets": Mutation(
        r"(?m)^(prometheus_target_scrape_pool_targets\{.*\}) .*$",
        r"\1 0",
        {"targets#expect.sum": BOUND, "targets#warn.each": WARNED},
    ),
    "one job without targets": Mutation(
        r'(?m)^(prometheus_target_scrape_pool_targets\{scrape_job="node"\}) .*$',
        r"\1 0",
        {"targets#warn.each": WARNED},
    ),
    "a scrape pool failed": Mutation(
        r"(?m)^(prometheus_target_scrape_pools_failed_total) 0$",
        r"\1 1",
        {"prometheus_target_scrape_pools_failed_total#expect.each": BOUND},
    ),
    "label renamed": Mutation(
        r"scrape_job=",
        "pool=",
        {
            "targets#labels.scrape_job": "fail absent-label",
            "target-sync#labels.scrape_job": "fail absent-label",
        },
    ),
    "sample limit exceeded": Mutation(
        r"(?m)^(prometheus_target_scrapes_exceeded_sample_limit_total) 0$",
        r"\1 3",
        {"scrape-limits#never": CONDITION},
    ),
    "metric renamed": Mutation(
        r"prometheus_tsdb_head_series\b",
        "prometheus_tsdb_series",
        {"series#type": UNJUDGED, "series#expect.each": ABSENT},
    ),
    "log corrupted": Mutation(
        r"(?m)^(prometheus_tsdb_wal_corruptions_total) 0$",
        r"\1 1",
        {"storage-whole#never": CONDITION},
    ),
    "a slice gone": Mutation(
        r'(?m)^prometheus_engine_query_duration_seconds.*slice="queue_time".*\n',
        "",
        {"queries#labels.slice": "fail value-not-initialised"},
    ),
    "a code that is none": Mutation(
        r'(?m)^(prometheus_http_requests_total\{code=)"200"',
        r'\1"OK"',
        {"requests-counted#labels.code": "fail value-not-allowed"},
    ),
    "histogram has become a gauge": Mutation(
        r"# TYPE prometheus_http_request_duration_seconds histogram",
        "# TYPE prometheus_http_request_duration_seconds gauge",
        {"requests#type": "fail type-differs"},
    ),
    "no +Inf bucket": Mutation(
        r'(?m)^prometheus_http_request_duration_seconds_bucket\{.*le="\+Inf"\}.*\n',
        "",
        {
            "requests#labels.handler": BROKEN,
            "requests#type": BROKEN,
            "requests#expect.observations": BROKEN,
            "requests#expect.mean": BROKEN,
            "requests#warn.p99": WARNED,
        },
    ),
    "slow": Mutation(
        r"(?m)^(prometheus_http_request_duration_seconds_sum\{.*\}) .*$",
        r"\1 1e9",
        {"requests#expect.mean": BOUND},
    ),
    "alerts dropped": Mutation(
        r"(?m)^(prometheus_notifications_dropped_total) 0$",
        r"\1 12",
        {"prometheus_notifications_dropped_total#expect.each": BOUND},
    ),
    "queue full": Mutation(
        r"(?m)^(prometheus_notifications_queue_length) 0$",
        r"\1 10000",
        {"alert-queue-has-room#holds": CONDITION},
    ),
    "memory is not a number": Mutation(
        r"(?m)^(process_resident_memory_bytes) .*$", r"\1 NaN", {"memory#expect.each": BOUND}
    ),
}

NODE = {
    "build twice": Mutation(
        r"(?m)^(node_exporter_build_info\{.*\}) 1$", r"\1 2", {"build#expect.each": BOUND}
    ),
    "a collector gone": Mutation(
        r'(?m)^node_scrape_collector_.*collector="meminfo".*\n',
        "",
        {"collectors#labels.collector": "fail value-not-initialised"},
    ),
    "a collector failed": Mutation(
        r'(?m)^(node_scrape_collector_success\{collector="cpu"\}) 1$',
        r"\1 0",
        {"core-collectors-work#expect.each": BOUND},
    ),
    "a slow collector": Mutation(
        r'(?m)^(node_scrape_collector_duration_seconds\{collector="stat"\}) .*$',
        r"\1 2",
        {"scrape-is-quick#warn.max": WARNED},
    ),
    "a bad textfile": Mutation(
        r"(?m)^(node_textfile_scrape_error) 0$", r"\1 1", {"textfiles-read#expect.each": BOUND}
    ),
    "a mode gone": Mutation(
        r'(?m)^node_cpu_seconds_total\{.*mode="iowait"\}.*\n',
        "",
        {"cpu#labels.mode": "fail value-not-initialised"},
    ),
    "a label empty": Mutation(
        r'(node_cpu_seconds_total\{cpu=)"0"', r'\1""', {"cpu#labels.cpu": "fail absent-label"}
    ),
    "load renamed": Mutation(
        r"node_load1\b", "node_load_1", {"load#type": UNJUDGED, "load#expect.each": ABSENT}
    ),
    "load is infinite, backwards": Mutation(
        r"(?m)^node_load1 .*$", "node_load1 -Inf", {"load#expect.each": BOUND}
    ),
    "clock before boot": Mutation(
        r"(?m)^node_time_seconds .*$", "node_time_seconds 1", {"boot-time#holds": CONDITION}
    ),
    "memory gone": Mutation(
        r"(?m)^node_memory_MemAvailable_bytes .*\n", "", {"memory-available#holds": ABSENT}
    ),
    "memory full": Mutation(
        r"(?m)^(node_memory_MemAvailable_bytes) .*$",
        r"\1 1e6",
        {"memory-available#holds": CONDITION},
    ),
    "disk full": Mutation(
        r'(?m)^(node_filesystem_avail_bytes\{.*mountpoint="/"\}) .*$',
        r"\1 0",
        {"root-has-room#holds": CONDITION},
    ),
    "disk read-only": Mutation(
        r'(?m)^(node_filesystem_readonly\{.*mountpoint="/"\}) 0$',
        r"\1 1",
        {"root-writable#expect.each": BOUND},
    ),
    "counter has become a gauge": Mutation(
        r"# TYPE node_network_receive_bytes_total counter",
        "# TYPE node_network_receive_bytes_total gauge",
        {"network#type": "fail type-differs"},
    ),
    "no network": Mutation(
        r"(?m)^node_network_receive_bytes_total.*\n",
        "",
        {"network#labels.device": UNJUDGED, "network#expect.series": ABSENT},
    ),
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both servers, once the profile of Prometheus holds."""
    with real_servers(tmp_path_factory.mktemp("servers")) as started:
        yield started


@pytest.fixture(scope="module")
def snapshots(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A snapshot of each profile that holds, by profile."""
    folder = tmp_path_factory.mktemp("snapshots")
    ready = run("check", "prometheus", "-t", f"prometheus={servers.prometheus}", "--wait", "30s")
    assert ready.code == 0, ready.out
    return {
        "prometheus": snapshot(
            "prometheus", target="prometheus", url=servers.prometheus, folder=folder / "prometheus"
        ),
        "node-exporter": snapshot(
            "node-exporter", target="node", url=servers.node, folder=folder / "node-exporter"
        ),
    }


def _turned(profile: str, *, folder: str) -> tuple[int, dict[str, str]]:
    ran = run("check", profile, "--from", folder, "--json")
    report = json.loads(ran.out)
    turned = {
        f"{outcome['id']}#{outcome['assertion']}": f"{outcome['verdict']} {outcome['code']}"
        for outcome in report["profiles"][0]["outcomes"]
        if outcome["verdict"] != "pass"
    }
    return ran.code, turned


def _break(mutation: Mutation, *, source: str, folder: Path) -> str:
    broken = folder / "snapshot"
    shutil.copytree(source, broken)
    (exposition,) = broken.glob("*.prom")
    before = exposition.read_text()
    after = re.sub(mutation.pattern, mutation.replacement, before)
    assert after != before, "the mutation changed nothing"
    exposition.write_text(after)
    return str(broken)


@pytest.mark.parametrize(
    ("profile", "target", "least"),
    [
        pytest.param("prometheus", "prometheus", 12, id="prometheus"),
        pytest.param("node-exporter", "node", 12, id="node-exporter"),
    ],
)
def test_the_shipped_profile_holds_on_the_real_server(
    servers: Servers, profile: str, target: str, least: int
) -> None:
    url = getattr(servers, target)
    ran = run("check", profile, "-t", f"{target}={url}", "--wait", "30s", "--json")
    assert ran.code == 0, ran.out
    outcomes = json.loads(ran.out)["profiles"][0]["outcomes"]
    assert len({outcome["id"] for outcome in outcomes}) >= least


@pytest.mark.parametrize(
    ("profile", "target"), [("prometheus", "prometheus"), ("node-exporter", "node")]
)
def test_a_server_knows_what_its_targets_expose(
    servers: Servers, profile: str, target: str
) -> None:
    read = ("-t", f"{target}={getattr(servers, target)}")
    asked = ("--prometheus", servers.prometheus.removesuffix("/metrics"))
    # The server is the target, too: what it has just begun to show it has not scraped yet.
    assert run("check", profile, *asked, "--wait", "30s").code == 0
    one, other = (_coverage(profile, *words) for words in (read, asked))
    assert one["exposed"] > 100
    assert one["runtime"] > 20
    told = ("exposed", "declared", "percent", "undeclared", "absent", "unexercised", "error")
    assert {key: other[key] for key in told} == {key: one[key] for key in told}


def _coverage(profile: str, *words: str) -> dict[str, Any]:
    ran = run("check", profile, *words, "--coverage", "--json")
    assert ran.code == 0, ran.out
    told: dict[str, Any] = json.loads(ran.out)["coverage"]
    return {**told, "undeclared": sorted(each["name"] for each in told["undeclared"])}


@pytest.mark.parametrize("profile", ["prometheus", "node-exporter"])
def test_a_snapshot_is_judged_as_the_server_was(snapshots: dict[str, str], profile: str) -> None:
    assert _turned(profile, folder=snapshots[profile]) == (0, {})


@pytest.mark.parametrize("name", PROMETHEUS)
def test_exactly_what_a_mutation_breaks_turns_on_prometheus(
    snapshots: dict[str, str], tmp_path: Path, name: str
) -> None:
    mutation = PROMETHEUS[name]
    broken = _break(mutation, source=snapshots["prometheus"], folder=tmp_path)
    _, turned = _turned("prometheus", folder=broken)
    assert turned == mutation.turned


@pytest.mark.parametrize("name", NODE)
def test_exactly_what_a_mutation_breaks_turns_on_node_exporter(
    snapshots: dict[str, str], tmp_path: Path, name: str
) -> None:
    mutation = NODE[name]
    broken = _break(mutation, source=snapshots["node-exporter"], folder=tmp_path)
    _, turned = _turned("node-exporter", folder=broken)
    assert turned == mutation.turned
