"""Names of alerts, recorded series, dashboards and objects."""

import re

import pytest

from metrics_check.generate.naming import alert_name, dashboard_uid, object_name, recorded_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        pytest.param(("lps-queue", "queue-wait", "expect.mean"), "LpsQueueQueueWaitExpectMean"),
        pytest.param(("a", "jobs_total.done", "presence"), "AJobsTotalDonePresence"),
        pytest.param(("é", "日本", "…"), "Expectation"),
        pytest.param(("x", "HTTPCodes"), "XHTTPCodes"),
    ],
)
def test_alerts(parts: tuple[str, ...], name: str) -> None:
    assert alert_name(*parts) == name
    assert alert_name(*parts, taken={name}) == f"{name}2"
    assert alert_name(*parts, taken={name, f"{name}2"}) == f"{name}3"


@pytest.mark.parametrize(
    ("level", "metric", "name"),
    [
        pytest.param(("job", "model"), "x_total", "job_model:x_total:mean_10m", id="plain"),
        pytest.param((), "my.metric", ":my_metric:mean_10m", id="no level"),
        pytest.param(("1a",), "x", "_1a:x:mean_10m", id="digit"),
        pytest.param(("日本",), "é", "_:_:mean_10m", id="foreign"),
    ],
)
def test_recorded(level: tuple[str, ...], metric: str, name: str) -> None:
    found = recorded_name(level=level, metric=metric, operation="mean_10m")
    assert found == name
    assert re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", found)


@pytest.mark.parametrize(
    ("profile", "uid", "name"),
    [
        pytest.param("lps-queue", "lps-queue", "lps-queue", id="plain"),
        pytest.param("lps_queue", "lps_queue", "lps-queue-feb407dc", id="underscore"),
        pytest.param("Shop", "Shop", "shop-d00aae6b", id="capital"),
        pytest.param("x" * 41, f"{'x' * 31}-3164596d", "x" * 41, id="long"),
        pytest.param("日本", "cf2abf0c", "cf2abf0c", id="foreign"),
    ],
)
def test_dashboards_and_objects(profile: str, uid: str, name: str) -> None:
    assert (dashboard_uid(profile), object_name(profile)) == (uid, name)
