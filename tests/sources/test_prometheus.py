"""Asking a server: what is sent, and what every misbehaviour of the other side is said to be."""

import json
import math
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from metrics_check.errors import MetricsCheckError, UnansweredQuery, UnreadableSource
from metrics_check.exposition.model import Family
from metrics_check.model.series import MetricType
from metrics_check.promql.values import Element, Scalar, Text
from metrics_check.secret import Secret
from metrics_check.sources.address import server_address
from metrics_check.sources.answer import Note
from metrics_check.sources.options import Credentials, ReadOptions
from metrics_check.sources.prometheus import PrometheusServer, open_prometheus
from metrics_check.sources.retry import seconds_of
from metrics_check.sources.server import Answered, Described, Descriptions, Scraped, Scrapes
from tests.sources.api import NOW, Answer, api, says, sends, vector
from tests.sources.rogue import answer, drips, floods, resets, rogue, sends_and_hangs
from tests.sources.rogue import sends as sends_raw

OPTIONS = ReadOptions(timeout_seconds=10)
UP = vector(({"__name__": "up", "job": "a"}, "1"))
SLOW = {"status": "error", "errorType": "timeout", "error": "query timed out"}
BAD = {"status": "error", "errorType": "bad_data", "error": "1:3: parse error"}


def opened(url: str, *, options: ReadOptions = OPTIONS) -> AbstractContextManager[PrometheusServer]:
    return open_prometheus(server_address(url), options=options)


def query(url: str, *, options: ReadOptions = OPTIONS) -> Answered:
    with opened(url, options=options) as server:
        return server.query("up")


def failure(url: str, *, options: ReadOptions = OPTIONS) -> tuple[str, str]:
    """Code and message of a query that fails, the URL in it written as `URL`."""
    with pytest.raises((UnansweredQuery, UnreadableSource)) as caught:
        query(url, options=options)
    error: MetricsCheckError = caught.value
    assert isinstance(error, UnansweredQuery | UnreadableSource)
    return error.code, str(error).replace(url, "URL")


def test_a_query_is_a_form_that_is_posted() -> None:
    options = replace(OPTIONS, tenant="team-a", user_agent="metrics-check/1")
    with api(says(UP)) as fake, opened(f"{fake.url}/prometheus/", options=options) as server:
        server.query("up", at=1.0625)
        server.query("up", at=NOW)
        server.query('label_replace(up, "a", "ü&=", "", "")')
    first, second, third = fake.requests
    assert (first.path, first.form) == (
        "/prometheus/api/v1/query",
        {"query": "up", "time": "1.062", "timeout": "9000ms", "nocache": "1"},
    )
    assert second.form["time"] == "1777636800.123"
    assert third.form == {
        "query": 'label_replace(up, "a", "ü&=", "", "")',
        "timeout": "9000ms",
        "nocache": "1",
    }
    sent = ("accept", "accept-encoding", "content-type", "user-agent", "x-scope-orgid")
    assert [first.headers[name] for name in sent] == [
        "application/json",
        "gzip",
        "application/x-www-form-urlencoded",
        "metrics-check/1",
        "team-a",
    ]
    assert len({each.connection for each in fake.requests}) == 1


def test_without_a_tenant_none_is_named() -> None:
    with api(says(UP)) as fake:
        query(fake.url)
    assert "x-scope-orgid" not in fake.requests[0].headers


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(
            UP, Answered((Element({"__name__": "up", "job": "a"}, 1.0),), NOW), id="vector"
        ),
        pytest.param(vector(), Answered((), None), id="nothing"),
        pytest.param(
            vector(({}, "+Inf"), ({"a": ""}, "-Inf")),
            Answered((Element({}, math.inf), Element({}, -math.inf)), NOW),
            id="infinite; an empty label is none",
        ),
        pytest.param(
            {"status": "success", "data": {"resultType": "scalar", "result": [1, "2"]}},
            Answered(Scalar(2.0), 1.0),
            id="scalar",
        ),
        pytest.param(
            {"status": "success", "data": {"resultType": "string", "result": [1.5, "x"]}},
            Answered(Text("x"), 1.5),
            id="string",
        ),
        pytest.param(
            vector() | {"warnings": ["PromQL warning: a\x1b[31m"], "infos": ["PromQL info: b"]},
            Answered(
                (),
                None,
                (
                    Note("server-warning", "PromQL warning: a [31m"),
                    Note("server-info", "PromQL info: b"),
                ),
            ),
            id="remarks",
        ),
        pytest.param(
            vector() | {"isPartial": False, "warnings": None}, Answered((), None), id="whole"
        ),
    ],
)
def test_answers(document: object, expected: Answered) -> None:
    with api(says(document)) as fake:
        assert query(fake.url) == expected


def bad(what: str) -> tuple[str, str]:
    """The failure of an answer that is not of the API."""
    return (
        "bad-answer",
        f"prom+URL: the server answers {what}, which is not the API of Prometheus.",
    )


def point(value: object) -> dict[str, object]:
    """A vector with one element of that value."""
    result = [{"metric": {}, "value": value}]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


NO_PAIR = bad("a value that is no pair of time and text")
NO_OBJECT = bad("something else than an object where one is due")
NO_TEXT = bad("a name or a value that is no text")
NOT_WHOLE = "prom+URL: the answer is not whole, so it shows nothing:"
GIVE_URL = "Give the URL of the server, with the path that its API stands under."
MISBEHAVIOURS: dict[str, tuple[Answer, tuple[str, str]]] = {
    "bad query": (
        says(BAD, status=400),
        ("bad-promql", "the server refuses the query: 1:3: parse error"),
    ),
    "cannot be executed": (
        says({"status": "error", "errorType": "execution", "error": "many-to-many"}, status=422),
        ("execution", "the server could not answer: many-to-many"),
    ),
    "too much": (
        says({"status": "error", "error": "query loads too many samples into memory"}, status=422),
        ("limit", "too much for the server: query loads too many samples into memory"),
    ),
    "an error without a word": (
        says({"status": "error"}, status=500),
        ("execution", "the server could not answer: status 500, without a reason"),
    ),
    "too slow, which is not asked again": (
        says(SLOW, status=503),
        ("timeout", "the server did not finish the query: query timed out"),
    ),
    "unauthorized": (
        sends(b"<html>", status=401),
        (
            "unauthorized",
            "prom+URL: wants credentials (401). Give --bearer-token-file, --basic-auth-file or"
            " --header.",
        ),
    ),
    "forbidden": (
        says({"message": "no"}, status=403),
        ("forbidden", "prom+URL: refuses these credentials, or this client (403)."),
    ),
    "a page": (
        sends(b"<html><title>Log in</title>"),
        (
            "not-a-server",
            f"prom+URL: is no Prometheus server there: answers an HTML page titled 'Log in'."
            f" {GIVE_URL}",
        ),
    ),
    "other JSON": (
        says({"message": "Not found"}, status=404),
        (
            "not-a-server",
            "prom+URL: is no Prometheus server there: answers with status 404 a JSON object."
            f" {GIVE_URL}",
        ),
    ),
    "a service's own metrics": (
        sends(b"# TYPE a gauge\na 1\n"),
        (
            "not-a-server",
            "prom+URL: is no Prometheus server there: answers an exposition. That is a service"
            " itself: read it as it is, without prom+ and --prometheus.",
        ),
    ),
    "a node exporter": (
        sends(b'node_exporter_build_info{version="1"} 1\n', status=404),
        (
            "not-a-server",
            "prom+URL: is no Prometheus server there: answers with status 404 an exposition. That"
            " is a service itself: read it as it is, without prom+ and --prometheus. What shows its"
            " metrics there is a node exporter.",
        ),
    ),
    "deep JSON": (
        sends(b"[" * 100_000),
        (
            "not-a-server",
            f"prom+URL: is no Prometheus server there: answers a JSON list. {GIVE_URL}",
        ),
    ),
    "no data": (says({"status": "success"}), NO_OBJECT),
    "no result": (
        says({"status": "success", "data": {"resultType": "vector"}}),
        bad("a result of type 'vector'"),
    ),
    "no element": (
        says({"status": "success", "data": {"resultType": "vector", "result": [1]}}),
        NO_OBJECT,
    ),
    "a number that is no text": (says(point([1, 2])), NO_PAIR),
    "a time that is no number": (says(point([True, "2"])), NO_PAIR),
    "a time without end": (
        sends(b'{"status":"success","data":{"resultType":"scalar","result":[Infinity,"1"]}}'),
        NO_PAIR,
    ),
    "a time of 401 digits": (says(point([10**400, "2"])), NO_PAIR),
    "a time beyond its clock": (says(point([1e300, "2"])), NO_PAIR),
    "an errorType that is a list": (
        says({"status": "error", "errorType": [], "error": "no"}, status=422),
        ("execution", "the server could not answer: no"),
    ),
    "an errorType that is an object": (
        says({"status": "error", "errorType": {}}, status=503),
        ("not-ready", "prom+URL: says that it is not ready (503)."),
    ),
    "a value that is no number": (says(point([1, "1_0"])), bad("the value '1_0'")),
    "a label that is no text": (says(vector(({"a": 1}, "1"))), NO_TEXT),  # type: ignore[dict-item]  # as a server may
    "half a character": (says(vector(({"a": "\ud800"}, "1"))), NO_TEXT),
    "a native histogram": (
        says(
            {
                "status": "success",
                "data": {"resultType": "vector", "result": [{"metric": {}, "histogram": []}]},
            }
        ),
        ("unsupported", "native histograms are not supported"),
    ),
    "a range": (
        says({"status": "success", "data": {"resultType": "matrix", "result": []}}),
        ("unsupported", "the query is a range of samples, not a value at one moment"),
    ),
    "a part, as Thanos says it": (
        says(UP | {"warnings": ["PromQL info: x", "receive series from store: EOF"]}),
        (
            "partial",
            "prom+URL: the answer is not whole, so it shows nothing: receive series from store:"
            " EOF.",
        ),
    ),
    "a part, as VictoriaMetrics says it": (
        says(UP | {"isPartial": True}),
        ("partial", "prom+URL: the answer is not whole, so it shows nothing: isPartial."),
    ),
    "a part, said after many remarks": (
        says(UP | {"warnings": [*(["PromQL warning: x"] * 20), "store b: EOF"]}),
        ("partial", f"{NOT_WHOLE} store b: EOF."),
    ),
    "warnings that are one text": (
        says(UP | {"warnings": "store b: EOF"}),
        ("partial", f"{NOT_WHOLE} its warnings are no list."),
    ),
    "a warning that is no text": (
        says(UP | {"warnings": [{"store": "b"}]}),
        ("partial", f"{NOT_WHOLE} a warning without a word."),
    ),
    "a part in a word": (
        says(UP | {"isPartial": "true"}),
        ("partial", f"{NOT_WHOLE} its isPartial is neither true nor false."),
    ),
    "a part in a number": (
        says(UP | {"isPartial": 0}),
        ("partial", f"{NOT_WHOLE} its isPartial is neither true nor false."),
    ),
    "a redirect to a login": (
        says({}, status=302, Location="/login"),
        (
            "redirected",
            "prom+URL: redirects what it is asked to another page (302): a login, or not where the"
            " API is. Give its own URL, with the path that it stands under.",
        ),
    ),
    "a redirect to elsewhere": (
        says({}, status=307, Location="http://example.org:1/"),
        (
            "redirected",
            "prom+URL: redirects to http://example.org:1, another origin, where nothing is sent."
            " Give the URL of the metrics themselves.",
        ),
    ),
    "a wait beyond the time-out": (
        says({}, status=429, Retry_After="99"),
        ("bad-status", "prom+URL: answers 429 Too Many Requests."),
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_misbehaviours(name: str) -> None:
    behave, expected = MISBEHAVIOURS[name]
    with api(behave) as fake:
        assert failure(fake.url) == expected


def test_what_is_found_at_the_root_is_said() -> None:
    shown = b'prometheus_build_info{version="2.42.0"} 1\n'
    no = sends(b"404 page not found", status=404)
    with api(no, no, sends(shown)) as fake:
        code, message = failure(f"{fake.url}/wrong")
    assert [each.path for each in fake.requests] == [
        "/wrong/api/v1/query",
        "/wrong/metrics",
        "/metrics",
    ]
    assert code == "not-a-server"
    assert message.endswith(
        "What shows its metrics at the root of that host is a Prometheus server."
    )


@pytest.mark.parametrize(
    ("behaviours", "attempts"),
    [
        pytest.param((says({}, status=503), says(UP)), 2, id="503"),
        pytest.param((says({}, status=429, Retry_After="0"), says(UP)), 2, id="429"),
        pytest.param((says({}, status=502), says({}, status=504), says(UP)), 3, id="502 and 504"),
        pytest.param((says({}, status=307, Location="/api/v1/query"), says(UP)), 2, id="307"),
    ],
)
def test_what_is_refused_for_now_is_asked_again(
    behaviours: tuple[Answer, ...], attempts: int
) -> None:
    with api(*behaviours) as fake:
        assert query(fake.url).at == NOW
    assert [each.form["query"] for each in fake.requests] == ["up"] * attempts


def test_retry_after_is_obeyed() -> None:
    begin = time.monotonic()
    with api(says({}, status=503, Retry_After="1"), says(UP)) as fake:
        query(fake.url)
    assert time.monotonic() - begin >= 1
    assert len(fake.requests) == 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param("9" * 5000, 999_999_999.0, id="seconds without end"),
        pytest.param("\u00b2", None, id="a digit that is no number"),
        pytest.param("Fri, 01 May 2026 12:00:07 GMT", 7.0, id="a date"),
        pytest.param("Fri, 01 May 2026 11:00:00 GMT", 0.0, id="a date that is over"),
        pytest.param("Mon, 01 Jan 99999999999 00:00:00 GMT", None, id="a year without end"),
        pytest.param("Fri, 01 May 2026 99999999999999999999:00:00 GMT", None, id="no hour"),
        pytest.param("Fri, 01 May 2026 12:00:00 +99999999999999", None, id="no zone"),
        pytest.param("soon", None, id="a word"),
    ],
)
def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert seconds_of(text, now=1_777_636_800.0) == seconds


def test_attempts_end() -> None:
    with api(says({}, status=503)) as fake:
        assert failure(fake.url) == ("not-ready", "prom+URL: says that it is not ready (503).")
    assert len(fake.requests) == 4


BODY = json.dumps(UP).encode()
ENDLESS = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"status":"success","data":['


@pytest.mark.parametrize(
    ("behave", "code", "seconds"),
    [
        pytest.param(sends_and_hangs(b"HTTP/1.1 200 OK\r\n"), "timeout", 0.5, id="hangs"),
        pytest.param(drips(ENDLESS, piece=b" ", seconds=0.05), "timeout", 0.5, id="drips"),
        pytest.param(floods(ENDLESS, piece=b"1," * 32768), "too-large", 10, id="floods"),
        pytest.param(sends_raw(answer(BODY, length=9999)), "incomplete", 5, id="breaks off"),
    ],
)
def test_a_query_is_bounded(behave: Callable[..., None], code: str, seconds: float) -> None:
    options = replace(OPTIONS, timeout_seconds=seconds, max_body_bytes=1 << 20)
    begin = time.monotonic()
    with rogue(behave) as server:
        assert failure(f"http://{server.place}", options=options)[0] == code
    assert time.monotonic() - begin < seconds + 2


def test_a_connection_that_broke_is_made_again() -> None:
    good = sends_raw(answer(BODY, content_type="application/json"))
    with rogue(resets, good) as server:
        assert query(f"http://{server.place}").at == NOW
    assert len(server.requests) == 2


def test_nothing_that_listens_is_told_at_once() -> None:
    with rogue(resets) as server:
        url = f"http://{server.place}"
    begin = time.monotonic()
    assert failure(url)[0] == "refused"
    assert time.monotonic() - begin < 2


def test_a_kept_connection_is_cut_with_the_time_of_its_request() -> None:
    cut = Event()

    def answer_once_and_drip(connection: socket.socket, over: Event) -> None:
        connection.sendall(answer(BODY).replace(b"Connection: close", b"X: y"))
        connection.recv(65536)
        with suppress(OSError):
            while not over.wait(0.05):
                connection.sendall(b"H")
        if not over.is_set():
            cut.set()

    options = replace(OPTIONS, timeout_seconds=0.5)
    with (
        rogue(answer_once_and_drip) as raw,
        opened(f"http://{raw.place}", options=options) as server,
    ):
        server.query("up")
        with pytest.raises(UnreadableSource) as caught:
            server.query("up")
        # Before the connections are closed anyhow.
        assert cut.wait(5)
    assert (caught.value.code, len(raw.requests)) == ("timeout", 1)


def test_credentials_are_sent_and_never_told(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hunter2\n")
    credentials = Credentials((("X-Key", Secret("hunter2")),), bearer_token_file=tmp_path / "token")
    options = replace(OPTIONS, credentials=credentials)
    with (
        api(says(UP), sends(b"<html>", status=401)) as fake,
        opened(fake.url, options=options) as server,
    ):
        server.query("up")
        with pytest.raises(UnreadableSource) as caught:
            server.query("up")
    first = fake.requests[0].headers
    assert (first["authorization"], first["x-key"]) == ("Bearer hunter2", "hunter2")
    assert "hunter2" not in f"{caught.value}{options!r}{server.__dict__!r}"


def test_the_user_of_the_url_goes_before() -> None:
    with api(says(UP)) as fake:
        url = fake.url.replace("http://", "prom+http://ann:hunter2@")
        address = server_address(url)
        with open_prometheus(address, options=OPTIONS) as server:
            server.query("up")
    assert fake.requests[0].headers["authorization"] == "Basic YW5uOmh1bnRlcjI="
    assert "hunter2" not in repr(address) + server.shown


METADATA = {
    "status": "success",
    "data": [
        {"target": {"job": "a.b"}, "metric": "m", "type": "counter", "help": "H.", "unit": ""},
        {"target": {"job": "a.b"}, "metric": "n", "type": "odd", "help": "", "unit": "seconds"},
    ],
}
GLOBAL = {"status": "success", "data": {"m": [{"type": "gauge", "help": "", "unit": ""}]}}
NOT_FOUND = says({"status": "error", "errorType": "not_found", "error": "none"}, status=404)


def test_metadata_of_targets() -> None:
    with api(says(METADATA)) as fake, opened(fake.url) as server:
        found = server.metadata(("a.b", 'x"y'))
    assert found == Descriptions(
        (
            Described({"job": "a.b"}, Family("m", MetricType.COUNTER, "H.", None, 0)),
            Described({"job": "a.b"}, Family("n", MetricType.UNKNOWN, None, "seconds", 0)),
        ),
        is_by_target=True,
    )
    assert [(each.path, dict(each.form)) for each in fake.requests] == [
        ("/api/v1/targets/metadata", {"match_target": '{job=~"a\\\\.b|x\\"y"}'})
    ]


@pytest.mark.parametrize(
    ("first", "is_by_target"),
    [(NOT_FOUND, True), (sends(b"404 page not found", status=404), False)],
)
def test_metadata_of_all_where_there_is_none_of_targets(first: Answer, is_by_target: bool) -> None:
    with api(first, says(GLOBAL)) as fake, opened(fake.url) as server:
        family = Family("m", MetricType.GAUGE, None, None, 0)
        assert server.metadata(("a",)) == Descriptions((), is_by_target)
        assert server.shared_metadata() == (Described({}, family),)
    assert [each.path for each in fake.requests] == ["/api/v1/targets/metadata", "/api/v1/metadata"]


def test_a_server_without_metadata_has_none() -> None:
    with api(sends(b"no", status=400)) as fake, opened(fake.url) as server:
        assert server.metadata(("a",)) == Descriptions()
        assert server.shared_metadata() == ()
        assert server.scrapes() == Scrapes()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(sends(b"<html>", status=401), "unauthorized", id="401"),
        pytest.param(says({}, status=503), "not-ready", id="503"),
        pytest.param(
            says({"status": "error", "errorType": "internal", "error": "no"}, status=500),
            "execution",
            id="an error of the API",
        ),
        pytest.param(says({"status": "success", "data": None}), "bad-answer", id="null"),
        pytest.param(says(METADATA | {"warnings": ["store b: EOF"]}), "partial", id="a part"),
    ],
)
def test_metadata_that_fails_is_not_taken_for_none(answer: Answer, code: str) -> None:
    with (
        api(answer) as fake,
        opened(fake.url) as server,
        pytest.raises(UnreadableSource) as caught,
    ):
        server.metadata(("a.b",))
    assert caught.value.code == code


def test_targets() -> None:
    target = {
        "labels": {"job": "a"},
        "health": "down",
        "lastError": "no\nway",
        "lastScrape": "2026-05-01T12:00:00.123456789Z",
    }
    new = target | {"health": "unknown", "lastError": "", "lastScrape": "0001-01-01T00:00:00Z"}
    never = new | {"lastScrape": "1970-01-01T02:00:00+02:00"}
    told = says({"status": "success", "data": {"activeTargets": [target, new, never]}})
    with api(told) as fake, opened(fake.url) as server:
        assert server.scrapes() == Scrapes(
            (
                Scraped({"job": "a"}, "down", "no way", 1777636800.123456),
                Scraped({"job": "a"}, "unknown", "", None),
                Scraped({"job": "a"}, "unknown", "", None),
            )
        )


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([{"labels": {}, "scrapeInterval": "4s"}], True, id="Prometheus"),
        pytest.param([{"labels": {}}], False, id="others"),
        pytest.param([], True, id="it scrapes nothing: that cannot be told"),
    ],
)
def test_metadata_of_targets_are_prometheus_own(entries: list[object], expected: bool) -> None:
    told = says({"status": "success", "data": {"activeTargets": entries}})
    with api(told) as fake, opened(fake.url) as server:
        assert server.scrapes().has_metadata is expected


def matrix(*series: object) -> dict[str, object]:
    """The document of a range of samples."""
    return {"status": "success", "data": {"resultType": "matrix", "result": list(series)}}


def test_samples_are_those_that_are_stored() -> None:
    told = matrix(
        {"metric": {"__name__": "a", "x": ""}, "values": [[NOW, "1"], [NOW + 1, "+Inf"]]},
        {"metric": {"__name__": "b"}, "values": []},
    )
    with api(says(told)) as fake, opened(fake.url) as server:
        found = server.samples('{job="a"}', at=NOW, seconds=0.5)
    assert [(each.labels, each.times, each.values) for each in found] == [
        ({"__name__": "a"}, (1_777_636_800_123, 1_777_636_801_123), (1.0, math.inf)),
        ({"__name__": "b"}, (), ()),
    ]
    assert [each.form["query"] for each in fake.requests] == ['{job="a"}[500ms]']


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(UP, "something else than samples", id="a vector"),
        pytest.param(
            matrix({"metric": {}, "histograms": []}), "native histograms", id="native histograms"
        ),
        pytest.param({**matrix(), "isPartial": True}, "is not whole", id="a part"),
        pytest.param({**BAD}, "parse error", id="refused"),
    ],
)
def test_samples_that_are_none(document: dict[str, object], message: str) -> None:
    with (
        api(says(document)) as fake,
        opened(fake.url) as server,
        pytest.raises((UnansweredQuery, UnreadableSource), match=message),
    ):
        server.samples("a", at=NOW, seconds=1)
