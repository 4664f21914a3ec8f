"""Drafts of texts, and what a check says of a draft on the same text."""

from pathlib import Path

from metrics_check.audit.draft import Draft, DraftTarget, draft_profile
from metrics_check.check.checking import Judging, check
from metrics_check.check.clock import SystemClock
from metrics_check.check.plan import Selection, plan_check
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from metrics_check.load.profiles import load_profile
from metrics_check.model.outcome import Report
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld

URL = "http://shop.example:8080/metrics"


def draft(*texts: str, syntax: Format = Format.TEXT) -> Draft:
    """The draft of a target `shop` whose replicas show these texts."""
    shown = tuple(read_exposition([text.encode()], format=syntax) for text in texts)
    return draft_profile("shop", targets=[DraftTarget("shop", (URL,), shown)])


def entries(drafted: Draft) -> list[str]:
    """The lines under `expectations`, without headings and what stands below."""
    _, _, listed = drafted.text.partition("expectations:\n")
    lines = listed.split("\n# Left out")[0].splitlines()
    return [line for line in lines if line and not line.startswith("  #")]


def judged(drafted: Draft, *paths: Path, syntax: Format | None = None) -> Report:
    """The report of the draft on what stands in these files, one a replica."""
    folder = paths[0].parent
    (folder / "shop.yaml").write_bytes(drafted.text.encode())
    profile = load_profile("shop", folder=folder)
    options = ReadOptions(sources={"shop": tuple(map(str, paths))}, format=syntax)
    plan = plan_check(profile, selection=Selection())
    judging = Judging(is_covered=True)
    return check([plan], world=SourceWorld(options), clock=SystemClock(), judging=judging)


def not_passed(report: Report) -> list[str]:
    """What did not pass; skipped is what a draft calls optional."""
    return [
        f"{each.id}#{each.assertion} {each.verdict} {each.code}: {each.message}"
        for each in report.outcomes
        if each.verdict not in ("pass", "skipped")
    ]
