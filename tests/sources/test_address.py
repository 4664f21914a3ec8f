from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.secret import Secret
from metrics_check.sources.address import (
    Address,
    Login,
    host_and_port,
    is_secret_name,
    origin,
    parse_address,
)


def scrape(url: str, *, shown: str = "", login: Login | None = None) -> Address:
    return Address("scrape", shown or url, url=Secret(url), login=login)


ADDRESSES = {
    "http://lps:8090/metrics": scrape("http://lps:8090/metrics"),
    "HTTP://lps:8090": scrape("http://lps:8090/"),
    "https://lps/metrics#top": scrape("https://lps/metrics"),
    "http://[::1]:8090/metrics": scrape("http://[::1]:8090/metrics"),
    "http://u:p%40ss@lps/m": scrape("http://lps/m", login=Login("u", Secret("p@ss"))),
    "http://u@lps/m": scrape("http://lps/m", login=Login("u", Secret(""))),
    "http://u:p@x:q@lps/m": scrape("http://lps/m", login=Login("u", Secret("p@x:q"))),
    "http://lps/m?job=a&api_key=s3cret": scrape(
        "http://lps/m?job=a&api_key=s3cret", shown="http://lps/m?job=a&api_key=<secret>"
    ),
    "http://lps/m?name%5B%5D=a": scrape("http://lps/m?name%5B%5D=a"),
    "prom+http://u:p@mimir:9009/prometheus/": Address(
        "server",
        "prom+http://mimir:9009/prometheus",
        url=Secret("http://mimir:9009/prometheus"),
        login=Login("u", Secret("p")),
    ),
    "PROM+HTTPS://thanos": Address("server", "prom+https://thanos", url=Secret("https://thanos")),
    "-": Address("stdin", "-"),
    "metrics.txt": Address("file", "metrics.txt", path=Path("metrics.txt")),
    "./-": Address("file", "./-", path=Path("./-")),
    "localhost:8090/metrics": Address(
        "file", "localhost:8090/metrics", path=Path("localhost:8090/metrics")
    ),
    "C:\\metrics.txt": Address("file", "C:\\metrics.txt", path=Path("C:\\metrics.txt")),
}


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_tells_sources_apart(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


def test_a_folder_is_a_snapshot(tmp_path: Path) -> None:
    assert parse_address(str(tmp_path)) == Address("snapshot", str(tmp_path), path=tmp_path)


REFUSED = {
    "": "A source is a URL, a file, - or a snapshot folder; it is not empty.",
    "a\0b": "A source is a URL, a file, - or a snapshot folder; it is not empty.",
    "ftp://u:hunter2@lps/m": ("A source cannot be read by ftp://, only by http:// and https://."),
    "prom+http://u:hunter2@prometheus:9090/?token=hunter2": (
        "The URL of a server has no query: 'prom+http://prometheus:9090/'. Give --header instead."
    ),
    "prom+ftp://prometheus": "A source cannot be read by ftp://, only by http:// and https://.",
    "prom+http://": "The URL 'http://' names no host.",
    "http://": "The URL 'http://' names no host.",
    "http:///metrics": "The URL 'http:///metrics' names no host.",
    "http://u:hunter2@": "The URL 'http://' names no host.",
    "http://u:hunter2@lps:port/m": (
        "The URL 'http://lps:port/m' does not read: its port is no number from 1 to 65535."
    ),
    "http://lps:99999/m?token=hunter2": (
        "The URL 'http://lps:99999/m' does not read: its port is no number from 1 to 65535."
    ),
    "http://lps:0/m": (
        "The URL 'http://lps:0/m' does not read: its port is no number from 1 to 65535."
    ),
    "http://[::1/m": "The URL 'http://[::1/m' does not read: its brackets do not match.",
    "http://lps/a b": "The URL 'http://lps/a b' holds a space or control character.",
    "http://lps/m\nX: y": "The URL 'http://lps/m\\nX: y' holds a space or control character.",
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=map(repr, REFUSED))
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_address(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("url", "instance", "origin_"),
    [
        ("http://lps/metrics", "lps:80", ("http", "lps", 80)),
        ("https://LPS./metrics", "lps:443", ("https", "lps", 443)),
        ("http://[::1]:9/m", "[::1]:9", ("http", "::1", 9)),
    ],
    ids=["http", "https", "IPv6"],
)
def test_instance_and_origin(url: str, instance: str, origin_: tuple[str, str, int]) -> None:
    assert (host_and_port(url), origin(url)) == (instance, origin_)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("API_KEY", True),
        ("apikey", True),
        ("GITHUB_TOKEN", True),
        ("DB_PASSWORD", True),
        ("client_secret", True),
        ("X-Amz-Signature", True),
        ("sig", True),
        ("AWS_SECRET_ACCESS_KEY", True),
        ("LLM_PROVIDER_SERVICE_QUEUE_PROCESSING_MODE", False),
        ("KEYBOARD", False),
        ("author", False),
        ("design", False),
    ],
)
def test_names_that_say_secret(name: str, expected: bool) -> None:
    assert is_secret_name(name) is expected
