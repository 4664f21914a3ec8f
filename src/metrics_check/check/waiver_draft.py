"""Waivers of what fails now, as a first draft: a person says why, and who sees to it. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from metrics_check.located import Place
from metrics_check.model.outcome import Outcome, Verdict
from metrics_check.model.profile import Waiver
from metrics_check.notation.globs import literal_glob

DAYS = 30
"""How long a drafted waiver is good for: long enough to mend what it covers."""
NOBODY = "nobody yet"
_UNWAIVABLE = frozenset({Verdict.ERROR, Verdict.UNPROVEN})


def draft_waivers(
    outcomes: Iterable[Outcome], *, today: date, is_strict: bool
) -> tuple[Waiver, ...]:
    """A waiver for each assertion that fails, where it `is_strict` for each that warns, too."""
    verdicts = {Verdict.FAIL, Verdict.WARN} if is_strict else {Verdict.FAIL}
    found: dict[str, Waiver] = {}
    for each in outcomes:
        if each.verdict in verdicts:
            waiver = _waiver(each, today=today)
            found.setdefault(waiver.match, waiver)
    return tuple(found.values())


def unwaivable(outcomes: Iterable[Outcome]) -> int:
    """How many outcomes fail the check and are covered by no waiver whatever."""
    return sum(each.verdict in _UNWAIVABLE for each in outcomes)


def _waiver(outcome: Outcome, *, today: date) -> Waiver:
    return Waiver(
        match=literal_glob(f"{outcome.id}#{outcome.assertion}"),
        reason=f"failed on {today} ({outcome.code}), say why it is accepted",
        owner=outcome.owner or NOBODY,
        expires=today + timedelta(days=DAYS),
        place=Place(""),
    )
