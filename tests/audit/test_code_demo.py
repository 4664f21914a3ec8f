"""What the code of the reference stack says is what its services expose, as they are and broken."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

import metrics_check.demo
from metrics_check.audit.code import CodeFound, find_metrics
from metrics_check.demo.cj.service import Judgment
from metrics_check.demo.lps.broken import BROKEN
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.lps.parts import Parts
from metrics_check.demo.settings import CjSettings
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from tests.demo.stacks import ask, quietly_performed

FOLDER = Path(metrics_check.demo.__file__).parent
Row = tuple[str, str, str, tuple[str, ...], tuple[float, ...]]


@pytest.fixture(scope="module")
def found() -> CodeFound:
    return find_metrics(FOLDER)


def registered(registry: CollectorRegistry) -> set[Row]:
    """The name, type, help, labels and bounds of all that a registry has, but of the process."""
    rows = set()
    for each in registry._collector_to_names:
        if isinstance(each, MetricWrapperBase):
            (family,) = each.describe()
            name = family.name + ("_total" if family.type == "counter" else "")
            bounds = tuple(b for b in each._kwargs.get("buckets", ()) if b != float("inf"))
            rows.add((name, family.type, family.documentation, tuple(each._labelnames), bounds))
    return rows


def of_lps(parts: Parts) -> set[Row]:
    registry = CollectorRegistry()
    Metrics(registry, depth=lambda: 0, naming=parts.naming)
    return registered(registry)


def test_names_types_labels_and_buckets(found: CodeFound) -> None:
    sound = of_lps(Parts()) | registered(Judgment(CjSettings("", "http://x"), url="").registry)
    broken = set[Row]().union(*map(of_lps, BROKEN.values()))
    read = {
        (each.name, each.type.value, each.help, each.labels, each.bounds) for each in found.metrics
    }
    assert (len(sound), len(broken - sound)) == (11, 4)
    # Code that may be broken says both: what it makes when it is sound, and when it is not.
    assert read == sound | broken
    assert (found.unread, found.left_out) == ((), ())


def test_what_the_running_stack_shows_is_read(found: CodeFound) -> None:
    read = {each.name: each for each in reversed(found.metrics)}
    with quietly_performed("cj-generic-batch-api") as performance:
        urls = performance.stack.metrics_urls().values()
        pages = [ask(url).text for url in urls]
    shown = {}
    for page in pages:
        exposition = read_exposition([page.encode()], format=Format.TEXT)
        for name, family in exposition.families.items():
            if name.startswith(("cj_", "llm_")) and not name.endswith("_created"):
                shown[name] = (family.type, family.help)
        for name, samples in exposition.samples.items():
            family_name = name.removesuffix("_count")
            for sample in samples if family_name in read else ():
                told = read[family_name]
                assert set(sample.labels) == set(told.labels or ())
                for label, values in told.values.items():
                    is_known = sample.labels[label] in values
                    assert is_known or label not in told.closed
    sound = {
        name: (each.type, each.help) for name, each in read.items() if "_api_job_t" not in name
    }
    assert shown == sound
