"""Perses' embedded renderer in a real Chromium: what every panel of a dashboard shows.

`scripts/get-perses` builds the page and the JSON Schema; this shows dashboards in it, asks the page
what it saw, and keeps pictures. What a panel ought to show is not judged here.
"""

import base64
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.real.browser import Browser, run_browser
from tests.real.programs import refuse_missing

CACHE = Path(__file__).parents[2] / ".cache"
# What `scripts/get-perses` built.
PAGE = Path(os.environ.get("METRICS_CHECK_PERSES") or CACHE / "perses" / "page")
SCREENSHOTS = CACHE / "screenshots"
WIDTH = 1600
# Every panel is drawn that is in view: the window is higher than any dashboard.
_HEIGHT = 12_000
_SETTLED_WITHIN_SECONDS = 60
# What is seen must stay the same so often: options of variables come late and change queries.
_SAME_TIMES = 5
_POLL_SECONDS = 0.2
# Charts move into place when they are drawn.
_MOVES_SECONDS = 1.2


@dataclass(frozen=True)
class ShownQuery:
    """A query as it was sent. `numbers` counts the values of its answer that are finite."""

    promql: str
    error: str
    warnings: tuple[str, ...]
    numbers: int


@dataclass(frozen=True)
class ShownPanel:
    """What one panel shows: `text` is what can be read in it, but for what a chart draws."""

    title: str
    kind: str
    text: str
    alert: str
    queries: tuple[ShownQuery, ...]

    @property
    def troubles(self) -> list[str]:
        """Errors, warnings of the server, and the one word where nothing is shown."""
        found = [query.error for query in self.queries if query.error]
        found += [warning for query in self.queries for warning in query.warnings]
        if self.alert and self.alert not in found:
            found.append(self.alert)
        has_numbers = any(query.numbers for query in self.queries)
        if not found and self.queries and (not has_numbers or "No data" in self.text):
            found.append("no data")
        return found

    @property
    def empty_queries(self) -> list[str]:
        """The queries that gave no number: they may be some of those of a panel that shows data."""
        return [query.promql for query in self.queries if not query.numbers]


@dataclass(frozen=True)
class Shown:
    """A dashboard as it was drawn. `troubles` are of the page, its variables and its panels."""

    panels: tuple[ShownPanel, ...]
    variables: Mapping[str, Mapping[str, Any]]
    page_troubles: tuple[str, ...]
    screenshot: Path

    @property
    def troubles(self) -> list[str]:
        """All that is wrong, each with the place where."""
        found = [f"page: {each}" for each in self.page_troubles]
        for name, variable in self.variables.items():
            if variable["error"]:
                found.append(f"${name}: {variable['error']}")
            elif variable["isList"] and not variable["options"]:
                found.append(f"${name}: no options")
        found += [f"{panel.title}: {each}" for panel in self.panels for each in panel.troubles]
        return found


def need_page() -> Path:
    """The page's folder. Where it was not built: a failure in CI, else a skip said at the end."""
    if not (PAGE / "schema.json").exists():
        refuse_missing("Perses' renderer is not built; scripts/get-perses builds it (node, npm)")
    return PAGE


def misfits(dashboard: Mapping[str, object]) -> list[str]:
    """Where a dashboard is not what Perses' own types say, closest first."""
    schema = json.loads((need_page() / "schema.json").read_text("utf-8"))
    errors = sorted(Draft7Validator(schema).iter_errors(dashboard), key=lambda each: each.json_path)
    return [f"{error.json_path}: {_closest(error).message}" for error in errors]


def _closest(error: Any) -> Any:
    """Of the ways in which no choice of a union fits, the one that got furthest."""
    while error.context:
        error = max(error.context, key=lambda each: (len(each.absolute_path), each.message))
    return error


@contextmanager
def perses(folder: Path) -> Iterator[Browser]:
    """A Chromium with a window in which a whole dashboard is in view."""
    need_page()
    with run_browser(folder) as browser:
        browser.ask(
            "Emulation.setDeviceMetricsOverride",
            width=WIDTH,
            height=_HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )
        yield browser


def show(
    browser: Browser,
    dashboard: Mapping[str, object],
    *,
    prometheus: str,
    name: str,
    scrape_interval: str = "1s",
    duration: str = "",
    theme: str = "light",
) -> Shown:
    """Draws the dashboard with the data of a Prometheus, and keeps SCREENSHOTS/NAME.png.

    `duration` is how much of the past is drawn, where it is not to be the dashboard's own.
    """
    browser.console.clear()
    browser.show((need_page() / "page.html").as_uri())
    options = {
        "url": prometheus,
        "scrapeInterval": scrape_interval,
        "theme": theme,
        "duration": duration,
    }
    browser.evaluate(f"showDashboard({json.dumps(dashboard)}, {json.dumps(options)})")
    seen, unsettled = _settled(browser)
    time.sleep(_MOVES_SECONDS)
    # What the page could not load is told by the panel that asked for it.
    complaints = [each for each in browser.console if not each.startswith("Failed to load")]
    return Shown(
        panels=tuple(map(_panel, seen["panels"])),
        variables=seen["variables"],
        page_troubles=(*seen["alerts"], *unsettled, *complaints),
        screenshot=_kept(browser, name=name, height=seen["height"]),
    )


def _settled(browser: Browser) -> tuple[dict[str, Any], list[str]]:
    """What the page saw when it stayed the same, and what never came."""
    deadline = time.monotonic() + _SETTLED_WITHIN_SECONDS
    before, times = None, 0
    while True:
        seen: dict[str, Any] = browser.evaluate("seenOnDashboard()")
        pending = _pending(seen)
        times = times + 1 if seen == before and not pending else 0
        if times == _SAME_TIMES or seen["alerts"] or time.monotonic() > deadline:
            return seen, pending if time.monotonic() > deadline else []
        before = seen
        time.sleep(_POLL_SECONDS)


def _pending(seen: Mapping[str, Any]) -> list[str]:
    found = [
        f"the panel {panel['title']!r} does not come to an end"
        for panel in seen["panels"]
        if not panel["isDrawn"] or any(query["loading"] for query in panel["queries"])
    ]
    found += [f"${n} does not get options" for n, v in seen["variables"].items() if v["loading"]]
    if len(seen["panels"]) != seen["expected"]:
        found.append(f"{len(seen['panels'])} of {seen['expected']} panels are drawn")
    return found


def _panel(seen: Mapping[str, Any]) -> ShownPanel:
    queries = (
        ShownQuery(each["query"], each["error"], tuple(each["notices"]), each["numbers"])
        for each in seen["queries"]
    )
    return ShownPanel(seen["title"], seen["kind"], seen["text"], seen["alert"], tuple(queries))


def _kept(browser: Browser, *, name: str, height: int) -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(height, _HEIGHT), "scale": 1}
    picture = browser.ask("Page.captureScreenshot", format="png", clip=clip)
    path = SCREENSHOTS / f"{name}.png"
    path.write_bytes(base64.b64decode(picture["data"]))
    return path
