"""The first read of a run that was kept as a snapshot."""

from dataclasses import replace
from pathlib import Path

from metrics_check.check.plan import Plan
from metrics_check.check.poll import read_first
from metrics_check.check.since import Since
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.snapshot import load_snapshot
from metrics_check.sources.world import SourceWorld


def kept_since(folder: Path, *, plans: tuple[Plan, ...], options: ReadOptions) -> Since:
    """What the snapshot in a folder shows of these plans. Raises `UnreadableSource`."""
    snapshot = load_snapshot(folder)
    world = SourceWorld(replace(options, snapshot=folder))
    moments = {each.server: each.at for each in snapshot.servers if each.at is not None}
    first = read_first(plans, world=world)
    return replace(first, moments=moments, is_fresh=snapshot.is_fresh)
