"""The lints, each by itself, and the same metrics and problems as promtool."""

import re
import subprocess
from itertools import product

import pytest

from metrics_check.exposition.lints import CODES, lint_exposition
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import review_exposition
from tests.exposition.corpus import CORPUS, need_corpus
from tests.real.programs import need_program

# What promtool says, and the code that it is here.
PROMTOOL = {
    "counter metrics should have": "counter-without-total",
    "label names should be written in 'snake_case'": "camel-case-label",
    "metric name should not include type": "type-in-name",
    "metric names should be written in 'snake_case'": "camel-case-name",
    "metric names should not contain ':'": "colon-in-name",
    "metric names should not contain abbreviated": "abbreviated-unit",
    "no help text": "no-help",
    'non-[^"]*should not have "(?:le|quantile)" label': "reserved-label",
    'non-[^"]*should not have "_(?:bucket|count|sum)" suffix': "reserved-suffix",
    'non-counter metrics should not have "_total"': "total-without-counter",
    "use base unit": "other-base-unit",
}
TEXT = Format.TEXT
OPENMETRICS = Format.OPENMETRICS
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")
NAMES = (
    *("a", "a_total", "a_bucket", "a_count", "a_sum", "a_ms", "a_mS_b", "a_s", "a_kilometers"),
    *("kilobytes_a", "a_seconds", "thermometers", "a_kelvins", "metres_a", "a_millimetres"),
    *("a_Gauge_b", "counter_a", "a_histogram", "a_summary_counter", "aB", "a:b", "a_Total", "ab_h"),
)
ROWS = [
    pytest.param(TEXT, "# HELP a x\n# TYPE a counter\na 1\n", "counter-without-total", id="total"),
    pytest.param(TEXT, "# HELP a x\na{bC='1'} 1\n".replace("'", '"'), "camel-case-label", id="lab"),
    pytest.param(TEXT, "# HELP a_gauge x\na_gauge 1\n", "type-in-name", id="type"),
    pytest.param(TEXT, "# HELP aB x\naB 1\n", "camel-case-name", id="camel"),
    pytest.param(TEXT, "# HELP a:b x\na:b 1\n", "colon-in-name", id="colon"),
    pytest.param(TEXT, "# HELP a_ms x\na_ms 1\n", "abbreviated-unit", id="short unit"),
    pytest.param(TEXT, "a 1\n", "no-help", id="help"),
    pytest.param(
        TEXT, '# HELP a x\n# TYPE a gauge\na{le="1"} 1\n', "reserved-label", id="le of a gauge"
    ),
    pytest.param(
        TEXT, "# HELP a_sum x\n# TYPE a_sum gauge\na_sum 1\n", "reserved-suffix", id="sum"
    ),
    pytest.param(
        TEXT,
        "# HELP a_total x\n# TYPE a_total gauge\na_total 1\n",
        "total-without-counter",
        id="no counter",
    ),
    pytest.param(TEXT, "# HELP a_days x\na_days 1\n", "other-base-unit", id="unit"),
    pytest.param(
        OPENMETRICS, "# HELP a x\n# TYPE a counter\na_total 1\n# EOF\n", "", id="OpenMetrics"
    ),
]


def lints(body: bytes, *, syntax: Format = TEXT) -> set[tuple[str, str]]:
    read = review_exposition([body], format=syntax)
    found = lint_exposition(read, label_names=read.label_names)
    return {(remark.metric, remark.code) for remark in found}


def promtool(body: bytes) -> set[tuple[str, str]]:
    program = need_program("promtool", package="prometheus")
    run = subprocess.run(
        [program, "check", "metrics"], input=body, capture_output=True, check=False
    )
    return {_told(line) for line in run.stderr.decode().splitlines()}


def _told(line: str) -> tuple[str, str]:
    metric, _, problem = line.partition(" ")
    found = [code for text, code in PROMTOOL.items() if re.match(text, problem)]
    assert len(found) == 1, line
    return metric, found[0]


@pytest.mark.parametrize(("syntax", "text", "code"), ROWS)
def test_lint(syntax: Format, text: str, code: str) -> None:
    assert {found for _, found in lints(text.encode(), syntax=syntax)} == (
        {code} if code else set()
    )


def test_every_code_has_a_row() -> None:
    assert {row.values[2] for row in ROWS} - {""} == set(CODES) == set(PROMTOOL.values())


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("expositions/*")))
def test_as_promtool_says_of_real_expositions(name: str) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    if ".om." in name:
        # promtool reads no OpenMetrics: nothing is said of what is not there.
        assert {code for _, code in lints(body, syntax=OPENMETRICS)} <= {"type-in-name"}
        return
    assert lints(body) == promtool(body)


def test_as_promtool_says_of_every_name_of_every_type() -> None:
    body = "".join(
        f"# TYPE x{index}_{name} {kind}\n"
        f'x{index}_{name}{{le="1",aB="",quantile="0.5"}} 1\nx{index}_{name} 1\n'
        for index, (kind, name) in enumerate(product(TYPES, NAMES))
    ).encode()
    assert lints(body) == promtool(body)
