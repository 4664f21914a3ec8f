"""What a profile requires, judged: variables and JSON answers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.located import Place
from metrics_check.model.profile import EnvRequirement, HttpRequirement, Profile, Target
from metrics_check.secret import Secret
from metrics_check.sources.facts import find_facts
from metrics_check.sources.options import Credentials, ReadOptions
from metrics_check.sources.requires import Requirement, is_same, judge_requirements
from metrics_check.sources.snapshot_writer import write_snapshot
from tests.sources.reading import OPTIONS, within
from tests.sources.rogue import Behaviour, answer, rogue, sends, sends_and_hangs

ENV = Place("p.yaml", 5, 3)
HTTP = Place("p.yaml", 7, 3)
MODE = {"use_mock_llm": True, "mock_mode": None, "default_provider": "mock"}


def profile(
    *, env: tuple[EnvRequirement, ...] = (), http: tuple[HttpRequirement, ...] = ()
) -> Profile:
    return Profile("cj", Place("p.yaml"), {}, (), env=env, http=http)


def judge(
    own: Profile,
    *,
    environment: dict[str, str] | None = None,
    env_file: dict[str, str] | None = None,
    options: ReadOptions = OPTIONS,
) -> tuple[Requirement, ...]:
    return judge_requirements(
        own, environment=environment or {}, env_file=env_file or {}, options=options
    )


VARIABLES = {
    "met": (("bundle",), {"MODE": "bundle"}, {}, True, "bundle", "bundle"),
    "any of": (("a", "b"), {"MODE": "b"}, {}, True, "b", "one of a, b"),
    "another": (("a",), {"MODE": "b"}, {}, False, "b", "a"),
    "not set": (("a",), {}, {}, False, "not set", "a"),
    "empty": (("a",), {"MODE": ""}, {}, False, "empty", "a"),
    "from the env file": (("a",), {}, {"MODE": "a"}, True, "a", "a"),
    "the environment goes first": (("a",), {"MODE": "b"}, {"MODE": "a"}, False, "b", "a"),
    "as typed, case and all": (("true",), {"MODE": "True"}, {}, False, "True", "true"),
    "hostile": (("a",), {"MODE": "\x1b[31m\nx"}, {}, False, "[31m x", "a"),
    "long": (("a",), {"MODE": "x" * 5000}, {}, False, "x" * 199 + "…", "a"),
}


@pytest.mark.parametrize("case", VARIABLES)
def test_variables(case: str) -> None:
    allowed, environment, env_file, is_met, found, expected = VARIABLES[case]
    own = profile(env=(EnvRequirement("MODE", allowed, ENV),))
    assert judge(own, environment=environment, env_file=env_file) == (
        Requirement(
            name="MODE",
            is_met=is_met,
            found=found,
            expected=expected,
            how_to_set=f"set MODE={allowed[0]} in the environment or the env file",
            place=ENV,
        ),
    )


def test_a_secret_variable_is_not_shown() -> None:
    own = profile(env=(EnvRequirement("API_KEY", ("hunter2",), ENV),))
    assert judge(own, environment={"API_KEY": "hunter3"}) == (
        Requirement(
            name="API_KEY",
            is_met=False,
            found="<secret>",
            expected="<secret>",
            how_to_set="set API_KEY=<secret> in the environment or the env file",
            place=ENV,
        ),
    )


def as_json(document: object) -> Behaviour:
    return sends(answer(json.dumps(document).encode(), content_type="application/json"))


def asks(url: str, **values: object) -> Profile:
    return profile(http=(HttpRequirement(url, values, HTTP),))


def test_answers() -> None:
    with rogue(as_json(MODE)) as server:
        url = server.url("/admin/mock-mode")
        found = judge(asks(url, use_mock_llm=True, mock_mode=None, default_provider="x", more=1))
    assert [(each.name, each.is_met, each.found, each.expected) for each in found] == [
        (f"{url} use_mock_llm", True, "true", "true"),
        (f"{url} mock_mode", True, "null", "null"),
        (f"{url} default_provider", False, '"mock"', '"x"'),
        (f"{url} more", False, "no such key", "1"),
    ]
    assert {each.how_to_set for each in found} == {
        f"start the service so that GET {url} answers that"
    }
    assert {each.place for each in found} == {HTTP}
    assert len(server.requests) == 1
    assert b"Accept: application/json\r\n" in server.requests[0]


SAME = [
    (1, 1.0, True),
    (1, True, False),
    (0, False, False),
    (True, True, True),
    ("1", 1, False),
    ("true", True, False),
    (None, None, True),
    (None, "", False),
    (None, False, False),
    ([1, "a"], [1, "a"], True),
    ([1], [True], False),
    ([1], (1,), True),
    ([1], [1, 2], False),
    ({"a": [1]}, {"a": [1]}, True),
    ({"a": 1}, {"a": True}, False),
    ({"a": 1}, {"a": 1, "b": 2}, False),
]


@pytest.mark.parametrize(("found", "expected", "same"), SAME)
def test_values_are_compared_as_typed(found: object, expected: object, same: bool) -> None:
    assert is_same(found, expected) is same


BAD_ANSWERS = {
    "list": (as_json([1]), "answers a JSON list, not a JSON object"),
    "page": (
        sends(answer(b"<html><title>Login</title>")),
        "answers an HTML page titled 'Login', not a JSON object",
    ),
    "broken": (
        sends(answer(b'{"a": ')),
        "answers broken JSON, not a JSON object",
    ),
    "deep": (sends(answer(b"[" * 100_000)), "answers broken JSON, not a JSON object"),
    "404": (
        sends(answer(b"", status="404 No")),
        "the server answers, but has nothing there (404)",
    ),
    "hangs": (sends_and_hangs(), "was not read to its end within 1 s (--timeout)"),
    "large": (
        sends(answer(b" " * ((1 << 20) + 1))),
        "the body is larger than 1MiB (--max-body)",
    ),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_no_answer_is_unmet(case: str) -> None:
    behaviour, message = BAD_ANSWERS[case]
    with rogue(behaviour) as server:
        (found,) = judge(asks(server.url("/mode"), a=1), options=within(1))
    assert (found.is_met, found.found) == (
        False,
        f"no answer ({server.url('/mode')}: {message})",
    )


def test_a_url_that_is_none_is_located() -> None:
    for url in ("mode.json", "ftp://lps/mode"):
        with pytest.raises(InvalidInput) as caught:
            judge(asks(url, a=1))
        assert str(caught.value).startswith("p.yaml:7:3: ")


def test_credentials_stay_at_the_targets_origins() -> None:
    options = replace(OPTIONS, credentials=Credentials((("X-Key", Secret("hunter2")),)))
    with rogue(as_json(MODE)) as own, rogue(as_json(MODE)) as other:
        target = Target("lps", (f"http://user:hunter2@{own.place}/metrics",), {})
        http = tuple(
            HttpRequirement(server.url("/mode"), {"use_mock_llm": True}, HTTP)
            for server in (own, other)
        )
        found = judge(replace(profile(http=http), targets={"lps": target}), options=options)
    assert [each.is_met for each in found] == [True, True]
    assert b"X-Key: hunter2" in own.requests[0]
    assert b"Authorization: Basic " in own.requests[0]
    assert b"X-Key" not in other.requests[0]
    assert b"Authorization" not in other.requests[0]


def test_from_a_snapshot_nothing_is_asked(tmp_path: Path) -> None:
    with rogue(as_json(MODE)) as server:
        own = replace(
            asks(server.url("/mode"), use_mock_llm=True, default_provider="x"),
            env=(EnvRequirement("MODE", ("a",), ENV),),
        )
        facts = find_facts(own, environment={"MODE": "a"}, env_file={}, options=OPTIONS)
        live = judge(own, environment={"MODE": "a"})
        write_snapshot(tmp_path / "s", profile=own, reads=[], facts=facts)
        asked = len(server.requests)
        kept = judge(own, options=replace(OPTIONS, snapshot=tmp_path / "s"))
        later = judge(
            asks(server.url("/new"), a=1), options=replace(OPTIONS, snapshot=tmp_path / "s")
        )
    assert kept == live
    assert [each.is_met for each in kept] == [True, True, False]
    assert later[0].found == "no answer in the snapshot"
    assert len(server.requests) == asked
