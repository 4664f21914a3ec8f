"""All scripts of Prometheus' engine tests, each evaluation judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.promql.engine.judging import Verdict, judge
from tests.promql.engine.script import Clear, Eval, Load, RangeEval, read_script
from tests.promql.engine.world import World
from tests.real.programs import refuse_missing

FOLDER = Path(__file__).parents[4] / "shared" / "corpus" / "promql_tests"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the script's file name, and what was loaded when it was asked."""

    file: str
    verdict: Verdict
    world: World


@dataclass(frozen=True, slots=True)
class Run:
    """Every instant query of every script, and how many range queries each file has besides."""

    judged: tuple[Judged, ...]
    ranges: dict[str, int]


def need_scripts() -> Path:
    """The folder of the scripts. Where it is missing: a failure in CI, else a skip said loudly."""
    if not FOLDER.is_dir():
        refuse_missing(
            "Prometheus' engine tests are not beside the repository (shared/corpus/promql_tests)"
        )
    return FOLDER


def run_scripts(folder: Path) -> Run:
    """Judges all of them."""
    judged: list[Judged] = []
    ranges: dict[str, int] = {}
    for path in sorted(folder.glob("*.test")):
        found = list(_run(path))
        judged.extend(each for each in found if each is not None)
        ranges[path.name] = sum(each is None for each in found)
    return Run(tuple(judged), ranges)


def _run(path: Path) -> Iterator[Judged | None]:
    """Each instant query judged; None for a range query."""
    world = World()
    for command in read_script(path.read_text(encoding="utf-8")):
        match command:
            case Load():
                world = world.loaded(command)
            case Clear():
                world = World()
            case Eval():
                yield Judged(path.name, judge(command, world), world)
            case RangeEval():
                yield None
