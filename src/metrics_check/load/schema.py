"""The JSON Schema of expectation files, for editors: a core, and what each kind brings.

It tells the structure. What needs more than one place of a file to be told (ids, params, types,
PromQL) only the loader tells. The descriptions are what an editor shows beside a key.
"""

from collections.abc import Mapping

from metrics_check.load.schema_entry import REMOVAL, expectation_schema, line_schema
from metrics_check.load.schema_parts import (
    ALERT,
    PANEL,
    PARAMS,
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
            "line": line_schema(),
            "expectation": expectation_schema(),
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
