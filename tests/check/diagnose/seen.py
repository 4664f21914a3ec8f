"""Views, expectations and outcomes for tables of diagnoses, from the texts that a row gives."""

from collections.abc import Mapping
from dataclasses import replace

from metrics_check.check.diagnose import diagnose
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from metrics_check.located import Place
from metrics_check.model.outcome import Outcome, Verdict
from metrics_check.model.profile import Expectation
from metrics_check.model.series import MetricType
from metrics_check.notation.line import parse_line

LPS = "http://lps:8090/metrics"
JOB = {"job": "llm_provider_service"}

ABSENT = Outcome(
    profile="p",
    id="row",
    assertion="expect.any",
    target="lps",
    verdict=Verdict.FAIL,
    code="absent-series",
    where="p.yaml:1:1",
    series="",
    expected="any >= 1",
    message="",
)


def view_of(
    exposition: str,
    *,
    name: str = "lps",
    urls: tuple[str, ...] = (LPS,),
    labels: Mapping[str, str] = JOB,
) -> TargetView:
    """The view of a target that shows this text format, every name kept."""
    is_openmetrics = exposition.rstrip().endswith("# EOF")
    syntax = Format.OPENMETRICS_UTF8 if is_openmetrics else Format.TEXT_UTF8
    read = read_exposition([exposition.encode()], format=syntax)
    assert read.is_ingestible, read.problems
    return TargetView(
        name,
        urls,
        labels,
        families={name: family.type for name, family in read.families.items()},
        names=read.names,
        series={
            name: tuple(
                SeenSeries({**s.labels, **labels, "instance": "i:1"}, s.value) for s in all_
            )
            for name, all_ in read.samples.items()
        },
    )


def expectation_of(line: str, *, declared: MetricType | None = None) -> Expectation:
    """The expectation of a short-form line; a `type` stands for `type:` in the file."""
    read = parse_line(line)
    told = MetricType.HISTOGRAM if read.is_histogram else MetricType.UNKNOWN
    if told is MetricType.UNKNOWN and read.series.name.endswith("_total"):
        told = MetricType.COUNTER
    return _expectation(read_type=declared or told, line=line)


def promql_of(promql: str, *, exercised_by: str = "") -> Expectation:
    """An expectation of PromQL."""
    blank = _expectation(read_type=MetricType.UNKNOWN, line="x")
    return replace(blank, series=None, promql=promql, exercised_by=exercised_by)


def told(
    expectation: Expectation,
    *,
    target: TargetView,
    others: tuple[TargetView, ...] = (),
    outcome: Outcome = ABSENT,
) -> list[str]:
    """The whole diagnosis: for each step its code and message, then its command."""
    steps = diagnose(outcome, expectation=expectation, target=target, others=others)
    lines = [(f"{step.code}: {step.message}", step.try_next) for step in steps]
    return [text for pair in lines for text in pair if text]


def _expectation(*, read_type: MetricType, line: str) -> Expectation:
    return Expectation(
        id="row",
        place=Place("p.yaml"),
        target="lps",
        series=parse_line(line).series,
        promql=None,
        type=read_type,
        assertions=(),
    )
