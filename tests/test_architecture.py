"""Holds the house to its plan: layers, packages, registries and sizes, told here as data."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from metrics_check.assertions.kind import Kind
from metrics_check.lazy import resolve

SOURCE = Path(__file__).parent.parent / "src"
FILES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
    for path in sorted((SOURCE / "metrics_check").rglob("*.py"))
}

# A room imports rooms of lower layers, and of its own layer only what BESIDE says.
LAYERS: dict[int, set[str]] = {
    0: {"errors", "files", "lazy", "located", "model", "notation", "record", "secret"},
    1: {"exposition", "promql"},
    2: {"assertions"},
    3: {"load", "sources"},
    4: {"audit", "check", "generate", "report"},
    5: {"mutate", "suggest"},
    6: {"__init__", "api", "watch"},
    7: {"cli", "demo", "pytest_plugin"},
    8: {"__main__"},
}
BESIDE = {
    ("cli", "demo"),
    ("errors", "located"),
    ("located", "record"),
    ("model", "located"),
    ("model", "record"),
    ("notation", "record"),
    ("notation", "errors"),
    ("notation", "model"),
    ("pytest_plugin", "cli"),
}
PACKAGES: dict[str, set[str]] = {
    "promql": {"promql_parser", "re2"},
    "exposition": {"re2"},
    "load": {"yaml"},
    "sources": {"httpx", "isal", "prometheus_client"},
    "cli": {"click"},
    "generate": {"jinja2"},
    "report": {"jinja2"},
    "suggest": {"prometheus_api_client"},
    "demo": {"prometheus_client"},
    "pytest_plugin": {"pytest"},
}
# Where a registry's values name things by text: what each must be.
REGISTRIES: dict[str, Callable[[object], bool]] = {
    "COMMANDS": lambda found: isinstance(found, click.Command),
    "FORMATS": callable,
    "GENERATORS": callable,
    "KINDS": lambda found: isinstance(found, Kind),
    "NAMES": callable,
    "PARTS": callable,
    "SOURCES": callable,
}
REFERENCE = re.compile(r"metrics_check(\.\w+)+:\w+")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60


def room(module: str) -> str:
    """The room of `metrics_check.room.file`; the package's own file is `__init__`."""
    return module.removeprefix("metrics_check.").split(".")[0]


def layer(of: str) -> int:
    """The layer of a room; one that the table does not know is a failure."""
    found = [number for number, rooms in LAYERS.items() if of in rooms]
    assert found, f"{of} has no layer: name it in LAYERS"
    return found[0]


def imports(module: str) -> Iterator[str]:
    """The modules that a file imports, `from package import module` told apart from a name."""
    for node in ast.walk(FILES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                known = name if name in FILES else str(node.module)
                yield known if known in FILES else f"{known}.__init__"


def own_imports(module: str) -> set[str]:
    """The files of this package that a file imports."""
    return {name for name in imports(module) if name.split(".")[0] == "metrics_check"}


def references(module: str) -> Iterator[tuple[str, str, str]]:
    """Registry, key and reference of each `name = {key: "module:name"}` of a file."""
    for node in FILES[module].body:
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                texts = [n.value for n in ast.walk(value) if isinstance(n, ast.Constant)]
                for text in texts:
                    if isinstance(text, str) and REFERENCE.fullmatch(text):
                        yield ast.unparse(target), ast.unparse(key) if key else "", text


REFERENCES = [(m.removeprefix("metrics_check."), *found) for m in FILES for found in references(m)]


@pytest.mark.parametrize("module", FILES)
def test_imports_go_down(module: str) -> None:
    here = room(module)
    wrong = {
        there
        for there in map(room, own_imports(module))
        if there != here and layer(there) >= layer(here) and (here, there) not in BESIDE
    }
    assert wrong == set()


@pytest.mark.parametrize("module", FILES)
def test_packages_stay_in_their_rooms(module: str) -> None:
    tops = {name.split(".")[0] for name in imports(module)} - {"metrics_check"}
    allowed = PACKAGES.get(room(module), set())
    assert tops - sys.stdlib_module_names - allowed == set()
    assert "importlib" not in tops or room(module) == "lazy"


@pytest.mark.parametrize("module", FILES)
def test_imports_stand_at_the_top(module: str) -> None:
    tree = FILES[module]
    inner = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body
    ]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert inner == []
    assert names & {"TYPE_CHECKING", "__import__"} == set()


def test_no_file_imports_itself_by_a_detour() -> None:
    open_files = {module: own_imports(module) & set(FILES) for module in FILES}
    while free := [module for module, needs in open_files.items() if not needs & set(open_files)]:
        for module in free:
            del open_files[module]
    assert open_files == {}


@pytest.mark.parametrize(
    ("registry", "reference"),
    [pytest.param(name, ref, id=f"{file}.{name}[{key}]") for file, name, key, ref in REFERENCES],
)
def test_registries_name_what_is_there(registry: str, reference: str) -> None:
    assert registry in REGISTRIES, f"say in REGISTRIES what the entries of {registry} are"
    assert REGISTRIES[registry](resolve(reference)), reference


def test_registries_are_sorted() -> None:
    keys: dict[tuple[str, str], list[str]] = {}
    for file, name, key, _ in REFERENCES:
        keys.setdefault((file, name), []).append(key)
    assert {place: found for place, found in keys.items() if found != sorted(found)} == {}


@pytest.mark.parametrize("module", FILES)
def test_sizes(module: str) -> None:
    nodes = list(ast.walk(FILES[module]))
    lines = max((getattr(node, "end_lineno", 0) or 0 for node in nodes), default=0)
    functions = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert lines <= MAX_FILE_LINES
    assert {name: n for name, n in functions.items() if n > MAX_FUNCTION_LINES} == {}
