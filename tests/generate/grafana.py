"""What Grafana makes of a dashboard: its variables put in, its schema, its grid."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

SCHEMA = Path(__file__).parent / "grafana.schema.json"
COLUMNS = 24
# Grafana, public/app/features/variables/utils.ts, variableRegex.
VARIABLE = re.compile(r"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}")
# What stands for $__rate_interval where a server is scraped every 15 seconds, as is usual there:
# four times that (Grafana docs, Prometheus template variables).
RATE_INTERVAL = "1m0s"
SPECIAL = re.compile(r"[$^*{}\[\]'+?.()|]")

Document = dict[str, Any]


def panels(dashboard: Document) -> list[Document]:
    """Its panels, rows apart."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions(dashboard: Document) -> Iterator[tuple[Document, str]]:
    """Each panel's queries, as they are."""
    for panel in panels(dashboard):
        for target in panel["targets"]:
            yield panel, target["expr"]


def values(dashboard: Document, *, instances: Iterable[str] = ()) -> Mapping[str, str]:
    """What its variables stand for in PromQL, all instances chosen where none are named."""
    found = {"__rate_interval": RATE_INTERVAL, "__interval": "15s"}
    for variable in dashboard["templating"]["list"]:
        name = variable["name"]
        if variable["type"] in {"custom", "textbox"}:
            assert not variable.get("multi")
            found[name] = variable["current"]["value"].replace("\\", "\\\\").replace('"', '\\"')
        elif variable["type"] == "query":
            assert variable["current"]["value"] == "$__all"
            found[name] = _joined(instances) or variable["allValue"]
        else:
            found[name] = "the-data-source"
    return found


def replaced(text: str, *, values: Mapping[str, str]) -> str:
    """The text with variables put in; what is no variable's name stays as it is."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1] or found[2] or found[4], found.group())

    return VARIABLE.sub(value, text)


def faults(dashboard: Document) -> list[str]:
    """What Grafana would not take, or show otherwise than it is meant."""
    return [*_of_schema(dashboard), *_of_grid(dashboard), *_of_numbers(dashboard)]


@cache
def _validator() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def _of_schema(dashboard: Document) -> Iterator[str]:
    for error in _validator().iter_errors(dashboard):
        yield f"{list(error.path)}: {error.message[:200]}"


def _of_grid(dashboard: Document) -> Iterator[str]:
    """Each cell of the grid belongs to exactly one panel, down to the last line."""
    cells = Counter(
        (x, y)
        for panel in dashboard["panels"]
        for place in (panel["gridPos"],)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    )
    height = max(y for _, y in cells) + 1
    expected = {(x, y) for x in range(COLUMNS) for y in range(height)}
    if set(cells) != expected:
        yield f"holes at {sorted(expected - set(cells))[:3]}"
        yield f"outside at {sorted(set(cells) - expected)[:3]}"
    if max(cells.values()) > 1:
        yield f"overlaps at {[cell for cell, count in cells.items() if count > 1][:3]}"


def _of_numbers(dashboard: Document) -> Iterator[str]:
    numbers = [panel["id"] for panel in dashboard["panels"]]
    if len(set(numbers)) < len(numbers):
        yield "ids that are there twice"
    for panel in panels(dashboard):
        refs = [target["refId"] for target in panel["targets"]]
        if len(set(refs)) < len(refs) or not refs:
            yield f"{panel['title']}: {refs}"
    names = [variable["name"] for variable in dashboard["templating"]["list"]]
    if len(set(names)) < len(names) or names[:2] != ["datasource", "instance"]:
        yield f"variables {names}"


def _joined(instances: Iterable[str]) -> str:
    """Several values as its data source puts them in: patterns, in a PromQL string."""
    escaped = [SPECIAL.sub(r"\\\\\g<0>", each.replace("\\", "\\\\\\\\")) for each in instances]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})" if escaped else ""
