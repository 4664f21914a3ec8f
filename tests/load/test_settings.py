"""`metrics-check.yaml`: found upward, read whole, and its schema of the same opinion."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest
import yaml

from metrics_check.errors import InvalidInput
from metrics_check.load.settings import KEYS, read_settings
from metrics_check.load.settings_schema import settings_schema
from metrics_check.model.settings import Settings

WAIVER = "{id: a, reason: r, owner: o, expires: 2099-01-01}"
A_SIZE = "expected a size such as `256MiB`"
GOOD = {
    "nothing but a target": "targets: {shop: shop.prom}\n",
    "a URL": "targets: {shop: 'http://localhost:8080/metrics'}\n",
    "standard input": "targets: {shop: '-'}\n",
    "a folder": "expectations: checks\n",
    "files": "env_file: given.env\nca_file: given.env\ncert_file: given.env\nkey_file: given.env\n",
    "credentials": "bearer_token_file: given.env\nbasic_auth_file: given.env\n",
    "durations": "timeout: 1m30s\nwait: 30s\ninterval: 500ms\n",
    "a size": "max_body: 64MiB\n",
    "a size in bytes": "max_body: 1000\n",
    "flags": "strict: true\nallow_unproven: false\n",
    "waivers": f"waivers:\n  - {WAIVER}\n  - {{code: b, metric: m, target: t, reason: r, owner: o, "
    "expires: 2099-01-01, ticket: T-1}\n",
}
# The text, what is said of it, and whether the schema says so too.
BAD: dict[str, tuple[str, list[str], bool]] = {
    "an unknown key": (
        "timeot: 3s\n",
        ["1:1: the settings file has no key `timeot`. Did you mean `timeout`?"],
        True,
    ),
    "a duration without a unit": (
        "timeout: 3\n",
        [
            "1:10: found `3`, expected a duration such as `30s`, `1.5h` or `1m30s`. "
            "A duration needs a unit: write `3s` for seconds"
        ],
        True,
    ),
    "no time": ("wait: 0s\n", ["1:7: found `0s`, expected more than no time"], False),
    "a size of time": (
        "max_body: 3s\n",
        ["1:11: found `3s`, expected a size such as `256MiB`"],
        False,
    ),
    "a size of nothing": (
        "max_body: 0\n",
        ["1:11: found `0`, expected a size such as `256MiB`"],
        False,
    ),
    "a file that is not there": (
        "ca_file: none.pem\n",
        ["1:10: there is no file `none.pem`; a path is taken from the folder of this file"],
        False,
    ),
    "targets as a list": (
        "targets: [a]\n",
        ["1:10: found a list, expected a mapping of targets to sources"],
        True,
    ),
    "a target without a source": (
        "targets: {shop: }\n",
        ["1:17: found nothing, expected a source: a URL, a file or a snapshot folder"],
        True,
    ),
    "a quoted flag": (
        "strict: 'true'\n",
        ["1:10: found `true`, expected `true` or `false`. Remove the quotes"],
        True,
    ),
    "yes": (
        "strict: yes\n",
        ["1:9: found `yes`, expected `true` or `false`. In YAML 1.2 `yes` is a text"],
        False,
    ),
    "a key twice": (
        "strict: true\nstrict: false\n",
        ["2:1: the key `strict` stands here again, first in line 1; keep one"],
        False,
    ),
    "a waiver without a reason": (
        "waivers: [{id: a, owner: o, expires: 2099-01-01}]\n",
        ["1:11: a waiver needs the key `reason`"],
        True,
    ),
    "a waiver of two": (
        "waivers: [{id: a, code: b, reason: r, owner: o, expires: 2099-01-01}]\n",
        ["1:11: found both `code` and `id`, expected exactly one of them in a waiver"],
        True,
    ),
    "a list": (
        "- a\n",
        ["1:1: the file holds a list, expected a mapping: lines such as `key: value`"],
        True,
    ),
    "nothing": ("", ["1:1: the file is empty, expected lines such as `key: value`"], True),
    "a tag": (
        "strict: !!bool true\n",
        ["1:9: found the tag `!!bool`, and no tag is read; remove it"],
        False,
    ),
    "everything at once": (
        "strict: 1\nwait: x\n",
        [
            "1:9: found `1`, expected `true` or `false`",
            "2:7: found `x`, expected a duration such as `30s`, `1.5h` or `1m30s`",
        ],
        True,
    ),
}


@contextmanager
def within(folder: Path) -> Iterator[None]:
    """The folder as the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def read(text: str, *, folder: Path) -> Settings:
    """The settings of a file with this text, in a folder that has `given.env`."""
    (folder / "given.env").write_text("A=1\n")
    (folder / "metrics-check.yaml").write_text(text)
    with within(folder):
        return read_settings(Path("metrics-check.yaml"))


def schema_accepts(text: str) -> bool:
    """What the schema says of the plain data; dates and the like as they were typed."""
    data = yaml.load(text, Loader=yaml.BaseLoader) if "expires" in text else yaml.safe_load(text)
    return bool(jsonschema.Draft202012Validator(settings_schema()).is_valid(data))


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_is_read(text: str, tmp_path: Path) -> None:
    assert read(text, folder=tmp_path) != Settings()
    assert schema_accepts(text)


@pytest.mark.parametrize(("text", "told", "by_schema"), BAD.values(), ids=BAD)
def test_is_refused(text: str, told: list[str], by_schema: bool, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(text, folder=tmp_path)
    problems = [str(problem) for problem in raised.value.problems]
    assert problems == [f"metrics-check.yaml:{message}" for message in told]
    assert schema_accepts(text) is not by_schema


def test_every_key_is_in_the_schema_and_the_table() -> None:
    properties = settings_schema()["properties"]
    assert isinstance(properties, dict)
    assert tuple(sorted(properties)) == KEYS
    assert {key for key in KEYS if not any(key in text for text in GOOD.values())} == set()


def test_paths_are_those_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / ".env").write_text("A=1\n")
    (tmp_path / "metrics-check.yaml").write_text("targets: {shop: kept/shop.prom}\n")
    with within(tmp_path / "below"):
        settings = read_settings(Path("../metrics-check.yaml"))
    assert {name: setting.value for name, setting in settings.options.items()} == {
        "expectations": "../expectations",
        "env_file": "../.env",
    }
    assert settings.targets["shop"].value == "../kept/shop.prom"
