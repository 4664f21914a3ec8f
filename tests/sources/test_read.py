"""Targets are read at once, each URL once, in order, failures in their places."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Gauge

from metrics_check.errors import InvalidInput
from metrics_check.exposition.model import EVERYTHING, NOTHING, Wanted
from metrics_check.located import Place
from metrics_check.model.profile import Profile, Target
from metrics_check.sources.address import Address, registry_address
from metrics_check.sources.read import read_requests, read_targets, union
from metrics_check.sources.request import Request, require_targets
from tests.sources.reading import OPTIONS, within
from tests.sources.rogue import answer, rogue, sends, sends_and_hangs

BODY = sends(answer(b"a 1\nb 2\n"))


def target(name: str, *urls: str) -> Target:
    return Target(name, urls, {"job": name}, place=Place("p.yaml", 4, 3))


def wants(*names: str) -> Wanted:
    return Wanted(frozenset(names))


def test_a_url_is_read_once_for_all_who_want_it() -> None:
    with rogue(BODY) as server:
        requests = [
            Request(target("lps", server.url()), wants("a")),
            Request(target("cj", server.url(), server.url("/other")), wants("b")),
            Request(target("lps", server.url()), wants("c")),
        ]
        found = read_requests(requests, options=OPTIONS)
    assert [[(read.target, read.url) for read in reads] for reads in found] == [
        [("lps", server.url())],
        [("cj", server.url()), ("cj", server.url("/other"))],
        [("lps", server.url())],
    ]
    samples = [
        [sorted(read.exposition.samples) for read in reads if read.exposition] for reads in found
    ]
    assert samples == [[["a", "b"]], [["a", "b"], ["b"]], [["a", "b"]]]
    assert sorted(head.split()[1] for head in server.requests) == [b"/metrics", b"/other"]


def test_other_users_are_other_reads() -> None:
    with rogue(BODY) as server:
        urls = [f"http://{user}@{server.place}/metrics" for user in ("ann:1", "ann:2", "ann:1")]
        read_targets([target("lps", *urls)], wanted=NOTHING, options=OPTIONS)
    assert len(server.requests) == 2


def test_one_that_hangs_holds_up_nobody() -> None:
    with rogue(sends_and_hangs()) as slow, rogue(BODY) as well:
        reads = read_targets(
            [target("a", *(slow.url(f"/{n}") for n in range(40))), target("b", well.url())],
            wanted=NOTHING,
            options=within(0.5),
        )
    codes = [read.error.code if read.error else "read" for read in reads]
    assert codes == ["timeout"] * 40 + ["read"]


def test_nobody_reads_nothing() -> None:
    assert read_targets([], wanted=NOTHING, options=OPTIONS) == ()


def test_sources_stand_in_for_urls(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a 1\n")
    registry = CollectorRegistry()
    Gauge("b", "B.", registry=registry).set(1)
    sources: Mapping[str, tuple[str | Address, ...]] = {
        "lps": (str(path),),
        "cj": (registry_address(registry),),
        "bare": (str(path), str(path)),
    }
    reads = read_targets(
        [
            target("lps", "http://lps:8090/metrics", "http://lps:8091/metrics"),
            target("cj", "http://cj/metrics"),
            target("bare"),
        ],
        wanted=EVERYTHING,
        options=replace(OPTIONS, sources=sources),
    )
    assert [(read.target, read.url, read.instance, read.series) for read in reads] == [
        ("lps", str(path), "lps:8090", 1),
        ("cj", "registry", "cj:80", 1),
        ("bare", str(path), str(path), 1),
        ("bare", str(path), str(path), 1),
    ]


def test_a_url_that_is_none_is_located() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_targets([target("lps", "ftp://lps/m")], wanted=NOTHING, options=OPTIONS)
    assert str(caught.value) == (
        "p.yaml:4:3: target 'lps': A source cannot be read by ftp://, only by http:// and https://."
    )


def test_a_source_for_no_target_is_refused() -> None:
    profile = Profile("p", Place("p.yaml"), {"lps": target("lps"), "cj": target("cj")}, ())
    require_targets(["cj"], profiles=[profile])
    with pytest.raises(InvalidInput) as caught:
        require_targets(["cj", "lsp"], profiles=[profile])
    assert str(caught.value) == (
        "no target is named 'lsp'. Did you mean `lps`? There are: cj, lps."
    )


def test_union() -> None:
    assert union(wants("a"), wants("b")) == wants("a", "b")
    assert union(Wanted(patterns=("y",)), Wanted(patterns=("x", "y"))).patterns == ("x", "y")
    assert union(wants("a"), EVERYTHING) == EVERYTHING
    assert union(NOTHING, wants("a")) == wants("a")


IMPORTED = """
import sys
from metrics_check.exposition.model import EVERYTHING
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
((read,),) = read_sources([sys.argv[1]], options=ReadOptions())
assert read.error is None, read.error
heavy = {"httpx", "httpcore", "isal", "prometheus_client", "ssl", "yaml"}
print(sorted({name.split(".")[0] for name in sys.modules} & heavy))
"""


def test_a_file_needs_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a 1\n")
    run = subprocess.run(
        [sys.executable, "-c", IMPORTED, "a.txt"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_a_target_that_a_server_judges_is_not_scraped_instead() -> None:
    with rogue(BODY) as scraped:
        judged = replace(
            target("lps", scraped.url()), prometheus="http://ann:hidden@prometheus.example:9090"
        )
        (read,) = read_targets([judged], wanted=EVERYTHING, options=OPTIONS)
        given = replace(OPTIONS, sources={"lps": (scraped.url(),)})
        (other,) = read_targets([judged], wanted=EVERYTHING, options=given)
    assert len(scraped.requests) == 1
    assert other.error is None
    assert read.error is not None
    assert (read.url, read.error.code, read.error.is_final, str(read.error)) == (
        "prom+http://prometheus.example:9090",
        "unsupported",
        True,
        "prom+http://prometheus.example:9090: a server is asked, it has no exposition to be read. "
        "Give `-t lps=SOURCE`.",
    )
