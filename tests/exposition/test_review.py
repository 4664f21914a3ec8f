"""A review judges as a reading does, without holding what it read."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.exposition import holding
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.model import EVERYTHING, NOTHING, Format, Manner, Sample, Wanted
from metrics_check.exposition.read import read_exposition, read_samples, review_exposition
from tests.exposition.corpus import CORPUS, need_corpus

TEXT = Format.TEXT
NAMES = sorted(path.name for path in CORPUS.glob("expositions/*"))
FAMILY = """\
# TYPE h{n} histogram
h{n}_bucket{{x="1",le="1"}} 2
h{n}_bucket{{x="1",le="+Inf"}} 1
h{n}_sum{{x="1"}} 1
h{n}_count{{x="1"}} 1
# TYPE g{n} gauge
g{n}{{x="\\\\"}} 1
g{n}{{x="\\\\"}} 2
"""


@pytest.fixture(name="few_held")
def hold_few() -> Iterator[None]:
    """Families are let go as soon as they can be; put back afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holding, "RELEASED_AT", 1)
        yield


# Where families are in several pieces, and one is let go, other lines of it are named.
IN_PIECES = "alltypes.237mfs.nometa.prom.txt"


@pytest.mark.usefixtures("few_held")
@pytest.mark.parametrize("name", [name for name in NAMES if name != IN_PIECES])
def test_a_real_exposition(name: str) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    read, told = read_exposition([body], format=syntax), list[Sample]()
    review = review_exposition([body], format=syntax, tell=told.extend)
    kept = [sample for samples in read.samples.values() for sample in samples]
    assert review == replace(
        read, samples={}, label_names=review.label_names, first_lines=review.first_lines
    )
    assert review.first_lines == {name: held[0].line for name, held in read.samples.items()}
    # As text: a NaN equals no other.
    assert repr(told) == repr(sorted(kept, key=lambda sample: sample.line))


@pytest.mark.usefixtures("few_held")
def test_what_is_wrong_in_families_that_were_let_go() -> None:
    body = "".join(FAMILY.format(n=n) for n in range(2000)).encode()
    read = read_exposition([body], format=TEXT)
    assert review_exposition([body], format=TEXT).problems == read.problems
    assert len(read.problems) == 1000


@pytest.mark.usefixtures("few_held")
def test_a_family_that_goes_on_is_told_and_not_judged_again() -> None:
    fill = "".join(f"fill_{n} {n}\n" for n in range(30_000))
    again = '# TYPE h0 histogram\nh0_bucket{le="1"} 1\n'
    body = (FAMILY.format(n=0) + fill + again).encode()
    found = [each.code for each in review_exposition([body], format=TEXT).problems]
    assert found == [
        "buckets-not-cumulative",
        "duplicate-series",
        "repeated-metadata",
        "interleaved-family",
    ]


def label_names(names: str, *, body: bytes, syntax: Format = TEXT) -> dict[str, set[str]]:
    manner = Manner(names_labels=True)
    wanted = EVERYTHING if names == "wanted" else NOTHING
    read = read_exposition([body], format=syntax, wanted=wanted, manner=manner)
    found = read.label_names
    if names == "review":
        found = review_exposition([body], format=syntax).label_names
    return {name: set(labels) for name, labels in found.items() if labels}


@pytest.mark.parametrize("names", ["inventory", "review"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a{x="1"} 1\na{y="1",z="2"} 1\nb 1\n', {"a": {"x", "y", "z"}}, id="two"),
        pytest.param('a{x="{,k=\\"1\\"}"} 1\na{y="\\\\"} 1\n', {"a": {"x", "y"}}, id="escapes"),
        pytest.param('# HELP a {x="1"}\na{y="#"} 1\n', {"a": {"y"}}, id="help"),
        pytest.param('a {x = "1\n2" ,} 1\na{y="1"} 1\n', {"a": {"x", "y"}}, id="unusual"),
        pytest.param('a{x="1"} 1\n1{y="1"} 1\n', {"a": {"x"}}, id="refused"),
    ],
)
def test_label_names(text: str, names: str, expected: dict[str, set[str]]) -> None:
    assert label_names(names, body=text.encode()) == expected


@pytest.mark.parametrize("name", NAMES)
def test_label_names_of_real_expositions(name: str) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    assert label_names("inventory", body=body) == label_names("review", body=body)


UNVALIDATED = Manner(is_validated=False)


@pytest.mark.parametrize("name", NAMES)
def test_without_validation_the_same_samples_are_kept(name: str) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    for wanted in (NOTHING, Wanted(patterns=("go_.*", "node_cpu.*")), EVERYTHING):
        quick = read_exposition([body], format=syntax, wanted=wanted, manner=UNVALIDATED)
        whole = read_exposition([body], format=syntax, wanted=wanted)
        assert repr(quick) == repr(whole)  # a NaN equals no other


@pytest.mark.parametrize(
    ("text", "problems", "names"),
    [
        pytest.param('b{x=1} 1\nb one\na{x="1"} 2\n', [], {"a": 1, "b": 2}, id="not wanted"),
        pytest.param("a one\na 2\n", ["bad-value"], {"a": 1}, id="wanted"),
        pytest.param("a\t2\n", [], {"a": 1}, id="tab"),
        pytest.param("<html>\na 2\n", ["bad-name"], {"a": 1}, id="no name"),
        pytest.param("\n  \na 2\n", [], {"a": 1}, id="blank"),
        pytest.param("\udcff 1\na 2\n", ["bad-name"], {"a": 1}, id="a name of no UTF-8"),
        pytest.param("a 2\nb 1\nc 1\nb{} 1\n", [], {"a": 1, "b": 2, "c": 1}, id="no labels"),
        pytest.param(
            "a 2\n" + "".join(f"b_{n} 1\n" for n in range(9)),
            [],
            {"a": 1, **{f"b_{n}": 1 for n in range(9)}},
            id="many without labels",
        ),
        pytest.param('a{x="\udcff"} 1\na 2\n', ["invalid-utf8"], {"a": 1}, id="not UTF-8"),
        pytest.param('a{__name__="b"} 1\na 2\n', ["duplicate-label"], {"a": 1}, id="name label"),
    ],
)
def test_without_validation(text: str, problems: list[str], names: dict[str, int]) -> None:
    body = text.encode(errors="surrogateescape")
    wanted = Wanted(frozenset({"a"}))
    read = read_exposition([body], format=TEXT, wanted=wanted, manner=UNVALIDATED)
    assert ([each.code for each in read.problems], read.names) == (problems, names)
    assert [sample.value for sample in read.samples["a"]] == [2]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells no peak of memory")
def test_memory_does_not_grow() -> None:
    """20,000 and 200,000 samples, each in a process of its own."""
    small, large = peak_kilobytes(families=50), peak_kilobytes(families=500)
    assert large < small + 12_000
    assert large < 64_000


def peak_kilobytes(*, families: int) -> int:
    program = (
        "from pathlib import Path\n"
        "from metrics_check.exposition.model import Format\n"
        "from metrics_check.exposition.read import review_exposition\n"
        "body = ('# TYPE f%d gauge\\n' % n + ''.join("
        '\'f%d{x="%d",y="%d"} 1\\n\' % (n, i, n * 7 + i) for i in range(400))'
        f" for n in range({families}))\n"
        "read = review_exposition((part.encode() for part in body), format=Format.TEXT)\n"
        f"assert read.sample_count == {families * 400} and not read.problems\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return int(run.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_told_as_they_come(name: str) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    told, reviewed = list[Sample](), list[Sample]()
    read = read_samples([body], format=syntax, tell=told.extend)
    review = review_exposition([body], format=syntax, tell=reviewed.extend)
    assert (repr(told), read.names, read.samples) == (repr(reviewed), review.names, {})
