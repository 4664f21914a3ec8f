"""The metrics of real programs are read well."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from metrics_check.exposition.model import Format
from metrics_check.model.series import MetricType
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read
from tests.real.programs import free_port, need_program, run_server

OPTIONS = ReadOptions(timeout_seconds=20)


def read_one(url: str, *, options: ReadOptions = OPTIONS) -> Read:
    ((read,),) = read_sources([url], options=options)
    return read


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "prometheus.yml").write_text("{}")
    place = f"127.0.0.1:{free_port()}"
    command = [
        need_program("prometheus", package="prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={place}",
    ]
    with run_server(command, ready_url=f"http://{place}/-/ready", log=folder / "log"):
        yield f"http://{place}"


@pytest.fixture(scope="module")
def node_exporter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = f"127.0.0.1:{free_port()}"
    command = [
        need_program("prometheus-node-exporter", package="prometheus-node-exporter"),
        f"--web.listen-address={place}",
    ]
    log = tmp_path_factory.mktemp("node_exporter") / "log"
    with run_server(command, ready_url=f"http://{place}/", log=log):
        yield f"http://{place}"


def test_prometheus(prometheus: str) -> None:
    read = read_one(f"{prometheus}/metrics")
    assert read.error is None
    assert read.exposition is not None
    assert read.exposition.is_ingestible
    assert read.notes == ()
    assert read.series > 200
    family = read.exposition.families["prometheus_http_request_duration_seconds"]
    assert family.type is MetricType.HISTOGRAM
    assert read.headers["content-encoding"] == "gzip"


def test_node_exporter(node_exporter: str) -> None:
    read = read_one(f"{node_exporter}/metrics")
    assert read.error is None
    assert read.exposition is not None
    assert read.exposition.is_ingestible
    assert read.series > 100
    (load,) = read.exposition.samples["node_load1"]
    assert load.value >= 0


@pytest.mark.parametrize("format_", [Format.TEXT, None], ids=["as text", "as it says"])
def test_what_is_kept_is_what_was_sent(node_exporter: str, format_: Format | None) -> None:
    options = replace(OPTIONS, keeps_body=True, format=format_)
    read = read_one(f"{node_exporter}/metrics", options=options)
    assert read.body is not None
    assert read.body.count(b"\nnode_load1 ") == 1


def test_the_page_of_prometheus_is_no_exposition(prometheus: str) -> None:
    read = read_one(f"{prometheus}/graph")
    assert read.error is not None
    assert (read.error.code, read.error.is_final) == ("not-an-exposition", True)
    assert "an HTML page" in str(read.error)


def test_promtool_agrees(prometheus: str) -> None:
    read = read_one(f"{prometheus}/metrics", options=replace(OPTIONS, keeps_body=True))
    assert read.body is not None
    body = read.body.removesuffix(b"# EOF\n")
    promtool = need_program("promtool", package="prometheus")
    run = subprocess.run(
        [promtool, "check", "metrics"], input=body, capture_output=True, timeout=30, check=False
    )
    assert b"error while linting" not in run.stderr
