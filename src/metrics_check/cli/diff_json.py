"""`diff --json`: the changes as one document, `metrics-check/diff/v1`."""

import json
from collections.abc import Sequence

from metrics_check.audit.diff.change import Change
from metrics_check.cli.differing import Compared

SCHEMA = "metrics-check/diff/v1"
# Of more changes the first are told; `summary` counts all.
MOST_CHANGES = 10_000
_LONGEST_VALUE = 200


def render_json(compared: Compared, *, exit_code: int) -> str:
    """The document; names are whole, values cut where they are very long."""
    difference = compared.difference
    document = {
        "schema": SCHEMA,
        "exit_code": exit_code,
        "old": {"source": compared.old, "metrics": compared.old_metrics},
        "new": {"source": compared.new, "metrics": compared.new_metrics},
        "summary": {
            "breaking": len(difference.breaking),
            "compatible": len(difference.compatible),
        },
        "breaking": _listed(difference.breaking),
        "compatible": _listed(difference.compatible),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _listed(changes: Sequence[Change]) -> list[dict[str, object]]:
    return [_change(change) for change in changes[:MOST_CHANGES]]


def _change(change: Change) -> dict[str, object]:
    said: dict[str, object] = {
        "target": change.target,
        "label": change.label,
        "renamed_to": change.renamed_to,
        "values": [_cut(value) for value in change.values],
        "count": change.count,
        "profiles": list(change.profiles),
    }
    return {
        "kind": change.kind,
        "metric": change.metric,
        "detail": change.detail,
        "where": change.where,
        "guess": change.is_guess,
        **{key: value for key, value in said.items() if value},
    }


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
