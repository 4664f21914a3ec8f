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


DURATION: Schema = {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(ms|us|ns|[dhms]))+$"}
_DATE: Schema = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
LINES = one_or_list({"type": "string", "minLength": 1, "pattern": r"\S"})
WAIVE_KEYS: Mapping[str, Schema] = {
    "reason": {**TEXT, "description": "Why this may fail for now."},
    "owner": {**TEXT, "description": "Who will see to it."},
    "expires": {**_DATE, "description": "The last day of the waiver, such as 2026-12-31."},
    "ticket": {**TEXT, "description": "Where the work is tracked."},
}
WAIVE_REQUIRED = ("reason", "owner", "expires")

WAIVER: Schema = {
    **mapping(
        {
            "code": {**TEXT, "description": "The code of outcomes or findings to cover."},
            "id": {**TEXT, "description": "An expectation's id, or id#assertion; globs."},
            "metric": {**TEXT, "description": "Only for this metric."},
            "target": {**TEXT, "description": "Only on this target."},
            **WAIVE_KEYS,
        },
        required=WAIVE_REQUIRED,
    ),
    "oneOf": [{"required": ["code"]}, {"required": ["id"]}],
}

ALERT: Schema = {
    "description": "Whether alerts are made of this, and how. Alerts are opt-in.",
    "anyOf": [
        FLAG,
        mapping(
            {
                "for": {**DURATION, "description": "How long it must be violated, such as 5m."},
                "window": {**DURATION, "description": "The window that increases are read over."},
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

TARGET_NAME: Schema = {"pattern": r"^[^\s.${}]+$"}
TARGETS: Schema = {
    "type": "object",
    "description": "Where metrics are exposed, by name.",
    "propertyNames": TARGET_NAME,
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
