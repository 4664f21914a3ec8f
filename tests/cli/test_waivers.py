"""`--write-waivers`, and the life of a waiver: written, live, unused, expired."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.program import output_of, run_program

PROFILE = """\
format: 1
profile: shop
owner: team-shop
targets: {shop: {url: shop.prom, labels: {job: shop}}}
expectations:
  - orders_total >= 1     # at least
  - {id: "depth[a]*", series: depth, expect: each <= 5, warn: each <= 3}
  - {id: quiet, never: errors_total > 0, owner: ops}
"""
VIOLATED = "orders_total 0\ndepth 9\nerrors_total 2\n"
HELD = "orders_total 3\ndepth 2\nerrors_total 0\n"
WARNED = "orders_total 3\ndepth 4\nerrors_total 0\n"
SETTINGS = "metrics-check.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile that is violated thrice."""
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations/shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(VIOLATED)
    return tmp_path


def last_day() -> str:
    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.mark.parametrize("file", [SETTINGS, "expectations/shop.yaml", "./expectations/shop.yaml"])
def test_what_is_written_holds_from_the_next_check_on(folder: Path, file: str) -> None:
    before = last_day()
    wrote = run_program("check", "--write-waivers", file, folder=folder)
    day = before if before in wrote.stderr else last_day()
    assert wrote.returncode == 1
    shown = Path(file).as_posix()
    assert wrote.stderr == (
        f"{shown}: 3 waivers until {day}; say in each why, and who sees to it\n"
        "  orders_total#expect.any\n  depth[[]a][*]#expect.each\n  quiet#never\n"
    )
    text = (folder / file).read_text()
    assert text.count("owner: team-shop") == 2 + (file != SETTINGS)
    assert text.count("owner: ops\n") == 1
    assert PROFILE in text or file == SETTINGS
    again = run_program("check", folder=folder)
    assert again.returncode == 0
    assert "3 waived" in again.stdout
    assert "-waiver" not in again.stdout


def test_over_a_run_too(folder: Path) -> None:
    words = ("--wait", "0.1s", "--quiet", "0.1s", "--write-waivers", SETTINGS)
    ran = run_program("run", "shop", *words, "--", "true", folder=folder)
    assert ran.returncode == 1
    assert run_program("run", "shop", *words, "--", "true", folder=folder).returncode == 0


def test_a_life(folder: Path) -> None:
    run_program("check", "--write-waivers", SETTINGS, folder=folder)
    (folder / "shop.prom").write_text(HELD)
    unused = run_program("check", folder=folder)
    assert (unused.returncode, unused.stdout.count("covered nothing; remove it")) == (0, 3)
    path = folder / SETTINGS
    path.write_text(re.sub(r"expires: .*", "expires: 2026-01-31", path.read_text()))
    (folder / "shop.prom").write_text(VIOLATED)
    over = run_program("check", folder=folder)
    assert over.returncode == 1
    assert over.stdout.count("expired on 2026-01-31") == 3
    assert "the waiver of 'quiet#never' expired on 2026-01-31" in over.stdout
    assert "have ops renew it" in over.stdout


def test_a_warning_is_waived_where_it_fails(folder: Path) -> None:
    (folder / "shop.prom").write_text(WARNED)
    ran = run_program("check", "--write-waivers", SETTINGS, folder=folder)
    assert output_of(ran)[::2] == (
        0,
        "nothing fails that a waiver covers: metrics-check.yaml stays as it is\n",
    )
    assert not (folder / SETTINGS).exists()
    ran = run_program("check", "--strict", "--write-waivers", SETTINGS, folder=folder)
    assert ran.returncode == 1
    assert run_program("check", "--strict", folder=folder).returncode == 0


def test_what_was_not_judged_is_not_waived(folder: Path) -> None:
    (folder / "shop.prom").write_text("orders_total 0\ndepth 2\n")
    ran = run_program("check", "--write-waivers", SETTINGS, folder=folder)
    assert ran.stderr.splitlines()[1:] == [
        "  orders_total#expect.any",
        "1 not judged or unproven, which no waiver covers",
    ]
    again = run_program("check", folder=folder)
    assert (again.returncode, again.stdout.count("1 unproven")) == (1, 2)


def test_into_a_profile_go_its_own(folder: Path) -> None:
    other = PROFILE.replace("profile: shop", "profile: other")
    (folder / "expectations/other.yaml").write_text(other)
    ran = run_program("check", "--write-waivers", "expectations/shop.yaml", folder=folder)
    assert "3 waivers" in ran.stderr
    again = run_program("check", folder=folder)
    assert again.returncode == 1
    assert "1 failed" not in again.stdout.partition("\nshop ")[2].partition("\n\n")[0]
    assert (folder / "expectations/other.yaml").read_text() == other


@pytest.mark.parametrize("file", ["w.yaml", "expectations/none.yaml", "sub/metrics-check.yaml"])
def test_a_file_that_no_check_reads_is_refused(folder: Path, file: str) -> None:
    ran = run_program("check", "--write-waivers", file, folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.endswith(
        f"--write-waivers: no check would read waivers in {file}; expected metrics-check.yaml, or "
        "the file of a judged profile.\n"
    )
    assert not (folder / file).exists()


def test_a_list_in_one_line_stays_as_it_is(folder: Path) -> None:
    text = "waivers: [{id: x, reason: r, owner: o, expires: 2199-01-01}]\n"
    (folder / SETTINGS).write_text(text)
    ran = run_program("check", "--write-waivers", SETTINGS, folder=folder)
    assert ran.returncode == 2
    assert "metrics-check.yaml:1:1: no waiver can be written here" in ran.stderr
    assert (folder / SETTINGS).read_text() == text


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "kept.yaml").write_text("strict: true  # ours\n")
    (folder / SETTINGS).symlink_to("kept.yaml")
    run_program("check", "--write-waivers", SETTINGS, folder=folder)
    assert (folder / SETTINGS).is_symlink()
    assert (folder / "kept.yaml").read_text().startswith("strict: true  # ours\nwaivers:\n")
