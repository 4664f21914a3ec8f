"""What is asked of a server, how often, and what becomes of what it answers."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from metrics_check.check.checking import Judging, check
from metrics_check.check.plan import Selection, plan_check
from metrics_check.errors import InvalidInput
from metrics_check.model.outcome import Report, Verdict
from metrics_check.secret import Secret
from metrics_check.sources.address import server_address
from metrics_check.sources.options import Credentials, ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.worlds import Clock, judge, load, verdicts
from tests.real.expositions import serve_expositions
from tests.sources.api import (
    NOW,
    Answer,
    Asked,
    Behaviour,
    FakeApi,
    Reply,
    Sample,
    answering,
    api,
    says,
    sends,
    vector,
)

JOB = {"job": "app", "instance": "app:80"}
UP: Sample = ("up", JOB, 1.0)
SIZE: Sample = ("scrape_samples_post_metric_relabeling", JOB, 212.0)
SAMPLES: Sequence[Sample] = (
    UP,
    SIZE,
    *(("jobs_total", {**JOB, "n": str(n)}, float(n + 1)) for n in range(60)),
)
TARGET = "targets:\n  app: {url: http://127.0.0.1:1/metrics, labels: {job: app}}\n"
ONE = f'{TARGET}expectations:\n  - jobs_total{{n="3"}} >= 1\n'
TYPED = f"{TARGET}expectations:\n  - {{id: j, series: jobs_total, type: counter, help: true}}\n"


def metadata(
    kind: str = "counter", *, target: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The page of one family of one target."""
    entry = {"metric": "jobs_total", "type": kind, "help": "Jobs.", "unit": ""}
    return {"status": "success", "data": [{"target": dict(target or JOB), **entry}]}


def targets(*scraped: Mapping[str, object]) -> dict[str, object]:
    """The page of what a Prometheus scrapes; one is well where nothing else is said of it."""
    well = {"health": "up", "lastScrape": "2026-05-01T12:00:00Z", "scrapeInterval": "4s"}
    return {"status": "success", "data": {"activeTargets": [{**well, **each} for each in scraped]}}


PROMETHEUS = Behaviour(
    documents={"/api/v1/targets": targets({"labels": JOB}), "/api/v1/targets/metadata": metadata()}
)


def ask(text: str, fake: FakeApi, folder: Path, *, path: str = "", **options: object) -> Report:
    """The report of a profile judged by the fake."""
    reading = replace(
        ReadOptions(timeout_seconds=5, prometheus=server_address(fake.url + path)),
        **options,  # type: ignore[arg-type]  # fields of ReadOptions
    )
    return judge(load(text, folder=folder), SourceWorld(reading))


def only(report: Report) -> tuple[str, str, str]:
    """Verdict, code and message of the one outcome, the fake's port left out."""
    (outcome,) = report.outcomes
    return outcome.verdict.value, outcome.code, outcome.message


def without_port(text: str, fake: FakeApi) -> str:
    """The text with the fake's URL written as `URL`."""
    return text.replace(fake.url, "URL")


def test_fifty_probes_that_hold_cost_four_requests(tmp_path: Path) -> None:
    lines = "".join(f'  - jobs_total{{n="{n}"}} >= 1\n' for n in range(49))
    lines += "  - {id: last, never: jobs_total < 0}\n"
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        report = ask(f"{TARGET}expectations:\n{lines}", fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(report.outcomes) == 50
    assert [each.path for each in fake.requests] == [
        "/api/v1/query",
        "/api/v1/targets",
        "/api/v1/targets/metadata",
        "/api/v1/query",
    ]
    times = [each.form.get("time") for each in fake.requests if "query" in each.form]
    assert times == [None, f"{NOW:.3f}"]
    assert len({each.connection for each in fake.requests}) == 1


def many(count: int, *, more: str = "") -> tuple[str, Sequence[Sample], Behaviour]:
    """So many targets with 50 probes that hold between them, their series, and their metadata."""
    jobs = [f"app{number}" for number in range(count)]
    text = "".join(
        f"  {job}: {{url: http://127.0.0.1:1/metrics, labels: {{job: {job}}}}}\n" for job in jobs
    )
    probes = "".join(
        f"  - {{id: e{n}, target: {jobs[n % count]}, series: 'jobs_total{{n=\"{n}\"}}',"
        f" expect: any >= 1{more}}}\n"
        for n in range(50)
    )
    of_job = {job: {"job": job, "instance": f"{job}:80"} for job in jobs}
    samples = [("up", labels, 1.0) for labels in of_job.values()]
    samples += [
        ("jobs_total", {**labels, "n": str(n)}, 1.0)
        for labels in of_job.values()
        for n in range(50)
    ]
    pages = [metadata(target=labels) for labels in of_job.values()]
    told = [entry for page in pages for entry in page["data"]]  # type: ignore[attr-defined]  # a list
    documents = {
        "/api/v1/targets": targets(*({"labels": labels} for labels in of_job.values())),
        "/api/v1/targets/metadata": {"status": "success", "data": told},
    }
    return f"targets:\n{text}expectations:\n{probes}", samples, Behaviour(documents=documents)


NOTHING_TOLD = {"/api/v1/targets/metadata": {"status": "success", "data": []}}
OF_FIVE = [{"labels": {"job": f"app{n}", "instance": f"app{n}:80"}} for n in range(5)]
SCRAPED = targets(*OF_FIVE)
# As VictoriaMetrics tells it: without the interval.
SCRAPED_BY_ANOTHER = {"status": "success", "data": {"activeTargets": OF_FIVE}}


@pytest.mark.parametrize("count", [2, 5])
def test_targets_of_one_server_are_asked_about_together(count: int, tmp_path: Path) -> None:
    text, samples, behaviour = many(count)
    with api(answering(samples, behaviour)) as fake:
        report = ask(text, fake, tmp_path)
    assert [outcome.verdict for outcome in report.outcomes] == [Verdict.PASS] * 50
    assert [each.path for each in fake.requests] == [
        "/api/v1/query",
        "/api/v1/targets",
        "/api/v1/targets/metadata",
        "/api/v1/query",
    ]


@pytest.mark.parametrize("count", [2, 5])
def test_shapes_of_several_targets_cost_one_request_more(count: int, tmp_path: Path) -> None:
    text, samples, behaviour = many(count, more=", help: true")
    with api(answering(samples, behaviour)) as fake:
        report = ask(text, fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(report.outcomes) == 100
    assert len(fake.requests) == 5


@pytest.mark.parametrize(
    ("documents", "most"),
    [
        pytest.param({"/api/v1/targets": SCRAPED, **NOTHING_TOLD}, 4, id="no TYPE line anywhere"),
        pytest.param({}, 4, id="a server without metadata"),
        pytest.param({"/api/v1/targets": SCRAPED_BY_ANOTHER}, 4, id="targets without metadata"),
    ],
)
def test_targets_without_metadata_are_asked_about_together(
    documents: Mapping[str, object], most: int, tmp_path: Path
) -> None:
    text, samples, _ = many(5)
    with api(answering(samples, Behaviour(documents=documents))) as fake:
        report = ask(text, fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(fake.requests) <= most


def test_what_was_pushed_for_several_targets_is_asked_about_together(tmp_path: Path) -> None:
    text, samples, _ = many(5)
    with api(answering([each for each in samples if each[0] != "up"])) as fake:
        report = ask(text, fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(fake.requests) == 5


def test_profiles_of_one_server_are_asked_about_together(tmp_path: Path) -> None:
    text, samples, behaviour = many(5)
    profile = load(text, folder=tmp_path)
    profiles = [
        replace(profile, name=f"p{n}", expectations=profile.expectations[10 * n : 10 * n + 10])
        for n in range(5)
    ]
    with api(answering(samples, behaviour)) as fake:
        reading = ReadOptions(timeout_seconds=5, prometheus=server_address(fake.url))
        plans = [plan_check(each, selection=Selection()) for each in profiles]
        report = check(plans, world=SourceWorld(reading), clock=Clock(), judging=Judging())
    assert [outcome.verdict for outcome in report.outcomes] == [Verdict.PASS] * 50
    assert len(fake.requests) == 4


def test_shapes_cost_one_request_more(tmp_path: Path) -> None:
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        report = ask(f"{TYPED}  - jobs_total > 0\n", fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(fake.requests) == 5


def test_more_than_fifty_are_asked_in_several(tmp_path: Path) -> None:
    lines = "".join(f'  - jobs_total{{n="{n}"}} >= 1\n' for n in range(60))
    lines += "".join(
        f'  - {{id: o{n}, series: jobs_total, expect: "sum >= {n}"}}\n' for n in range(45)
    )
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        report = ask(f"{TARGET}expectations:\n{lines}", fake, tmp_path)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.PASS}
    assert len(report.outcomes) == 105
    assert len(fake.queries) == 4


def test_two_profiles_are_asked_at_one_moment(tmp_path: Path) -> None:
    profile = load(ONE, folder=tmp_path)
    other = replace(profile, name="other")
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        reading = ReadOptions(timeout_seconds=5, prometheus=server_address(fake.url))
        report = check(
            [plan_check(each, selection=Selection()) for each in (profile, other)],
            world=SourceWorld(reading),
            clock=Clock(),
            judging=Judging(),
        )
    assert [outcome.verdict for outcome in report.outcomes] == [Verdict.PASS] * 2
    # One meeting, one page, one request of probes.
    assert [each.path for each in fake.requests].count("/api/v1/query") == 2
    assert [each.form.get("time") for each in fake.requests if "query" in each.form] == [
        None,
        f"{NOW:.3f}",
    ]


def test_a_query_that_is_refused_blames_only_itself(tmp_path: Path) -> None:
    lines = "".join(f'  - jobs_total{{n="{n}"}} >= 1\n' for n in range(40))
    refusing = replace(PROMETHEUS, refuses=('n="17"',))
    with api(answering(SAMPLES, refusing)) as fake:
        report = ask(f"{TARGET}expectations:\n{lines}", fake, tmp_path)
    told = verdicts(report)
    assert told.pop("jobs_total.17#expect.any") == ("error", "execution")
    assert set(told.values()) == {("pass", "")}
    (blamed,) = [each for each in report.outcomes if each.verdict is Verdict.ERROR]
    assert blamed.message == 'the server could not answer: no n="17" here'
    assert len(fake.queries) <= 14
    assert report.exit_code == 3


def test_an_answer_that_is_too_large_is_asked_for_in_parts(tmp_path: Path) -> None:
    def padded(asked: Asked, reply: Reply) -> Reply:
        is_long = asked.form["query"].count("__probe__") > 4
        return replace(reply, body=reply.body + b" " * 30_000 * is_long)

    lines = "".join(f'  - jobs_total{{n="{n}"}} >= 1\n' for n in range(6))
    with api(changing(padded)) as fake:
        report = ask(f"{TARGET}expectations:\n{lines}", fake, tmp_path, max_body_bytes=20_000)
    assert set(verdicts(report).values()) == {("pass", "")}
    assert len(report.outcomes) == 6


def test_what_fails_alone_is_looked_at(tmp_path: Path) -> None:
    text = f"{ONE}  - {{id: low, series: jobs_total, expect: each <= 58}}\n"
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        report = ask(text, fake, tmp_path)
    held, failed = report.outcomes
    assert (held.verdict, held.observed) == (Verdict.PASS, "")
    assert (failed.verdict, failed.evidence_total) == (Verdict.FAIL, 2)
    assert [dict(each.labels) for each in failed.evidence] == [
        {"__name__": "jobs_total", **JOB, "n": "59"},
        {"__name__": "jobs_total", **JOB, "n": "58"},
    ]
    assert failed.observed is not None
    assert failed.observed.endswith("and 57 more")


def test_the_report_says_how_the_server_was_asked(tmp_path: Path) -> None:
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        report = ask(ONE, fake, tmp_path)
    (reading,) = report.profiles[0].readings
    assert (reading.target, reading.url, reading.series, reading.error) == (
        "app",
        f"prom+{fake.url}",
        212,
        "",
    )


Change = Callable[[Asked, Reply], Reply]


def changing(change: Change) -> Answer:
    """A Prometheus whose answers something on the way changes, from the probes on."""
    answer = answering(SAMPLES, PROMETHEUS)

    def changed(asked: Asked) -> Reply:
        reply = answer(asked)
        return change(asked, reply) if asked.form.get("time") else reply

    return changed


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda _, reply: replace(reply, body=says(vector())(_).body), id="all elements"
        ),
        pytest.param(
            lambda _, reply: replace(reply, body=reply.body.replace(b"__probe__", b"probe")),
            id="the mark",
        ),
    ],
)
def test_an_answer_that_lost_something_is_no_pass(change: Change, tmp_path: Path) -> None:
    with api(changing(change)) as fake:
        verdict, code, message = only(ask(ONE, fake, tmp_path))
        assert (verdict, code) == ("error", "bad-answer")
        assert without_port(message, fake).startswith(
            "prom+URL: the answer is not that of the query: elements were lost"
        )


def test_a_part_of_an_answer_is_no_pass(tmp_path: Path) -> None:
    thanos = replace(PROMETHEUS, more={"warnings": ["no store matched"]})
    with api(answering(SAMPLES, thanos)) as fake:
        report = ask(ONE, fake, tmp_path)
    assert only(report)[:2] == ("error", "partial")
    assert report.exit_code == 3


def test_a_part_of_the_probes_is_no_pass(tmp_path: Path) -> None:
    def cut(asked: Asked, reply: Reply) -> Reply:
        return replace(reply, body=reply.body[:-1] + b', "isPartial": true}')

    with api(changing(cut)) as fake:
        assert only(ask(ONE, fake, tmp_path))[:2] == ("error", "partial")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply(b"busy", 503), "says that it is not ready (503).", id="503"),
        pytest.param(
            Reply(b"no", 401),
            "wants credentials (401). Give --bearer-token-file, --basic-auth-file or --header.",
            id="401",
        ),
        pytest.param(
            Reply(b'{"status": "success", "data": null}'),
            "the server answers metadata that is no list, which is not the API of Prometheus.",
            id="null",
        ),
        pytest.param(None, "was not read to its end within 1 s (--timeout).", id="hangs"),
    ],
)
def test_metadata_that_fails_is_a_finding(reply: Reply | None, why: str, tmp_path: Path) -> None:
    answer, over = answering(SAMPLES, PROMETHEUS), Event()

    def failing(asked: Asked) -> Reply:
        if "metadata" not in asked.path:
            return answer(asked)
        if reply is None:
            over.wait(10)
        return reply or Reply(b"")

    with api(failing) as fake:
        report = ask(f"{TYPED}  - jobs_total > 0\n", fake, tmp_path, timeout_seconds=1)
        over.set()
    assert verdicts(report) == {
        "j#presence": ("pass", ""),
        "j#type": ("unproven", "no-metadata"),
        "j#help": ("unproven", "no-metadata"),
        "jobs_total#expect.any": ("pass", ""),
    }
    (told,) = report.findings
    assert (told.code, told.severity, told.where) == (
        "metadata-untold",
        "warning",
        f"prom+{fake.url}",
    )
    assert without_port(told.message, fake) == (
        f"its metadata could not be asked for, so types and help are not known: prom+URL: {why}"
    )


def test_remarks_are_findings(tmp_path: Path) -> None:
    remarks = {"warnings": ["PromQL warning: mixed"], "infos": ["PromQL info: no counter"]}
    with api(answering(SAMPLES, replace(PROMETHEUS, more=remarks))) as fake:
        report = ask(ONE, fake, tmp_path)
    assert [(f.code, f.severity, f.where, f.message) for f in report.findings] == [
        ("server-warning", "warning", f"prom+{fake.url}", "PromQL warning: mixed"),
        ("server-info", "info", f"prom+{fake.url}", "PromQL info: no counter"),
    ]
    assert report.exit_code == 0


def test_mimir_stands_under_a_path_and_wants_a_tenant(tmp_path: Path) -> None:
    jobs = [{"type": "counter", "help": "Jobs.", "unit": ""}]
    page = {"status": "success", "data": {"jobs_total": jobs}}
    mimir = Behaviour(
        prefix="/prometheus",
        headers={"x-scope-orgid": "team-a", "authorization": "Bearer hunter2"},
        documents={"/api/v1/metadata": page},
    )
    credentials = Credentials((("Authorization", Secret("Bearer hunter2")),))
    with api(answering(SAMPLES, mimir)) as fake:
        told = ask(
            TYPED, fake, tmp_path, path="/prometheus", tenant="team-a", credentials=credentials
        )
        assert only(ask(ONE, fake, tmp_path, path="/prometheus"))[:2] == ("error", "unauthorized")
    assert set(verdicts(told).values()) == {("pass", "")}


def test_metadata_of_all_targets_that_differs_tells_no_type(tmp_path: Path) -> None:
    entries = [{"type": kind, "help": "Jobs.", "unit": ""} for kind in ("counter", "gauge")]
    page = {"status": "success", "data": {"jobs_total": entries}}
    with api(answering(SAMPLES, Behaviour(documents={"/api/v1/metadata": page}))) as fake:
        report = ask(TYPED, fake, tmp_path)
    assert verdicts(report) == {
        "j#presence": ("pass", ""),
        "j#type": ("unproven", "no-metadata"),
        "j#help": ("pass", ""),
    }
    assert [(f.code, f.message) for f in report.findings] == [
        (
            "types-differ",
            "jobs_total has several types on this server, and it does not tell whose:"
            " counter, gauge",
        )
    ]


def test_without_metadata_nothing_is_claimed(tmp_path: Path) -> None:
    text = TYPED.replace("help: true", "help: true, unit: jobs")
    with api(answering(SAMPLES)) as fake:
        report = ask(text, fake, tmp_path)
    assert verdicts(report) == {
        "j#presence": ("pass", ""),
        "j#type": ("unproven", "no-metadata"),
        "j#help": ("unproven", "no-metadata"),
        "j#unit": ("unproven", "no-metadata"),
    }


def test_replicas_of_other_types_are_a_finding(tmp_path: Path) -> None:
    other = {"job": "app", "instance": "app:81"}
    samples = [*SAMPLES, ("up", other, 1.0), ("jobs_total", other, 1.0)]
    pages = [metadata("counter"), metadata("gauge", target=other)]
    both = {"status": "success", "data": [entry for page in pages for entry in page["data"]]}  # type: ignore[attr-defined]  # a list
    scraped = targets({"labels": JOB}, {"labels": other})
    documents = {"/api/v1/targets": scraped, "/api/v1/targets/metadata": both}
    behaviour = Behaviour(documents=documents)
    with api(answering(samples, behaviour)) as fake:
        report = ask(TYPED, fake, tmp_path)
    assert verdicts(report)["j#type"] == ("fail", "type-differs")
    assert [(f.code, f.metric, f.message) for f in report.findings] == [
        (
            "types-differ",
            "jobs_total",
            "jobs_total has another type on each replica: counter on app:80, gauge on app:81",
        )
    ]


def test_labels_that_the_server_adds_are_not_the_services(tmp_path: Path) -> None:
    labels = {**JOB, "pod": "app-7", "cluster": "eu"}
    samples: Sequence[Sample] = [("up", labels, 1.0), ("jobs_total", {**labels, "n": "1"}, 1.0)]
    text = f"{TARGET}expectations:\n  - {{id: j, series: 'jobs_total{{n}}', only_labels: true}}\n"
    with api(answering(samples, PROMETHEUS)) as fake:
        assert set(verdicts(ask(text, fake, tmp_path)).values()) == {("pass", "")}


def test_an_instance_that_is_scraped_twice_is_one(tmp_path: Path) -> None:
    twice = [*SAMPLES, ("up", {**JOB, "path": "/more"}, 1.0)]
    with api(answering(twice, PROMETHEUS)) as fake:
        report = ask(
            f"{TARGET}expectations: [{{id: j, series: jobs_total, only_labels: true}}]\n",
            fake,
            tmp_path,
        )
    (judged,) = [each for each in report.outcomes if each.assertion == "only_labels"]
    assert (judged.code, judged.evidence_total) == ("extra-label", 60)


def test_numbers_that_no_count_is_are_no_fault_of_ours(tmp_path: Path) -> None:
    def endless(asked: Asked, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b'"60"', b'"NaN"'))

    text = f"{TARGET}expectations: [missing_total > 0]\n"
    with api(changing(endless)) as fake:
        assert only(ask(text, fake, tmp_path))[:2] == ("fail", "absent-series")


PUSHED: Sequence[Sample] = [("jobs_total", {**JOB, "n": "3"}, 4.0)]


def test_what_was_pushed_needs_no_scrape(tmp_path: Path) -> None:
    with api(answering(PUSHED)) as fake:
        assert only(ask(ONE, fake, tmp_path))[:2] == ("pass", "")


NEW = {"health": "unknown", "lastError": "", "lastScrape": "0001-01-01T00:00:00Z"}
NEW_TO_VICTORIA = {"health": "down", "lastError": "", "lastScrape": "1970-01-01T01:00:00+01:00"}


def replica(number: int, **labels: str) -> dict[str, object]:
    """What is told of a replica that is well."""
    return {"labels": {"job": "app", "instance": f"app:{number}", **labels}}


@pytest.mark.parametrize(
    ("scraped", "message"),
    [
        pytest.param([replica(81) | NEW], "app:81 of app", id="one"),
        pytest.param([replica(82) | NEW, replica(81) | NEW], "app:81, app:82 of app", id="two"),
        pytest.param(
            [replica(n) | NEW for n in range(10, 22)],
            f"{', '.join(f'app:{n}' for n in range(10, 20))} and 2 more of app",
            id="many",
        ),
        pytest.param([replica(81) | NEW_TO_VICTORIA], "app:81 of app", id="VictoriaMetrics"),
        pytest.param([replica(81)], "", id="scraped, and no up: it was just then"),
        pytest.param([replica(80) | NEW], "", id="with samples of before the server's start"),
        pytest.param([replica(81, job="other") | NEW], "", id="of another job"),
    ],
)
def test_replicas_that_are_not_scraped_yet_are_no_pass(
    scraped: Sequence[Mapping[str, object]], message: str, tmp_path: Path
) -> None:
    page = targets({"labels": JOB}, *scraped)
    documents = {**PROMETHEUS.documents, "/api/v1/targets": page}
    with api(answering(SAMPLES, Behaviour(documents=documents))) as fake:
        found = only(ask(ONE, fake, tmp_path))
        shown = f"prom+{fake.url}: has not yet scraped {message}."
    assert found == (("error", "not-scraped", shown) if message else ("pass", "", ""))


def test_what_is_pushed_beside_a_target_that_is_not_scraped_yet_is_no_pass(tmp_path: Path) -> None:
    documents = {"/api/v1/targets": targets(replica(81) | NEW)}
    with api(answering(PUSHED, Behaviour(documents=documents))) as fake:
        assert only(ask(ONE, fake, tmp_path))[:2] == ("error", "not-scraped")


def test_who_is_not_scraped_yet_is_waited_for(tmp_path: Path) -> None:
    def growing(asked: Asked) -> Reply:
        is_new = sum(each.path == "/api/v1/targets" for each in fake.requests) < 3
        both = targets({"labels": JOB}, replica(81) | (NEW if is_new else {}))
        pages = {**PROMETHEUS.documents, "/api/v1/targets": both}
        return answering(SAMPLES, Behaviour(documents=pages))(asked)

    clock = Clock()
    with api(growing) as fake:
        report = judge(
            load(ONE, folder=tmp_path),
            SourceWorld(ReadOptions(prometheus=server_address(fake.url))),
            judging=Judging(wait_seconds=60),
            clock=clock,
        )
    assert (only(report)[:2], len(clock.slept)) == (("pass", ""), 2)


def test_a_page_of_targets_that_fails_is_a_finding(tmp_path: Path) -> None:
    def failing(asked: Asked) -> Reply:
        if asked.path == "/api/v1/targets":
            return Reply(b"no", 403)
        return answering(SAMPLES, PROMETHEUS)(asked)

    with api(failing) as fake:
        report = ask(f"{TYPED}  - jobs_total > 0\n", fake, tmp_path)
    assert set(verdicts(report).values()) == {("pass", "")}
    (told,) = report.findings
    assert (told.code, without_port(told.message, fake)) == (
        "targets-untold",
        "its targets could not be asked for, so which it has not scraped yet is not told:"
        " prom+URL: refuses these credentials, or this client (403).",
    )


OTHERS: Sequence[Sample] = [
    ("up", {"job": "b", "instance": "b"}, 1.0),
    ("up", {"job": "a", "instance": "a"}, 1.0),
]
OTHER_ZONE: Sequence[Sample] = [("up", {"job": "app", "instance": "a", "zone": "us"}, 1.0)]
ZONED = ONE.replace("{job: app}", "{job: app, zone: eu}")
DOWN: Sequence[Sample] = [("up", JOB, 0.0), ("up", {**JOB, "instance": "b"}, 0.0), *SAMPLES[2:]]


def scrapes(health: str, *, error: str = "", last: str = "2026-05-01T12:00:00Z") -> Behaviour:
    """A server that tells so of its one target."""
    target = {"labels": JOB, "health": health, "lastError": error, "lastScrape": last}
    return Behaviour(documents={"/api/v1/targets": targets(target)})


@pytest.mark.parametrize(
    ("behave", "text", "expected"),
    [
        pytest.param(
            answering(OTHERS), ONE, ("unknown-job", "knows jobs a, b; not app."), id="other jobs"
        ),
        pytest.param(
            answering([]),
            ONE,
            ("unknown-job", "knows no job at all: it is new, or the wrong server."),
            id="an empty server",
        ),
        pytest.param(
            answering(OTHER_ZONE),
            ZONED,
            ("unknown-job", 'knows job app with {zone="us"}, not with the zone of target app.'),
            id="other labels",
        ),
        pytest.param(
            answering([], scrapes("unknown", last="0001-01-01T00:00:00Z")),
            ONE,
            ("not-scraped", "has not yet scraped app:80 of app."),
            id="not scraped yet",
        ),
        pytest.param(
            answering(DOWN, scrapes("down", error="connection refused")),
            ONE,
            (
                "down",
                "cannot scrape app:80 of app (connection refused), tried 0 s ago, not seen up in"
                " the last 6h, nor 1 more of its 2.",
            ),
            id="down",
        ),
        pytest.param(
            answering(DOWN),
            ONE,
            (
                "down",
                "cannot scrape app:80 of app, tried 0 s ago, not seen up in the last 6h, nor 1 more"
                " of its 2.",
            ),
            id="down, by a server that does not tell why",
        ),
    ],
)
def test_preflight(behave: Answer, text: str, expected: tuple[str, str], tmp_path: Path) -> None:
    with api(behave) as fake:
        verdict, code, message = only(ask(text, fake, tmp_path))
        assert (verdict, code, without_port(message, fake)) == (
            "error",
            expected[0],
            f"prom+URL: {expected[1]}",
        )


def test_of_many_instances_little_is_asked(tmp_path: Path) -> None:
    jobs = [{"job": "app", "instance": f"h{n}:80"} for n in range(40)]
    samples = [(name, labels, 1.0) for name in ("up", SIZE[0]) for labels in jobs]
    answered: list[int] = []

    def counted(asked: Asked) -> Reply:
        reply = answering([*samples, *SAMPLES[2:]])(asked)
        if "query" in asked.form:
            answered.append(len(json.loads(reply.body)["data"]["result"]))
        return reply

    with api(counted) as fake:
        report = ask(ONE, fake, tmp_path)
    assert only(report)[:2] == ("pass", "")
    assert report.profiles[0].readings[0].series == 40
    # One `up` each, one sum, and the element that must come back; then that one alone.
    assert answered == [42, 1]


def test_thousands_of_described_instances_are_told_apart(tmp_path: Path) -> None:
    jobs = [{"job": "app", "instance": f"h{n}:80"} for n in range(1000)]
    entries = [
        {"target": labels, "metric": f"m{n}", "type": "counter", "help": "", "unit": ""}
        for labels in jobs
        for n in range(100)
    ]
    page = {"status": "success", "data": entries}
    samples = [*(("up", labels, 1.0) for labels in jobs), *SAMPLES[2:]]
    begin = time.monotonic()
    documents = {
        "/api/v1/targets": targets(*({"labels": labels} for labels in jobs)),
        "/api/v1/targets/metadata": page,
    }
    with api(answering(samples, Behaviour(documents=documents))) as fake:
        assert only(ask(ONE, fake, tmp_path, timeout_seconds=30))[:2] == ("pass", "")
    # Each compared with every entry took more than a minute.
    assert time.monotonic() - begin < 20


def test_a_wrong_server_ends_the_waiting(tmp_path: Path) -> None:
    clock = Clock()
    with api(sends(b"<html><title>Grafana</title></html>")) as fake:
        reading = ReadOptions(prometheus=server_address(fake.url))
        report = judge(
            load(ONE, folder=tmp_path),
            SourceWorld(reading),
            judging=Judging(wait_seconds=60),
            clock=clock,
        )
    assert (only(report)[:2], clock.slept) == (("error", "not-a-server"), [])


def test_a_late_scrape_is_a_finding(tmp_path: Path) -> None:
    with api(answering(SAMPLES, replace(PROMETHEUS, age_seconds=200))) as fake:
        report = ask(ONE, fake, tmp_path)
    assert [(f.code, f.target, f.where, f.message) for f in report.findings] == [
        ("late-scrape", "app", "app:80", "app:80 was scraped 3 min ago: what is judged is that old")
    ]


TWO = """\
targets:
  app: {url: http://127.0.0.1:1/metrics, labels: {job: app}}
  own: {url: "http://ORIGIN/own", labels: {job: own}}
expectations:
  - {id: asked, target: app, series: 'jobs_total{n="3"}', expect: sum == 4}
  - {id: read, target: own, series: q, type: gauge, expect: each == 1}
  - {id: both, target: app, holds: 'sum(jobs_total{n="3"}) > sum(q{job="own"})'}
"""


def test_one_query_cannot_reach_both(tmp_path: Path) -> None:
    with (
        serve_expositions({"own": "# TYPE q gauge\nq 1\n"}) as origin,
        api(answering(SAMPLES, PROMETHEUS)) as fake,
    ):
        reading = ReadOptions(sources={"app": (f"prom+{fake.url}",)})
        profile = load(TWO.replace("ORIGIN", origin), folder=tmp_path)
        report = judge(profile, SourceWorld(reading))
    assert verdicts(report) == {
        "asked#expect.sum": ("pass", ""),
        "read#type": ("pass", ""),
        "read#expect.each": ("pass", ""),
        "both#holds": ("error", "mixed-sources"),
    }
    assert without_port(report.outcomes[-1].message, fake) == (
        "one query cannot reach targets that are judged in different places: app by prom+URL, own"
        " by reading it. Give all of them to one server, or read all of them."
    )


def test_the_file_may_name_the_server(tmp_path: Path) -> None:
    with api(answering(SAMPLES, PROMETHEUS)) as fake:
        for key in ("prometheus: ", "url: prom+"):
            text = ONE.replace("url: http://127.0.0.1:1/metrics", f"{key}{fake.url}")
            text = (
                text if "url:" in text else text.replace("{prom", "{url: http://127.0.0.1:1/, prom")
            )
            report = judge(load(text, folder=tmp_path), SourceWorld(ReadOptions(timeout_seconds=5)))
            assert only(report)[:2] == ("pass", "")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        pytest.param(
            "{url: http://127.0.0.1:1/}",
            "target 'app' has no `labels`, so which series of prom+http://p:9090 are its own? Give"
            " the labels that the server puts on them, such as `labels: {job: …}`.",
            id="without labels",
        ),
        pytest.param(
            "{url: [prom+http://p, http://q/], labels: {job: app}}",
            "a server is the only source of a target, and here are several.",
            id="several",
        ),
    ],
)
def test_a_target_that_no_server_can_judge(target: str, message: str, tmp_path: Path) -> None:
    profile = load(f"targets: {{app: {target}}}\nexpectations: [a]\n", folder=tmp_path)
    given = None if "prom+" in target else server_address("http://p:9090")
    with pytest.raises(InvalidInput) as caught:
        judge(profile, SourceWorld(ReadOptions(prometheus=given)))
    assert str(caught.value).endswith(f"/p.yaml:3:11: {message}")


def test_credentials_for_a_server_go_nowhere_else(tmp_path: Path) -> None:
    with api(says({"mode": "test"})) as service, api(answering(SAMPLES, PROMETHEUS)) as fake:
        text = ONE.replace("http://127.0.0.1:1", service.url)
        text += f"requires: {{http: {{url: {service.url}/mode, json: {{mode: test}}}}}}\n"
        credentials = Credentials((("Authorization", Secret("Bearer hunter2")),))
        report = ask(text, fake, tmp_path, credentials=credentials)
    assert only(report)[:2] == ("pass", "")
    assert [each.headers.get("authorization") for each in service.requests] == [None]
    assert {each.headers["authorization"] for each in fake.requests} == {"Bearer hunter2"}
