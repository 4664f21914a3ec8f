"""What `audit` says of real rules and dashboards is true of the exporters that run here.

The exporters are read by the parser of prometheus_client, the recorded names by PyYAML: each
finding is held to them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.request import ProxyHandler, build_opener

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from metrics_check.audit.audit import Audit, audit_of
from metrics_check.audit.contents import read_contents
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.shown import exposed_source
from metrics_check.audit.uses import read_uses
from metrics_check.load.consumers import read_consumers
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from tests.exposition.corpus import need_corpus
from tests.real.programs import free_port, need_program, run_server

FOLDERS = ("kube_prometheus", "node_exporter_dashboards")
OPENER = build_opener(ProxyHandler({}))


@dataclass
class Truth:
    """What the exporters show, by another parser."""

    labels: dict[str, set[str]] = field(default_factory=dict)
    values: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Adds what one of them shows."""
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                self.labels.setdefault(sample.name, set()).update(sample.labels)
                self.types[sample.name] = family.type
                for label, value in sample.labels.items():
                    self.values.setdefault((sample.name, label), set()).add(value)


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("real")
    node, server = (f"127.0.0.1:{free_port()}" for _ in range(2))
    (folder / "prometheus.yml").write_text("{}")
    exporter = [
        need_program("prometheus-node-exporter", package="prometheus-node-exporter"),
        f"--web.listen-address={node}",
    ]
    prometheus = [
        need_program("prometheus", package="prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={server}",
    ]
    with (
        run_server(exporter, ready_url=f"http://{node}/", log=folder / "node"),
        run_server(prometheus, ready_url=f"http://{server}/-/ready", log=folder / "server"),
    ):
        yield f"http://{node}/metrics", f"http://{server}/metrics"


@pytest.fixture(scope="module")
def audit(urls: tuple[str, str]) -> Audit:
    reads = [group[0] for group in read_sources(urls, options=ReadOptions(timeout_seconds=20))]
    expositions = [read.exposition for read in reads if read.exposition is not None]
    assert len(expositions) == len(urls)
    read = read_contents(read_consumers(need_corpus(name) for name in FOLDERS))
    uses = read_uses(read.contents.expressions)
    return audit_of(read, uses, sources=[exposed_source(expositions, shown="exporters")])


@pytest.fixture(scope="module")
def truth(urls: tuple[str, str]) -> Truth:
    found = Truth()
    for url in urls:
        with OPENER.open(url, timeout=20) as response:
            found.add(response.read().decode())
    return found


def recorded() -> set[str]:
    """The names that the rules of the corpus record."""
    documents = (
        document
        for path in need_corpus("kube_prometheus").rglob("*Rule.yaml")
        for document in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader)
    )
    groups = (group for each in documents for group in each["spec"]["groups"])
    return {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


def is_true(finding: AuditFinding, *, truth: Truth) -> bool:
    """Whether a finding is the case; one of no code that is expected here is not."""
    name = finding.metric
    match finding.code:
        case "unknown-metric":
            return name not in truth.labels and not name.startswith(("up", "scrape_", "ALERTS"))
        case "unrecorded":
            return name not in recorded() and name not in truth.labels
        case "label-not-there":
            return name in truth.labels and finding.label not in truth.labels[name]
        case "value-not-seen":
            return finding.value not in truth.values[name, finding.label]
        case "rate-of-gauge":
            return truth.types[name] == "gauge"
        case _:
            return False


def test_each_finding_is_true(audit: Audit, truth: Truth) -> None:
    judged = [each for each in audit.findings if each.code != "never-fires"]
    assert [each.message for each in judged if not is_true(each, truth=truth)] == []
    assert audit.unparsed == ()
    assert audit.expressions > 2000


def test_what_is_there_is_not_missed(audit: Audit, truth: Truth) -> None:
    missing = {each.metric for each in audit.findings if each.code == "unknown-metric"}
    used = {row.metric for row in audit.matrix if row.uses}
    # Both sides have something to say: of hundreds of names, many are there and many are not.
    assert len(missing) > 100
    assert len(used & set(truth.labels)) > 100
    assert missing.isdisjoint(truth.labels)


def test_an_alert_cannot_fire_only_for_what_is_missing(audit: Audit) -> None:
    dead = [each for each in audit.findings if each.code == "never-fires"]
    assert dead
    by_expression = {id(each.judged) for each in audit.findings if each.code not in {"never-fires"}}
    assert [each.message for each in dead if id(each.judged) not in by_expression] == []
