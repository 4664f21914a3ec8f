"""The Python API: an expectation file loaded, judged, and its report as text.

What the commands do, for programs; nothing here prints or ends the process.
"""

import os
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import cast

from metrics_check.check.checking import Judging
from metrics_check.check.checking import check as check_plans
from metrics_check.check.clock import Clock, SystemClock
from metrics_check.check.kept_run import kept_since
from metrics_check.check.plan import Plan, Selection, plan_check, require_matches
from metrics_check.errors import InvalidInput
from metrics_check.lazy import resolve
from metrics_check.load.dotenv import read_env_file
from metrics_check.load.profiles import load_profile, require_concrete
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile
from metrics_check.notation.words import did_you_mean
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain
from metrics_check.sources.address import Address, Registry, parse_address, registry_address
from metrics_check.sources.options import TIMEOUT_SECONDS, ReadOptions
from metrics_check.sources.request import require_targets
from metrics_check.sources.world import SourceWorld

Source = str | Path | Registry
_MAY_BE_ZERO = frozenset({"quiet", "wait"})


def load(
    path: str | Path,
    *,
    params: Mapping[str, str] | None = None,
    targets: Mapping[str, str] | None = None,
) -> Profile:
    """The profile of one expectation file, with what it extends from the folder around it.

    `params` give its parameters values, `targets` give targets, by name, other URLs than the file
    does, also where it says `${TARGET.base}`. Raises `InvalidInput`; its `problems` hold every
    error of the files, each with path, line and column.
    """
    require_texts(params or {}, what="param")
    require_texts(targets or {}, what="URL of the target")
    file = Path(path)
    profile = load_profile(
        # A bare name would be looked up in a folder; here it is a path.
        f"{file.parent.as_posix()}/{file.name}",
        folder=file.parent,
        params=params or {},
        sources=targets or {},
    )
    require_targets(targets or {}, profiles=[profile])
    return profile


def check(
    profile: Profile,
    *,
    sources: Mapping[str, Source | Sequence[Source]] | None = None,
    snapshot: str | Path | None = None,
    since: str | Path | None = None,
    clock: Clock | None = None,
    environment: Mapping[str, str] | None = None,
    env_file: str | Path | None = None,
    only: Sequence[str] = (),
    wait_seconds: float = 0.0,
    interval_seconds: float = 1.0,
    timeout_seconds: float = TIMEOUT_SECONDS,
    is_strict: bool = False,
    allows_unproven: bool = False,
) -> Report:
    """The report of one profile: `exit_code`, `outcomes` in file order, `findings`.

    `sources` gives targets, by name, something else to read than their URLs: a SOURCE as on the
    command line, a path, or a `CollectorRegistry` of this process; a list stands for replicas.
    `snapshot` is a snapshot folder that is judged instead of everything; with `since`, another
    such folder, the run from that to this. `environment` (default:
    the process's) and then `env_file` answer `requires.env`. `only` selects ids, or
    `id#assertion`, by globs.

    It reads again every `interval_seconds` until everything holds, for at most `wait_seconds`.
    What could not be read or judged is an outcome with the verdict `error`, never an exception.
    Raises `InvalidInput` for an abstract profile, a target or an id that is not there, a source
    that is not one, an `only` that is no list, and seconds that are no time to wait;
    `UnreadableSource` where `snapshot` is none.
    """
    if not isinstance(profile, Profile):
        raise InvalidInput(f"found {profile!r}, expected a profile: check(load(PATH)).")
    require_selection(only)
    require_concrete([profile])
    require_targets(sources or {}, profiles=[profile])
    _require_snapshot(since, snapshot)
    require_times(wait=wait_seconds, interval=interval_seconds, timeout=timeout_seconds)
    plan = _planned(profile, only=only, is_run=since is not None)
    options = ReadOptions(
        timeout_seconds=timeout_seconds,
        sources={name: addresses(given, target=name) for name, given in (sources or {}).items()},
        snapshot=None if snapshot is None else Path(snapshot),
    )
    world = SourceWorld(
        options,
        environment=os.environ if environment is None else environment,
        env_file={} if env_file is None else read_env_file(Path(env_file)),
    )
    judging = Judging(
        is_strict=is_strict,
        allows_unproven=allows_unproven,
        wait_seconds=wait_seconds,
        interval_seconds=interval_seconds,
        since=None if since is None else kept_since(Path(since), plans=(plan,), options=options),
    )
    return check_plans([plan], world=world, clock=clock or SystemClock(), judging=judging)


def require_selection(only: Sequence[str]) -> None:
    """Raises `InvalidInput` for what is no list of texts."""
    if isinstance(only, str):
        raise InvalidInput(f"only={only!r} is a text, expected a list of them: only=[{only!r}].")
    for glob in only:
        if not isinstance(glob, str):
            raise InvalidInput(f"found {glob!r} in only, expected a text.")


def require_times(**times: float) -> None:
    """Raises `InvalidInput` for what is no time, by name without `_seconds`."""
    for name, found in times.items():
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        is_zero_fine = name in _MAY_BE_ZERO
        least = "0 or more" if is_zero_fine else "more than 0"
        if not is_number or not isfinite(found) or found < 0 or (found == 0 and not is_zero_fine):
            raise InvalidInput(f"{name}_seconds={found!r}, expected seconds, {least}.")


def render(report: Report, *, format: str = "text", is_verbose: bool = False) -> str:  # noqa: A002 -- as the option
    """The report as `check --format` shows it, without colour: `text`, `json`, `junit`, ….

    `is_verbose` lists what held, too. Raises `InvalidInput` for another format.
    """
    if format not in FORMATS:
        near = did_you_mean(format, known=FORMATS)
        raise InvalidInput(f"no format {format!r}; there are {', '.join(FORMATS)}.{near}")
    # A test holds every entry to this Protocol.
    lines = cast(Render, resolve(FORMATS[format]))(report, is_verbose=is_verbose)
    return plain(lines)


def addresses(given: Source | Sequence[Source], *, target: str) -> tuple[Address, ...]:
    """What is read for a target instead of its URLs. Raises `InvalidInput` for no source."""
    is_one = isinstance(given, str) or not isinstance(given, Sequence)
    sources = (given,) if is_one else given
    if not sources:
        raise InvalidInput(f"the target {target!r} is given no source, expected one at least.")
    return tuple(_address(source, target) for source in cast(Sequence[Source], sources))


def _planned(profile: Profile, *, only: Sequence[str], is_run: bool) -> Plan:
    selection = Selection(tuple(only))
    plan = plan_check(profile, selection=selection, is_run=is_run)
    require_matches([plan], selection=selection)
    return plan


def _require_snapshot(since: str | Path | None, snapshot: str | Path | None) -> None:
    if since is not None and snapshot is None:
        raise InvalidInput("since needs snapshot: the run is judged from one snapshot to another.")


def require_texts(given: Mapping[str, object], *, what: str) -> None:
    """Raises `InvalidInput` where a value is no text; `what` names one."""
    for name, value in given.items():
        if not isinstance(value, str):
            raise InvalidInput(f"the {what} {name!r} is {value!r}, expected a text.")


def _address(source: Source, target: str) -> Address:
    if isinstance(source, str | Path):
        return parse_address(str(source))
    if isinstance(source, type) or not callable(getattr(source, "collect", None)):
        raise InvalidInput(
            f"the source of {target!r} is {source!r}, expected a text, a Path, a CollectorRegistry "
            "or a list of these."
        )
    return registry_address(source, name=f"registry of {target}")
