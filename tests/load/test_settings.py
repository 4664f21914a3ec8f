"""`metrics-check.yaml` read: values and their places. `cases/settings/` holds what is refused."""

from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.settings import read_settings
from metrics_check.located import Place
from metrics_check.model.settings import Setting, Settings

NAME = "metrics-check.yaml"


def test_values_and_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).write_text(
        "strict: true\ntimeout: 3s\nca_file: kept/ca.pem\n"
        "targets: {shop: [shop.prom, '-'], stock: 'http://u:p@localhost/metrics'}\n"
    )
    line = "targets: {shop: [shop.prom, '-'], stock: 'http://u:p@localhost/metrics'}"
    found = read_settings(Path(NAME))
    assert found == Settings(
        options={
            "strict": Setting(value=True, place=Place(NAME, 1, 9)),
            "timeout": Setting("3s", Place(NAME, 2, 10)),
            "ca_file": Setting("kept/ca.pem", Place(NAME, 3, 10)),
        },
        targets={
            "shop": (
                Setting("shop.prom", Place(NAME, 4, 18)),
                Setting("-", Place(NAME, 4, 30)),
            ),
            "stock": (Setting("http://u:p@localhost/metrics", Place(NAME, 4, 43)),),
        },
    )
    assert found.options["timeout"].line == "timeout: 3s"
    assert line in (tmp_path / NAME).read_text()
    assert found.targets["stock"][0].line == ""


def test_paths_are_those_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / ".env").write_text("A=1\n")
    (tmp_path / NAME).write_text("targets: {shop: kept/shop.prom, stock: /kept/stock.prom}\n")
    monkeypatch.chdir(tmp_path / "below")
    settings = read_settings(Path(f"../{NAME}"))
    assert {name: setting.value for name, setting in settings.options.items()} == {
        "expectations": "../expectations",
        "env_file": "../.env",
    }
    assert {name: [each.value for each in found] for name, found in settings.targets.items()} == {
        "shop": ["../kept/shop.prom"],
        "stock": ["/kept/stock.prom"],
    }


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("strict: 1\n", ["strict: 1"], id="shown"),
        pytest.param("strict: 'x\n", ["strict: 'x"], id="of bad YAML"),
        pytest.param("strict: 1\npassword: hunter2\n", ["", ""], id="none beside a secret"),
        pytest.param("targets: {a: 'ftp://u:hunter2@x'}\n", [""], id="not with a user"),
    ],
)
def test_the_lines_of_problems(text: str, lines: list[str], tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(InvalidInput) as raised:
        read_settings(tmp_path / NAME)
    assert [problem.line for problem in raised.value.problems] == lines
