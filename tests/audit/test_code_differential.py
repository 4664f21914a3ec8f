"""What is read of a module is what the module exposes when it is run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from metrics_check.audit.code import CodeFound, CodeMetric, find_metrics
from metrics_check.located import Place
from tests.audit.modules import module

# Runs the modules one after another, each on an empty registry, and prints what it then exposes.
RUN = """
import json, runpy, sys
from prometheus_client import REGISTRY
said = []
for path in sys.argv[1:]:
    for each in list(REGISTRY._collector_to_names):
        REGISTRY.unregister(each)
    kept = runpy.run_path(path)
    found = {}
    for family in REGISTRY.collect():
        for sample in family.samples:
            name, labels = sample.name, dict(sample.labels)
            if name.endswith("_created"):
                continue
            le = labels.pop("le", None)
            if family.type in ("histogram", "summary"):
                name = family.name
            row = found.setdefault(name, [family.type, family.documentation, {}, []])
            for label, value in labels.items():
                row[2].setdefault(label, []).append(value)
            if le not in (None, "+Inf") and float(le) not in row[3]:
                row[3].append(float(le))
    for each in REGISTRY._collector_to_names:
        # What has labels and was not used yet shows nothing; its constructor knew them.
        if getattr(each, "_labelnames", ()) and not each._metrics:
            (family,) = each.describe()
            name = family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
            bounds = [bound for bound in getattr(each, "_upper_bounds", ()) if bound < 1e300]
            labels = {label: [] for label in each._labelnames}
            found[name] = [family.type, family.documentation, labels, bounds]
    said.append(found)
print(json.dumps(said))
"""
SEEDS = range(12)


def exposed(paths: list[Path]) -> list[dict[str, list[object]]]:
    """What each module exposes: by name its type, its help, its labels and its bounds."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, paths)], capture_output=True, check=False, text=True
    )
    assert run.returncode == 0, run.stderr
    found: list[dict[str, list[object]]] = json.loads(run.stdout)
    return found


def told(metric: CodeMetric) -> list[object]:
    """The metric as `exposed` tells it, without the values."""
    assert metric.labels is not None
    assert metric.bounds is not None
    return [metric.type.value, metric.help, sorted(metric.labels), list(metric.bounds)]


def test_generated_modules(tmp_path: Path) -> None:
    paths = []
    for seed in SEEDS:
        paths.append(tmp_path / f"service{seed}.py")
        paths[-1].write_text(module(seed))
    for path, shown in zip(paths, exposed(paths), strict=True):
        found = find_metrics(path)
        assert found.unread == ()
        read = {metric.name: told(metric) for metric in found.metrics}
        assert read == {
            name: [kind, text, sorted(labels), bounds]  # type: ignore[call-overload]  # a dict
            for name, (kind, text, labels, bounds) in shown.items()
        }
        require_values(found, shown)


def require_values(found: CodeFound, shown: dict[str, list[object]]) -> None:
    """Closed labels have no other values; what is read was given, there or to what stands beside.

    Of what one statement makes in a loop it is not told apart which of it a name has afterwards.
    """
    held = {
        (metric.name, label): set(values)
        for metric in found.metrics
        for label, values in cast("dict[str, list[str]]", shown[metric.name][2]).items()
    }
    beside: dict[tuple[Place, str], set[str]] = {}
    for metric in found.metrics:
        for label in metric.labels or ():
            beside.setdefault((metric.place, label), set()).update(held[metric.name, label])
    for metric in found.metrics:
        for label, values in metric.values.items():
            assert set(values) <= beside[metric.place, label]
            assert label not in metric.closed or held[metric.name, label] <= set(values)


def test_the_generator_makes_what_it_should() -> None:
    text = "".join(map(module, SEEDS))
    for part in ("partial(", "def outer", "class Holder", "for part, keys", "for each in Status}"):
        assert text.count(part) >= 3, part


@pytest.mark.parametrize("seed", [SEEDS[0], SEEDS[-1]])
def test_it_is_the_same_again(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "service.py"
    path.write_text(module(seed))
    assert find_metrics(path) == find_metrics(path)
