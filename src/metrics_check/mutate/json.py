"""The result as JSON, `metrics-check/mutate/v1`; its schema is `docs/mutate.schema.json`."""

import json

from metrics_check.mutate.reasons import REASONS
from metrics_check.mutate.result import Fate, Fated, Mutation

SCHEMA = "metrics-check/mutate/v1"


def render_json(mutation: Mutation, *, exit_code: int) -> str:
    """The document in ASCII, indented by two, ended by a newline."""
    return json.dumps(_document(mutation, exit_code=exit_code), indent=2, allow_nan=False) + "\n"


def _document(mutation: Mutation, *, exit_code: int) -> dict[str, object]:
    reasons = {each.reason for each in mutation.fates if each.reason}
    return {
        "schema": SCHEMA,
        "exit_code": exit_code,
        "profile": mutation.profile,
        "from": mutation.folder,
        "reading": "run" if mutation.is_run else "state",
        "score": mutation.score,
        "summary": {
            **{fate.value: mutation.count(fate) for fate in Fate},
            "left_out": mutation.total - len(mutation.fates),
        },
        "mutants": [_mutant(each) for each in mutation.fates],
        "reasons": {reason: REASONS[reason] for reason in sorted(reasons)},
        "proposals": [
            {
                "target": each.target,
                "metric": each.metric,
                "survivors": each.survivors,
                "yaml": "".join(f"{line}\n" for line in each.lines),
            }
            for each in mutation.proposals
        ],
        "not_declared": {target: list(names) for target, names in mutation.undeclared.items()},
    }


def _mutant(fated: Fated) -> dict[str, object]:
    mutant = fated.mutant
    return {
        "target": mutant.target,
        "metric": mutant.series,
        "operator": mutant.operator,
        "labels": None if mutant.labels is None else dict(sorted(mutant.labels.items())),
        "label": mutant.label or None,
        "of": mutant.of or None,
        "old": mutant.old or None,
        "new": mutant.new or None,
        "fate": fated.fate.value,
        "noticed_by": fated.noticed_by or None,
        "reason": fated.reason or None,
        "told": fated.told or None,
    }
