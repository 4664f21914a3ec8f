"""`init`, as its users run it: the draft, what it says, and that `check` then passes."""

import json
from pathlib import Path

import pytest

from tests.cli.program import output_of, run_program
from tests.expectations.servers import real_servers
from tests.real.programs import free_port
from tests.sources.rogue import answer, rogue, sends

SHOP = """\
# TYPE go_goroutines gauge
go_goroutines 7
# TYPE orders_total counter
orders_total{status="paid"} 3
orders_total{status="open"} 0
"""
DRAFT = """\
# Drafted by `metrics-check init`: the metrics that were exposed, the type of each, and the labels
# that all its series had. What their values must be it cannot know: write `>= 1` behind a line,
# or `expect:` below a `series:`.
# A comment beside a line lists the values that a label had. To allow no others,
# write `labels: {status: [open, paid]}` below the `series:`.
"""
BODY = """\
expectations:
  - orders_total{status}  # status: open, paid

# Left out, being the same in every service: 1 of the Go runtime.
"""
TOLD = """\
expectations/shop.yaml: 1 expectation
left out: 1 of the Go runtime
"""
GOOD = sends(answer(SHOP.encode()))


def drafted(folder: Path) -> str:
    """The only draft in the folder, without what every draft begins with."""
    (path,) = (folder / "expectations").iterdir()
    text = path.read_text("utf-8")
    assert text.startswith(DRAFT)
    return text.removeprefix(DRAFT)


def test_an_endpoint(tmp_path: Path) -> None:
    with rogue(GOOD) as server:
        name = "127-0-0-1-" + server.place.rpartition(":")[2]
        run = run_program("init", server.url(), folder=tmp_path)
        again = run_program("check", name, folder=tmp_path)
        picked = run_program("check", folder=tmp_path)
    assert output_of(run) == (
        0,
        f"expectations/{name}.yaml: 1 expectation\nleft out: 1 of the Go runtime\n"
        f"next: metrics-check check {name}\n",
        "",
    )
    assert drafted(tmp_path) == (
        f"format: 1\nprofile: {name}\ntargets:\n  {name}: {{url: {server.url()}}}\n\n{BODY}"
    )
    assert (again.returncode, picked.returncode) == (0, 0)


@pytest.mark.parametrize(
    ("words", "url", "check"),
    [
        pytest.param(["shop.prom"], "shop.prom", ["shop"], id="a file"),
        pytest.param(["./shop.prom"], "shop.prom", ["shop"], id="a file in this folder"),
        pytest.param(["sub/shop.prom"], "sub/shop.prom", ["shop"], id="a file below"),
        pytest.param(["-", "--job", "shop"], "'-'", ["shop"], id="standard input"),
        pytest.param(
            ["{folder}/sub/shop.prom"],
            "shop.prom",
            ["shop", "-t", "shop={folder}/sub/shop.prom"],
            id="an absolute path",
        ),
    ],
)
def test_what_has_no_url(words: list[str], url: str, check: list[str], tmp_path: Path) -> None:
    for path in (tmp_path / "shop.prom", tmp_path / "sub" / "shop.prom"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(SHOP)
    words = [word.format(folder=tmp_path) for word in words]
    check = [word.format(folder=tmp_path) for word in check]
    run = run_program("init", *words, folder=tmp_path, given=SHOP)
    pipe = "… | " if words[0] == "-" else ""
    after = f"next: {pipe}metrics-check check {' '.join(check)}\n"
    assert output_of(run) == (0, TOLD + after, "")
    kind = "standard input" if words[0] == "-" else "a file"
    assert drafted(tmp_path) == (
        "format: 1\nprofile: shop\ntargets:\n"
        f"  # {kind}; the URL of the service belongs here\n  shop: {{url: {url}}}\n\n{BODY}"
    )
    again = run_program("check", *check, folder=tmp_path, given=SHOP)
    assert again.returncode == 0, again.stdout


def test_a_snapshot(tmp_path: Path) -> None:
    (tmp_path / "expectations").mkdir()
    with rogue(GOOD) as server:
        (tmp_path / "expectations" / "stack.yaml").write_text(
            "format: 1\nprofile: stack\ntarget: lps\n"
            f"targets:\n  lps: {{url: [{server.url()}, {server.url('/b')}]}}\n"
            f"  cj: {{url: {server.url('/c')}}}\nexpectations: [orders_total]\n"
        )
        run_program("snapshot", "stack", "-o", "kept", folder=tmp_path)
    (tmp_path / "expectations" / "stack.yaml").unlink()
    run = run_program("init", "kept", folder=tmp_path)
    assert output_of(run) == (
        0,
        "expectations/kept.yaml: 2 expectations\nleft out: 2 of the Go runtime\n"
        "next: metrics-check check kept --from kept\n",
        "",
    )
    assert (
        drafted(tmp_path)
        == f"""\
format: 1
profile: kept
target: lps
targets:
  lps: {{url: [{server.url()}, {server.url("/b")}]}}
  cj: {{url: {server.url("/c")}}}

expectations:
  # lps
  - orders_total{{status}}  # status: open, paid

  # cj
  - id: cj.orders_total
    target: cj
    series: orders_total{{status}}  # status: open, paid
    type: counter

# Left out, being the same in every service: 2 of the Go runtime.
"""
    )
    again = run_program("check", "kept", "--from", "kept", folder=tmp_path)
    assert again.returncode == 0, again.stdout


def test_credentials_are_not_written(tmp_path: Path) -> None:
    (tmp_path / "to ken").write_text("t")
    with rogue(GOOD) as server:
        url = f"http://ann:hunter2@{server.place}/m?a=1&token=hunter3"
        run = run_program(
            *("init", url, "--job", "shop", "--header", "X-Key: hunter4"),
            folder=tmp_path,
            environment={"METRICS_CHECK_CA_FILE": str(tmp_path / "to ken")},
        )
        bare = run_program(
            *("init", server.url(), "--job", "other", "--bearer-token-file", "to ken"),
            folder=tmp_path,
        )
    text = (tmp_path / "expectations" / "shop.yaml").read_text()
    assert f"  shop: {{url: 'http://{server.place}/m?a=1'}}\n" in text
    assert "the credentials in the URL's query are not kept here" in text
    assert "hunter" not in text + run.stdout + run.stderr + bare.stdout
    assert run.stdout.splitlines()[-1] == (
        "next: metrics-check check shop -t shop=URL --header 'X-Key: …' --basic-auth-file FILE "
        f"--ca-file '{tmp_path}/to ken'"
    )
    assert bare.stdout.splitlines()[-1] == (
        "next: metrics-check check other --bearer-token-file 'to ken'"
    )


def test_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "shop.prom").write_text(SHOP)
    words = (
        (["--expectations", "deep/er"], "deep/er/shop.yaml", "shop --expectations deep/er"),
        (["-o", "expectations/team/a.yml"], "expectations/team/a.yml", "a"),
        (["-o", "else/b.yaml", "--job", "c"], "else/b.yaml", "else/b.yaml"),
    )
    for options, path, check in words:
        run = run_program("init", "shop.prom", *options, folder=tmp_path)
        assert run.stdout.splitlines()[0] == f"{path}: 1 expectation", run.stderr
        assert run.stdout.splitlines()[-1] == f"next: metrics-check check {check}"
        again = run_program("check", *check.split(), folder=tmp_path)
        assert again.returncode == 0, again.stdout
    assert "\nprofile: b\ntargets:\n" in (tmp_path / "else" / "b.yaml").read_text()
    assert "\n  c: {url: shop.prom}\n" in (tmp_path / "else" / "b.yaml").read_text()


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "shop.prom").write_text(SHOP)
    path = tmp_path / "expectations" / "shop.yaml"
    path.parent.mkdir()
    path.write_text("mine\n")
    run = run_program("init", "shop.prom", folder=tmp_path)
    assert output_of(run) == (
        2,
        "",
        "Error: expectations/shop.yaml is there already, and stays as it is. --force replaces a "
        "file; --job NAME or -o FILE writes another.\n",
    )
    assert path.read_text() == "mine\n"
    forced = run_program("init", "shop.prom", "--force", folder=tmp_path)
    assert (forced.returncode, path.read_text()[:9]) == (0, DRAFT[:9])
    twin = run_program("init", "shop.prom", "-o", "expectations/a/shop.yml", folder=tmp_path)
    assert output_of(twin) == (
        2,
        "",
        "Error: the profile 'shop' is in expectations/shop.yaml already; say another name by "
        "--job NAME.\n",
    )
    assert sorted(each.name for each in path.parent.iterdir()) == ["shop.yaml"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param("", "the body is empty, not one metric", id="empty"),
        pytest.param("<html><title>Hi</title></html>", "shows an HTML page", id="a page"),
        pytest.param(
            "a 1\na{ 2\n", "Prometheus would refuse this exposition: line 2", id="refused"
        ),
        pytest.param("# TYPE a counter\n", "there is no series yet", id="metadata alone"),
        pytest.param(
            "a 1\na 1\n",
            "nothing holds on it, its data is broken: a is exposed 2 times",
            id="broken",
        ),
    ],
)
def test_nothing_is_written_of_what_is_no_exposition(
    body: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "shop.prom").write_text(body)
    run = run_program("init", "shop.prom", folder=tmp_path)
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.startswith(f"Error: shop.prom: {message}")
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "expectations").exists()


def test_nothing_is_written_of_what_cannot_be_read(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/metrics"
    run = run_program("init", url, folder=tmp_path)
    assert output_of(run) == (
        3,
        "",
        f"Error: {url}: nothing listens on 127.0.0.1:{port} (connection refused).\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-"], "Error: - gives the draft no name; say it by --job NAME."),
        (["x", "--job", "a b"], "found 'a b', expected letters, digits, _ and -."),
        (["x", "-o", "a.txt"], "found 'a.txt', expected a name of letters, digits, _ and -, ended"),
        (["x", "-o", "a.b.yaml"], "found 'a.b.yaml', expected a name of letters"),
        (["prom+http://x/"], "A Prometheus server shows no exposition; name a service's own URL."),
        (["ftp://x/"], "A source cannot be read by ftp://"),
    ],
    ids=[
        "no name",
        "bad name",
        "no YAML",
        "a dot",
        "a server",
        "no source",
    ],
)
def test_wrong_usage(words: list[str], message: str, tmp_path: Path) -> None:
    run = run_program("init", *words, folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_with_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "01.prom").write_text(SHOP)
    read = {"target": "a: {b", "url": "http://a/", "instance": "a:80", "read_at": 1, "seconds": 0}
    reads = [{**read, "status": 200, "headers": {}, "file": "01.prom"}]
    document = {"schema": "metrics-check/snapshot/v1", "taken_at": 1, "reads": reads}
    (folder / "snapshot.json").write_text(json.dumps(document))
    run = run_program("init", "kept", folder=tmp_path)
    assert output_of(run) == (
        3,
        "",
        "Error: kept: the target 'a: {b' has a name that no expectation file can have.\n",
    )


def test_real_servers(tmp_path: Path) -> None:
    """A real Prometheus and a real node exporter: drafted, and held twice."""
    (tmp_path / "servers").mkdir()
    with real_servers(tmp_path / "servers") as servers:
        for name, url in (("prometheus", servers.prometheus), ("node", servers.node)):
            run = run_program("init", url, "--job", name, folder=tmp_path)
            assert run.returncode == 0, run.stderr
        for _ in range(2):
            again = run_program("check", "--wait", "5s", folder=tmp_path)
            assert again.returncode == 0, again.stdout
    drafts = [(tmp_path / "expectations" / f"{name}.yaml") for name in ("prometheus", "node")]
    assert ["  - node_cpu_seconds_total{cpu, mode}" in each.read_text() for each in drafts] == [
        False,
        True,
    ]
    valid = run_program("validate", folder=tmp_path)
    assert valid.returncode == 0, valid.stdout
