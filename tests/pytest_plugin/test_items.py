"""Expectation files as tests: which are collected, and what each shows."""

from xml.etree import ElementTree

import pytest

from tests.pytest_plugin.conftest import PROFILE, Session, shown
from tests.pytest_plugin.shop import Shop

# In place of what says when, and how fast.
MODES = """\
format: 1
profile: {name}
targets: {{shop: {{url: shop.prom}}}}
requires: {{env: {{SHOP_MODE: {mode}}}}}
expectations:
  - orders_total >= 1
  - orders_total{{status="paid"}} >= 1
"""
EVERYTHING = """\
format: 1
profile: kinds
targets: {shop: {url: shop.prom}}
expectations:
  - {id: held, series: orders_total, expect: any >= 1}
  - {id: violated, series: orders_total, expect: any >= 100}
  - {id: warned, series: orders_total, warn: any >= 100}
  - {id: unproven, series: shop_seconds, expect: mean 0s .. 1s}
  - {id: not-there, series: refunds_total, optional: true, expect: any >= 1}
  - {id: over-a-run, series: orders_total, only_in: run, expect: any >= 1}
  - id: waived
    series: orders_total
    expect: any >= 100
    waive: {reason: slow start, owner: ann, expires: 2999-12-31}
"""
NO_OBSERVATION = """\
# TYPE shop_seconds histogram
shop_seconds_bucket{le="+Inf"} 0
shop_seconds_sum 0
shop_seconds_count 0
"""


def outcomes(text: str) -> dict[str, str]:
    """What `-v` says of each item, by its name in the file."""
    lines = (line.split() for line in text.splitlines() if "::" in line and "%]" in line)
    return {words[0].partition("::")[2]: words[1] for words in lines}


def test_an_item_for_each_expectation(session: Session) -> None:
    session.write("expectations/kinds.yaml", EVERYTHING)
    session.write("shop.prom", shown(paid=3) + NO_OBSERVATION)
    status, text = session.run("-v", "expectations/kinds.yaml", "--junitxml=junit.xml")
    assert status == 1
    assert outcomes(text) == {
        "held": "PASSED",
        "violated": "FAILED",
        "warned": "PASSED",
        "unproven": "FAILED",
        "not-there": "SKIPPED",
        "over-a-run": "SKIPPED",
        "waived": "PASSED",
    }
    assert "expected any >= 100, found 3\n" in text
    # Only what it is about.
    assert text.count("violated · expect.any") == 1
    cases = ElementTree.parse(session.folder / "junit.xml").iter("testcase")
    assert {each.get("name"): _property(each) for each in cases} == {
        "held": "pass",
        "violated": "fail",
        "warned": "warn",
        "unproven": "unproven",
        "not-there": "skipped",
        "over-a-run": "skipped",
        "waived": "waived",
    }


def _property(case: ElementTree.Element) -> str | None:
    found = case.find("properties/property[@name='metrics_check']")
    return None if found is None else found.get("value")


def test_strict_and_allowed_unproven_are_as_in_a_check(session: Session) -> None:
    session.write("expectations/kinds.yaml", EVERYTHING)
    session.write("shop.prom", shown(paid=3) + NO_OBSERVATION)
    words = ("--metrics-strict", "--metrics-allow-unproven")
    status, text = session.run("-v", "-rs", "expectations/kinds.yaml", *words)
    found = outcomes(text)
    assert (status, found["warned"], found["unproven"]) == (1, "FAILED", "SKIPPED")
    assert "unproven: no observation yet" in text
    alone = session.run("expectations/kinds.yaml::unproven", "--metrics-allow-unproven")
    assert (alone[0], "nothing was judged: 1 expectation skipped" in alone[1]) == (3, True)


def test_one_read_judges_a_file(session: Session, shop: Shop) -> None:
    for path in ("paid", "open"):
        shop.answer(f"/{path}")
    target = f"--metrics-target=shop={shop.url}/metrics"
    status, text = session.run("-q", "expectations", target)
    assert (status, "2 passed" in text, shop.reads) == (0, True, 1)


def test_with_xdist_each_process_reads_for_itself(session: Session, shop: Shop) -> None:
    shop.answer("/paid")
    target = f"--metrics-target=shop={shop.url}/metrics"
    status, text = session.run("-n2", "-q", "expectations", target, "--metrics-param=least=1")
    assert (status, "1 failed, 1 passed" in text, shop.reads) == (1, True, 2)
    assert "✗ open · expect.sum" in text


def test_profiles_of_another_mode_are_skipped_in_a_folder(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    (session.folder / "expectations/shop.yaml").unlink()
    for name in ("batch", "serial"):
        session.write(f"expectations/{name}.yaml", MODES.format(name=name, mode=name))
    monkeypatch.setenv("SHOP_MODE", "serial")
    status, text = session.run("-q", "-rs", "expectations")
    assert (status, "2 passed, 2 skipped" in text) == (0, True)
    assert "not this mode: SHOP_MODE is serial" in text
    # What is named is to be judged.
    status, text = session.run("-q", "expectations/batch.yaml::orders_total")
    assert (status, "found serial, expected batch; set SHOP_MODE=batch" in text) == (1, True), text
    monkeypatch.setenv("SHOP_MODE", "neither")
    for words in (["-n0"], ["-n2"]):
        status, text = session.run("-q", "expectations", *words)
        assert (status, "nothing was judged: 4 expectations skipped" in text) == (3, True), text


def test_what_cannot_be_read_fails_each(session: Session) -> None:
    target = "--metrics-target=shop=http://127.0.0.1:1/metrics"
    status, text = session.run("-q", "expectations", target)
    assert (status, "2 failed" in text) == (1, True)
    assert "nothing listens on 127.0.0.1:1" in text


COLLECTED = {
    "the folder": (["expectations"], 2),
    "the folder, by a long way": (["./elsewhere/../expectations/"], 2),
    "a file": (["expectations/shop.yaml"], 2),
    "an expectation": (["expectations/shop.yaml::paid"], 1),
    "a folder in it": (["expectations/more"], 2),
    "a file of any folder": (["elsewhere/other.yaml"], 2),
    "not the folder above": (["."], 0),
    "not without a word": ([], 0),
    "not another folder": (["elsewhere"], 0),
    "another folder, where that is said": (
        ["elsewhere", "--metrics-expectations=elsewhere"],
        2,
    ),
    "by testpaths": (["-o", "testpaths=expectations"], 4),
}


@pytest.mark.parametrize(("words", "count"), COLLECTED.values(), ids=COLLECTED)
def test_collected_is_what_was_named(session: Session, words: list[str], count: int) -> None:
    session.write("elsewhere/other.yaml", PROFILE.replace("profile: shop", "profile: other"))
    if "by" in str(words) or "more" in str(words) or "testpaths" in str(words):
        session.write(
            "expectations/more/two.yaml", PROFILE.replace("profile: shop", "profile: two")
        )
    session.write("test_it.py", "def test_it():\n    pass\n")
    status, text = session.run("--collect-only", "-q", *words)
    assert text.count(".yaml::") == count, text
    assert status == (5 if count == 0 and words == ["elsewhere"] else 0)


def test_the_folder_may_be_named_by_its_variable(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.write("elsewhere/other.yaml", PROFILE.replace("profile: shop", "profile: other"))
    monkeypatch.setenv("METRICS_CHECK_EXPECTATIONS", "elsewhere")
    status, text = session.run("-q", "elsewhere")
    assert (status, "2 passed" in text) == (0, True), text


OTHERS = {
    "compose.yaml": "services:\n  shop:\n    profile: x\n    format: y\n",
    "metrics-check.yaml": "timeout: 5s\n",
    "empty.yml": "",
    "plain.yaml": "format: 1\nprofile: plain\nabstract: true\n"
    "targets: {shop: {url: shop.prom}}\nexpectations: [a_total >= 1]\n",
}


def test_what_is_no_expectation_file_is_left_alone(session: Session) -> None:
    for name, text in OTHERS.items():
        session.write(f"expectations/{name}", text)
    status, text = session.run("-q", "expectations")
    assert (status, "2 passed" in text) == (0, True), text
    # Named, it is not passed over.
    status, text = session.run("-q", "expectations/compose.yaml")
    assert (status, "2 passed" in text) == (4, False)
    assert session.run("-q", "expectations/plain.yaml")[0] == 5


def test_a_wrong_file_is_an_error_with_its_place(session: Session) -> None:
    session.write("expectations/wrong.yaml", "format: 1\nprofil: wrong\nexpectations: [a => 1]\n")
    status, text = session.run("-q", "expectations")
    assert status == 2
    assert "expectations/wrong.yaml:2:1: a profile has no key `profil`. Did you mean" in text
    assert "expectations/wrong.yaml:3:18: found `=>`" in text
    assert "Traceback" not in text


def test_a_profile_without_expectations_does_not_pass(session: Session) -> None:
    session.write(
        "expectations/none.yaml",
        "format: 1\nprofile: none\nextends: shop\nexpectations:\n"
        "  - {id: paid, remove: true, why: x}\n  - {id: open, remove: true, why: x}\n",
    )
    status, text = session.run("-q", "expectations")
    assert (status, "this profile has no expectation to judge" in text) == (2, True), text


WRONG = {
    "a target": (["--metrics-target=shpo=x"], "no target is named 'shpo'. Did you mean `shop`?"),
    "a param": (["--metrics-param=lest=1"], "no param is named `lest`. Did you mean `least`?"),
    "a value": (["--metrics-wait=soon"], "Invalid value for --metrics-wait: "),
    "two that exclude each other": (
        ["--metrics-bearer-token-file=shop.prom", "--metrics-basic-auth-file=shop.prom"],
        "ERROR: --metrics-bearer-token-file and --metrics-basic-auth-file exclude each other.",
    ),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_option_is_told(session: Session, words: list[str], message: str) -> None:
    for number in ("-n0", "-n2"):
        status, text = session.run("-q", "expectations", number, *words)
        assert (status != 0, message in text) == (True, True), text


def test_a_wrong_setting_is_told(session: Session) -> None:
    session.write("metrics-check.yaml", "timeuot: 5s\n")
    for number in ("-n0", "-n2"):
        status, text = session.run("-q", "expectations", number)
        assert status != 0
        assert "\nmetrics-check.yaml:1:1: the settings file has no key `timeuot`." in text
        assert "Traceback" not in text


def test_options_of_one_profile_do_not_hinder_another(session: Session) -> None:
    other = PROFILE.replace("profile: shop", "profile: other").replace("least", "fewest")
    session.write("expectations/other.yaml", other.replace("targets: {shop", "targets: {kiosk"))
    words = ["--metrics-target=kiosk=kiosk.prom", "--metrics-param=fewest=9"]
    session.write("kiosk.prom", shown(paid=8, open=1))
    status, text = session.run("-v", "expectations", *words)
    assert status == 1
    assert "expected sum >= 9, found 8" in text
    assert "1 failed, 3 passed" in text


def test_a_server_needs_the_labels_of_a_target(session: Session) -> None:
    session.write("expectations/shop.yaml", PROFILE.replace(", labels: {job: shop}", ""))
    words = ("-q", "expectations/shop.yaml::paid", "--metrics-prometheus=http://127.0.0.1:1")
    status, text = session.run(*words)
    assert (status, "\nexpectations/shop.yaml:3:" in text) == (1, True), text
    assert "Traceback" not in text
