"""Profiles and expositions as text, judged and mutated; expositions written out again."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from metrics_check import load
from metrics_check.check.checking import Judging, check_seen
from metrics_check.check.clock import SystemClock
from metrics_check.check.plan import Selection, plan_check
from metrics_check.check.poll import Seen, read_first
from metrics_check.check.since import Since
from metrics_check.exposition.model import Exposition, Sample
from metrics_check.mutate.judging import Judge
from metrics_check.mutate.mutate import Mutating, mutate
from metrics_check.mutate.result import Fated, Mutation
from metrics_check.notation.quantity import format_number
from metrics_check.notation.series import METRIC_NAME
from metrics_check.notation.text import quote
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld

TODAY = date(2026, 1, 1)
HEAD = """\
format: 1
profile: shop
targets:
  shop: {url: http://shop/metrics, labels: {job: shop}}
expectations:
"""


def written(folder: Path, *, expectations: str, exposition: str, before: str = "") -> Path:
    """The folder with a profile and what its target shows; `before` at a run's beginning."""
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(HEAD + expectations, "utf-8")
    (folder / "shop.prom").write_text(exposition, "utf-8")
    if before:
        (folder / "before.prom").write_text(before, "utf-8")
    return folder


def seen_in(folder: Path, *, sources: int = 1) -> tuple[Seen, Since | None]:
    """What the profile in a folder is judged on, which must hold, and the first read of its run."""
    profile = load(folder / "shop.yaml")
    is_run = (folder / "before.prom").exists()
    plan = plan_check(profile, selection=Selection(), is_run=is_run)
    since = read_first((plan,), world=_world(folder / "before.prom")) if is_run else None
    checked = check_seen(
        [plan],
        world=_world(folder / "shop.prom", times=sources),
        clock=SystemClock(),
        judging=Judging(since=since),
    )
    assert checked.report.exit_code == 0, checked.report.outcomes
    return checked.seen[0], since


def mutated_in(
    folder: Path,
    *,
    only: Sequence[str] = (),
    most: int = 10_000,
    is_strict: bool = False,
    sources: int = 1,
) -> tuple[Mutation, Judge]:
    """What becomes of the mutants of a folder, read so many times as its replicas."""
    seen, since = seen_in(folder, sources=sources)
    mutating = Mutating(TODAY, tuple(only), most, is_strict=is_strict)
    return mutate(seen, folder="kept", mutating=mutating, since=since)


def fates(mutation: Mutation) -> Mapping[str, str]:
    """By metric and mutant, what became of it, and why."""
    return {f"{each.mutant.series} {each.mutant.text}": _fate(each) for each in mutation.fates}


def as_text(exposition: Exposition) -> str:
    """The exposition in the text format."""
    types = [f"# TYPE {each.name} {each.type.value}\n" for each in exposition.families.values()]
    samples = [_line(each) for own in exposition.samples.values() for each in own]
    return "".join((*types, *samples))


def _fate(each: Fated) -> str:
    why = each.noticed_by or each.reason or each.told
    return f"{each.fate.value}: {why}" if why else each.fate.value


def _line(sample: Sample) -> str:
    assert METRIC_NAME.fullmatch(sample.name)
    labels = ",".join(f"{name}={quote(value)}" for name, value in sample.labels.items())
    value = "NaN" if math.isnan(sample.value) else format_number(sample.value)
    return f"{sample.name}{{{labels}}} {value}\n"


def _world(path: Path, *, times: int = 1) -> SourceWorld:
    paths = [path.with_stem(f"{path.stem}-{number}") for number in range(times)]
    for each in paths:
        each.write_bytes(path.read_bytes())
    return SourceWorld(ReadOptions(sources={"shop": tuple(map(str, paths))}))
