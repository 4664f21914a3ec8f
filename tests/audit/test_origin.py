"""The name and the url that a source gives its draft."""

from pathlib import Path

import pytest

from metrics_check.audit.origin import (
    Location,
    is_name,
    is_target_name,
    joined_note,
    kept_location,
    location_of,
    name_of,
)
from metrics_check.sources.address import parse_address

A_FILE = "a file; the URL of the service belongs here"
A_USER = "the user of the URL is not kept here; --basic-auth-file gives it"
A_QUERY = "the credentials in the URL's query are not kept here; `-t NAME=URL` gives them"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("http://localhost:8000/metrics", "localhost-8000"),
        ("https://Payments.prod.example/metrics", "payments"),
        ("http://payments.prod.example:9100/metrics", "payments-9100"),
        ("http://10.0.0.7:9100/metrics", "10-0-0-7-9100"),
        ("http://[::1]:9100/metrics", "1-9100"),
        ("shop.prom", "shop"),
        ("a/b/Shop Floor.prom.txt", "shop-floor"),
        (".hidden", "hidden"),
        ("...", ""),
        ("-", ""),
    ],
)
def test_name(source: str, name: str) -> None:
    assert name_of(parse_address(source)) == name


def test_name_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "snap.1"
    (folder / "inner").mkdir(parents=True)
    sources = (str(folder), f"{folder}/", f"{folder}/inner/..")
    assert [name_of(parse_address(source)) for source in sources] == ["snap"] * 3


@pytest.mark.parametrize(
    ("source", "location"),
    [
        ("http://localhost:8000/metrics", Location("http://localhost:8000/metrics")),
        (
            "http://ann:hunter2@shop.example/metrics",
            Location("http://shop.example/metrics", A_USER, is_complete=False),
        ),
        (
            "http://shop.example/m?a=1&token=hunter2",
            Location("http://shop.example/m?a=1", A_QUERY, is_complete=False),
        ),
        ("http://shop.example/m?a=1&b=", Location("http://shop.example/m?a=1&b=")),
        ("a/shop.prom", Location("a/shop.prom", A_FILE)),
        ("/srv/shop.prom", Location("shop.prom", A_FILE, is_complete=False)),
        ("../shop.prom", Location("shop.prom", A_FILE, is_complete=False)),
        ("-", Location("-", "standard input; the URL of the service belongs here")),
    ],
)
def test_location(source: str, location: Location) -> None:
    assert location_of(parse_address(source)) == location
    if location.note != A_USER:
        assert kept_location(parse_address(source).shown) == location


def test_notes_are_said_once() -> None:
    kept = [kept_location(shown) for shown in ("a.prom", "b.prom", "http://a/", "-")]
    assert joined_note(kept) == f"{A_FILE}; standard input; the URL of the service belongs here"


@pytest.mark.parametrize(
    ("text", "is_profile", "is_target"),
    [
        ("shop-1_a", True, True),
        ("Shop", True, True),
        ("a.b", False, False),
        ("a b", False, False),
        ("a/b", False, True),
        ("-a", False, True),
        ("", False, False),
        ("${a}", False, False),
        ("a\u202eb", False, False),
    ],
)
def test_names(text: str, is_profile: bool, is_target: bool) -> None:
    assert (is_name(text), is_target_name(text)) == (is_profile, is_target)
