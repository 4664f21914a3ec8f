"""The parts of the JSON Schema that the loader itself owns."""

from collections.abc import Iterable, Mapping

Schema = Mapping[str, object]

# Text as typed, whatever YAML takes it for: `no`, `1.10` and `true` are texts where one is due.
TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1, "pattern": r"\S"}
ANY_TEXT: Schema = {"type": ["string", "number", "boolean"]}
FLAG: Schema = {"type": "boolean"}


def mapping(
    properties: Mapping[str, Schema], *, required: Iterable[str], description: str = ""
) -> dict[str, object]:
    """A mapping with these keys and no others."""
    told = {"description": description} if description else {}
    needed = {"required": list(required)} if required else {}
    return {
        "type": "object",
        **told,
        "additionalProperties": False,
        **needed,
        "properties": dict(properties),
    }


def one_or_list(item: Schema) -> dict[str, object]:
    """One of something, or a list of them that is not empty."""
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


def map_of(value: Schema, *, description: str) -> dict[str, object]:
    """A mapping with any keys to values of one sort."""
    return {"type": "object", "description": description, "additionalProperties": value}


_DURATION: Schema = {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(ms|us|ns|[dhms]))+$"}
_DATE: Schema = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_LINES = one_or_list({"type": "string", "minLength": 1, "pattern": r"\S"})
_WAIVE_KEYS: Mapping[str, Schema] = {
    "reason": {**TEXT, "description": "Why this may fail for now."},
    "owner": {**TEXT, "description": "Who will see to it."},
    "expires": {**_DATE, "description": "The last day of the waiver, such as 2026-12-31."},
    "ticket": {**TEXT, "description": "Where the work is tracked."},
}
_WAIVE_REQUIRED = ("reason", "owner", "expires")

WAIVER: Schema = {
    **mapping(
        {
            "code": {**TEXT, "description": "The code of outcomes or findings to cover."},
            "id": {**TEXT, "description": "An expectation's id, or id#assertion; globs."},
            "metric": {**TEXT, "description": "Only for this metric."},
            "target": {**TEXT, "description": "Only on this target."},
            **_WAIVE_KEYS,
        },
        required=_WAIVE_REQUIRED,
    ),
    "oneOf": [{"required": ["code"]}, {"required": ["id"]}],
}

ALERT: Schema = {
    "description": "Whether alerts are made of this, and how. Alerts are opt-in.",
    "anyOf": [
        FLAG,
        mapping(
            {
                "for": {**_DURATION, "description": "How long it must be violated, such as 5m."},
                "window": {**_DURATION, "description": "The window that increases are read over."},
                "severity": {**TEXT, "description": "The alert's severity label."},
                "labels": map_of(TEXT, description="More labels of the alert."),
                "annotations": map_of(TEXT, description="Annotations of the alert."),
            },
            required=(),
        ),
    ],
}

PANEL: Schema = {
    "description": "Whether a dashboard panel is made of this, and how.",
    "anyOf": [
        FLAG,
        mapping(
            {
                "title": {**TEXT, "description": "The panel's title."},
                "unit": {**TEXT, "description": "The unit that the panel shows."},
                "width": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 24,
                    "description": "Columns of the dashboard's grid, which has 24.",
                },
            },
            required=(),
        ),
    ],
}

PARAMS: Schema = {
    "type": "object",
    "description": "Values that ${name} stands for. One without a value must be given by whoever "
    "extends the profile.",
    "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
    "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
}

TARGETS: Schema = {
    "type": "object",
    "description": "Where metrics are exposed, by name.",
    "propertyNames": {"pattern": r"^[^\s.${}]+$"},
    "additionalProperties": mapping(
        {
            "url": {
                **one_or_list(TEXT),
                "description": "The URL of the exposition; a list: replicas, all must be read.",
            },
            "labels": {
                **map_of(TEXT, description="Labels of every sample; `job` is the name by default."),
                "propertyNames": {"minLength": 1, "not": {"const": "__name__"}},
            },
            "honor_labels": {
                **FLAG,
                "description": "True: a label of the sample wins over the target's.",
            },
            "prometheus": {**TEXT, "description": "The server that judges this target instead."},
        },
        required=("url",),
    ),
}

_ANSWER = mapping(
    {
        "url": {**TEXT, "description": "What to GET, such as ${lps.base}/admin/mode."},
        "json": {
            "type": "object",
            "minProperties": 1,
            "description": "The values that the JSON answer must hold at its top-level keys.",
        },
    },
    required=("url", "json"),
)
REQUIRES: Schema = mapping(
    {
        "env": map_of(
            one_or_list(ANY_TEXT),
            description="Environment variables and their values; a list means any of them.",
        ),
        "http": {**one_or_list(_ANSWER), "description": "Answers that a service must give."},
    },
    required=(),
    description="What must be the case before this profile can be judged.",
)

REMOVAL: Schema = mapping(
    {
        "id": {**TEXT, "pattern": "^[^#]*$", "description": "The inherited expectation."},
        "remove": {"const": True, "description": "True: it is not expected here."},
        "why": {**TEXT, "description": "Why it is not."},
    },
    required=("id", "remove", "why"),
)

CORE_KEYS: Mapping[str, Schema] = {
    "id": {**TEXT, "pattern": "^[^#]*$", "description": "What this is called, unique in a file."},
    "series": {
        "type": "string",
        "minLength": 1,
        "description": 'What is judged: name{label="value", bare}; a bare label must be there. A '
        "histogram is named by its family.",
    },
    "holds": {
        "type": "string",
        "minLength": 1,
        "description": "PromQL: not empty, and every element left of its comparison satisfies it.",
    },
    "never": {
        "type": "string",
        "minLength": 1,
        "description": "PromQL that must be empty: each of its elements is a violation.",
    },
    "target": {**TEXT, "description": "Where it is exposed; else the file's target, or the only."},
    "type": {"type": "string", "description": "The type of the metric."},
    "unit": {**TEXT, "description": "The unit of the metric."},
    "expect": {**_LINES, "description": "Lines such as `mean 0s .. 120s`; each must hold."},
    "warn": {**_LINES, "description": "Lines whose violation is only a warning."},
    "run": {
        **_LINES,
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
        _WAIVE_KEYS,
        required=_WAIVE_REQUIRED,
        description="A known failure of this expectation, accepted until a day.",
    ),
    "override": {
        **FLAG,
        "description": "True: takes the place of the inherited expectation with this id, whole.",
    },
}
