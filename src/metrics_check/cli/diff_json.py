"""`diff --json`: the changes as one document, `metrics-check/diff/v1`."""

import json
from collections.abc import Sequence

from metrics_check.audit.diff.change import Change, Hit
from metrics_check.cli.differing import Compared, Consumers

SCHEMA = "metrics-check/diff/v1"
# Of more changes the first are told; `summary` counts all.
MOST_CHANGES = 10_000
# Of one change.
_MOST_VALUES, _MOST_HITS = 20, 1000
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
        **({} if compared.consumers is None else _consumers(compared.consumers)),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _consumers(consumers: Consumers) -> dict[str, object]:
    unread = [{"where": each.where, "reason": each.reason} for each in consumers.unread]
    return {"consumers": len(consumers.readers), "unparsed": unread[:MOST_CHANGES]}


def _listed(changes: Sequence[Change]) -> list[dict[str, object]]:
    return [_change(change) for change in changes[:MOST_CHANGES]]


def _change(change: Change) -> dict[str, object]:
    said: dict[str, object] = {
        "target": change.target,
        "label": change.label,
        "renamed_to": change.renamed_to,
        "values": [] if change.is_open else [_cut(value) for value in change.values[:_MOST_VALUES]],
        "count": change.count,
        "profiles": list(change.profiles[:_MOST_VALUES]),
    }
    return {
        "kind": change.kind,
        "metric": change.metric,
        "detail": change.detail,
        "where": change.where,
        "guess": change.is_guess,
        **{key: value for key, value in said.items() if value},
        **(
            {} if change.hits is None else {"hits": [_hit(hit) for hit in change.hits[:_MOST_HITS]]}
        ),
    }


def _hit(hit: Hit) -> dict[str, str]:
    said = {"kind": hit.kind, "name": hit.name, "where": hit.where}
    return {**said, "via": hit.via} if hit.via else said


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
