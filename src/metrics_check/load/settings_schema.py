"""The JSON Schema of `metrics-check.yaml`, for editors."""

from metrics_check.load.schema import DIALECT
from metrics_check.load.schema_parts import (
    DURATION,
    FLAG,
    TARGET_NAME,
    TEXT,
    WAIVER,
    Schema,
    map_of,
    mapping,
    one_or_list,
)

_FILE = "A path, from the folder of this file."
_GENERATE = mapping(
    {
        "dashboards": {**TEXT, "description": "The URL below which the dashboards are shown."},
        "for": {**DURATION, "description": "How long before an alert fires; default 5m."},
        "labels": {
            **map_of(TEXT, description="Labels of every alert, for its routing."),
            "propertyNames": {"pattern": "^(?!__|alertname$)[A-Za-z_][A-Za-z0-9_]*$"},
        },
        "params": {
            **map_of(TEXT, description="Values of params, in all profiles that have them."),
            "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
        },
        "severity": {**TEXT, "description": "The severity of a violation; default warning."},
        "warn_severity": {**TEXT, "description": "That of a violated `warn`; default info."},
        "window": {
            **DURATION,
            "description": "How long a window counters are read over; default 10m.",
        },
    },
    required=(),
    description="What is generated where expectations do not say it themselves.",
)


def settings_schema() -> dict[str, object]:
    """The schema of a whole file, as plain data, the same in every run."""
    properties: dict[str, Schema] = {
        "allow_unproven": {**FLAG, "description": "As --allow-unproven."},
        "basic_auth_file": {**TEXT, "description": f"As --basic-auth-file. {_FILE}"},
        "bearer_token_file": {**TEXT, "description": f"As --bearer-token-file. {_FILE}"},
        "ca_file": {**TEXT, "description": f"As --ca-file. {_FILE}"},
        "cert_file": {**TEXT, "description": f"As --cert-file. {_FILE}"},
        "dialect": {"enum": ["2", "3", 2, 3], "description": "As --dialect of query."},
        "env_file": {**TEXT, "description": f"As --env-file. {_FILE}"},
        "expectations": {**TEXT, "description": f"Where the expectation files are. {_FILE}"},
        "generate": _GENERATE,
        "interval": {**DURATION, "description": "As --interval, such as 1s."},
        "key_file": {**TEXT, "description": f"As --key-file. {_FILE}"},
        "max_body": {**TEXT, "description": "As --max-body, such as 256MiB."},
        "prometheus": {**TEXT, "description": "As --prometheus, such as http://localhost:9090."},
        "strict": {**FLAG, "description": "As --strict."},
        "targets": {
            **map_of(
                one_or_list(TEXT),
                description="Where targets are read, as -t NAME=SOURCE; a list: replicas.",
            ),
            "propertyNames": TARGET_NAME,
        },
        "tenant": {**TEXT, "description": "As --tenant."},
        "timeout": {**DURATION, "description": "As --timeout, such as 10s."},
        "wait": {**DURATION, "description": "As --wait, such as 30s."},
        "waivers": {
            "type": "array",
            "items": {"$ref": "#/$defs/waiver"},
            "description": "Known failures of any profile that are accepted until a day.",
        },
    }
    return {
        "$schema": DIALECT,
        "title": "Settings of metrics-check",
        "description": "How the checks of a repository are run.",
        **mapping(properties, required=()),
        "not": {"required": ["bearer_token_file", "basic_auth_file"]},
        "dependentRequired": {"key_file": ["cert_file"]},
        "$defs": {"waiver": WAIVER},
    }
