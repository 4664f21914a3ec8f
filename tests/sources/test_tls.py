"""TLS: whom to trust, and showing a certificate."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from metrics_check.sources.options import Tls
from tests.real.programs import need_program
from tests.sources.reading import OPTIONS, failure, read_one


@dataclass(frozen=True)
class Papers:
    """A certificate of 127.0.0.1 that is its own authority, and its key."""

    cert: Path
    key: Path


def make_papers(folder: Path) -> Papers:
    """New ones, in that folder."""
    papers = Papers(folder / "cert.pem", folder / "key.pem")
    command = [
        need_program("openssl", package="openssl"),
        *("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-keyout", str(papers.key), "-out", str(papers.cert), "-days", "2"),
        *("-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return papers


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return make_papers(tmp_path_factory.mktemp("papers"))


class Answer(BaseHTTPRequestHandler):
    """Shows one metric."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(b"a 1\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    """A server to which refusals are nothing to print."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing."""


@contextmanager
def serving(papers: Papers, *, asks_for: Papers | None = None) -> Iterator[str]:
    """The URL of an https server; `asks_for`: the client must show this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers.cert, papers.key)
    if asks_for is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(asks_for.cert)
    server = Server(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def test_an_authority_that_is_given_is_trusted(papers: Papers) -> None:
    with serving(papers) as url:
        assert read_one(url, options=replace(OPTIONS, tls=Tls(ca=papers.cert))).series == 1


def test_any_other_is_not(papers: Papers) -> None:
    with serving(papers) as url:
        code, message, is_final = failure(url)
    assert (code, is_final) == ("tls", True)
    # OpenSSL 1.1 writes it in two words.
    assert message.replace("self signed", "self-signed") == (
        f"{url}: the certificate is not trusted: self-signed certificate. Give its CA by --ca-file."
    )


def test_a_name_that_differs(papers: Papers) -> None:
    options = replace(OPTIONS, tls=Tls(ca=papers.cert))
    with serving(papers) as url:
        code, message, is_final = failure(url.replace("127.0.0.1", "localhost"), options=options)
    assert (code, is_final) == ("tls", True)
    assert "Hostname mismatch" in message


def test_a_certificate_is_shown(papers: Papers) -> None:
    own = Tls(ca=papers.cert, cert=papers.cert, key=papers.key)
    with serving(papers, asks_for=papers) as url:
        assert read_one(url, options=replace(OPTIONS, tls=own)).series == 1
        code, message, _ = failure(url, options=replace(OPTIONS, tls=Tls(ca=papers.cert)))
    assert code == "tls"
    # The words are OpenSSL's.
    assert message.startswith(f"{url}: no TLS connection: ")
    assert "certificate required" in message


BAD_FILES = {
    "not PEM": ("hello\n", "not PEM, or a key that belongs to another certificate"),
    "not there": (None, "No such file or directory"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_files_that_do_not_load(case: str, tmp_path: Path) -> None:
    text, reason = BAD_FILES[case]
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    options = replace(OPTIONS, tls=Tls(ca=path))
    url = "https://127.0.0.1:1/metrics"
    assert failure(url, options=options) == (
        "bad-credentials",
        f"{url}: --ca-file, --cert-file or --key-file does not load: {reason}.",
        True,
    )


def test_an_encrypted_key_is_refused_without_asking(papers: Papers, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pem"
    command = ["openssl", "ec", "-in", str(papers.key), "-aes128", "-passout", "pass:x"]
    subprocess.run([*command, "-out", str(locked)], check=True, capture_output=True, timeout=30)
    options = replace(OPTIONS, tls=Tls(cert=papers.cert, key=locked))
    code, message, _ = failure("https://127.0.0.1:1/metrics", options=options)
    assert code == "bad-credentials"
    assert message.endswith("does not load: the key is encrypted.")


def test_files_that_changed_are_read_again(papers: Papers, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(make_papers(tmp_path).cert.read_bytes())
    options = replace(OPTIONS, tls=Tls(ca=ca))
    with serving(papers) as url:
        assert failure(url, options=options)[0] == "tls"
        ca.write_bytes(papers.cert.read_bytes())
        assert read_one(url, options=options).series == 1
