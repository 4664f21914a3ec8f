"""Expectation files, what is generated from them, and promtool asked about it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from metrics_check.generate.artefact import Artefact, Request
from metrics_check.generate.book import Book, books_of
from metrics_check.generate.rule_tests import generate_rule_tests
from metrics_check.generate.rules import generate_rules
from metrics_check.generate.variables import mark
from metrics_check.load.profiles import load_folder
from metrics_check.model.settings import Defaults
from tests.real.programs import SERVERS, need_program

HEADER = """\
format: 1
profile: shop
owner: checkout
targets:
  shop: {url: http://localhost/metrics, labels: {job: shop}}
expectations:
"""
IS_LONG = bool(os.environ.get("METRICS_CHECK_LONG"))
NEWER = sorted(map(str, SERVERS.glob("promtool-*/usr/bin/promtool")))


def promtools() -> Sequence[str]:
    """The machine's own; in long runs the newer ones that were unpacked, too.

    Where it is missing, the test that calls it says so.
    """
    return ("promtool", *(NEWER if IS_LONG else ()))


def request_of(
    folder: Path, files: Mapping[str, str], *, defaults: Defaults | None = None
) -> Request:
    """What generators are asked about these files; each must be valid."""
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    params = (defaults or Defaults()).params
    found = load_folder(folder, params=params)
    assert found.problems == ()
    marked = load_folder(folder, params=params, mark=mark)
    assert marked.problems == ()
    return Request(found.profiles, folder, defaults or Defaults(), marked=marked.profiles)


def shop(folder: Path, entries: str, *, defaults: Defaults | None = None) -> Request:
    """The same of one profile with these entries."""
    return request_of(folder, {"shop.yaml": HEADER + entries}, defaults=defaults)


def book_of(request: Request) -> Book:
    """The only book."""
    (book,) = books_of(request).books
    return book


def made(request: Request) -> tuple[Artefact, ...]:
    """Rules and their tests."""
    return (*generate_rules(request).artefacts, *generate_rule_tests(request).artefacts)


def written(artefacts: Sequence[Artefact], *, folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of rules and of tests, written below the folder."""
    for artefact in artefacts:
        path = folder / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artefact.text, encoding="utf-8")
    return sorted(folder.glob("rules/*.yaml")), sorted(folder.glob("rules/tests/*.yaml"))


def asked(promtool: str, what: str, files: Sequence[Path]) -> tuple[int, str]:
    """Exit code and output of `promtool check|test rules`."""
    if promtool == "promtool":
        need_program(promtool, package="prometheus")
    run = subprocess.run(
        [promtool, what, "rules", *map(str, files)],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def assert_proven(artefacts: Sequence[Artefact], *, folder: Path, promtool: str) -> None:
    """Fails unless that promtool takes the rules, and what their tests say is so."""
    rules, tests = written(artefacts, folder=folder)
    code, output = asked(promtool, "check", rules)
    assert code == 0, output
    assert "duplicate" not in output, output
    code, output = asked(promtool, "test", tests)
    assert code == 0, output
