"""Snapshots of the reference stack after the work of each profile, made by the real command."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from metrics_check.demo.performance import performed
from metrics_check.demo.workload import WORKLOADS
from tests.cli.program import run_program

EXPECTATIONS = Path(__file__).resolve().parents[2] / "expectations" / "huleedu"
PROFILES = tuple(WORKLOADS)


@cache
def healthy_snapshot(profile: str, *, within: Path) -> Path:
    """The folder of a snapshot that holds; made once in a process, and not to be changed."""
    folder = Path(mkdtemp(dir=within)) / profile
    with performed(profile, tell=lambda _: None) as performance:
        sources = [
            word
            for name, target in performance.profile.targets.items()
            for word in ("-t", f"{name}={target.urls[0]}")
        ]
        ran = run_program(
            *("snapshot", str(EXPECTATIONS / f"{profile}.yaml"), "-o", str(folder), *sources),
            environment=performance.modes,
        )
    assert ran.returncode == 0, ran.stderr
    return folder
