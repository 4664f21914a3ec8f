"""Target labels on samples, as Prometheus attaches them when it scrapes. Pure."""

from metrics_check.model.profile import Target
from metrics_check.model.series import Labels


def attach_labels(labels: Labels, *, target: Target, instance: str) -> dict[str, str]:
    """The labels that a stored sample would bear.

    A clash keeps the target's value and moves the exposed one to `exported_…`; with
    `honor_labels` the exposed one stays (Prometheus docs, Configuration, honor_labels).
    """
    attached = dict(labels)
    for name, value in _server_side(target, instance=instance).items():
        if name not in labels:
            attached[name] = value
        elif not target.honor_labels:
            attached[_free_name(name, taken=attached)] = labels[name]
            attached[name] = value
    return attached


def target_label_names(target: Target) -> frozenset[str]:
    """The label names that come from the target and not from the exposition."""
    return frozenset(_server_side(target, instance=""))


def _server_side(target: Target, *, instance: str) -> dict[str, str]:
    return {"instance": instance, **target.labels}


def _free_name(name: str, *, taken: dict[str, str]) -> str:
    moved = f"exported_{name}"
    while moved in taken:
        moved = f"exported_{moved}"
    return moved
