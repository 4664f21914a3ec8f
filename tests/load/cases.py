"""Tables of the user's files: each case a title, one or more files, and what is wrong with them.

    === a title
    the file `case.yaml`; HEADER stands before it, unless it begins with `format:` or `profile:`
    +++ base.yaml
    another file beside it
    --- WHAT THE SCHEMA SAYS
    the whole message of each problem

The words behind `---`: `both refuse` (the structure is wrong), `loader refuses` (the schema cannot
tell), `not YAML` (there is nothing to show to a schema). A good case ends without `---`.
The tables of `cases/settings/` are about `metrics-check.yaml`, which nothing stands before.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from metrics_check.errors import InvalidInput
from metrics_check.load.profiles import load_folder
from metrics_check.load.scalars import plain_value
from metrics_check.load.schema import schema
from metrics_check.load.settings import read_settings
from metrics_check.load.settings_schema import settings_schema
from metrics_check.load.yaml import read_document
from metrics_check.located import Items, Node, Problem, Text
from metrics_check.model.settings import NAME as SETTINGS

FOLDER = Path(__file__).parent / "cases"
HEADER = "format: 1\nprofile: case\ntargets: {app: {url: http://localhost/metrics}}\n"
VERDICTS = {"refuses": "both refuse", "accepts": "loader refuses", "cannot read": "not YAML"}


@dataclass(frozen=True)
class Case:
    """One case; `verdict` is empty for a good one."""

    title: str
    files: dict[str, str]
    verdict: str
    messages: str


def cases_of(path: Path) -> list[Case]:
    """The cases of a table, in order."""
    blocks = path.read_text("utf-8").split("\n=== ")
    return [_case(block, table=path) for block in blocks[1:]]


def all_cases(folder: str) -> list[object]:
    """The cases of all tables of a folder, with ids for pytest."""
    return [
        pytest.param(case, id=f"{path.stem}: {case.title}")
        for path in sorted((FOLDER / folder).glob("*.txt"))
        for case in cases_of(path)
    ]


def written(case: Case, *, folder: Path) -> Path:
    """The folder, the case's files in it."""
    for name, text in case.files.items():
        (folder / name).write_bytes(text.encode())
    return folder


def messages_of(folder: Path) -> str:
    """All that is wrong with the files of a folder, a line each: place, code, message."""
    own = f"{folder.as_posix()}/"
    is_settings = (folder / SETTINGS).is_file()
    found = _settings_problems(folder / SETTINGS) if is_settings else load_folder(folder).problems
    first = f"{own}{SETTINGS if is_settings else 'case.yaml'}:"
    lines = (f"{problem.place} {problem.code}: {problem.message}" for problem in found)
    return "\n".join(line.removeprefix(first).replace(own, "") for line in lines)


def _settings_problems(path: Path) -> tuple[Problem, ...]:
    try:
        read_settings(path)
    except InvalidInput as wrong:
        return wrong.problems
    return ()


def rewritten(path: Path, *, folder: Path) -> str:
    """The table with the verdict and the messages of each case as they are now."""
    head, *blocks = path.read_text("utf-8").split("\n=== ")
    written_anew = []
    for number, block in enumerate(blocks):
        case = _case(block, table=path)
        place = folder / str(number)
        place.mkdir()
        messages = messages_of(written(case, folder=place))
        verdict = VERDICTS[schema_verdict(case)]
        body = block.partition("\n---")[0]
        written_anew.append(f"{body}\n--- {verdict}\n{messages}\n")
    return "\n=== ".join([head, *written_anew])


def data_of(text: str) -> object:
    """What a YAML 1.2 reader with the core schema makes of a file."""
    return _data(read_document(text.encode(), path="case.yaml"))


def schema_verdict(case: Case) -> str:
    """What the schema says to the case's files: `refuses`, `accepts`, or `cannot read`."""
    try:
        data = [data_of(text) for text in case.files.values()]
    except InvalidInput:
        return "cannot read"
    validator = _validator(is_of_settings=SETTINGS in case.files)
    return "accepts" if all(validator.is_valid(each) for each in data) else "refuses"


@cache
def _validator(*, is_of_settings: bool) -> Draft202012Validator:
    return Draft202012Validator(settings_schema() if is_of_settings else schema())


def _case(block: str, *, table: Path) -> Case:
    body, _, judged = block.partition("\n--- ")
    title, _, rest = body.partition("\n")
    verdict, _, messages = judged.partition("\n")
    first, *others = rest.split("\n+++ ")
    has_head = first.startswith(("format:", "profile:"))
    files = {"case.yaml": first if has_head else HEADER + first}
    if table.is_relative_to(FOLDER / "settings"):
        files = {SETTINGS: first}
    for other in others:
        name, _, text = other.partition("\n")
        files[name] = text
    return Case(title, {n: f"{t.rstrip()}\n" for n, t in files.items()}, verdict, messages.strip())


def _data(node: Node) -> object:
    if isinstance(node, Text):
        return plain_value(node)
    if isinstance(node, Items):
        return [_data(item) for item in node.items]
    return {name: _data(field.value) for name, field in node.fields.items()}
