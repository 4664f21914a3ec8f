"""Loads and judges profiles by the options of a test session, from the folder it was started in.

A test may change the current folder; what stands in options and files is meant from the first one.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import pytest

from metrics_check.check.checking import Checked, Judging, Tell, check
from metrics_check.check.clock import SystemClock
from metrics_check.check.plan import Plan, Selection, plan_check, require_matches
from metrics_check.check.run import Beginning, Pace, begin_run, end_run
from metrics_check.cli.asked import Asked, ask
from metrics_check.cli.failure import describe_failure
from metrics_check.cli.places import from_here
from metrics_check.cli.terminal import shown
from metrics_check.errors import InvalidInput
from metrics_check.lazy import resolve
from metrics_check.load.profiles import load_folder, load_profiles, require_concrete
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile
from metrics_check.notation.words import did_you_mean
from metrics_check.notation.words import shown as quoted
from metrics_check.pytest_plugin.options import PREFIX, words_of
from metrics_check.record import record
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain
from metrics_check.sources.address import Address
from metrics_check.sources.request import require_targets
from metrics_check.sources.world import SourceWorld


@record
class Given:
    """What one judgement is given beside the options: they give way to it.

    `sources` stand in for targets, `urls` are those of them that are URLs, as typed. What is None
    is as the options say.
    """

    sources: Mapping[str, tuple[Address, ...]] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    only: Sequence[str] = ()
    wait_seconds: float | None = None
    is_strict: bool | None = None
    allows_unproven: bool | None = None

    def settled(self, judging: Judging) -> Judging:
        """The judging of the options, with what is given in its place."""
        # Each has the type of its field, or is None.
        own: dict[str, Any] = {
            "wait_seconds": self.wait_seconds,
            "is_strict": self.is_strict,
            "allows_unproven": self.allows_unproven,
        }
        return replace(judging, **{name: each for name, each in own.items() if each is not None})


NOTHING = Given()
_GAP = re.compile(" {2,}")


class Judge:
    """What judges, for one session. `words` are the options of the commands; where it
    `is_verbose`, texts list what held, too.
    """

    def __init__(self, words: Sequence[str], *, folder: Path, is_verbose: bool) -> None:
        self._words = tuple(words)
        self._is_verbose = is_verbose
        self.folder = folder

    @cached_property
    def asked(self) -> Asked:
        """What the options come to. Raises `InvalidInput`."""
        with self._there():
            return ask(self._words, prefix=PREFIX)

    @property
    def expectations(self) -> Path:
        """The folder of the expectation files."""
        return self.folder / self.asked.reading.expectations

    def load(self, reference: str, *, given: Given = NOTHING) -> Profile:
        """A profile by its name or path, which may be abstract. Raises `InvalidInput`."""
        reading = self.asked.reading
        with self._there():
            (profile,) = load_profiles(
                [reference],
                folder=reading.expectations,
                params={**reading.params, **given.params},
                sources={**reading.urls, **given.urls},
                for_others=reading.params.keys() - given.params.keys(),
            )
            self._require_known(profile)
        return profile

    def check(
        self, profile: Profile, *, given: Given = NOTHING, picks_mode: bool = False
    ) -> Report:
        """The report of what is shown now. Raises `InvalidInput`, also for an abstract profile."""
        plan = _planned(profile, given=given, is_run=False)
        judging = replace(given.settled(self.asked.judging), picks_mode=picks_mode)
        with self._there():
            world = self._world(given)
            return from_here(check([plan], world=world, clock=SystemClock(), judging=judging))

    def begin(
        self, plans: Sequence[Plan], *, given: Given, judging: Judging, pace: Pace
    ) -> Beginning:
        """The first read of a run."""
        with self._there():
            world = self._world(given, is_told=not pace.is_fresh)
            begun = begin_run(
                tuple(plans), world=world, clock=SystemClock(), judging=judging, pace=pace
            )
            refused = None if begun.refused is None else from_here(begun.refused)
            return replace(begun, refused=refused)

    def end(
        self,
        plans: Sequence[Plan],
        *,
        given: Given,
        judging: Judging,
        pace: Pace,
        tell: Tell | None = None,
    ) -> Report:
        """The report of a run whose first read `judging.since` is."""
        with self._there():
            ended: Checked = end_run(
                tuple(plans),
                world=self._world(given),
                clock=SystemClock(),
                judging=judging,
                pace=pace,
                tell=tell,
            )
            return from_here(ended.report)

    def plan_run(self, profile: Profile, *, given: Given = NOTHING) -> Plan:
        """The plan of a run. Raises `InvalidInput`, also for an abstract profile."""
        return _planned(profile, given=given, is_run=True)

    def text_of(self, report: Report) -> str:
        """The report as `check` shows it, without colour."""
        # A test holds every entry to this Protocol.
        render = cast(Render, resolve(FORMATS["text"]))
        return plain(render(report, is_verbose=self._is_verbose)).rstrip("\n")

    def failure_of(self, report: Report) -> str:
        """The same for a test that fails: its first line short, as summaries of tests show it."""
        first, _, rest = self.text_of(report).partition("\n")
        return "\n".join((_GAP.sub("  ", first), rest))

    def _world(self, given: Given, *, is_told: bool = True) -> SourceWorld:
        reading = self.asked.reading
        options = replace(reading.read, sources={**reading.read.sources, **given.sources})
        variables = reading.variables() if is_told else {}
        return SourceWorld(options, environment=os.environ, env_file=variables)

    def _require_known(self, profile: Profile) -> None:
        """Options are for all profiles: of what this one has not, another must."""
        reading = self.asked.reading
        targets = reading.given - profile.targets.keys()
        params = reading.params.keys() - profile.params.keys() - set(profile.open_params)
        if not targets and not params:
            return
        others = (profile, *self._others)
        require_targets(sorted(targets), profiles=others)
        known = {name for each in others for name in (*each.params, *each.open_params)}
        for name in sorted(params - known):
            near = did_you_mean(name, known=known)
            raise InvalidInput(f"no param is named {quoted(name)}.{near}")

    @cached_property
    def _others(self) -> tuple[Profile, ...]:
        folder = self.asked.reading.expectations
        return tuple(load_folder(folder).profiles.values()) if folder.is_dir() else ()

    @contextmanager
    def _there(self) -> Iterator[None]:
        here = Path.cwd()
        if here == self.folder:
            yield
            return
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(here)


_JUDGE = pytest.StashKey[Judge]()


def judge_of(config: pytest.Config) -> Judge:
    """The one of this session."""
    is_verbose = config.option.verbose > 0
    made = Judge(words_of(config), folder=config.invocation_params.dir, is_verbose=is_verbose)
    return config.stash.setdefault(_JUDGE, made)


def require_options(config: pytest.Config) -> None:
    """Raises `pytest.UsageError` where an option or the settings file is wrong."""
    try:
        _ = judge_of(config).asked
    except InvalidInput as error:
        raise pytest.UsageError(complaint_of(error)) from error


def complaint_of(error: InvalidInput) -> str:
    """All that is wrong, each with its place and line, as the commands say it."""
    return shown(describe_failure(error).text if error.problems else str(error))


def _planned(profile: Profile, *, given: Given, is_run: bool) -> Plan:
    require_concrete([profile])
    selection = Selection(tuple(given.only))
    plan = plan_check(profile, selection=selection, is_run=is_run)
    require_matches([plan], selection=selection)
    return plan
