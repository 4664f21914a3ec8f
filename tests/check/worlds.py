"""A world in memory: each poll shows the next page, and the last one stays."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from metrics_check.check.checking import Judging, Tell, check
from metrics_check.check.plan import Selection, plan_check
from metrics_check.check.world import World as AnyWorld
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from metrics_check.load.profiles import load_profile
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile, Target
from metrics_check.sources.answer import Note
from metrics_check.sources.reading import Read
from metrics_check.sources.request import Request
from metrics_check.sources.requires import Requirement
from metrics_check.sources.server import Server

NOON = 1_777_636_800.0  # 2026-05-01 12:00 UTC
Page = Mapping[str, str | UnreadableSource]


@dataclass
class World:
    """Shows `pages` one after another; a page maps a URL to an exposition or to why not.

    An exposition with the comment `#!` is answered without a Content-Type.
    A URL that a page does not have fails the test: nobody may ask for it.
    """

    pages: Sequence[Page]
    unmet: Mapping[str, Sequence[tuple[Requirement, ...]]] = field(default_factory=dict)
    polls: int = 0
    asked: int = 0
    bounds: list[float] = field(default_factory=list)

    def within(self, seconds: float) -> "World":
        self.bounds.append(seconds)
        return self

    def read(self, requests: tuple[Request, ...]) -> tuple[tuple[Read, ...], ...]:
        page = self.pages[min(self.polls, len(self.pages) - 1)]
        self.polls += 1
        return tuple(
            tuple(_read(request, url=url, page=page) for url in request.target.urls)
            for request in requests
        )

    @contextmanager
    def servers(self, targets: tuple[Target, ...]) -> Iterator[tuple[Server | None, ...]]:
        yield (None,) * len(targets)

    def requirements(self, profile: Profile) -> tuple[Requirement, ...]:
        answers = self.unmet.get(profile.name, ((),))
        self.asked += 1
        return answers[min(self.asked - 1, len(answers) - 1)]


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    passed: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return NOON + self.passed

    def elapsed(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds


def load(text: str, *, folder: Path) -> Profile:
    """The profile of a YAML text without `format` and `profile`."""
    (folder / "p.yaml").write_text(f"format: 1\nprofile: p\n{text}")
    return load_profile("p", folder=folder)


def judge(
    profile: Profile,
    world: AnyWorld,
    *,
    judging: Judging | None = None,
    clock: Clock | None = None,
    selection: Selection | None = None,
    tell: Tell | None = None,
) -> Report:
    """The report of a check of one profile in that world."""
    plans = [plan_check(profile, selection=selection or Selection())]
    return check(
        plans, world=world, clock=clock or Clock(), judging=judging or Judging(), tell=tell
    )


def verdicts(report: Report) -> dict[str, tuple[str, str]]:
    """Verdict and code by `id#assertion`."""
    return {
        f"{outcome.id}#{outcome.assertion}": (outcome.verdict.value, outcome.code)
        for outcome in report.outcomes
    }


def _read(request: Request, *, url: str, page: Page) -> Read:
    shown = page[url]
    instance = url.removeprefix("http://").partition("/")[0]
    if isinstance(shown, UnreadableSource):
        return Read(request.target.name, url, instance, NOON, error=shown)
    exposition = read_exposition([shown.encode()], format=Format.TEXT, wanted=request.wanted)
    notes = (Note("content-type-missing", "no Content-Type"),) if "#!" in shown else ()
    return Read(
        request.target.name, url, instance, NOON, seconds=0.01, exposition=exposition, notes=notes
    )
