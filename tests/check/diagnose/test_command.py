"""Commands can be pasted: a shell gives back exactly what was meant."""

import shlex
import subprocess

import pytest

from metrics_check.check.diagnose import command
from metrics_check.check.view import TargetView
from metrics_check.model.series import Matcher, MatchOp
from tests.check.diagnose.seen import LPS

TARGET = TargetView("lps", (LPS,))
SERVER = TargetView("lps", ("prom+http://p:9090",), {"job": "a", "env": 'x"y'})

WORDS = [
    pytest.param("up", id="plain"),
    pytest.param("count by (a) (b)", id="spaces"),
    pytest.param("a{b='c'}", id="single-quotes"),
    pytest.param('a{b="$(id)`id`!!"}', id="substitutions"),
    pytest.param("a\\nb", id="typed-backslash"),
    pytest.param("a\nb'\\c\x1b[0m", id="control-characters"),
    pytest.param("a\u202eb\u0085", id="beyond-ascii"),
    pytest.param("", id="empty"),
    pytest.param("größe ✓", id="letters"),
]


@pytest.mark.parametrize("text", WORDS)
def test_a_shell_reads_the_word_that_was_meant(text: str) -> None:
    word = command.shell_word(text)
    assert word.isprintable()
    shell = ["bash", "-c", f"printf %s {word}"]
    done = subprocess.run(shell, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert done.stdout.decode() == text


ONE_LINE = [
    pytest.param("sum(\n  a\n)  == b", "sum( a ) == b", id="line-breaks"),
    pytest.param("a # why\n> 1 # so", "a > 1", id="comments"),
    pytest.param('a{b="c  # d"}  # e', 'a{b="c  # d"}', id="a-string-stays"),
    pytest.param(r'a{b="\"  #"} # e', r'a{b="\"  #"}', id="an-escaped-quote"),
    pytest.param("a{b='#  '}\n", "a{b='#  '}", id="single-quotes"),
    pytest.param("a{b=`\\`}  > 1", "a{b=`\\`} > 1", id="back-quotes"),
]


@pytest.mark.parametrize(("promql", "expected"), ONE_LINE)
def test_one_line(promql: str, expected: str) -> None:
    assert command.one_line(promql) == expected


def test_query_names_at_most_three_sources() -> None:
    urls = tuple(f"http://h{n}/m?a=1&b" for n in range(5))
    assert shlex.split(command.query("a b", target=TargetView("x", urls))) == [
        "metrics-check",
        "query",
        "a b",
        *urls[:3],
    ]


def test_only_a_server_is_asked_for_the_targets_own_labels() -> None:
    matcher = Matcher("job", MatchOp.EQUAL, "b")
    own = TargetView("lps", (LPS,), {"job": "a"})
    named = Matcher("c", MatchOp.EQUAL, "d")
    assert command.select("x", target=own, matchers=[matcher, named]) == 'x{c="d"}'
    assert command.select("x", target=SERVER) == 'x{job="a",env="x\\"y"}'
    assert command.select("x", target=SERVER, matchers=[matcher]) == 'x{job="b",env="x\\"y"}'


def test_count_by_quotes_what_is_no_plain_name() -> None:
    assert command.count_by(["a", "b.c"], "x") == 'count by (a, "b.c") (x)'
    assert command.count_by([], "x") == "x"


def test_a_masked_source_stays_masked() -> None:
    masked = TargetView("x", ("https://h/m?token=<secret>&a=1",))
    assert command.query("up", target=masked) == (
        "metrics-check query up 'https://h/m?token=<secret>&a=1'"
    )
