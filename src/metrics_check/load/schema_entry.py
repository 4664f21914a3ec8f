"""The JSON Schema of one entry of `expectations`: a line, a mapping, or a removal."""

from collections.abc import Mapping

from metrics_check.assertions.registry import kinds
from metrics_check.load.keys import ABSENT_KEYS, COMMON_KEYS, FORMS
from metrics_check.load.schema_parts import (
    FLAG,
    LINES,
    TEXT,
    WAIVE_KEYS,
    WAIVE_REQUIRED,
    Schema,
    mapping,
)

REMOVAL: Schema = mapping(
    {
        "id": {**TEXT, "pattern": "^[^#]*$", "description": "The inherited expectation."},
        "remove": {"const": True, "description": "True: it is not expected here."},
        "why": {**TEXT, "description": "Why it is not."},
    },
    required=("id", "remove", "why"),
)

# What YAML takes for a boolean may still be the name of a metric.
CORE_KEYS: Mapping[str, Schema] = {
    "id": {**TEXT, "pattern": "^[^#]*$", "description": "What this is called, unique in a file."},
    "series": {
        "type": ["string", "boolean"],
        "minLength": 1,
        "description": 'What is judged: name{label="value", bare}; a bare label must be there. A '
        "histogram is named by its family.",
    },
    "holds": {
        "type": ["string", "boolean"],
        "minLength": 1,
        "description": "PromQL: not empty, and every element left of its comparison satisfies it.",
    },
    "never": {
        "type": ["string", "boolean"],
        "minLength": 1,
        "description": "PromQL that must be empty: each of its elements is a violation.",
    },
    "target": {**TEXT, "description": "Where it is exposed; else the file's target, or the only."},
    "type": {"type": "string", "description": "The type of the metric."},
    "unit": {**TEXT, "description": "The unit of the metric."},
    "expect": {**LINES, "description": "Lines such as `mean 0s .. 120s`; each must hold."},
    "warn": {**LINES, "description": "Lines whose violation is only a warning."},
    "run": {
        **LINES,
        "description": "Lines about the increase over one run; each takes the place of the line "
        "of `expect` with the same aggregate.",
    },
    "by": {
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": TEXT,
        "description": "Labels; each group of them is judged alone, at least one must exist.",
    },
    "optional": {**FLAG, "description": "True: skipped where no series matches."},
    "exercised_by": {
        "type": "string",
        "minLength": 1,
        "description": "PromQL that is not empty when the workload ran; else this is unproven.",
    },
    "only_in": {
        "enum": ["state", "run"],
        "description": "The only reading in which this is judged.",
    },
    "alert": {"$ref": "#/$defs/alert"},
    "panel": {"$ref": "#/$defs/panel"},
    "severity": {**TEXT, "description": "How bad a violation is."},
    "owner": {**TEXT, "description": "Who answers for it; else the file's owner."},
    "why": {**TEXT, "description": "Why this is expected."},
    "runbook": {**TEXT, "description": "Where it says what to do."},
    "waive": mapping(
        WAIVE_KEYS,
        required=WAIVE_REQUIRED,
        description="A known failure of this expectation, accepted until a day.",
    ),
    "override": {
        **FLAG,
        "description": "True: takes the place of the inherited expectation with this id, whole.",
    },
}


def line_schema() -> Schema:
    """A line of the short form."""
    return {
        "type": ["string", "boolean"],
        "minLength": 1,
        "description": "[AGGREGATE | histogram] SERIES [COMPARISON], such as "
        '`sum jobs_total{status="completed", model} >= 1`.',
    }


def expectation_schema() -> Schema:
    """A mapping of the full form, with the keys of all kinds."""
    return {
        **mapping({**CORE_KEYS, **_kind_schemas()}, required=()),
        "oneOf": [{"required": [form]} for form in FORMS],
        "allOf": [
            *(_promql_alone(form) for form in FORMS if form != "series"),
            _absent_alone(),
        ],
    }


def _kind_schemas() -> Mapping[str, Schema]:
    """What kinds say of their keys; where the core knows a key too, the kind's word counts."""
    return {
        key: value
        for kind in kinds().values()
        for key, value in kind.schema.items()
        if key not in FORMS
    }


def _promql_alone(form: str) -> Schema:
    allowed = {form, *COMMON_KEYS}
    return {
        "if": {"required": [form]},
        "then": {"required": ["id"], "propertyNames": {"enum": sorted(allowed)}},
    }


def _absent_alone() -> Schema:
    return {
        "if": {"required": ["absent"], "properties": {"absent": {"const": True}}},
        "then": {"propertyNames": {"enum": sorted(ABSENT_KEYS)}},
        "else": {"not": {"required": ["replaced_by"]}},
    }
