"""Profiles whole: what the example of the format page becomes, how references are read."""

import shutil
from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.profiles import (
    load_all,
    load_folder,
    load_profile,
    load_profiles,
    require_concrete,
)
from tests.load.examples import FILES, example

ADVICE = (
    "`metrics-check init URL` drafts a file from what a service exposes, and `metrics-check demo` "
    "shows how all of it works"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The expectations folder of the example; the tests work beside it."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FILES, tmp_path / "expectations")
    return Path("expectations")


def refusal(reference: str, *, folder: Path, **params: str) -> list[str]:
    """What is wrong when a profile is asked for: the problems, else the message."""
    with pytest.raises(InvalidInput) as caught:
        load_profile(reference, folder=folder, params=params)
    return [str(problem) for problem in caught.value.problems] or [str(caught.value)]


def test_example_and_its_child_load_exactly(folder: Path) -> None:
    assert load_profile("cj-generic-batch-api", folder=folder) == example()


def test_open_params_of_an_abstract_profile_stay_as_typed(folder: Path) -> None:
    profile = load_profile("lps-batch-api", folder=folder)
    assert profile.is_abstract
    assert profile.params == {"provider": "mock"}
    assert profile.alert is True
    assert [run.expected for each in profile.expectations for run in each.run] == ["sum == ${sent}"]


def test_abstract_profiles_are_not_to_be_judged(folder: Path) -> None:
    (folder / "open.yaml").write_text(
        "format: 1\nprofile: open\nabstract: true\nparams: {a: , b: 1, c: }\n"
        'expectations: [\'x_total{a="${a}", b="${b}"} == ${c}\']\n'
    )
    (folder / "plain.yaml").write_text("format: 1\nprofile: plain\nabstract: true\n")
    names = ["open", "lps-batch-api", "cj-generic-batch-api", "plain"]
    profiles = load_profiles(names, folder=folder)
    require_concrete(profiles[2:3])
    with pytest.raises(InvalidInput, match=r"^3 errors in 3 files$") as caught:
        require_concrete(profiles)
    why = "is abstract: others extend it, it is never judged by itself"
    assert [f"{problem} [{problem.code}]" for problem in caught.value.problems] == [
        f"expectations/lps-batch-api.yaml:3:10: `lps-batch-api` {why}. Open param: `sent` "
        "[abstract-profile]",
        f"expectations/open.yaml:2:10: `open` {why}. Open params: `a`, `c` [abstract-profile]",
        f"expectations/plain.yaml:2:10: `plain` {why} [abstract-profile]",
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "expectations/cj-generic-batch-api.yaml",
        "./expectations/cj-generic-batch-api.yaml",
    ],
)
def test_path_is_read_as_the_name_is(folder: Path, reference: str) -> None:
    assert load_profile(reference, folder=folder) == example()


def test_file_outside_of_the_folder_extends_what_is_beside_it(folder: Path) -> None:
    shutil.move(folder, "elsewhere")
    profile = load_profile("elsewhere/cj-generic-batch-api.yaml", folder=folder)
    assert [each.id for each in profile.expectations] == [
        each.id for each in example().expectations
    ]


def test_suffix_alone_makes_a_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    profile = load_profile("cj-generic-batch-api.yaml", folder=Path("no-such-folder"))
    assert profile.name == "cj-generic-batch-api"


def test_broken_file_that_is_not_extended_does_not_matter(folder: Path) -> None:
    (folder / "broken.yaml").write_text("format: 1\nprofile: [\n")
    assert load_profile("cj-generic-batch-api", folder=folder) == example()
    with pytest.raises(InvalidInput, match=r"^1 error in 1 file$"):
        load_all(folder)


def test_broken_base_is_reported_with_what_extends_it(folder: Path) -> None:
    (folder / "lps-batch-api.yaml").write_text("format: 1\nprofile: lps-batch-api\nowners: me\n")
    assert "expectations/lps-batch-api.yaml:3:1: a profile has no key `owners`. " in "\n".join(
        refusal("cj-generic-batch-api", folder=folder)
    )


def test_params_of_the_command_line_beat_the_file(folder: Path) -> None:
    profile = load_profile("cj-generic-batch-api", folder=folder, params={"sent": "60"})
    assert profile.params == {"provider": "mock", "sent": "60"}
    assert [run.expected for each in profile.expectations for run in each.run] == ["sum == 60"]


def test_sources_take_the_place_of_urls_and_move_the_base(folder: Path) -> None:
    sources = {"lps": "https://user:secret@lps.example:8443/metrics", "cj": "cj.txt"}
    profile = load_profile("cj-generic-batch-api", folder=folder, sources=sources)
    assert {name: target.urls for name, target in profile.targets.items()} == {
        "lps": ("https://user:secret@lps.example:8443/metrics",),
        "cj": ("cj.txt",),
    }
    assert [each.url for each in profile.http] == ["https://lps.example:8443/admin/mock-mode"]


def test_base_of_a_target_that_is_read_from_a_file_is_the_declared_one(folder: Path) -> None:
    sources = {"lps": "lps.txt"}
    profile = load_profile("cj-generic-batch-api", folder=folder, sources=sources)
    assert [each.url for each in profile.http] == ["http://localhost:8090/admin/mock-mode"]


def test_all_are_those_that_can_be_judged_by_name(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "aaa.yml").write_text("format: 1\nprofile: aaa\n")
    assert [profile.name for profile in load_all(folder)] == ["aaa", "cj-generic-batch-api"]


def test_param_need_be_known_to_one_profile_only(folder: Path) -> None:
    (folder / "aaa.yml").write_text("format: 1\nprofile: aaa\n")
    names = ["aaa", "cj-generic-batch-api"]
    named = load_profiles(names, folder=folder, params={"sent": "5"})
    assert [profile.params.get("sent") for profile in named] == [None, "5"]
    assert load_all(folder, params={"sent": "5"}) == named


@pytest.mark.parametrize(
    ("reference", "params", "expected"),
    [
        pytest.param(
            "cj-generic-batch-ap",
            {},
            "no profile is named `cj-generic-batch-ap` in expectations. "
            "Did you mean `cj-generic-batch-api`?",
            id="a name that is near",
        ),
        pytest.param(
            "x",
            {},
            "no profile is named `x` in expectations. There are `cj-generic-batch-api`.",
            id="a name that is near to none",
        ),
        pytest.param(
            "lps-batch-apis",
            {},
            "no profile is named `lps-batch-apis` in expectations. "
            "There are `cj-generic-batch-api`.",
            id="a name that is near to an abstract one",
        ),
        pytest.param("./x", {}, "there is no file 'x'.", id="a path to nothing"),
        pytest.param(
            "./",
            {},
            "'.' is a folder; name a profile or a file of it, or the folder by --expectations.",
            id="a folder",
        ),
        pytest.param(
            "cj-generic-batch-api",
            {"snt": "1"},
            "no param is named `snt`. Did you mean `sent`?",
            id="an unknown param",
        ),
    ],
)
def test_reference_is_refused(
    folder: Path, reference: str, params: dict[str, str], expected: str
) -> None:
    assert refusal(reference, folder=folder, **params) == [expected]


def test_param_of_the_command_line_that_nothing_uses(folder: Path) -> None:
    base = folder / "lps-batch-api.yaml"
    base.write_text(base.read_text().replace("provider: mock", "provider: mock, model: gpt"))
    expected = ["the param `model` is used nowhere; leave it out."]
    assert refusal("cj-generic-batch-api", folder=folder, model="x") == expected


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param("nothing", f"the folder of expectations 'x' is not there. {ADVICE}", id="no"),
        pytest.param(
            "file", f"the folder of expectations 'x' is a file, not a folder. {ADVICE}", id="a file"
        ),
        pytest.param("empty", f"no *.yaml or *.yml file is below 'x'. {ADVICE}", id="empty"),
    ],
)
def test_folder_without_expectations(
    make: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if make == "file":
        Path("x").write_text("")
    elif make == "empty":
        Path("x").mkdir()
    with pytest.raises(InvalidInput) as caught:
        load_folder(Path("x"))
    assert str(caught.value) == expected


def test_warnings_of_a_folder(folder: Path) -> None:
    (folder / "warned.yaml").write_text(
        "format: 1\nprofile: warned\ntargets: {app: {url: x.txt}}\nexpectations:\n"
        "  - depth >= 1\n  - {series: other, type: gauge}\n  - {series: gone, absent: true}\n"
        "  - {series: open, type: unknown}\n"
    )
    (folder / "nothing.yaml").write_text("format: 1\nprofile: nothing\n")
    found = load_folder(folder)
    assert found.problems == ()
    assert [f"{warning} [{warning.code}]" for warning in found.warnings] == [
        "expectations/cj-generic-batch-api.yaml:32:5: `cj_llm_requests_total` is optional and "
        "expects nothing of what is there [expects-nothing]",
        "expectations/nothing.yaml:2:10: `nothing` expects nothing, so there is nothing to judge "
        "[expects-nothing]",
        "expectations/warned.yaml:5:5: the type of `depth` is not told; it is taken from the "
        "endpoint's metadata. Say it by `type:` [unknown-type]",
    ]
