"""Links that open a query, and what no link may hold."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from metrics_check import InvalidInput
from metrics_check.generate.links import read_link

HOSTILE = 'x{a="&g0.tab=0#) >\\"<%22"} /* ü */'


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param(
            "prometheus=http://localhost:9090",
            "http://localhost:9090/graph?g0.expr=up%20%3D%3D%201&g0.tab=1",
            id="prometheus",
        ),
        pytest.param(
            "prometheus=https://example.org/team/prom/",
            "https://example.org/team/prom/graph?g0.expr=up%20%3D%3D%201&g0.tab=1",
            id="a path before it",
        ),
        pytest.param(
            "prometheus=http://[::1]:9090/a(b)<c>",
            "http://[::1]:9090/a%28b%29%3Cc%3E/graph?g0.expr=up%20%3D%3D%201&g0.tab=1",
            id="a path that would end a Markdown link",
        ),
    ],
)
def test_a_link_to_prometheus(text: str, url: str) -> None:
    assert read_link(text).url("up == 1") == url


@pytest.mark.parametrize("where", ["prometheus=http://h", "grafana=http://h"])
def test_a_hostile_query_comes_out_as_it_was(where: str) -> None:
    url = read_link(where).url(HOSTILE)
    assert url.isascii()
    assert not set(url) & set(' ()<>"\\|`')
    asked = parse_qs(urlsplit(url).query, strict_parsing=True)
    if "g0.expr" in asked:
        assert asked == {"g0.expr": [HOSTILE], "g0.tab": ["1"]}
    else:
        (query,) = json.loads(asked["panes"][0])["hint"]["queries"]
        assert query["expr"] == HOSTILE


def test_a_link_to_grafana() -> None:
    url = read_link("grafana=http://g:3000/?datasource=ab-1&orgId=2").url("up")
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://g:3000/explore"
    asked = parse_qs(parts.query, strict_parsing=True)
    assert asked.pop("schemaVersion") == ["1"]
    assert asked.pop("orgId") == ["2"]
    source = {"type": "prometheus", "uid": "ab-1"}
    assert json.loads(asked.pop("panes")[0]) == {
        "hint": {
            "datasource": "ab-1",
            "queries": [{"refId": "A", "expr": "up", "datasource": source}],
            "range": {"from": "now-1h", "to": "now"},
        }
    }
    assert asked == {}


def test_without_a_data_source_explore_takes_its_own() -> None:
    asked = parse_qs(urlsplit(read_link("grafana=http://g:3000").url("up")).query)
    assert json.loads(asked["panes"][0]) == {
        "hint": {
            "queries": [{"refId": "A", "expr": "up"}],
            "range": {"from": "now-1h", "to": "now"},
        }
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http://localhost", "expected grafana=URL or prometheus=URL."),
        (
            "prometeus=http://h",
            "expected grafana=URL or prometheus=URL. Did you mean `prometheus`?",
        ),
        ("prometheus=file.txt", "the link to prometheus is no http:// or https:// URL."),
        ("grafana=prom+http://h", "the link to grafana is no http:// or https:// URL."),
        (
            "prometheus=javascript://h/%0aalert(1)",
            "A source cannot be read by javascript://, only by http:// and https://.",
        ),
        (
            "prometheus=http://me:hunter2@h",
            "the link to prometheus holds a user, and would be printed. Leave it out.",
        ),
        (
            "prometheus=http://h?token=hunter2",
            "the link to prometheus is a base URL, without query or fragment.",
        ),
        (
            "grafana=http://h?auth_token=hunter2",
            "the link to grafana is a base URL, without query or fragment"
            " but datasource and orgId.",
        ),
    ],
)
def test_what_is_no_link(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_link(text)
    assert str(caught.value) == message
