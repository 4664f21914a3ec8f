"""Whatever a service exposes: its draft is a file that says that, and holds on it."""

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics_check.audit.draft import DraftTarget, draft_profile
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Exposition, Format
from metrics_check.exposition.read import read_exposition
from metrics_check.load.profiles import load_file
from metrics_check.model.outcome import Verdict
from tests.audit.drafting import judged, not_passed

NAMES = st.sampled_from(
    [
        "a",
        "a_total",
        "a_count",
        "a_sum",
        "a_bucket",
        "a_created",
        "a_info",
        "a_gcount",
        "_count",
        "_sum",
        "A",
        "histogram",
        "sum",
        "any",
        "p99",
        "series",
        "null",
        "true",
        "y",
        "on",
        "by",
        "a:b",
        "b_bucket",
        "b_count",
        "b_sum",
        "b",
        "go_gc_x",
        "process_cpu_x",
        "x_total_count",
        "holds",
        "bool",
        "inf",
        "nan",
    ]
)
ODD = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("${}#:,'\"\\-!&*|> \n\t`[]"),
    min_size=1,
    max_size=6,
)
LABELS = st.sampled_from(
    [
        "a",
        "le",
        "quantile",
        "job",
        "instance",
        "exported_job",
        "on",
        "by",
        "null",
        "__name__",
        "a_b",
    ]
)
VALUES = st.sampled_from(["", "paid", "open", "0.5", "1", "+Inf", "NaN", "x y", "é"]) | ODD
TYPES = st.sampled_from(["counter", "gauge", "histogram", "summary", "untyped"])
OPENMETRICS_TYPES = st.sampled_from(
    ["counter", "gauge", "histogram", "summary", "unknown", "info", "stateset", "gaugehistogram"]
)
NUMBERS = st.sampled_from(["0", "1", "2.5", "-1", "NaN", "+Inf", "1e300"])


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@st.composite
def lines(draw: st.DrawFn, *, names: st.SearchStrategy[str], types: st.SearchStrategy[str]) -> str:
    """A few lines of metadata and samples that mostly go together."""
    name = draw(names)
    shown = name if name.isascii() and name.isidentifier() else f'"{escaped(name)}"'
    found = []
    if draw(st.booleans()):
        found.append(f"# TYPE {shown} {draw(types)}")
    if draw(st.booleans()):
        found.append(f"# HELP {shown} {escaped(draw(ODD))}")
    for suffix in draw(st.lists(st.sampled_from(["", "", "_count", "_sum", "_bucket", "_total"]))):
        labels = draw(st.dictionaries(LABELS | ODD, VALUES, max_size=3))
        pairs = [f'"{escaped(label)}"="{escaped(value)}"' for label, value in labels.items()]
        body = ",".join([f'"{escaped(name + suffix)}"', *pairs])
        found.append(f"{{{body}}} {draw(NUMBERS)}")
    return "".join(f"{line}\n" for line in found)


def whole_histogram(name: str, label: str) -> str:
    """What no generator of odd lines hits by chance."""
    key = f'{{"{escaped(label)}"="v"' if label else "{"
    comma = "," if label else ""
    quoted = [f'"{escaped(name + part)}"' for part in ("_bucket", "_count", "_sum")]
    start = key[1:] + comma
    return (
        f'# TYPE "{escaped(name)}" histogram\n'
        f'{{{quoted[0]},{start}le="0.5"}} 0\n{{{quoted[0]},{start}le="+Inf"}} 0\n'
        f"{{{quoted[1]},{start.rstrip(',')}}} 0\n{{{quoted[2]},{start.rstrip(',')}}} 0\n"
    )


# Each example is a whole check, with files.
FEWER = settings(max_examples=settings().max_examples // 4)
TEXT = st.lists(lines(names=NAMES | ODD, types=TYPES), min_size=1, max_size=5).map("".join)
HISTOGRAM = st.builds(whole_histogram, NAMES | ODD, st.just("") | ODD)


def holds(text: str, *, syntax: Format) -> None:
    """Drafts the text, and judges the draft on it."""
    exposition = _ingested(text, syntax=syntax)
    try:
        drafted = draft_profile("shop", targets=[DraftTarget("shop", ("-",), (exposition,))])
    except UnreadableSource:
        assume(False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.prom"
        path.write_text(text, encoding="utf-8", newline="\n")
        report = judged(drafted, path, syntax=syntax)
        loaded = load_file(Path(folder) / "shop.yaml", folder=Path(folder))
    (profile,) = loaded.profiles.values()
    assert (loaded.problems, len(profile.expectations)) == ((), drafted.expectations)
    assert list(profile.targets) == ["shop"]
    named = {
        each.series.name
        for each in profile.expectations
        if each.series is not None and not each.is_optional
    }
    assert named <= {*exposition.names, *_stems(exposition)}
    assert not_passed(report) == [], drafted.text
    assert Verdict.PASS in {outcome.verdict for outcome in report.outcomes}


def _ingested(text: str, *, syntax: Format) -> Exposition:
    try:
        exposition = read_exposition([text.encode()], format=syntax)
    except UnreadableSource:
        assume(False)
    assume(exposition.is_ingestible)
    return exposition


def _stems(exposition: Exposition) -> set[str]:
    return {name.rpartition("_")[0] for name in exposition.names}


@FEWER
@given(TEXT, st.just("") | HISTOGRAM)
def test_a_draft_of_hostile_text_holds(text: str, more: str) -> None:
    holds(text + more, syntax=Format.TEXT_UTF8)


@FEWER
@given(st.lists(lines(names=NAMES, types=OPENMETRICS_TYPES), min_size=1, max_size=5).map("".join))
def test_a_draft_of_hostile_openmetrics_holds(text: str) -> None:
    holds(f"{text}# EOF\n", syntax=Format.OPENMETRICS_UTF8)
