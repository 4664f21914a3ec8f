"""Real rules and dashboards: no expression is lost, and nothing false is said of real exporters."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from metrics_check.audit.audit import Audit, audit_of
from metrics_check.audit.contents import read_contents
from metrics_check.audit.shown import exposed_source
from metrics_check.audit.uses import read_uses
from metrics_check.exposition.model import EVERYTHING, Format
from metrics_check.exposition.read import read_exposition
from metrics_check.load.consumers import read_consumers
from tests.exposition.corpus import need_corpus

FOLDERS = ["kube_prometheus", "node_exporter_dashboards"]
# Expressions, as they are counted without any code of ours; a corpus that shrank proves less.
LEAST = {"kube_prometheus": 800, "node_exporter_dashboards": 1200}


def expressions_below(value: object) -> Iterator[str]:
    """Each `expr` in a document, also in the JSON that a ConfigMap holds."""
    if isinstance(value, list):
        for item in value:
            yield from expressions_below(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "expr" and isinstance(inner, str) and inner.strip():
                yield inner
            elif isinstance(inner, str) and str(key).endswith(".json"):
                yield from expressions_below(json.loads(inner))
            else:
                yield from expressions_below(inner)


def counted(folder: Path) -> list[str]:
    """The expressions of all files below a folder, sorted."""
    found: list[str] = []
    for path in folder.rglob("*"):
        if path.suffix == ".json":
            found += expressions_below(json.loads(path.read_bytes()))
        elif path.suffix == ".yaml":
            for document in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader):
                found += expressions_below(document)
    return sorted(found)


@pytest.mark.parametrize("name", FOLDERS)
def test_no_expression_is_lost(name: str) -> None:
    folder = need_corpus(name)
    read = read_contents(read_consumers([folder]))
    uses = read_uses(read.contents.expressions)
    of_variables = "/variable "
    queries = [each for each in uses.judged if of_variables not in each.expression.name]
    assert sorted(each.expression.text for each in queries) == counted(folder)
    assert len(queries) > LEAST[name]
    assert (read.contents.unread, uses.unread) == ((), ())


@pytest.mark.parametrize("name", FOLDERS)
def test_each_piece_stands_where_it_is_said_to(name: str) -> None:
    folder = need_corpus(name)
    read = read_contents(read_consumers([folder]))
    marked = 0
    for each in read_uses(read.contents.expressions).judged:
        text = each.expression.text
        for use in each.uses:
            if use.name is not None:
                piece = text[use.offset : use.offset + use.length]
                assert piece.strip("\"'") == use.name, text
                marked += 1
    assert marked > LEAST[name]


def audit_against(exposition: str, *names: str) -> Audit:
    """The audit of a part of the corpus against an exposition."""
    paths = [need_corpus(name.partition("/")[0]) / name.partition("/")[2] for name in names]
    read = read_contents(read_consumers(paths))
    body = (need_corpus("expositions") / exposition).read_bytes()
    shown = exposed_source(
        [read_exposition([body], format=Format.TEXT, wanted=EVERYTHING)], shown=exposition
    )
    return audit_of(read, read_uses(read.contents.expressions), sources=[shown])


def test_what_is_said_of_node_exporter_is_true() -> None:
    audit = audit_against(
        "e2e-output.txt",
        "node_exporter_dashboards/node-exporter-full.json",
        "kube_prometheus/nodeExporter-prometheusRule.yaml",
    )
    body = (need_corpus("expositions") / "e2e-output.txt").read_text()
    assert audit.expressions > 300
    for finding in audit.findings:
        # What is said not to be there is not there, by a plain look at the text.
        if finding.code == "unknown-metric":
            ends = (f"{finding.metric}{{", f"{finding.metric} ")
            there = [line for line in body.splitlines() if line.startswith(ends)]
            assert there == [], finding.message
        elif finding.code == "label-not-there":
            own = [line for line in body.splitlines() if line.startswith(finding.metric + "{")]
            assert not any(f"{finding.label}=" in line for line in own), finding.message
        else:
            assert finding.code in {"never-fires", "rate-of-gauge", "value-not-seen"}, finding
    rates = [each for each in audit.findings if each.code == "rate-of-gauge"]
    assert all(f"# TYPE {each.metric} gauge" in body for each in rates)
