"""A large exposition, like that of kube-state-metrics, made from a seed: always the same bytes."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random

SEED = 20_240
FAMILIES = 2_000
SAMPLES = 971_000
_KINDS = ("gauge", "gauge", "counter", "gauge", "histogram", "summary")
_OBJECTS = ("container", "cronjob", "daemonset", "deployment", "endpoint", "ingress", "job", "node")
_TOPICS = ("status", "spec", "created", "labels", "restarts", "ready", "limits", "requests")
_BOUNDS = ("0.005", "0.01", "0.05", "0.1", "0.5", "1.0", "5.0", "+Inf")
_QUANTILES = ("0.5", "0.9", "0.99")
_LINES = {"histogram": len(_BOUNDS) + 2, "summary": len(_QUANTILES) + 2}


def write_generated(path: Path, *, samples: int = SAMPLES, is_openmetrics: bool = False) -> None:
    """Writes an exposition with about this many samples: no histogram or summary is cut."""
    with path.open("w") as file:
        file.writelines(_lines(samples, is_openmetrics=is_openmetrics))


def _lines(samples: int, *, is_openmetrics: bool) -> Iterator[str]:
    random = Random(SEED)
    pods = [
        f'namespace="team-{random.randrange(40)}",pod="service-{random.randrange(300)}-'
        f'{random.getrandbits(40):010x}-{random.getrandbits(20):05x}",'
        f'uid="{random.getrandbits(64):016x}-{random.getrandbits(64):016x}",job="kube-state"'
        for _ in range(2_000)
    ]
    for index, kind in enumerate(islice(cycle(_KINDS), FAMILIES)):
        name = f"kube_{_OBJECTS[index % 8]}_{_TOPICS[index // 8 % 8]}_{index:04d}"
        name += "_total" if kind == "counter" and not is_openmetrics else ""
        children = (samples - 2) // FAMILIES // _LINES.get(kind, 1) + 1
        yield f"# HELP {name} What the {kind} number {index} of this cluster says.\n"
        yield f"# TYPE {name} {kind}\n"
        start = random.randrange(len(pods))
        chosen = islice(cycle(pods), start, start + children)
        yield from _of_kind(kind, name, chosen, random=random, is_openmetrics=is_openmetrics)
    if is_openmetrics:
        yield "# EOF\n"


def _of_kind(
    kind: str, name: str, pods: Iterator[str], *, random: Random, is_openmetrics: bool
) -> Iterator[str]:
    if kind == "histogram":
        return _histograms(name, pods, random=random)
    if kind == "summary":
        return _summaries(name, pods, random=random)
    sample = f"{name}_total" if kind == "counter" and is_openmetrics else name
    return (
        f'{sample}{{{pod},container="main",node="node-{random.randrange(200)}"}} '
        f"{random.randrange(10**6)}\n"
        for pod in pods
    )


def _histograms(name: str, pods: Iterator[str], *, random: Random) -> Iterator[str]:
    for pod in pods:
        count = 0
        for bound in _BOUNDS:
            count += random.randrange(100)
            yield f'{name}_bucket{{{pod},le="{bound}"}} {count}\n'
        yield f"{name}_sum{{{pod}}} {count * 0.31}\n"
        yield f"{name}_count{{{pod}}} {count}\n"


def _summaries(name: str, pods: Iterator[str], *, random: Random) -> Iterator[str]:
    for pod in pods:
        value = random.random()
        for quantile in _QUANTILES:
            yield f'{name}{{{pod},quantile="{quantile}"}} {value:.6f}\n'
        yield f"{name}_sum{{{pod}}} {value * 100:.6f}\n"
        yield f"{name}_count{{{pod}}} 100\n"
