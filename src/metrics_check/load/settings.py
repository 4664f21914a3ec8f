"""`metrics-check.yaml`: how a repository's checks are run, read whole."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.nodes import (
    each_field,
    read_fields,
    read_flag,
    read_text,
    refuse_unknown_keys,
)
from metrics_check.load.profiles import raise_problems
from metrics_check.load.source import SourceText, read_source
from metrics_check.load.waivers import read_waivers
from metrics_check.load.yaml import read_document
from metrics_check.located import Fields, Node, Place, Text
from metrics_check.model.settings import Setting, Settings
from metrics_check.notation.duration import parse_duration_seconds
from metrics_check.notation.quantity import parse_quantity
from metrics_check.notation.words import shown

FOLDERS = ("expectations",)
FILES = (
    "basic_auth_file",
    "bearer_token_file",
    "ca_file",
    "cert_file",
    "env_file",
    "key_file",
)
DURATIONS = ("interval", "timeout", "wait")
FLAGS = ("allow_unproven", "strict")
KEYS = tuple(sorted((*FOLDERS, *FILES, *DURATIONS, *FLAGS, "max_body", "targets", "waivers")))
_SIZE = "a size such as `256MiB`"


def read_settings(path: Path) -> Settings:
    """The settings of a file; raises `InvalidInput` with every problem, located."""
    data = read_source(path)
    to = Complaints()
    to.sources[path.as_posix()] = SourceText.of(data, path=path.as_posix())
    root = read_document(data, path=path.as_posix())
    refuse_unknown_keys(root, known=KEYS, owner="the settings file", to=to)
    settings = Settings(
        _read_options(root, folder=path.parent, to=to),
        _read_targets(root.get("targets"), folder=path.parent, to=to),
        read_waivers(root.get("waivers"), to=to),
    )
    raise_problems(to.distinct())
    return settings


def _read_options(root: Fields, *, folder: Path, to: Complaints) -> Mapping[str, Setting]:
    found = _beside(folder, place=root.place)
    for entry in each_field(root):
        read = _reader(entry.key.text, folder=folder)
        value = None if read is None else read(entry.value, to)
        if value is not None:
            found[entry.key.text] = Setting(value, entry.value.place)
    return found


def _beside(folder: Path, *, place: Place) -> dict[str, Setting]:
    """What is taken from beside the file where it does not say otherwise.

    In the current folder these are the defaults already.
    """
    if folder == Path():
        return {}
    found = {"expectations": folder / "expectations", "env_file": folder / ".env"}
    return {
        key: Setting(path.as_posix(), place)
        for key, path in found.items()
        if path.is_file() or key in FOLDERS
    }


_Read = Callable[[Node, Complaints], str | bool | None]


def _reader(key: str, *, folder: Path) -> _Read | None:
    if key in FOLDERS:
        return lambda node, to: _read_path(node, folder=folder, to=to)
    if key in FILES:
        return lambda node, to: _read_file(node, folder=folder, to=to)
    if key in DURATIONS:
        return _read_duration
    if key in FLAGS:
        return lambda node, to: read_flag(node, to=to)
    return _read_size if key == "max_body" else None


def _read_path(node: Node, *, folder: Path, to: Complaints) -> str | None:
    text = read_text(node, expected="a path", to=to)
    return None if text is None else (folder / text.text).as_posix()


def _read_file(node: Node, *, folder: Path, to: Complaints) -> str | None:
    path = _read_path(node, folder=folder, to=to)
    if path is not None and not Path(path).is_file():
        message = f"there is no file {shown(path)}; a path is taken from the folder of this file"
        to.add(node.place, code="unreadable-file", message=message)
        return None
    return path


def _read_duration(node: Node, to: Complaints) -> str | None:
    text = read_text(node, expected="a duration such as `30s`", to=to)
    if text is None:
        return None
    with to.keep(text):
        if parse_duration_seconds(text.text) <= 0:
            raise BadNotation(f"found {shown(text.text)}, expected more than no time")
        return text.text
    return None


def _read_size(node: Node, to: Complaints) -> str | None:
    text = read_text(node, expected=_SIZE, to=to)
    if text is None:
        return None
    with to.keep(text):
        quantity = parse_quantity(text.text)
        if quantity.unit not in {"", "bytes"} or not 1 <= quantity.value < math.inf:
            raise BadNotation(f"found {shown(text.text)}, expected {_SIZE}")
        return text.text
    return None


def _read_targets(node: Node | None, *, folder: Path, to: Complaints) -> Mapping[str, Setting]:
    if node is None:
        return {}
    fields = read_fields(node, expected="a mapping of targets to sources", to=to)
    expected = "a source: a URL, a file or a snapshot folder"
    texts = (
        (each.key, read_text(each.value, expected=expected, to=to)) for each in each_field(fields)
    )
    return {key.text: _source(text, folder=folder) for key, text in texts if text is not None}


def _source(text: Text, *, folder: Path) -> Setting:
    is_path = "://" not in text.text and text.text != "-"
    value = (folder / text.text).as_posix() if is_path else text.text
    return Setting(value, text.place)
