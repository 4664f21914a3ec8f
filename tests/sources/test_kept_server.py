"""A server as evidence keeps it: it answers what was asked, and what its samples show."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.exposition.model import Family
from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.promql.storage import STALE, StoredSeries
from metrics_check.promql.values import Element
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Note
from metrics_check.sources.kept_answers import KeptAnswers, Pages, Window
from metrics_check.sources.kept_answers_document import format_answers, parse_answers
from metrics_check.sources.kept_server import KeptServer, open_kept_server
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.server import Answered, Described, Descriptions, Scraped, Scrapes

JOB = {"job": "shop"}
NAMED = {"__name__": "a_total", **JOB}
AT = 1_000.0
KEPT = KeptAnswers(
    "prom+http://server",
    ("shop",),
    AT,
    answers={
        'a_total{job="shop"}': (Element({**NAMED, "x": "as asked"}, math.inf),),
        "bad(": UnansweredQuery("the server refuses the query: bad", code="bad-promql"),
        "late": UnreadableSource("no answer", code="timeout", is_final=True),
    },
    notes=(Note("server-info", "PromQL info: b"),),
    pages=Pages(
        ("shop",),
        Descriptions(
            (Described(JOB, Family("a", MetricType.COUNTER, help="A.", unit=None, line=0)),),
            is_by_target=True,
        ),
        None,
        Scrapes((Scraped(JOB, "up", "", 999.5), Scraped({}, "down", "why", None)), True),
    ),
    windows=(
        Window(
            frozenset({"a_total", "gone"}),
            (Matcher("job", MatchOp.EQUAL, "shop"),),
            after_ms=600_000,
            moments=(900_000, 1_000_000),
        ),
    ),
    series=(
        StoredSeries({**NAMED, "x": "1"}, (890_000, 950_000, 990_000), (1.0, 4.0, 6.0)),
        StoredSeries({**NAMED, "x": "2"}, (890_000, 890_001), (9.0, STALE)),
    ),
)


def served(kept: KeptAnswers, folder: Path) -> KeptServer:
    """The server that was written to a folder and read again."""
    (folder / "server-01.json").write_bytes(format_answers(kept))
    address = Address("kept-server", kept.server, path=folder / "server-01.json")
    with open_kept_server(address, options=ReadOptions()) as server:
        return server


def test_what_is_written_is_read_again() -> None:
    read = parse_answers(format_answers(KEPT))
    errors = {"bad(", "late"}
    known = {query: it for query, it in read.answers.items() if query not in errors}
    assert known == {query: it for query, it in KEPT.answers.items() if query not in errors}
    assert repr(read.answers["bad("]) == repr(KEPT.answers["bad("])
    late = read.answers["late"]
    assert isinstance(late, UnreadableSource)
    assert (str(late), late.code, late.is_final) == ("no answer", "timeout", True)
    assert replace(read, answers={}, series=()) == replace(KEPT, answers={}, series=())
    assert [format(each) for each in read.series] == [format(each) for each in KEPT.series]


def test_what_was_asked_is_answered_as_it_was(tmp_path: Path) -> None:
    server = served(KEPT, tmp_path)
    asked = 'a_total{job="shop"}'
    assert server.query(asked) == Answered(KEPT.answers[asked], AT, KEPT.notes)  # type: ignore[arg-type]  # a vector
    with pytest.raises(UnansweredQuery, match="the server refuses the query: bad"):
        server.query("bad(")
    with pytest.raises(UnreadableSource, match="no answer"):
        server.query("late")
    assert server.metadata(("shop",)) == KEPT.pages.metadata
    assert server.scrapes() == KEPT.pages.scrapes


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param('sum(a_total{job="shop",x="1"})', [6.0], id="now"),
        pytest.param('a_total{job="shop",x="2"}', [], id="ended"),
        pytest.param('a_total{job="shop",x="3"}', [], id="a value that is not there"),
        pytest.param('gone{job="shop"}', [], id="read, and was not there"),
        pytest.param('a_total{job="shop"} @ 900', [1.0], id="when the run began"),
        pytest.param('changes(a_total{job="shop"}[3m20s])', [2.0, 0.0], id="a range"),
        pytest.param('{__name__=~"a_total|gone",job="shop"}', [6.0], id="names"),
        pytest.param("vector(3)", [3.0], id="nothing is read"),
    ],
)
def test_what_was_read_is_evaluated(query: str, expected: list[float], tmp_path: Path) -> None:
    answered = served(KEPT, tmp_path).query(query).value
    assert isinstance(answered, tuple)
    assert [each.value for each in answered] == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param('absent(b_total{job="shop"})', id="another metric"),
        pytest.param('sum(a_total{job="other"})', id="another job"),
        pytest.param("sum(a_total)", id="every job"),
        pytest.param('a_total{job="shop"} @ 901', id="another moment"),
        pytest.param('a_total{job="shop"} offset 1m', id="offset"),
        pytest.param('rate(a_total{job="shop"}[10m])', id="a longer range"),
        pytest.param('rate(a_total{job="shop"}[1m] @ 1001)', id="a later range"),
        pytest.param('max_over_time(a_total{job="shop"}[1m:1s])', id="a subquery"),
        pytest.param('a_total{job="shop"} smoothed', id="smoothed"),
        pytest.param('{job="shop"}', id="no name"),
        pytest.param('{__name__=~"a_.*",job="shop"}', id="a pattern of names"),
        pytest.param('a_total{job="shop"} or b_total{job="shop"}', id="one of two"),
    ],
)
def test_what_was_not_read_is_no_answer(query: str, tmp_path: Path) -> None:
    with pytest.raises(UnansweredQuery, match="is not in the evidence") as caught:
        served(KEPT, tmp_path).query(query)
    assert caught.value.code == "not-kept"


def test_a_page_that_was_not_asked_for_is_not_told(tmp_path: Path) -> None:
    server = served(KEPT, tmp_path)
    for ask in (server.shared_metadata, lambda: server.metadata(("shop", "other"))):
        with pytest.raises(UnreadableSource, match="it was not asked that"):
            ask()


def test_of_a_server_without_a_moment_nothing_is_evaluated(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="it was not asked that"):
        served(replace(KEPT, at=None), tmp_path).query("vector(1)")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"schema": "metrics-check/answers/v2"}, "is not of the version", id="version"),
        pytest.param({"answers": [{"query": 3}]}, "has not the shape", id="a query"),
        pytest.param({"windows": None}, "has not the shape", id="windows"),
        pytest.param(
            {"series": [{"metric": {}, "times": [2, 1], "values": ["1", "1"]}]},
            "has not the shape",
            id="times that fall",
        ),
        pytest.param(
            {"series": [{"metric": {}, "times": [1], "values": ["x"]}]},
            "could not convert",
            id="a value",
        ),
        pytest.param({"at": True}, "has not the shape", id="a time"),
    ],
)
def test_a_damaged_document_is_an_error(
    change: dict[str, object], reason: str, tmp_path: Path
) -> None:
    server = served(KEPT, tmp_path)
    file = tmp_path / "server-01.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(UnreadableSource, match=reason) as caught:
        server.query("vector(1)")
    assert caught.value.code == "bad-snapshot"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(format_answers(KEPT))
    link = tmp_path / "server-01.json"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnreadableSource, match="is not there as a file"):
        KeptServer(Address("kept-server", "x", path=link)).query("vector(1)")
