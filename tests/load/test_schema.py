"""The JSON Schema: what it is, and that the committed one is up to date."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from metrics_check.cli.schema import schema_text, settings_schema_text
from metrics_check.load.keys import entry_keys
from metrics_check.load.schema import schema
from metrics_check.load.settings import KEYS
from metrics_check.load.settings_schema import settings_schema
from tests.golden import assert_golden

DOCS = Path(__file__).parents[2] / "docs"


def test_is_a_schema_of_its_dialect() -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator.check_schema(settings_schema())


def test_is_committed(pytestconfig: pytest.Config) -> None:
    assert_golden(schema_text(), path=DOCS / "expectations.schema.json", config=pytestconfig)
    own = settings_schema_text()
    assert_golden(own, path=DOCS / "settings.schema.json", config=pytestconfig)


def test_knows_the_keys_that_the_loader_of_settings_knows() -> None:
    assert tuple(json.loads(settings_schema_text())["properties"]) == KEYS


def test_knows_the_keys_that_the_loader_knows() -> None:
    definitions = json.loads(schema_text())["$defs"]
    expectation = set(definitions["expectation"]["properties"])
    removal = set(definitions["removal"]["properties"])
    assert expectation | removal == set(entry_keys())


def test_describes_every_key() -> None:
    assert list(_undescribed(json.loads(schema_text()), at="$")) == []
    assert list(_undescribed(json.loads(settings_schema_text()), at="$")) == []


def _undescribed(node: object, *, at: str) -> list[str]:
    found: list[str] = []
    if isinstance(node, list):
        return [each for item in node for each in _undescribed(item, at=at)]
    if not isinstance(node, dict):
        return found
    properties = node.get("properties", {})
    for name, value in properties.items():
        is_told = "description" in value or "$ref" in value or "const" in value
        found += [] if is_told else [f"{at}.{name}"]
    return found + [
        each for name, value in node.items() for each in _undescribed(value, at=f"{at}.{name}")
    ]
