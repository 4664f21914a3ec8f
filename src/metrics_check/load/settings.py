"""`metrics-check.yaml`: how a repository's checks are run, read whole."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.generate_settings import read_defaults
from metrics_check.load.library import read_root
from metrics_check.load.nodes import (
    each_field,
    read_fields,
    read_flag,
    read_text,
    read_texts,
    refuse_unknown_keys,
)
from metrics_check.load.profiles import raise_problems
from metrics_check.load.targets import refuse_bad_url, refuse_target_name
from metrics_check.load.waivers import read_waivers
from metrics_check.located import Field, Fields, Node, Place, Text
from metrics_check.model.settings import Setting, Settings
from metrics_check.notation.duration import LONGEST_SECONDS, parse_duration_seconds
from metrics_check.notation.quantity import parse_quantity
from metrics_check.notation.words import shown

PATHS = (
    "basic_auth_file",
    "bearer_token_file",
    "ca_file",
    "cert_file",
    "env_file",
    "expectations",
    "key_file",
)
FLAGS = ("allow_unproven", "strict")
# What other values are, for a message.
EXPECTED = {
    "dialect": "`2` or `3`",
    "interval": "a duration such as `1s`",
    "max_body": "a size such as `256MiB`",
    "prometheus": "the URL of a server such as `http://localhost:9090`",
    "tenant": "the name of a tenant, in ASCII",
    "timeout": "a duration such as `10s`",
    "wait": "a duration such as `30s`",
}
KEYS = tuple(sorted((*PATHS, *FLAGS, *EXPECTED, "generate", "targets", "waivers")))
# What somebody may write who looks for a place for a secret. This file is kept with the code.
SECRETS = (
    "authorization",
    "basic_auth",
    "bearer_token",
    "header",
    "headers",
    "password",
    "token",
)
_SOURCE = "a source: a URL, a file or a snapshot folder"


def read_settings(path: Path) -> Settings:
    """The settings of a file; raises `InvalidInput` with every problem, located.

    Whether the files that it names are there is not asked: what beats them may be given.
    """
    to = Complaints()
    root = read_root(path, to=to)
    settings = Settings() if root is None else _read(root, folder=path.parent, to=to)
    raise_problems(to.distinct())
    return settings


def _read(root: Fields, *, folder: Path, to: Complaints) -> Settings:
    _refuse_secrets(root, to=to)
    others = {name: each for name, each in root.fields.items() if name not in SECRETS}
    fields = Fields(root.place, others)
    refuse_unknown_keys(fields, known=KEYS, owner="the settings file", to=to)
    _refuse_together(root, to=to)
    return Settings(
        _read_options(root, folder=folder, to=to),
        _read_targets(root.get("targets"), folder=folder, to=to),
        read_waivers(root.get("waivers"), to=to),
        read_defaults(root.get("generate"), to=to),
        folder.as_posix(),
    )


def _refuse_secrets(root: Fields, *, to: Complaints) -> None:
    for field in each_field(root):
        if field.key.text not in SECRETS:
            continue
        message = (
            f"{shown(field.key.text)} would keep a secret in the settings file. Put it in a file "
            "of its own, and name that with `bearer_token_file` or `basic_auth_file`"
        )
        to.add(field.key.place, code="unknown-key", message=message)
        # No line of a file that holds a secret is shown.
        to.sources.clear()


def _refuse_together(root: Fields, *, to: Complaints) -> None:
    bearer, basic = (root.fields.get(key) for key in ("bearer_token_file", "basic_auth_file"))
    if bearer is not None and basic is not None:
        second = max(bearer.key.place, basic.key.place)
        message = "`bearer_token_file` and `basic_auth_file` exclude each other; keep one"
        to.add(second, code="exclusive-keys", message=message)
    key = root.fields.get("key_file")
    if key is not None and "cert_file" not in root.fields:
        message = "`key_file` needs `cert_file`, the certificate that the key belongs to"
        to.add(key.key.place, code="missing-key", message=message)


def _read_options(root: Fields, *, folder: Path, to: Complaints) -> Mapping[str, Setting]:
    found = _beside(folder, place=root.place)
    for entry in each_field(root):
        value = _read_option(entry, folder=folder, to=to)
        if value is not None:
            found[entry.key.text] = _setting(value, entry.value.place, to=to)
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
        if path.is_file() or key == "expectations"
    }


def _read_option(entry: Field, *, folder: Path, to: Complaints) -> str | bool | None:
    key = entry.key.text
    if key in FLAGS:
        return read_flag(entry.value, to=to)
    if key not in PATHS and key not in EXPECTED:
        return None
    text = _read_text(entry.value, expected=EXPECTED.get(key, "a path"), to=to)
    if text is None:
        return None
    if key in PATHS:
        return (folder / text.text).as_posix()
    with to.keep(text):
        if key == "prometheus" and refuse_bad_url(text, text.text, to=to, expected=EXPECTED[key]):
            return None
        _CHECKS[key](text.text, EXPECTED[key])
        return text.text
    return None


def _read_text(node: Node, *, expected: str, to: Complaints) -> Text | None:
    text = read_text(node, expected=expected, to=to)
    if text is None or "${" not in text.text:
        return text
    # The text is not repeated: it may be a URL with a password.
    message = (
        "found `${`, and nothing is put in here. Write the value itself, or give it by the option "
        "or its variable, which beat this file"
    )
    place = text.place_of(text.text.index("${"))
    to.add(place, code="misplaced-param", message=message)
    return None


def _check_dialect(text: str, expected: str) -> None:
    if text not in {"2", "3"}:
        raise _unexpected(text, expected)


def _check_duration(text: str, _: str) -> None:
    seconds = parse_duration_seconds(text)
    if not 0 < seconds <= LONGEST_SECONDS:
        raise _unexpected(text, "at most 30d" if seconds else "more than no time")


def _check_server(text: str, expected: str) -> None:
    if "://" not in text:
        raise _unexpected(text, expected)


def _check_tenant(text: str, expected: str) -> None:
    # RFC 9110, 5.5: what a header's value is.
    if text != text.strip() or not text.isascii() or not text.isprintable():
        raise _unexpected(text, expected)


def _check_size(text: str, expected: str) -> None:
    quantity = parse_quantity(text)
    if quantity.unit not in {"", "bytes"} or not 1 <= quantity.value < math.inf:
        raise _unexpected(text, expected)


_CHECKS: Mapping[str, Callable[[str, str], None]] = {
    "dialect": _check_dialect,
    "interval": _check_duration,
    "max_body": _check_size,
    "prometheus": _check_server,
    "tenant": _check_tenant,
    "timeout": _check_duration,
    "wait": _check_duration,
}


def _unexpected(text: str, expected: str) -> BadNotation:
    return BadNotation(f"found {shown(text)}, expected {expected}", code="bad-value")


def _read_targets(
    node: Node | None, *, folder: Path, to: Complaints
) -> Mapping[str, tuple[Setting, ...]]:
    if node is None:
        return {}
    fields = read_fields(node, expected="a mapping of targets to sources", to=to)
    found = {}
    for entry in each_field(fields):
        refuse_target_name(entry.key, to=to)
        read = (
            _read_text(text, expected=_SOURCE, to=to)
            for text in read_texts(entry.value, expected=_SOURCE, to=to)
        )
        texts = [text for text in read if text is not None]
        found[entry.key.text] = tuple(_source(text, folder=folder, to=to) for text in texts)
    return found


def _source(text: Text, *, folder: Path, to: Complaints) -> Setting:
    refuse_bad_url(text, text.text, to=to)
    is_path = "://" not in text.text and text.text != "-"
    value = (folder / text.text).as_posix() if is_path else text.text
    return _setting(value, text.place, to=to)


def _setting(value: str | bool, place: Place, *, to: Complaints) -> Setting:  # noqa: FBT001 -- the value of a flag
    return Setting(value, place, to.shown_line(place))
