"""Tables of expectation files: each case a title, one or more files, and what is wrong with them.

    === a title
    the file `case.yaml`; HEADER stands before it, unless it begins with `format:` or `profile:`
    +++ base.yaml
    another file beside it
    --- WHAT THE SCHEMA SAYS
    the whole message of each problem

The words behind `---`: `both refuse` (the structure is wrong), `loader refuses` (the schema cannot
tell), `not YAML` (there is nothing to show to a schema). A good case ends without `---`.
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
from metrics_check.load.yaml import read_document
from metrics_check.located import Items, Node, Text

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
    return [_case(block) for block in blocks[1:]]


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
    found = load_folder(folder).problems
    lines = (f"{problem.place} {problem.code}: {problem.message}" for problem in found)
    own = f"{folder.as_posix()}/"
    return "\n".join(line.removeprefix(f"{own}case.yaml:").replace(own, "") for line in lines)


def rewritten(path: Path, *, folder: Path) -> str:
    """The table with the verdict and the messages of each case as they are now."""
    head, *blocks = path.read_text("utf-8").split("\n=== ")
    written_anew = []
    for number, block in enumerate(blocks):
        case = _case(block)
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
    validator = _validator()
    return "accepts" if all(validator.is_valid(each) for each in data) else "refuses"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _case(block: str) -> Case:
    body, _, judged = block.partition("\n--- ")
    title, _, rest = body.partition("\n")
    verdict, _, messages = judged.partition("\n")
    first, *others = rest.split("\n+++ ")
    files = {"case.yaml": first if first.startswith(("format:", "profile:")) else HEADER + first}
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
