"""However a body is cut, the same is read; and what is written is read back."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics_check.errors import UnreadableSource
from metrics_check.exposition import blocks
from metrics_check.exposition.model import EVERYTHING, Exposition, Format, Limits, Sample, Wanted
from metrics_check.exposition.read import read_exposition

WORDS = ["a", "b_total", "{", "}", '"', "\\", ",", "=", "#", "gauge", "x", "1", "é", "NaN"]
LINES = ["\n", "\n", "a 1\n", "# TYPE ", "# EOF\n", '{x="1"} ', ' # {x="1"} 1']
PIECES = st.sampled_from([*WORDS, *LINES, " ", "\0", "\r", "\udcff"])
BODIES = st.lists(PIECES, max_size=60).map(
    lambda pieces: "".join(pieces).encode(errors="surrogateescape")
)
NAMES = st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,5}", fullmatch=True)
LABELS = st.dictionaries(
    st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,5}", fullmatch=True).filter(lambda n: n != "__name__"),
    st.text(st.characters(codec="utf-8"), max_size=8),
    max_size=4,
)
SAMPLES = st.builds(
    Sample,
    NAMES,
    LABELS,
    st.floats(),
    st.none() | st.integers(0, 2**40).map(lambda ms: ms / 1000),
)


def cut(body: bytes, places: list[int]) -> Iterator[bytes]:
    ends = sorted({place % (len(body) + 1) for place in places})
    for start, end in zip([0, *ends], [*ends, len(body)], strict=True):
        yield body[start:end]


def result(body: Iterator[bytes] | list[bytes], syntax: Format, wanted: Wanted) -> str:
    try:
        return repr(read_exposition(body, format=syntax, wanted=wanted, limits=Limits(80)))
    except UnreadableSource as error:
        return str(error)


@pytest.fixture(name="small_blocks", scope="module")
def make_blocks_small() -> Iterator[None]:
    """Blocks of a few bytes, so that short bodies have many; put back afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", 8)
        yield


@pytest.mark.usefixtures("small_blocks")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=BODIES,
    places=st.lists(st.integers(0, 500), max_size=8),
    syntax=st.sampled_from(Format),
    wanted=st.sampled_from([EVERYTHING, Wanted(frozenset({"a"})), Wanted(patterns=("b.*",))]),
)
def test_cuts_make_no_difference(
    body: bytes, places: list[int], syntax: Format, wanted: Wanted
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", 1 << 17)
        whole = result([body], syntax, wanted)
    assert result(cut(body, places), syntax, wanted) == whole
    assert result([bytes([byte]) for byte in body], syntax, wanted) == whole


def written(sample: Sample, *, is_openmetrics: bool) -> str:
    def escaped(value: str) -> str:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')

    labels = ",".join(f'{name}="{escaped(value)}"' for name, value in sample.labels.items())
    value = repr(sample.value).replace("inf", "Inf").replace("nan", "NaN")
    timestamp = ""
    if sample.timestamp is not None:
        ticks = sample.timestamp if is_openmetrics else round(sample.timestamp * 1000)
        timestamp = f" {ticks}"
    return f"{sample.name}{{{labels}}} {value}{timestamp}\n"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(samples=st.lists(SAMPLES, max_size=8), is_openmetrics=st.booleans())
def test_what_is_written_is_read_back(samples: list[Sample], is_openmetrics: bool) -> None:
    text = "".join(written(sample, is_openmetrics=is_openmetrics) for sample in samples)
    syntax = Format.OPENMETRICS if is_openmetrics else Format.TEXT
    body = (text + "# EOF\n" * is_openmetrics).encode()
    read = read_exposition([body], format=syntax)
    assert read.is_ingestible, read.problems
    assert [shown(sample) for sample in in_order(read)] == [shown(sample) for sample in samples]


def in_order(read: Exposition) -> list[Sample]:
    held = (sample for samples in read.samples.values() for sample in samples)
    return sorted(held, key=lambda sample: sample.line)


def shown(sample: Sample) -> tuple[str, object, str, float | None]:
    return sample.name, sample.labels, repr(sample.value), sample.timestamp
