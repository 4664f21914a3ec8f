"""`metrics-check.yaml` as its users meet it: what it sets, what beats it, and what is told."""

import os
from pathlib import Path

import pytest

from metrics_check.cli.settled import find_settings
from tests.cli.program import output_of, run_program

PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: "http://localhost:1/metrics"}}
expectations:
  - orders_total >= 1
  - {id: depth, series: depth, type: gauge, warn: each <= 5}
"""
SHOWN = "# TYPE orders_total counter\norders_total 3\n# TYPE depth gauge\ndepth 9\n"
SCHEMA = Path(__file__).parents[2] / "docs" / "settings.schema.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "below").mkdir()
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(SHOWN)
    (tmp_path / "metrics-check.yaml").write_text(
        "targets: {shop: shop.prom, unused: other.prom}\ntimeout: 3s\nstrict: true\n"
    )
    return tmp_path


def test_the_file_sets_options_from_anywhere_below(folder: Path) -> None:
    here = run_program("check", folder=folder)
    below = run_program("check", folder=folder / "below")
    assert (here.returncode, below.returncode) == (1, 1)
    assert "  shop  shop.prom  (2 series" in here.stdout
    assert "  shop  ../shop.prom  (2 series" in below.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("parse", "shop.prom"),
        ("query", "depth", "shop.prom"),
        ("init", "shop.prom", "--job", "other"),
    ],
    ids=lambda words: words[0],
)
def test_targets_do_not_stand_in_the_way_of_a_source(words: tuple[str, ...], folder: Path) -> None:
    run = run_program(*words, folder=folder)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_draft_goes_where_the_file_says(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("expectations: checks\n")
    run = run_program("init", "../shop.prom", folder=folder / "below")
    assert output_of(run) == (
        0,
        "../checks/shop.yaml: 2 expectations\n"
        "next: metrics-check check shop -t shop=../shop.prom\n",
        "",
    )
    again = run_program("check", "shop", "-t", "shop=../shop.prom", folder=folder / "below")
    assert again.returncode == 0, again.stdout


def test_where_settings_come_from_is_told(folder: Path) -> None:
    words = ("check", "shop", "-v", "-t", "shop=http://u:hunter2@127.0.0.1:1/m", "--interval", "2s")
    run = run_program(*words, folder=folder, environment={"METRICS_CHECK_TIMEOUT": "4s"})
    assert run.stderr.splitlines() == [
        "--interval 2s  (command line)",
        "--strict on  (metrics-check.yaml:3:9)",
        "--timeout 4s  (METRICS_CHECK_TIMEOUT)",
        "--target shop=http://127.0.0.1:1/m  (command line)",
        "--target unused=other.prom  (metrics-check.yaml:1:36)",
    ]
    assert "hunter2" not in run.stdout + run.stderr


def test_a_target_of_the_command_line_must_be_there(folder: Path) -> None:
    run = run_program("check", "shop", "-t", "unused=other.prom", folder=folder)
    assert run.returncode == 2
    assert "no target is named 'unused'" in run.stderr


def test_waivers_are_of_use_to_any_profile(folder: Path) -> None:
    with (folder / "metrics-check.yaml").open("a") as settings:
        settings.write("waivers:\n  - {id: depth, reason: known, owner: me, expires: 2099-01-01}\n")
        settings.write("  - {id: gone, reason: known, owner: me, expires: 2099-01-01}\n")
    second = PROFILE.replace("profile: shop", "profile: other").replace("depth,", "width,")
    (folder / "expectations" / "other.yaml").write_text(
        second.replace("series: width", "series: depth")
    )
    run = run_program("check", folder=folder)
    assert run.stdout.count("unused-waiver") == 1
    assert "metrics-check.yaml:6:5" in run.stdout
    assert "1 waived" in run.stdout


def test_a_wrong_file_ends_the_command_but_not_its_help(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("stric: true\n")
    run = run_program("check", folder=folder)
    assert output_of(run) == (
        2,
        "",
        "metrics-check.yaml:1:1: the settings file has no key `stric`. Did you mean `strict`?\n"
        "    stric: true\n"
        "    ^\n"
        "Error: 1 error in 1 file\n",
    )
    assert run_program("check", "--help", folder=folder).returncode == 0
    assert run_program("validate", "expectations", folder=folder).returncode == 0


def test_validate_looks_where_check_does(folder: Path) -> None:
    (folder / "expectations").rename(folder / "checks")
    (folder / "metrics-check.yaml").write_text("expectations: checks\n")
    valid = (0, "1 file, 1 profile, 2 expectations: valid\n", "")
    assert output_of(run_program("validate", folder=folder / "below")) == valid
    (folder / "metrics-check.yaml").write_text("expectations: none\n")
    none = run_program("validate", folder=folder)
    assert (none.returncode, none.stdout) == (2, "")
    assert none.stderr.startswith("Error: the folder of expectations 'none' is not there.")
    variable = {"METRICS_CHECK_EXPECTATIONS": "checks"}
    assert output_of(run_program("validate", folder=folder, environment=variable)) == valid


@pytest.mark.parametrize(
    ("at", "root", "found"),
    [
        pytest.param("repo", "repo", "metrics-check.yaml", id="in the folder"),
        pytest.param("repo/a/b", "repo", "../../metrics-check.yaml", id="above, in a repository"),
        pytest.param("repo/a/b", "repo/a", None, id="not beyond the repository"),
        pytest.param("repo/a/b", None, None, id="not above without a repository"),
        pytest.param("repo", None, "metrics-check.yaml", id="without a repository"),
        pytest.param("repo/link", "repo", "metrics-check.yaml", id="a link to nothing"),
    ],
)
def test_is_found(at: str, root: str | None, found: str | None, tmp_path: Path) -> None:
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    (tmp_path / "repo" / "link").mkdir()
    (tmp_path / "repo" / "link" / "metrics-check.yaml").symlink_to("nowhere")
    (tmp_path / "repo" / "metrics-check.yaml").write_text("strict: true\n")
    if root is not None:
        (tmp_path / root / ".git").mkdir()
    path = find_settings(tmp_path / at)
    expected = None if found is None else os.path.relpath(tmp_path / at / found)
    assert (None if path is None else path.as_posix()) == expected


def test_prints_the_committed_schema() -> None:
    run = run_program("schema", "--settings")
    assert output_of(run) == (0, SCHEMA.read_text("utf-8"), "")


NO_FILE = "there is no file `none`; a path is taken from the folder of this file"
LATE = {
    "a token's file": (
        "bearer_token_file: none\n",
        f"metrics-check.yaml:1:20: {NO_FILE}\n"
        "    bearer_token_file: none\n"
        "                       ^\n",
    ),
    "the env file": (
        "env_file: none\n",
        f"metrics-check.yaml:1:11: {NO_FILE}\n    env_file: none\n              ^\n",
    ),
    "sources that are none": (
        "targets: {shop: 'http://u:hunter2@x:0/', b: 'http://a b/'}\n",
        "metrics-check.yaml:1:18: The URL 'http://x:0/' does not read: its port is no number from "
        "1 to 65535\n"
        "metrics-check.yaml:1:46: The URL 'http://a b/' holds a space or control character\n",
    ),
    "a server's URL": (
        "prometheus: 'http://u:hunter2@x:9090/?a=b'\n",
        "metrics-check.yaml:1:14: The URL of a server has no query: 'prom+http://x:9090/'. Give "
        "--header instead\n",
    ),
    "a secret": (
        "headers: {X-Key: hunter2}\n",
        "metrics-check.yaml:1:1: `headers` would keep a secret in the settings file. Put it in a "
        "file of its own, and name that with `bearer_token_file` or `basic_auth_file`\n"
        "Error: 1 error in 1 file\n",
    ),
}


@pytest.mark.parametrize(("text", "told"), LATE.values(), ids=LATE)
def test_what_is_wrong_is_told_where_it_stands(text: str, told: str, folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text(text)
    assert output_of(run_program("check", folder=folder)) == (2, "", told)


BEATEN = {
    "a password by a token": (
        "basic_auth_file: none\n",
        ("--bearer-token-file", "shop.prom"),
        {},
        ["--bearer-token-file shop.prom  (command line)"],
    ),
    "a token by a password of the environment": (
        "bearer_token_file: none\n",
        (),
        {"METRICS_CHECK_BASIC_AUTH_FILE": "shop.prom"},
        ["--basic-auth-file shop.prom  (METRICS_CHECK_BASIC_AUTH_FILE)"],
    ),
    "a certificate with its key": (
        "cert_file: none\nkey_file: none\n",
        ("--cert-file", "shop.prom"),
        {},
        ["--cert-file shop.prom  (command line)"],
    ),
    "an env file": (
        "env_file: none\n",
        ("--env-file", "given.env"),
        {},
        ["--env-file given.env  (command line)"],
    ),
    "a flag": (
        "strict: true\nallow_unproven: true\nmax_body: 3kB\n",
        ("--no-strict", "--no-allow-unproven"),
        {},
        [
            "--strict off  (command line)",
            "--allow-unproven off  (command line)",
            "--max-body 3000B  (metrics-check.yaml:3:11)",
        ],
    ),
    "a folder by its variable": (
        "expectations: none\n",
        (),
        {"METRICS_CHECK_EXPECTATIONS": "expectations"},
        ["--expectations expectations  (METRICS_CHECK_EXPECTATIONS)"],
    ),
}


@pytest.mark.parametrize(("text", "words", "environment", "told"), BEATEN.values(), ids=BEATEN)
def test_what_is_nearer_beats_the_file(
    text: str,
    words: tuple[str, ...],
    environment: dict[str, str],
    told: list[str],
    folder: Path,
) -> None:
    (folder / "given.env").write_text("A=1\n")
    (folder / "metrics-check.yaml").write_text(text)
    line = ("check", "shop", "-v", "-t", "shop=shop.prom", *words)
    run = run_program(*line, folder=folder, environment=environment)
    assert (run.returncode, run.stderr.splitlines()) == (
        0,
        [*told, "--target shop=shop.prom  (command line)"],
    )


def test_replicas_are_all_read(folder: Path) -> None:
    (folder / "other.prom").write_text(SHOWN.replace("orders_total 3", "orders_total 0"))
    (folder / "metrics-check.yaml").write_text("targets: {shop: [shop.prom, other.prom]}\n")
    run = run_program("check", "shop", "-v", folder=folder)
    assert run.stderr.splitlines() == [
        "--target shop=shop.prom  (metrics-check.yaml:1:18)",
        "--target shop=other.prom  (metrics-check.yaml:1:29)",
    ]
    assert "  shop  shop.prom   (2 series" in run.stdout
    assert "  shop  other.prom  (2 series" in run.stdout


def test_the_base_of_a_target_is_that_of_its_source(folder: Path) -> None:
    requires = "requires: {http: {url: '${shop.base}/mode', json: {a: 1}}}\n"
    (folder / "expectations" / "shop.yaml").write_text(PROFILE + requires)
    (folder / "metrics-check.yaml").write_text("targets: {shop: 'http://127.0.0.1:2/m'}\n")
    run = run_program("check", "shop", folder=folder)
    assert "http://127.0.0.1:2/mode" in run.stdout


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        pytest.param(("--prometheus", "http://u:hunter2@127.0.0.1:2"), {}, id="by a flag"),
        pytest.param((), {"METRICS_CHECK_PROMETHEUS": "http://127.0.0.1:2"}, id="by a variable"),
    ],
)
def test_a_server_beats_targets_of_the_file(
    words: tuple[str, ...], environment: dict[str, str], folder: Path
) -> None:
    run = run_program("check", "shop", "-v", *words, folder=folder, environment=environment)
    where = "command line" if words else "METRICS_CHECK_PROMETHEUS"
    assert f"--prometheus prom+http://127.0.0.1:2  ({where})" in run.stderr.splitlines()
    assert "--target" not in run.stderr
    assert "which series of prom+http://127.0.0.1:2 are its own?" in run.stderr
    assert "hunter2" not in run.stderr


def test_a_server_of_the_file_is_asked_of_all_targets_but_its_own(folder: Path) -> None:
    server = "prometheus: http://127.0.0.1:2\ntenant: a\n"
    (folder / "metrics-check.yaml").write_text(server)
    alone = run_program("check", "shop", "-v", folder=folder)
    assert alone.stderr.splitlines()[:2] == [
        "--prometheus prom+http://127.0.0.1:2  (metrics-check.yaml:1:13)",
        "--tenant a  (metrics-check.yaml:2:9)",
    ]
    assert "which series of prom+http://127.0.0.1:2 are its own?" in alone.stderr
    (folder / "metrics-check.yaml").write_text(f"{server}targets: {{shop: shop.prom}}\n")
    read = run_program("check", "shop", folder=folder)
    assert (read.returncode, "  shop  shop.prom  (2 series" in read.stdout) == (0, True)


def test_a_server_of_the_file_stands_in_the_way_of_nothing(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("prometheus: http://127.0.0.1:2\n")
    kept = run_program("snapshot", "shop", "-t", "shop=shop.prom", "-o", "kept", folder=folder)
    assert (kept.returncode, kept.stderr) == (0, "")
    assert run_program("check", "shop", "--from", "kept", folder=folder).returncode == 0
    assert run_program("query", "depth", "shop.prom", folder=folder).returncode == 0
    assert run_program("init", "shop.prom", "--job", "other", folder=folder).returncode == 0


WAIVED = (
    "targets: {shop: shop.prom}\nwaivers: [{id: gone, reason: r, owner: o, expires: 2099-01-01}]\n"
)
OF_USE = {
    "all was judged": ((), "", 1),
    "one was asked for": (("shop",), "", 0),
    "some were asked for": (("--only", "depth"), "", 0),
    "a profile is of another mode": ((), "requires: {env: {NO_SUCH_MODE: on}}\n", 0),
    "a profile was not judged": ((), "target: nowhere\n", 0),
}


@pytest.mark.parametrize(("words", "more", "unused"), OF_USE.values(), ids=OF_USE)
def test_a_waiver_is_of_no_use_only_where_all_was_judged(
    words: tuple[str, ...], more: str, unused: int, folder: Path
) -> None:
    other = PROFILE.replace("profile: shop", "profile: other")
    if "nowhere" in more:
        other = other.replace("{shop: {", "{nowhere: {")
    (folder / "expectations" / "other.yaml").write_text(other + more)
    (folder / "metrics-check.yaml").write_text(WAIVED)
    assert run_program("check", *words, folder=folder).stdout.count("unused-waiver") == unused


def test_the_dialect_of_a_query(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("dialect: 2\n")
    # Prometheus 2 shows the bound of a bucket as it is exposed.
    (folder / "h.prom").write_text('# TYPE h histogram\nh_bucket{le="1"} 2\n')
    run = run_program("query", "h_bucket", "h.prom", folder=folder)
    beaten = run_program("query", "h_bucket", "h.prom", "--dialect", "3", folder=folder)
    assert output_of(run) == (0, 'h_bucket{le="1"}  2\n', "")
    assert output_of(beaten) == (0, 'h_bucket{le="1.0"}  2\n', "")


def test_the_settings_are_no_profile(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("expectations: .\ntargets: {shop: shop.prom}\n")
    assert run_program("check", folder=folder).returncode == 0


def test_a_shell_asks_for_words_beside_a_wrong_file(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("wrong\n")
    asked = {
        "_METRICS_CHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "metrics-check check --no-s",
        "COMP_CWORD": "2",
    }
    run = run_program(folder=folder, environment=asked)
    assert output_of(run) == (0, "plain,--no-strict\n", "")
