"""`--write-waivers FILE`: waivers of what fails now go where the next check reads them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click

from metrics_check.check.plan import Plan
from metrics_check.check.waiver_draft import draft_waivers, unwaivable
from metrics_check.cli.settled import find_settings
from metrics_check.cli.terminal import write_note
from metrics_check.files import write_whole
from metrics_check.lazy import resolve
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Waiver
from metrics_check.model.settings import NAME

# By text: nothing of it is imported where nothing is written.
WITH_WAIVERS = "metrics_check.load.waiver_file:with_waivers"


def require_read(path: Path | None, *, plans: Sequence[Plan]) -> None:
    """Raises `UsageError` for a file in which the next check would not look for waivers."""
    if path is None or _is_settings(path) or _profiles_of(path, plans=plans):
        return
    settings = find_settings(Path.cwd()) or Path(NAME)
    raise click.UsageError(
        f"--write-waivers: no check would read waivers in {path.as_posix()}; expected "
        f"{settings.as_posix()}, or the file of a judged profile."
    )


def write_waivers(path: Path, report: Report, *, plans: Sequence[Plan], now: float) -> None:
    """Writes the waivers, whole or not at all, and says so on stderr. Raises `InvalidInput`.

    Into a profile's file go those of that profile. `now` is in Unix seconds.
    """
    own = _profiles_of(path, plans=plans)
    outcomes = [each for each in report.outcomes if _is_settings(path) or each.profile in own]
    today = datetime.fromtimestamp(now, tz=UTC).date()
    waivers = draft_waivers(outcomes, today=today, is_strict=report.is_strict)
    if waivers:
        _write(path, waivers)
        _tell(path, waivers)
    else:
        write_note(f"nothing fails that a waiver covers: {path.as_posix()} stays as it is")
    left = unwaivable(report.outcomes)
    if left:
        write_note(f"{left} not judged or unproven, which no waiver covers")


def _is_settings(path: Path) -> bool:
    found = find_settings(Path.cwd()) or Path(NAME)
    return path.resolve() == found.resolve()


def _profiles_of(path: Path, *, plans: Sequence[Plan]) -> frozenset[str]:
    file = path.resolve()
    return frozenset(
        plan.profile.name for plan in plans if Path(plan.profile.place.path).resolve() == file
    )


def _write(path: Path, waivers: tuple[Waiver, ...]) -> None:
    # A link stays one: what it leads to is written.
    file = path.resolve()
    before = file.read_bytes() if file.is_file() else b""
    added = cast(Callable[..., bytes], resolve(WITH_WAIVERS))
    write_whole(file, content=added(before, waivers, path=path.as_posix()))


def _tell(path: Path, waivers: tuple[Waiver, ...]) -> None:
    noun = "waiver" if len(waivers) == 1 else "waivers"
    write_note(
        f"{path.as_posix()}: {len(waivers)} {noun} until {waivers[0].expires}; "
        "say in each why, and who sees to it"
    )
    for waiver in waivers:
        write_note(f"  {waiver.match}")
