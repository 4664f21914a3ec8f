"""What is sent, and that it is never shown."""

import re
from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.secret import Secret
from metrics_check.sources.credentials import parse_header
from metrics_check.sources.options import Credentials, ReadOptions
from metrics_check.sources.read import read_sources
from tests.sources.reading import failure, read_one
from tests.sources.rogue import answer, rogue, sends

GOOD = sends(answer(b"a 1\n"))
TOKEN = "hunter2-7f3a"


def sent(options: ReadOptions, *, user: str = "") -> dict[str, str]:
    """The header lines that a scrape sends, by name in lower case."""
    with rogue(GOOD) as server:
        assert read_one(f"http://{user}{server.place}/metrics", options=options).series == 1
    (head,) = server.requests
    lines = head.decode("latin-1").strip().split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


def test_asks_as_prometheus_does() -> None:
    headers = sent(ReadOptions(timeout_seconds=2.5, user_agent="metrics-check/1.2.3"))
    assert re.fullmatch(r"127\.0\.0\.1:\d+", headers.pop("host"))
    assert headers == {
        "accept": (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            "application/openmetrics-text;version=0.0.1;q=0.5,"
            "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
        ),
        "accept-encoding": "gzip",
        "user-agent": "metrics-check/1.2.3",
        "x-prometheus-scrape-timeout-seconds": "2.5",
    }


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_sends_a_bearer_token(tmp_path: Path) -> None:
    path = written(tmp_path / "token", f"{TOKEN}\n")
    options = ReadOptions(credentials=Credentials(bearer_token_file=path))
    assert sent(options)["authorization"] == f"Bearer {TOKEN}"


def test_sends_a_user(tmp_path: Path) -> None:
    path = written(tmp_path / "user", "user:pass:word\n")
    options = ReadOptions(credentials=Credentials(basic_auth_file=path))
    assert sent(options)["authorization"] == "Basic dXNlcjpwYXNzOndvcmQ="


def test_the_url_s_own_user_goes_first(tmp_path: Path) -> None:
    path = written(tmp_path / "token", TOKEN)
    header = ("Authorization", Secret("other"))
    options = ReadOptions(credentials=Credentials((header,), bearer_token_file=path))
    assert sent(options, user="us%40er:p%C3%A4ss@")["authorization"] == "Basic dXNAZXI6cMOkc3M="


def test_sends_headers() -> None:
    headers = (parse_header("X-Scope-OrgID: tenant"), parse_header("authorization:  Key  k "))
    found = sent(ReadOptions(credentials=Credentials(headers)))
    assert (found["x-scope-orgid"], found["authorization"]) == ("tenant", "Key  k")


def test_the_environment_plays_no_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with rogue(GOOD) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.place}")
        netrc = written(tmp_path / "netrc", f"machine 127.0.0.1 login u password {TOKEN}\n")
        monkeypatch.setenv("NETRC", str(netrc))
        assert "authorization" not in sent(ReadOptions())
    assert proxy.requests == []


BAD_FILES = {
    "empty": ("", "it is empty"),
    "two lines": (f"{TOKEN}\nX-Other: y\n", "it holds more than one line"),
    "long": ("x" * 70_000, "it holds more than one line"),
}


@pytest.mark.parametrize(("text", "reason"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_token_file_that_cannot_be_used(text: str, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path / "token", text)
    options = ReadOptions(credentials=Credentials(bearer_token_file=path))
    with rogue(GOOD) as server:
        found = failure(server.url(), options=options)
    message = f"{server.url()}: the file of --bearer-token-file cannot be used: {reason}."
    assert found == ("bad-credentials", message, True)
    assert server.requests == []


def test_a_token_file_that_is_not_there(tmp_path: Path) -> None:
    options = ReadOptions(credentials=Credentials(bearer_token_file=tmp_path / "none"))
    code, message, _ = failure("http://127.0.0.1:1/metrics", options=options)
    assert code == "bad-credentials"
    assert message.endswith("cannot be used: No such file or directory.")


def test_a_user_file_without_a_colon(tmp_path: Path) -> None:
    path = written(tmp_path / "user", TOKEN)
    options = ReadOptions(credentials=Credentials(basic_auth_file=path))
    code, message, _ = failure("http://127.0.0.1:1/metrics", options=options)
    assert code == "bad-credentials"
    assert message.endswith("cannot be used: it does not hold user:password.")


BAD_HEADERS = {
    TOKEN: "A header is written as 'Name: value'.",
    f"X Y: {TOKEN}": "A header is written as 'Name: value'.",
    f": {TOKEN}": "A header is written as 'Name: value'.",
    f"X-A: {TOKEN}\nX-B: c": "The value of the header X-A holds a control character.",
    f"Content-Length: {TOKEN}": (
        "The header Content-Length cannot be set: it says how the message is framed."
    ),
    f"accept-encoding: {TOKEN}": (
        "The header accept-encoding cannot be set: it says how the message is framed."
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD_HEADERS.items(), ids=range(len(BAD_HEADERS)))
def test_refuses_a_header(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_header(text)
    assert str(caught.value) == message


def test_no_secret_in_a_read_or_its_options(tmp_path: Path) -> None:
    header = parse_header(f"X-Key: {TOKEN}")
    options = ReadOptions(credentials=Credentials((header,)))
    with rogue(GOOD, sends(answer(b"", status="401 No"))) as server:
        url = f"http://user:{TOKEN}@{server.place}/metrics?access_token={TOKEN}"
        reads = [read_sources([url], options=options) for _ in range(2)]
    assert TOKEN.encode() in server.requests[0]
    assert TOKEN not in f"{reads} {options} {reads[1][0][0].error!r}"
