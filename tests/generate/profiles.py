"""Profiles of a few lines, loaded as any other."""

from pathlib import Path

from metrics_check import Profile, load

LABELLED = "targets:\n  shop: {url: http://localhost/metrics, labels: {job: shop}}\n"
UNLABELLED = "targets:\n  shop: {url: http://localhost/metrics}\n"


def shop(folder: Path, entries: str, *, targets: str = LABELLED, more: str = "") -> Profile:
    """The profile `shop` with these entries, `more` among its keys."""
    path = folder / "shop.yaml"
    path.write_text(f"format: 1\nprofile: shop\n{more}{targets}expectations:\n{entries}", "utf-8")
    return load(path)
