"""A document's top level read into a draft: every key but the content of its expectations."""

from collections.abc import Mapping
from pathlib import Path

from metrics_check.load.alert_panel import read_alert, read_panel
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import Draft, DraftParam, Home
from metrics_check.load.entries import read_entries
from metrics_check.load.keys import PROFILE_KEYS
from metrics_check.load.literals import read_literal, read_prose
from metrics_check.load.nodes import (
    describe,
    each_field,
    read_fields,
    read_flag,
    read_texts,
    refuse_unknown_keys,
    require_keys,
)
from metrics_check.load.params import is_param_name, keys_of, literal, used_names
from metrics_check.load.requires import read_requires
from metrics_check.load.scalars import is_null
from metrics_check.load.targets import read_targets
from metrics_check.load.waivers import read_waivers
from metrics_check.located import Field, Fields, Node, Text
from metrics_check.notation.words import shown

FORMAT = "1"


def read_outline(root: Fields, *, path: Path, to: Complaints) -> Draft:
    """The draft of the file at `path`, with what could be read of it."""
    owner = "a profile"
    refuse_unknown_keys(root, known=PROFILE_KEYS, owner=owner, to=to)
    require_keys(root, names=("format", "profile"), owner=owner, to=to)
    _check_format(root, to=to)
    name = _read_name(root, path=path, to=to)
    home = Home(
        path.as_posix(),
        _text(root, "target", expected="the name of a target", to=to),
        _prose(root, "owner", to=to),
    )
    requires = read_requires(root.get("requires"), to=to)
    _refuse_in_keys(root, to=to)
    return Draft(
        path=path,
        name=path.stem,
        place=name.place if name else root.place,
        home=home,
        is_abstract=_flag(root, "abstract", to=to),
        summary=_prose(root, "summary", to=to),
        extends=_read_extends(root.get("extends"), to=to),
        params=_read_params(root.get("params"), to=to),
        targets=read_targets(root.get("targets"), to=to),
        env=requires.env,
        http=requires.http,
        waivers=read_waivers(root.get("waivers"), to=to),
        entries=read_entries(root.get("expectations"), home=home, to=to),
        used=used_names(root),
        alert=read_alert(root.get("alert"), to=to),
        panel=read_panel(root.get("panel"), to=to),
    )


def _check_format(root: Fields, *, to: Complaints) -> None:
    node = root.get("format")
    if node is not None and not (isinstance(node, Text) and node.is_plain and node.text == FORMAT):
        message = f"found {describe(node)}, expected `format: 1`, the only one there is"
        to.add(node.place, code="bad-format", message=message)


def _refuse_in_keys(root: Fields, *, to: Complaints) -> None:
    for key in keys_of(root):
        if "${" in key.text:
            with to.keep(key):
                literal(key.text, what="a key")


def _read_name(root: Fields, *, path: Path, to: Complaints) -> Text | None:
    name = _text(root, "profile", expected="the name of the profile", to=to)
    if name is not None and name.text != path.stem:
        message = (
            f"the profile is named {shown(name.text)} and its file {shown(path.name)}; "
            f"write `profile: {path.stem}`, or name the file `{name.text}.yaml`"
        )
        to.add(name.place, code="name-differs", message=message)
    return name


def _read_extends(node: Node | None, *, to: Complaints) -> tuple[Text, ...]:
    if node is None:
        return ()
    return read_texts(node, expected="the name of a profile", to=to)


def _read_params(node: Node | None, *, to: Complaints) -> Mapping[str, DraftParam]:
    if node is None:
        return {}
    fields = read_fields(node, expected="a mapping of params such as `{provider: mock}`", to=to)
    return {
        field.key.text: DraftParam(field.key.text, field.key.place, _param_value(field, to=to))
        for field in each_field(fields)
        if _can_be_asked_for(field.key, to=to)
    }


def _can_be_asked_for(name: Text, *, to: Complaints) -> bool:
    if is_param_name(name.text):
        return True
    message = f"found {shown(name.text)}, expected a name of letters, digits, `_` and `-`"
    to.add(name.place, code="bad-param", message=message)
    return False


def _param_value(field: Field, *, to: Complaints) -> str | None:
    value = field.value
    if is_null(value):
        return None
    if isinstance(value, Text):
        with to.keep(value):
            return literal(value.text, what="the value of a param")
    else:
        message = f"found {describe(value)}, expected the value of a param"
        to.add(value.place, code="bad-value", message=message)
    # Declared all the same, so that what uses it is not wrong as well.
    return ""


def _text(root: Fields, key: str, *, expected: str, to: Complaints) -> Text | None:
    node = root.get(key)
    return None if node is None else read_literal(node, key=key, expected=expected, to=to)


def _prose(root: Fields, key: str, *, to: Complaints) -> str:
    node = root.get(key)
    return "" if node is None else read_prose(node, key=key, to=to)


def _flag(root: Fields, key: str, *, to: Complaints) -> bool:
    node = root.get(key)
    return node is not None and bool(read_flag(node, to=to))
