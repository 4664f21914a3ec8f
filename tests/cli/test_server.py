"""`check`, `query` and the others where a server is named, as their users meet it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.program import output_of, run_program
from tests.sources.api import (
    NOW,
    Answer,
    Asked,
    Behaviour,
    FakeApi,
    Reply,
    answering,
    api,
    says,
    sends,
    vector,
)

JOB = {"job": "app", "instance": "app:80"}
SAMPLES = (("up", JOB, 1.0), ("jobs_total", {**JOB, "n": "3"}, 4.0))
PROFILE = """\
format: 1
profile: app
targets:
  app: {url: http://127.0.0.1:1/metrics, labels: {job: app}}
expectations:
  - jobs_total{n="3"} >= 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "app.yaml").write_text(PROFILE)
    (tmp_path / "a.prom").write_text("a 1\n")
    return tmp_path


@pytest.fixture
def fake() -> Iterator[FakeApi]:
    remark = Behaviour(more={"infos": ["PromQL info: b"]})
    with api(answering(SAMPLES, remark)) as running:
        yield running


def test_check_by_option_and_by_variable(fake: FakeApi, folder: Path) -> None:
    by_option = run_program("check", "--prometheus", fake.url, "--json", folder=folder)
    variable = {"METRICS_CHECK_PROMETHEUS": fake.url, "METRICS_CHECK_TENANT": "team-a"}
    by_variable = run_program("check", "--json", folder=folder, environment=variable)
    assert by_option.returncode == 0, by_option.stderr
    assert by_option.stdout == by_variable.stdout
    (outcome,) = json.loads(by_option.stdout)["profiles"][0]["outcomes"]
    assert (outcome["verdict"], outcome["observed"]) == ("pass", None)
    assert [each.headers.get("x-scope-orgid") for each in fake.requests][-1] == "team-a"


def test_verbose_says_what_held_and_not_that_nothing_was_found(fake: FakeApi, folder: Path) -> None:
    run = run_program("check", "--prometheus", fake.url, "-v", folder=folder)
    assert "    expected any >= 1\n" in run.stdout


def test_a_target_that_is_named_is_read_all_the_same(fake: FakeApi, folder: Path) -> None:
    variable = {"METRICS_CHECK_PROMETHEUS": fake.url}
    run = run_program("check", "-t", "app=a.prom", folder=folder, environment=variable)
    assert (run.returncode, fake.requests) == (1, [])


def test_a_snapshot_goes_before_the_variable(fake: FakeApi, folder: Path) -> None:
    variable = {"METRICS_CHECK_PROMETHEUS": fake.url}
    run = run_program("check", "--from", "expectations", folder=folder, environment=variable)
    assert (run.returncode, fake.requests) == (3, [])


def usage(*words: str, folder: Path) -> tuple[int, str]:
    """Exit code and the last line of what is said."""
    run = run_program(*words, folder=folder)
    return run.returncode, run.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ("check", "--from", ".", "--prometheus", "http://p"),
            "--from and --prometheus exclude each other: both say what is read.",
            id="--from",
        ),
        pytest.param(
            ("check", "--prometheus", "p:9090"),
            "Invalid value for '--prometheus': A Prometheus server is named by its URL, such as"
            " http://localhost:9090.",
            id="no URL",
        ),
        pytest.param(
            ("check", "--tenant", "a\nb"),
            "Invalid value for '--tenant': The value of the header X-Scope-OrgID holds a control"
            " character.",
            id="tenant",
        ),
        pytest.param(
            ("snapshot", "app", "-o", "s", "--prometheus", "http://p"),
            "A snapshot keeps what targets show themselves, which --prometheus does not read.",
            id="snapshot",
        ),
        pytest.param(
            ("query", "a", "a.prom", "prom+http://p"),
            "A server is asked alone: name one prom+URL, or sources to read.",
            id="query",
        ),
    ],
)
def test_usage(words: tuple[str, ...], message: str, folder: Path) -> None:
    assert usage(*words, folder=folder) == (2, f"Error: {message}")


@pytest.mark.parametrize("is_source", [True, False])
def test_query(is_source: bool, fake: FakeApi, folder: Path) -> None:
    server = (f"prom+{fake.url}",) if is_source else ("--prometheus", fake.url)
    assert output_of(run_program("query", "jobs_total", *server, folder=folder)) == (
        0,
        'jobs_total{instance="app:80", job="app", n="3"}  4\n',
        "server-info: PromQL info: b\n",
    )


def test_query_in_json(fake: FakeApi, folder: Path) -> None:
    run = run_program("query", "jobs_total", f"prom+{fake.url}", "--json", folder=folder)
    document = vector(({"__name__": "jobs_total", **JOB, "n": "3"}, "4"))
    assert json.loads(run.stdout) == document | {"infos": ["PromQL info: b"]}


def test_a_batch_is_asked_at_one_moment(fake: FakeApi, folder: Path) -> None:
    run = run_program(
        "query", "-f", "-", f"prom+{fake.url}", folder=folder, given="jobs_total\nx{\n1 + 1\n"
    )
    first, second, third = map(json.loads, run.stdout.splitlines())
    assert (first["status"], second["errorType"]) == ("success", "bad_data")
    assert third["data"] == {"resultType": "scalar", "result": [NOW, "2"]}
    times = [each.form.get("time") for each in fake.requests]
    assert times == [None, f"{NOW:.3f}", f"{NOW:.3f}"]


def test_query_that_the_server_refuses(fake: FakeApi, folder: Path) -> None:
    run = run_program("query", "x{", f"prom+{fake.url}", folder=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"Error: prom+{fake.url}: the server refuses the query: ")


def test_a_part_of_an_answer_is_not_shown(folder: Path) -> None:
    with api(says(vector(({}, "1")) | {"isPartial": True})) as fake:
        run = run_program("query", "x", f"prom+{fake.url}", folder=folder)
    assert (run.returncode, run.stdout) == (3, "")
    assert "the answer is not whole" in run.stderr


@pytest.mark.parametrize("verbosity", [(), ("-v",), ("-v", "-v")])
@pytest.mark.parametrize("reply", ["refused", "page", "answer"])
def test_no_secret_is_shown(verbosity: tuple[str, ...], reply: str, folder: Path) -> None:
    (folder / "token").write_text("hunter3")
    answers = {
        "refused": sends(b"no", status=401),
        "page": sends(b"<html>"),
        "answer": answering(SAMPLES),
    }
    with api(answers[reply]) as fake:
        url = fake.url.replace("://", "://ann:hunter2@")
        run = run_program(
            "check",
            *verbosity,
            *("--prometheus", url, "--header", "X-Key: hunter4"),
            *("--bearer-token-file", "token"),
            folder=folder,
            environment={"METRICS_CHECK_TRACEBACK": "1"},
        )
    assert run.returncode == (0 if reply == "answer" else 3)
    assert [word for word in ("hunter", "ann:", "YW5u") if word in run.stdout + run.stderr] == []


def echoing(asked: Asked) -> str:
    """Everything of the credentials that a server can say."""
    header = asked.headers.get("authorization", "")
    coded = header.partition(" ")[2]
    decoded = b64decode(coded + "==").decode() if header.startswith("Basic ") else coded
    return f"{'.' * 270} got {header}, {coded}, {decoded}, {decoded.partition(':')[2]}"


def refusing(asked: Asked) -> Reply:
    error = {"status": "error", "errorType": echoing(asked), "error": echoing(asked)}
    return Reply(json.dumps(error).encode(), 422)


def paging(asked: Asked) -> Reply:
    title = echoing(asked).lstrip(". ")
    return Reply(f"<html><title>{title}</title>".encode(), 200)


def warning(asked: Asked) -> Reply:
    return Reply(json.dumps(vector() | {"warnings": [echoing(asked)]}).encode())


def remarking(asked: Asked) -> Reply:
    reply = answering(SAMPLES)(asked)
    if asked.path != "/api/v1/query":
        return Reply(json.dumps({"status": "error", "error": echoing(asked)}).encode(), 500)
    infos = {"infos": [echoing(asked)], "warnings": [f"PromQL warning: {echoing(asked)}"]}
    return replace(reply, body=json.dumps({**json.loads(reply.body), **infos}).encode())


def leading_away(asked: Asked) -> Reply:
    return Reply(b"", 307, {"Location": f"http://{echoing(asked).split()[-1]}.example/"})


def downing(asked: Asked) -> Reply:
    target = {"labels": JOB, "health": "down", "lastError": echoing(asked)}
    documents = {"/api/v1/targets": {"status": "success", "data": {"activeTargets": [target]}}}
    return answering([("up", JOB, 0.0)], Behaviour(documents=documents))(asked)


TOKEN, PASSWORD = "tok-7f3a9c", "hunter2-51bd"


@pytest.mark.parametrize(
    ("answer", "credentials"),
    [
        *((refusing, each) for each in ("basic", "bearer", "in the URL", "a header")),
        *((each, "basic") for each in (paging, warning, remarking, leading_away, downing)),
        (paging, "bearer"),
    ],
)
def test_credentials_that_a_server_echoes_are_not_shown(
    answer: Answer, credentials: str, folder: Path
) -> None:
    (folder / "pair").write_text(f"ann:{PASSWORD}")
    (folder / "token").write_text(TOKEN)
    encoded = b64encode(f"ann:{PASSWORD}".encode()).decode()
    given = {
        "basic": ("--basic-auth-file", "pair"),
        "bearer": ("--bearer-token-file", "token"),
        "in the URL": (),
        "a header": ("--header", f"Authorization: Basic {encoded}"),
    }[credentials]
    with api(answer) as fake:
        user = f"http://ann:{PASSWORD}@" if credentials == "in the URL" else "http://"
        url = fake.url.replace("http://", user)
        for words in (
            ("check", "--prometheus", url),
            ("check", "--prometheus", url, "-v"),
            ("check", "--prometheus", url, "--json"),
            ("query", "up", f"prom+{url}"),
            ("query", "up", f"prom+{url}", "--json"),
            ("query", "up", url),
        ):
            run = run_program(*words, *given, folder=folder)
            shown = run.stdout + run.stderr
            assert "Traceback" not in shown
            assert not [each for each in (TOKEN, PASSWORD, encoded) if each[:6] in shown], words
            assert len(shown) > 2
        assert all(each.headers["authorization"] for each in fake.requests)


def test_evidence_holds_no_secret_and_is_judged_without_the_server(
    fake: FakeApi, folder: Path
) -> None:
    url = fake.url.replace("http://", "http://user:hunter2@")
    by_login = run_program(
        *("check", "--prometheus", url, "--evidence", "kept", "--json"), folder=folder
    )
    assert by_login.returncode == 0, by_login.stderr
    assert b64encode(b"user:hunter2").decode() in fake.requests[-1].headers["authorization"]
    require_absent(folder / "kept", "hunter2")
    again = run_program("check", "--from", "kept", "--json", folder=folder)
    assert outcomes_of(again) == outcomes_of(by_login)


def outcomes_of(run: CompletedProcess[str]) -> object:
    """The outcomes of its one profile."""
    return json.loads(run.stdout)["profiles"][0]["outcomes"]


def test_a_report_on_evidence_says_when_it_was_made(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    run = run_program("check", "--from", "kept", folder=folder)
    assert "from the snapshot kept, read 2026-05-01T12:00:00Z" in run.stdout


def require_absent(folder: Path, secret: str) -> None:
    written = [file.read_text() for file in folder.rglob("*") if file.is_file()]
    assert len(written) == 3
    assert not any(secret in text for text in written)


def test_a_token_that_a_server_repeats_is_not_kept(folder: Path) -> None:
    (folder / "token").write_text("t0k3n-of-mine")
    repeating = answering(SAMPLES, Behaviour(more={"infos": ["PromQL info: t0k3n-of-mine"]}))
    words = ("--evidence", "kept", "--bearer-token-file", "token")
    with api(repeating) as running:
        run = run_program("check", "--prometheus", running.url, *words, folder=folder)
        assert running.requests[-1].headers["authorization"] == "Bearer t0k3n-of-mine"
    assert run.returncode == 0, run.stderr
    require_absent(folder / "kept", "t0k3n")


def test_evidence_alone_asks_for_more(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, folder=folder)
    plain = list(fake.queries)
    fake.requests.clear()
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    assert fake.queries[: len(plain)] == plain
    (ranged,) = (query for query in fake.queries[len(plain) :] if query.endswith("[300000ms]"))
    assert 'job="app"' in ranged


def test_a_server_that_is_not_there_is_kept_as_such(folder: Path) -> None:
    words = ("check", "--prometheus", "http://127.0.0.1:1", "--timeout", "1s")
    run = run_program(*words, "--evidence", "kept", "--json", folder=folder)
    again = run_program("check", "--from", "kept", "--json", folder=folder)
    assert (run.returncode, again.returncode) == (3, 3)
    (target,) = json.loads(again.stdout)["profiles"][0]["targets"]
    assert target["read_at"] > "2026"
    assert outcomes_of(again) == outcomes_of(run)


def test_evidence_of_evidence_is_refused(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    again = run_program("check", "--from", "kept", "--evidence", "more", folder=folder)
    assert again.returncode == 2
    assert "kept is evidence of a server already" in again.stderr
    assert not (folder / "more").exists()


def test_what_reads_services_says_that_evidence_is_of_a_server(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    query = run_program("query", "up", "kept", folder=folder)
    assert query.returncode == 3
    assert f"it holds what prom+{fake.url} answered of any target" in query.stderr


def test_evidence_of_a_server_is_not_mutated(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    mutated = run_program("mutate", "app", "--from", "kept", folder=folder)
    assert (mutated.returncode, mutated.stdout) == (3, "")
    assert mutated.stderr == (
        "Error: kept holds what a server answered of 'app', and only what targets show themselves "
        "can be broken. metrics-check snapshot keeps that.\n"
    )


def test_a_damaged_answer_is_an_error(fake: FakeApi, folder: Path) -> None:
    run_program("check", "--prometheus", fake.url, "--evidence", "kept", folder=folder)
    (folder / "kept" / "server-01.json").write_text("{}")
    run = run_program("check", "--from", "kept", folder=folder)
    assert run.returncode == 3
    assert "is not of the version that is read here" in " ".join(run.stdout.split())
