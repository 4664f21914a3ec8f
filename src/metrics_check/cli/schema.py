"""`schema`: the JSON Schemas of expectation files and of the settings."""

import json

import click

from metrics_check.cli.terminal import write_json
from metrics_check.load.schema import schema
from metrics_check.load.settings_schema import settings_schema


@click.command("schema")
@click.option(
    "--settings", "is_of_settings", is_flag=True, help="The schema of metrics-check.yaml instead."
)
def schema_command(*, is_of_settings: bool) -> None:
    """Print the JSON Schema of expectation files, for editors and other tools.

    Kept in a file, it lets an editor with YAML support check and explain expectation files that
    begin with this line:

    \b
    # yaml-language-server: $schema=../expectations.schema.json
    """
    write_json(settings_schema_text() if is_of_settings else schema_text())


def schema_text() -> str:
    """The schema as it is printed, and kept in `docs/expectations.schema.json`."""
    return _text(schema())


def settings_schema_text() -> str:
    """The schema of the settings file, kept in `docs/settings.schema.json`."""
    return _text(settings_schema())


def _text(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
