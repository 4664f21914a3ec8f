"""What `make bench` reads: the same bytes each time, and nothing wrong with them."""

from pathlib import Path

import pytest

from bench.generated import FAMILIES, write_generated
from bench.readers import WORKS
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import review_exposition
from tests.exposition.test_lints import lints, promtool

SAMPLES = 20_000


@pytest.mark.parametrize("syntax", [Format.TEXT, Format.OPENMETRICS])
def test_the_input_of_the_bench(syntax: Format, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_generated(
            tmp_path / name, samples=SAMPLES, is_openmetrics=syntax is Format.OPENMETRICS
        )
    body = (tmp_path / "one").read_bytes()
    assert body == (tmp_path / "two").read_bytes()
    read = review_exposition([body], format=syntax)
    assert (read.problems, len(read.families)) == ((), FAMILIES)
    assert SAMPLES <= read.sample_count < 1.3 * SAMPLES
    if syntax is Format.TEXT:
        assert lints(body) == promtool(body) == set()


def test_every_work_sees_every_sample(tmp_path: Path) -> None:
    path = tmp_path / "input.prom"
    write_generated(path, samples=SAMPLES)
    counts = {work: read(path, Format.TEXT) for work, read in WORKS.items()}
    assert set(counts.values()) == {counts["client"]}
