"""The fixture `metrics`: judges profiles in a test, and fails it with the text of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from metrics_check.api import (
    Source,
    addresses,
    require_selection,
    require_texts,
    require_times,
)
from metrics_check.check.checking import Judging
from metrics_check.check.plan import Plan
from metrics_check.check.run import Pace
from metrics_check.errors import InvalidInput
from metrics_check.load.source import SUFFIXES
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile
from metrics_check.pytest_plugin.judge import Given, Judge, complaint_of, judge_of
from metrics_check.sources.address import Address, Registry, parse_address
from metrics_check.sources.request import require_targets


class Metrics:
    """Judges by the options of the session; what a call is given beats them.

    `profile` is a name in the expectations folder, a path, or a `Profile`. `registry` is a
    `prometheus_client` registry of this process in place of the profile's only target; `sources`
    are sources by target, as for `metrics_check.check`. `params`, `only`, `wait_seconds`,
    `is_strict` and `allows_unproven` are those of `metrics_check.load` and `check`.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def __repr__(self) -> str:
        """As a test that fails shows its arguments."""
        return "<metrics of metrics-check>"

    def check(
        self,
        profile: str | Path | Profile,
        *,
        registry: Registry | None = None,
        sources: Mapping[str, Source | Sequence[Source]] | None = None,
        params: Mapping[str, str] | None = None,
        only: Sequence[str] = (),
        wait_seconds: float | None = None,
        is_strict: bool | None = None,
        allows_unproven: bool | None = None,
    ) -> Report:
        """The report of what is shown now, where all of it holds.

        Raises `AssertionError`, its text the report, where something does not hold or could not
        be judged; `InvalidInput`, its text every problem with its place, for a wrong file, option
        or argument.
        """
        __tracebackhide__ = True
        given = Given(
            params=params or {},
            only=only,
            wait_seconds=wait_seconds,
            is_strict=is_strict,
            allows_unproven=allows_unproven,
        )
        with _Located():
            loaded, whole = self._load(profile, given=given, registry=registry, sources=sources)
            report = self._judge.check(loaded, given=whole)
        _require(report, judge=self._judge)
        return report

    def run(
        self,
        profile: str | Path | Profile,
        *,
        registry: Registry | None = None,
        sources: Mapping[str, Source | Sequence[Source]] | None = None,
        params: Mapping[str, str] | None = None,
        only: Sequence[str] = (),
        wait_seconds: float | None = None,
        quiet_seconds: float | None = None,
        is_fresh: bool | None = None,
        is_strict: bool | None = None,
        allows_unproven: bool | None = None,
    ) -> "Run":
        """What a block adds to the metrics: `with metrics.run("shop"): …`.

        `quiet_seconds` and `is_fresh` are `--quiet` and `--fresh` of `metrics-check run`.
        Registries of this process are not waited for unless `wait_seconds` or `quiet_seconds` say
        so. Raises on entering and leaving the block what `check` raises; an exception of the block
        goes first.
        """
        __tracebackhide__ = True
        given = Given(
            params=params or {},
            only=only,
            wait_seconds=wait_seconds,
            is_strict=is_strict,
            allows_unproven=allows_unproven,
        )
        with _Located():
            if quiet_seconds is not None:
                require_times(quiet=quiet_seconds)
            loaded, whole = self._load(profile, given=given, registry=registry, sources=sources)
            plan = self._judge.plan_run(loaded, given=whole)
            asked = self._judge.asked
            judging, pace = asked.run_judging, asked.pace
            if all(_is_in_process(whole.sources.get(name, ())) for name in loaded.targets):
                judging, pace = replace(judging, wait_seconds=0.0), replace(pace, quiet_seconds=0.0)
        own = {"quiet_seconds": quiet_seconds, "is_fresh": is_fresh}
        # Each has the type of its field, or is None.
        changed: dict[str, Any] = {name: each for name, each in own.items() if each is not None}
        return Run(
            self._judge,
            plan=plan,
            given=whole,
            judging=whole.settled(judging),
            pace=replace(pace, **changed),
        )

    def _load(
        self,
        profile: str | Path | Profile,
        *,
        given: Given,
        registry: Registry | None,
        sources: Mapping[str, Source | Sequence[Source]] | None,
    ) -> tuple[Profile, Given]:
        if given.wait_seconds is not None:
            require_times(wait=given.wait_seconds)
        require_selection(given.only)
        require_texts(given.params, what="param")
        named = dict(sources or {})
        if isinstance(profile, Profile):
            if given.params:
                raise InvalidInput("a loaded profile has its params: give them to load.")
            loaded = profile
        else:
            reference = _reference(profile, folder=self._judge.folder)
            loaded = self._judge.load(reference, given=replace(given, urls=_urls(named)))
        if registry is not None:
            named[_only_target(loaded, named=named)] = registry
        found = {name: _addressed(each, target=name) for name, each in named.items()}
        require_targets(found, profiles=[loaded])
        return loaded, replace(given, sources=found)


class Run:
    """The run that a block is. After it, `report` is what it came to."""

    def __init__(
        self, judge: Judge, *, plan: Plan, given: Given, judging: Judging, pace: Pace
    ) -> None:
        self._judge = judge
        self._plan = plan
        self._given = given
        self._judging = judging
        self._pace = pace
        self._report: Report | None = None

    @property
    def report(self) -> Report:
        """The report, where all of it held. Raises `InvalidInput` before the end of the block."""
        if self._report is None:
            raise InvalidInput("the run is not over: its report is there after the block.")
        return self._report

    def __enter__(self) -> "Run":
        __tracebackhide__ = True
        with _Located():
            begun = self._judge.begin(
                [self._plan], given=self._given, judging=self._judging, pace=self._pace
            )
        if begun.refused is not None:
            _require(begun.refused, judge=self._judge)
        self._judging = replace(self._judging, since=begun.since)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        if error is not None:
            return
        with _Located():
            report = self._judge.end(
                [self._plan], given=self._given, judging=self._judging, pace=self._pace
            )
        _require(report, judge=self._judge)
        self._report = report


class _Located:
    """Lets what is wrong in a file be told with its place, also where only the text is shown."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        if isinstance(error, InvalidInput):
            raise InvalidInput(complaint_of(error), problems=error.problems) from None


def metrics_of(config: pytest.Config) -> Metrics:
    """What the fixture is."""
    return Metrics(judge_of(config))


def _require(report: Report, *, judge: Judge) -> None:
    __tracebackhide__ = True
    if report.exit_code:
        raise AssertionError(judge.failure_of(report))


def _reference(profile: str | Path, *, folder: Path) -> str:
    if not isinstance(profile, str | Path):
        raise InvalidInput(f"found {profile!r}, expected a name, a path or what load gave.")
    path = Path(profile)
    if isinstance(profile, str) and "/" not in profile and path.suffix not in SUFFIXES:
        return profile
    # From the folder of the test; shown from where the session was started.
    whole = path.absolute()
    is_below = whole.is_relative_to(folder)
    return f"./{whole.relative_to(folder).as_posix()}" if is_below else whole.as_posix()


def _urls(named: Mapping[str, Source | Sequence[Source]]) -> Mapping[str, str]:
    """Of each target that is read elsewhere, the first URL: what `${TARGET.base}` is taken of."""
    firsts = {
        name: each if isinstance(each, str) or not isinstance(each, Sequence) else next(iter(each))
        for name, each in named.items()
        if not isinstance(each, Sequence) or each
    }
    return {
        name: first
        for name, first in firsts.items()
        if isinstance(first, str) and parse_address(first).kind == "scrape"
    }


def _only_target(profile: Profile, *, named: Mapping[str, object]) -> str:
    left = [name for name in profile.targets if name not in named]
    if len(left) != 1:
        raise InvalidInput(
            f"a registry stands in for one target, and there are {len(left)} "
            f"({', '.join(left) or 'none'}): name it, sources={{TARGET: registry}}."
        )
    return left[0]


def _addressed(given: Source | Sequence[Source], *, target: str) -> tuple[Address, ...]:
    """What is read, files from the current folder, wherever the session was started."""
    return tuple(
        each if each.path is None else replace(each, path=each.path.absolute())
        for each in addresses(given, target=target)
    )


def _is_in_process(sources: Sequence[Address]) -> bool:
    return bool(sources) and all(each.kind == "registry" for each in sources)
