"""`schema`: the JSON Schema of expectation files."""

import json

import click

from metrics_check.cli.terminal import write_json
from metrics_check.load.schema import schema


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of expectation files, for editors and other tools.

    Kept in a file, it lets an editor with YAML support check and explain expectation files that
    begin with this line:

    \b
    # yaml-language-server: $schema=../expectations.schema.json
    """
    write_json(schema_text())


def schema_text() -> str:
    """The schema as it is printed, and kept in `docs/expectations.schema.json`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
