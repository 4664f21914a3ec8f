"""Snapshots: written whole, read without trust."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.exposition.model import EVERYTHING, NOTHING
from metrics_check.located import Place
from metrics_check.model.profile import EnvRequirement, Profile, Target
from metrics_check.sources.answer import Note
from metrics_check.sources.found import Facts
from metrics_check.sources.kept_answers import KeptAnswers
from metrics_check.sources.kept_read import AskedServer
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources, read_targets
from metrics_check.sources.requires import judge_requirements
from metrics_check.sources.snapshot import DOCUMENT, load_snapshot
from metrics_check.sources.snapshot_writer import Kept, write_snapshot
from tests.real.programs import free_port
from tests.sources.reading import OPTIONS
from tests.sources.rogue import answer, rogue, sends

PLACE = Place("p.yaml")
KEEPING = replace(OPTIONS, keeps_body=True)
OPENMETRICS = "application/openmetrics-text; version=1.0.0"
TOKEN = "hunter2-7f3a"


def profile(*targets: Target) -> Profile:
    return Profile("cj", PLACE, {target.name: target for target in targets}, ())


def target(name: str, *urls: str) -> Target:
    return Target(name, urls, {"job": name})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    hostile = "../../etc/passwd\n\x1b[31m"
    body = b"# TYPE a counter\na_total 1\n# EOF\n"
    port = free_port()
    with rogue(sends(answer(body, content_type=OPENMETRICS))) as server:
        url = f"http://user:{TOKEN}@{server.place}/metrics?token={TOKEN}"
        targets = [target(hostile, url), target("lps", f"http://127.0.0.1:{port}/m")]
        live = read_targets(targets, wanted=EVERYTHING, options=KEEPING)
    folder = tmp_path / "deep" / "snapshot"
    write_snapshot(folder, profile=profile(*targets), reads=live, facts=Facts())

    assert sorted(path.name for path in folder.iterdir()) == [
        "01-etc-passwd-31m.prom",
        "snapshot.json",
    ]
    assert (folder / "01-etc-passwd-31m.prom").read_bytes() == body
    assert TOKEN not in (folder / DOCUMENT).read_text()
    again = read_targets(targets, wanted=EVERYTHING, options=ReadOptions(snapshot=folder))
    assert [(r.target, r.url, r.instance, r.read_at, r.seconds, r.status) for r in again] == [
        (r.target, r.url, r.instance, r.read_at, r.seconds, r.status) for r in live
    ]
    assert again[0].exposition == live[0].exposition
    assert again[0].headers == {"content-type": OPENMETRICS}
    assert again[1].error is not None
    assert (again[1].error.code, str(again[1].error)) == (
        "refused",
        f"http://127.0.0.1:{port}/m: nothing listens on 127.0.0.1:{port} (connection refused).",
    )
    assert again[1].error.is_final


def write(folder: Path, *, text: str = "a 1\n", name: str = "lps") -> None:
    path = folder.parent / "source.txt"
    path.write_text(text)
    lps = target(name, str(path))
    reads = read_targets([lps], wanted=NOTHING, options=KEEPING)
    write_snapshot(folder, profile=profile(lps), reads=reads, facts=Facts())


def test_the_document(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder)
    document = json.loads((folder / DOCUMENT).read_text())
    (read,) = document.pop("reads")
    assert isinstance(document.pop("taken_at"), float)
    assert document == {
        "schema": "metrics-check/snapshot/v1",
        "profile": "cj",
        "params": {},
        "requires": {"env": {}, "withheld": {}, "http": {}},
    }
    assert list(read) == [
        "target",
        "url",
        "instance",
        "read_at",
        "seconds",
        "status",
        "headers",
        "file",
    ]


def test_an_older_snapshot_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder, name="older")
    write(folder, name="newer")
    assert sorted(path.name for path in folder.iterdir()) == ["01-newer.prom", DOCUMENT]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "source.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    write(folder)
    assert (folder / DOCUMENT).is_file()


def make_foreign(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")


def make_mixed(folder: Path) -> None:
    write(folder)
    (folder / "notes.txt").write_text("years of work")


def make_lookalike(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.prom").write_text("a 1\n")


def make_file(folder: Path) -> None:
    folder.write_text("years of work")


OCCUPIED = {
    "other files": (make_foreign, "is no snapshot: it holds 'thesis.tex'. It is left as it is"),
    "more files": (make_mixed, "is no snapshot: it holds 'notes.txt'. It is left as it is"),
    "no document": (make_lookalike, f"is no snapshot: it has no {DOCUMENT}. It is left as it is"),
    "a file": (make_file, "is a file; a snapshot is a folder"),
}


@pytest.mark.parametrize("case", OCCUPIED)
def test_nothing_else_is_overwritten(case: str, tmp_path: Path) -> None:
    make, message = OCCUPIED[case]
    folder = tmp_path / "s"
    make(folder)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InvalidInput) as caught:
        write_snapshot(folder, profile=profile(), reads=[], facts=Facts())
    assert str(caught.value).startswith(f"{folder} {message}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_failure_leaves_the_older_one(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder)
    before = sorted(path.name for path in folder.iterdir())
    (read,) = read_targets(
        [target("x", str(tmp_path / "source.txt"))], wanted=NOTHING, options=KEEPING
    )
    # A time that JSON cannot hold, deep in the writing.
    broken = replace(read, headers={"x": b"y"})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        write_snapshot(folder, profile=profile(), reads=[broken], facts=Facts())
    assert sorted(path.name for path in folder.iterdir()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "source.txt"]


def test_secrets_of_requires_and_params_are_left_out(tmp_path: Path) -> None:
    env = (
        EnvRequirement("API_TOKEN", (TOKEN,), PLACE),
        EnvRequirement("DB_PASSWORD", ("right",), PLACE),
        EnvRequirement("MODE", ("batch", "bundle"), PLACE),
    )
    own = replace(profile(), env=env, params={"api_key": TOKEN, "sent": "16"})
    facts = Facts(env={"API_TOKEN": TOKEN, "DB_PASSWORD": "wrong", "MODE": "batch"})
    folder = tmp_path / "s"
    write_snapshot(folder, profile=own, reads=[], facts=facts)
    document = json.loads((folder / DOCUMENT).read_text())
    assert document["params"] == {"api_key": "<secret>", "sent": "16"}
    assert document["requires"] == {
        "env": {"MODE": "batch"},
        "withheld": {"API_TOKEN": True, "DB_PASSWORD": False},
        "http": {},
    }
    judged = judge_requirements(
        own, environment={}, env_file={}, options=ReadOptions(snapshot=folder)
    )
    assert [(each.name, each.is_met, each.found, each.expected) for each in judged] == [
        ("API_TOKEN", True, "<secret>", "<secret>"),
        ("DB_PASSWORD", False, "<secret>", "<secret>"),
        ("MODE", True, "batch", "one of batch, bundle"),
    ]


def hostile(folder: Path, **changes: object) -> Path:
    """A snapshot's folder whose first read is changed."""
    write(folder)
    document = json.loads((folder / DOCUMENT).read_text())
    document["reads"][0] |= changes
    (folder / DOCUMENT).write_text(json.dumps(document))
    return folder


READS = {
    "path": {"file": "../../etc/passwd"},
    "absolute": {"file": "/etc/passwd"},
    "hidden": {"file": ".prom"},
    "its own document": {"file": "snapshot.json"},
    "backslash": {"file": "..\\x.prom"},
    "newline": {"file": "a.prom\n"},
    "long": {"file": "a" * 500 + ".prom"},
    "no file": {"file": None},
    "a number": {"target": 1},
    "a long text": {"url": "x" * 20_000},
    "a time": {"read_at": "now"},
    "a truth": {"read_at": True},
    "a huge time": {"read_at": 1e300},
    "a past time": {"seconds": -1},
    "headers": {"headers": ["a"]},
    "an error": {"error": "broken"},
}


@pytest.mark.parametrize("changes", READS.values(), ids=READS)
def test_a_hostile_read_is_refused(changes: dict[str, object], tmp_path: Path) -> None:
    folder = hostile(tmp_path / "s", **changes)
    with pytest.raises(UnreadableSource) as caught:
        load_snapshot(folder)
    assert caught.value.code == "bad-snapshot"
    assert str(caught.value).startswith(f"{folder / DOCUMENT}: ")
    assert "passwd" not in str(caught.value)


SERVERS = {
    "no list": {},
    "no mapping": ["server-01.json"],
    "path": [{"server": "s", "targets": [], "at": 1, "file": "../../etc/passwd"}],
    "another document": [{"server": "s", "targets": [], "at": 1, "file": "snapshot.json"}],
    "no name": [{"targets": [], "at": 1, "file": "server-01.json"}],
    "targets": [{"server": "s", "targets": [1], "at": 1, "file": "server-01.json"}],
    "a time": [{"server": "s", "targets": [], "at": "now", "file": "server-01.json"}],
}


@pytest.mark.parametrize("servers", SERVERS.values(), ids=SERVERS)
def test_a_hostile_server_is_refused(servers: object, tmp_path: Path) -> None:
    write(tmp_path / "s")
    file = tmp_path / "s" / DOCUMENT
    file.write_text(json.dumps({**json.loads(file.read_text()), "servers": servers}))
    with pytest.raises(UnreadableSource) as caught:
        load_snapshot(tmp_path / "s")
    assert caught.value.code == "bad-snapshot"
    assert "passwd" not in str(caught.value)


def test_answers_that_are_too_large_leave_the_older_one(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder, text="a 1\n")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    large = KeptAnswers("prom+http://s", ("lps",), 1.0, notes=(Note("x", "y" * (65 << 20)),))
    with pytest.raises(UnreadableSource, match="are larger than 64 MiB") as caught:
        write_snapshot(
            folder,
            profile=profile(),
            reads=[],
            facts=Facts(),
            beside=Kept(b"{}", servers=(large,)),
        )
    assert caught.value.code == "too-large"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"s", "source.txt"}


def test_evidence_of_a_server_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    for at in (1.0, 2.0):
        kept = KeptAnswers("prom+http://s", ("lps",), at)
        beside = Kept(b"{}", begin=(), servers=(kept,), begun=(AskedServer("s", ("lps",), at),))
        write_snapshot(folder, profile=profile(), reads=[], facts=Facts(), beside=beside)
    asked = AskedServer("prom+http://s", ("lps",), 2.0, "server-01.json")
    assert load_snapshot(folder).servers == (asked,)
    assert load_snapshot(folder / "begin").servers == (AskedServer("s", ("lps",), 2.0),)
    assert sorted(file.name for file in folder.iterdir()) == [
        "begin",
        "report.json",
        "server-01.json",
        "snapshot.json",
    ]


DOCUMENTS = {
    "empty": (b"", "is not JSON."),
    "text": (b"hello", "is not JSON."),
    "NaN": (b'{"a": NaN}', "is not JSON."),
    "bytes": (b"\xff\xfe\xfd", "is not JSON."),
    "deep": (b"[" * 100_000, "is not JSON."),
    "digits": (b"9" * 10_000, "is not JSON."),
    "a list": (b"[]", "has no mapping at the document."),
    "no version": (
        b"{}",
        "is not of the version that is read here, metrics-check/snapshot/v1.",
    ),
    "another version": (
        b'{"schema": "metrics-check/snapshot/v2"}',
        "is not of the version that is read here, metrics-check/snapshot/v1.",
    ),
    "no reads": (
        b'{"schema": "metrics-check/snapshot/v1", "taken_at": 1}',
        "has no reads, or more than 10000.",
    ),
    "huge": (b" " * ((16 << 20) + 1), "is larger than 16 MiB."),
}


@pytest.mark.parametrize(("data", "message"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_broken_document_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / DOCUMENT).write_bytes(data)
    with pytest.raises(UnreadableSource) as caught:
        load_snapshot(tmp_path)
    assert (caught.value.code, str(caught.value)) == (
        "bad-snapshot",
        f"{tmp_path / DOCUMENT}: {message}",
    )


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder)
    secret = tmp_path / "secret"
    secret.write_text(f"{TOKEN}\n")
    (folder / "01-lps.prom").unlink()
    (folder / "01-lps.prom").symlink_to(secret)
    (read,) = read_targets([target("lps")], wanted=EVERYTHING, options=ReadOptions(snapshot=folder))
    assert read.error is not None
    assert read.error.code == "bad-snapshot"
    assert TOKEN not in str(read.error)

    (folder / DOCUMENT).rename(tmp_path / "elsewhere")
    (folder / DOCUMENT).symlink_to(tmp_path / "elsewhere")
    ((other,),) = read_sources([str(folder)], options=OPTIONS)
    assert other.error is not None
    assert other.error.code == "not-a-snapshot"


def test_a_target_that_it_does_not_hold(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder)
    options = ReadOptions(snapshot=folder)
    reads = read_targets([target("cj"), target("lps")], wanted=EVERYTHING, options=options)
    assert [read.target for read in reads] == ["cj", "lps"]
    assert reads[0].error is not None
    assert (reads[0].error.code, str(reads[0].error)) == (
        "not-in-snapshot",
        f"{folder}: the snapshot holds nothing of the target 'cj'.",
    )
    assert reads[1].series == 1


def test_as_the_source_of_one_target(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder)
    options = replace(OPTIONS, sources={"lps": (str(folder),)})
    (read,) = read_targets(
        [target("lps", "http://lps:8090/metrics")], wanted=EVERYTHING, options=options
    )
    assert (read.target, read.instance, read.series) == ("lps", "lps:8090", 1)
