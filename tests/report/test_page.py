"""The HTML report in a real browser: its policy holds, it filters, searches and obeys keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics_check.model.outcome import Report
from tests.real.browser import Browser, run_browser
from tests.report.rendering import rendered
from tests.report.samples import HOSTILE, REPORTS, VERDICTS
from tests.report.test_hostile import VALUES, report_with

SHOWN = "[...document.querySelectorAll('.outcome:not([hidden])')].map(e => e.dataset.verdict)"
FOCUSED = "document.activeElement.innerText.split('\\n')[0].trim()"
# What the page itself can do, tried from within it: nothing may come of it.
FORBIDDEN = """
(() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend",
    "<img src=x onerror='window.ran = true'><b style='color: red'></b>");
  return [window.ran === undefined, document.querySelector("b[style]").style.color];
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with run_browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Browser:
    """The browser, with a report that has every verdict."""
    _show(browser, report=VERDICTS, folder=tmp_path)
    return browser


def _show(browser: Browser, *, report: Report, folder: Path, view: str = "") -> None:
    path = folder / "report.html"
    path.write_text(rendered(report, "html"), "utf-8")
    browser.console.clear()
    browser.show(f"{path.as_uri()}{view}")


def test_it_shows_everything_and_complains_of_nothing(page: Browser) -> None:
    assert page.evaluate(SHOWN) == [
        *("error", "fail", "unproven", "warn", "waived", "pass", "skipped", "skipped")
    ]
    assert page.evaluate("document.querySelector('[role=status]').textContent") == "8 of 8"
    assert page.evaluate("document.querySelector('.find').hidden") is False
    assert page.console == []


def test_charts_are_drawn_in_the_colours_of_verdicts(browser: Browser, tmp_path: Path) -> None:
    _show(browser, report=REPORTS["waited"], folder=tmp_path)
    fill = "getComputedStyle(document.querySelector('.waited rect.{}')).fill"
    fills = [browser.evaluate(fill.format(word)) for word in ("fail", "pass")]
    assert fills == ["rgb(180, 35, 24)", "rgb(23, 112, 58)"]
    box = "document.querySelector('.waited svg').getBoundingClientRect().{}"
    assert browser.evaluate(box.format("width")) == 600
    assert browser.evaluate(box.format("height")) == 80
    assert browser.console == []


def test_what_it_explains_is_open(page: Browser) -> None:
    opened = "[...document.querySelectorAll('.outcome[open]')].map(e => e.dataset.verdict)"
    assert page.evaluate(opened) == ["error", "fail", "unproven"]


def test_a_verdict_is_left_out(page: Browser) -> None:
    page.evaluate("document.querySelector('[value=fail]').click()")
    assert "fail" not in page.evaluate(SHOWN)
    assert "show=error%2Cunproven%2C" in page.evaluate("location.hash")


def test_keys_move_open_search_and_clear(page: Browser) -> None:
    page.press("j")
    assert page.evaluate(FOCUSED) == "! error"
    page.press("j")
    assert page.evaluate(FOCUSED) == "✗ fail"
    page.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") is False
    page.press("k")
    assert page.evaluate(FOCUSED) == "! error"
    page.press("/")
    for key in "MEAN":
        page.press(key)
    assert page.evaluate(SHOWN) == ["unproven"]
    assert page.evaluate("location.hash") == "#search=MEAN"
    page.press("Escape")
    assert len(page.evaluate(SHOWN)) == 8
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_link_shows_what_its_sender_saw(browser: Browser, tmp_path: Path) -> None:
    _show(browser, report=VERDICTS, folder=tmp_path, view="#show=fail,warn&search=slow+13%3A5")
    assert browser.evaluate(SHOWN) == ["fail"]


def test_its_policy_lets_nothing_else_run_or_load(page: Browser) -> None:
    assert page.evaluate(FORBIDDEN) == [True, ""]
    told = "\n".join(page.console)
    assert "script" in told
    assert "Content Security Policy" in told


@pytest.mark.parametrize("value", [row.values[0] for row in VALUES], ids=[r.id for r in VALUES])
def test_hostile_values_do_nothing(browser: Browser, tmp_path: Path, value: str) -> None:
    _show(browser, report=report_with(value), folder=tmp_path)
    assert browser.evaluate("document.querySelectorAll('.outcome').length") == 7
    assert browser.evaluate("document.querySelectorAll('script, style').length") == 2
    assert browser.console == []


def test_a_hostile_report_does_nothing(browser: Browser, tmp_path: Path) -> None:
    _show(browser, report=HOSTILE, folder=tmp_path)
    assert browser.evaluate("document.title") == "FAIL · metrics-check"
    assert browser.console == []


SCHEMES = [
    pytest.param("light", "rgb(255, 255, 255)", id="light"),
    pytest.param("dark", "rgb(15, 19, 24)", id="dark"),
]


@pytest.mark.parametrize(("scheme", "background"), SCHEMES)
def test_it_is_light_or_dark(page: Browser, scheme: str, background: str) -> None:
    page.ask(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-color-scheme", "value": scheme}],
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background
    worst = page.evaluate(CONTRAST)
    assert worst > 4.5


# WCAG 2.1, 1.4.3: the contrast of every text with what is behind it, at its least.
CONTRAST = """
(() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const light = color => {
    const [r, g, b] = numbers(color).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (numbers(color)[3] !== 0) return color;
    }
  };
  const texts = [...document.body.querySelectorAll("*")].filter(each => each.checkVisibility()
    && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return Math.min(...texts.map(each => {
    const [a, b] = [light(getComputedStyle(each).color), light(behind(each))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }));
})()
"""
