"""The keys of a file that the loader itself owns: which there are, and which exclude each other.

Kinds of assertions own more keys of an expectation; `registry.kinds()` tells which.
"""

from functools import cache

from metrics_check.assertions.registry import kinds

PROFILE_KEYS = (
    "format",
    "profile",
    "abstract",
    "summary",
    "owner",
    "extends",
    "params",
    "target",
    "targets",
    "requires",
    "alert",
    "panel",
    "waivers",
    "expectations",
)
TARGET_KEYS = ("url", "labels", "honor_labels", "prometheus")
ALERT_KEYS = ("for", "window", "severity", "labels", "annotations")
PANEL_KEYS = ("title", "unit", "width")
WAIVE_KEYS = ("reason", "owner", "expires", "ticket")
WAIVER_KEYS = ("code", "id", "metric", "target", *WAIVE_KEYS)

# What an expectation is about: exactly one of these.
FORMS = ("series", "holds", "never")
# Keys that say something about any expectation, whatever it is about.
COMMON_KEYS = (
    "id",
    "target",
    "override",
    "exercised_by",
    "optional",
    "only_in",
    "alert",
    "panel",
    "severity",
    "owner",
    "why",
    "runbook",
    "waive",
)
# Keys of what is said about series, apart from those that kinds bring.
SERIES_KEYS = ("type", "unit", "expect", "warn", "run", "by")
# What may stand beside `absent: true`: nothing that is judged on a series that is there.
ABSENT_KEYS = frozenset({"series", "absent", "replaced_by", *COMMON_KEYS}) - {
    "optional",
    "exercised_by",
}
REMOVE_KEYS = ("id", "remove", "why")


@cache
def kind_keys() -> tuple[str, ...]:
    """The keys of an expectation that kinds own, sorted."""
    return tuple(sorted({key for kind in kinds().values() for key in kind.schema}))


@cache
def entry_keys() -> tuple[str, ...]:
    """Every key that an expectation can have."""
    own = (*FORMS, *COMMON_KEYS, *SERIES_KEYS, "remove")
    return tuple(dict.fromkeys((*own, *kind_keys())))
