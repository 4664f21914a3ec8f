"""Good files with something wrong put in: reading never breaks, the schema never lags behind."""

import json
import random
from pathlib import Path

import pytest

from metrics_check.load.yaml import read_document
from metrics_check.located import Items, Node, Text
from tests.load.cases import FOLDER, Case, cases_of, messages_of, schema_verdict, written

MUTANTS = 40
KEYS = ("series", "holds", "id", "expect", "labels", "url", "x", "remove", "absent", "env", "in")
VALUES = (
    *("", "null", "true", '"true"', '"5"', '""', "5", "1.5", "-3", "no", "0x1F"),
    *("a", "a_total", '"a_total >= 1"', '"sum >= 1"', "2030-01-01", '"${p}"', "[]", "{}"),
)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tables", ["good", "settings/good"])
def test_what_loads_is_what_the_schema_accepts(seed: int, tables: str, tmp_path: Path) -> None:
    chance = random.Random(seed)
    good = [case for table in sorted((FOLDER / tables).glob("*.txt")) for case in cases_of(table)]
    for _ in range(MUTANTS):
        name, original = next(iter(chance.choice(good).files.items()))
        text = mutant(original, chance=chance)
        case = Case("", {name: text}, "", "")
        if not messages_of(written(case, folder=tmp_path)):
            assert schema_verdict(case) == "accepts", text


def mutant(text: str, *, chance: random.Random) -> str:
    """The file with some values, items and keys changed, in flow style."""
    root = read_document(text.encode(), path="case.yaml")
    lines = (
        f"{json.dumps(name)}: {_changed(field.value, chance=chance)}"
        for name, field in root.fields.items()
        if chance.random() > 0.03
    )
    return "".join(f"{line}\n" for line in lines) or "x: y\n"


def _changed(node: Node, *, chance: random.Random) -> str:
    if chance.random() < 0.04:
        return chance.choice(VALUES)
    if isinstance(node, Text):
        return node.text if node.is_plain and node.text.isalnum() else _quoted(node)
    more = chance.random() < 0.05
    if isinstance(node, Items):
        items = [_changed(item, chance=chance) for item in node.items]
        return f"[{', '.join([*items, chance.choice(VALUES)] if more else items)}]"
    fields = {
        name: _changed(field.value, chance=chance)
        for name, field in node.fields.items()
        if chance.random() > 0.04
    }
    if more:
        fields[chance.choice(KEYS)] = chance.choice(VALUES)
    return f"{{{', '.join(f'{json.dumps(name)}: {value}' for name, value in fields.items())}}}"


def _quoted(text: Text) -> str:
    is_typed = text.is_plain and not any(char in text.text for char in ",[]{}#:&*!|>'\"%@`\n")
    return text.text if is_typed and text.text == text.text.strip() else json.dumps(text.text)
