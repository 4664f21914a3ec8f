"""The JSON Schema of expectation files, for editors: a core, and what each kind brings.

It tells the structure. What needs more than one place of a file to be told (ids, params, types,
PromQL) only the loader tells. The descriptions are what an editor shows beside a key.
"""

from collections.abc import Mapping

from metrics_check.assertions.registry import kinds
from metrics_check.load.keys import ABSENT_KEYS, COMMON_KEYS, FORMS
from metrics_check.load.schema_parts import (
    ALERT,
    CORE_KEYS,
    PANEL,
    PARAMS,
    REMOVAL,
    REQUIRES,
    TARGETS,
    TEXT,
    WAIVER,
    Schema,
    mapping,
    one_or_list,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, object]:
    """The schema of a whole file, as plain data, the same in every run."""
    return {
        "$schema": DIALECT,
        "title": "Expectation file of metrics-check, format 1",
        "description": "One profile: a mode a stack runs in, and what its metrics must then show.",
        **mapping(_profile_keys(), required=("format", "profile")),
        "$defs": {
            "line": _line(),
            "expectation": _expectation(),
            "removal": REMOVAL,
            "waiver": WAIVER,
            "alert": ALERT,
            "panel": PANEL,
        },
    }


def _profile_keys() -> Mapping[str, Schema]:
    return {
        "format": {"const": 1, "description": "The format of this file. There is only 1."},
        "profile": {**TEXT, "description": "The name of the profile: the file's, without suffix."},
        "abstract": {
            "type": "boolean",
            "description": "True: never judged by itself, others extend it; params may be open.",
        },
        "summary": {**TEXT, "description": "What this profile is, in one sentence."},
        "owner": {**TEXT, "description": "Who answers for this file's expectations."},
        "extends": {
            **one_or_list(TEXT),
            "description": "Profiles whose params, targets, requirements and expectations are "
            "taken over, from left to right; this file comes last.",
        },
        "params": PARAMS,
        "target": {**TEXT, "description": "Where this file's expectations are exposed."},
        "targets": TARGETS,
        "requires": REQUIRES,
        "alert": {"$ref": "#/$defs/alert"},
        "panel": {"$ref": "#/$defs/panel"},
        "waivers": {
            "type": "array",
            "items": {"$ref": "#/$defs/waiver"},
            "description": "Known failures that are accepted until a day.",
        },
        "expectations": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"$ref": "#/$defs/line"},
                    {"$ref": "#/$defs/expectation"},
                    {"$ref": "#/$defs/removal"},
                ]
            },
            "description": "What must be seen: lines in the short form, mappings in the full form.",
        },
    }


def _line() -> Schema:
    return {
        "type": "string",
        "minLength": 1,
        "description": "[AGGREGATE | histogram] SERIES [COMPARISON], such as "
        '`sum jobs_total{status="completed", model} >= 1`.',
    }


def _expectation() -> Schema:
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
