"""The world as a check meets it."""

from pathlib import Path

from metrics_check.located import Place
from metrics_check.model.profile import EnvRequirement, Profile, Target
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.request import Request
from metrics_check.sources.world import SourceWorld


def test_reads_and_judges(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a 1\n")
    target = Target("lps", (str(path), str(path)), {"job": "lps"})
    place = Place("p.yaml")
    env = tuple(EnvRequirement(name, ("1",), place) for name in ("A", "B", "C"))
    world = SourceWorld(environment={"A": "1", "B": "2"}, env_file={"B": "1", "C": "1"})
    found = world.read((Request(target), Request(target)))
    assert [[read.series for read in reads] for reads in found] == [[1, 1], [1, 1]]
    judged = world.requirements(Profile("p", place, {"lps": target}, (), env=env))
    assert [each.is_met for each in judged] == [True, False, True]


def test_a_folder_that_is_no_snapshot(tmp_path: Path) -> None:
    target = Target("lps", ("http://lps/m",), {"job": "lps"})
    world = SourceWorld(ReadOptions(snapshot=tmp_path))
    ((read,), (other,)) = world.read((Request(target), Request(target)))
    message = f"{tmp_path}: is no snapshot: it holds no file snapshot.json."
    assert [(each.error and each.error.code, str(each.error)) for each in (read, other)] == [
        ("not-a-snapshot", message)
    ] * 2


def test_a_folder_that_is_no_snapshot_for_one_target(tmp_path: Path) -> None:
    target = Target("lps", ("http://lps/m",), {"job": "lps"})
    world = SourceWorld(ReadOptions(sources={"lps": (str(tmp_path),)}))
    (((read,)),) = world.read((Request(target),))
    assert (read.target, read.instance) == ("lps", "lps:80")
    assert read.error is not None
    assert read.error.code == "not-a-snapshot"


def test_within_some_seconds_a_read_lasts_no_longer_than_either() -> None:
    world = SourceWorld(ReadOptions(timeout_seconds=10))
    assert world.within(8).options.timeout_seconds == 8
    assert world.within(60).options.timeout_seconds == 10
