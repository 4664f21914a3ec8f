"""Aggregates by comparisons by grouping by data: a server, we, and an oracle in Python agree."""

from collections.abc import Mapping

import pytest

from metrics_check.assertions.compile import compile_assertion
from tests.assertions import products
from tests.assertions.building import subject_of
from tests.assertions.judging import verdict_of
from tests.assertions.oracle import histogram_verdict, plain_verdict
from tests.assertions.scraped import Scraped

PLAIN_COMPARISONS = (">= 5", "> 5", "< 5", "== 5", "!= 5", "1 .. 6")
HISTOGRAM_COMPARISONS = (">= 1", "< 3", "!= 3", "0.5 .. 6")
GROUPINGS = ("", "g")


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("aggregate", ["sum", "avg", "min", "max", "any", "each", "series"])
def test_plain_series(aggregate: str, by: str, scraped: Scraped) -> None:
    expected = {
        f"{comparison} of {name}": plain_verdict(
            series, aggregate=aggregate, comparison=comparison, by=_labels(by)
        )
        for comparison in PLAIN_COMPARISONS
        for name, series in products.PLAIN.items()
    }
    texts = {name: products.plain_text(series) for name, series in products.PLAIN.items()}
    entry = f"series: m\ntype: gauge\nby: [{by}]\nexpect: '{aggregate} {{}}'"

    assert _verdicts(entry, aggregate, PLAIN_COMPARISONS, texts, scraped=scraped) == expected


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize(
    "aggregate", ["observations", "total", "mean", "p50", "p95", "p99.9", "series"]
)
def test_histograms(aggregate: str, by: str, scraped: Scraped) -> None:
    expected = {
        f"{comparison} of {name}": histogram_verdict(
            children, aggregate=aggregate, comparison=comparison, by=_labels(by)
        )
        for comparison in HISTOGRAM_COMPARISONS
        for name, children in products.HISTOGRAM.items()
    }
    texts = {name: products.histogram_text(each) for name, each in products.HISTOGRAM.items()}
    entry = f"series: h\ntype: histogram\nby: [{by}]\nexpect: '{aggregate} {{}}'"

    assert _verdicts(entry, aggregate, HISTOGRAM_COMPARISONS, texts, scraped=scraped) == expected


def _labels(by: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in by.split(",") if label)


def _verdicts(
    entry: str,
    aggregate: str,
    comparisons: tuple[str, ...],
    texts: Mapping[str, str],
    *,
    scraped: Scraped,
) -> dict[str, str]:
    verdicts = {}
    for comparison in comparisons:
        for name, text in texts.items():
            labels = {"job": scraped.jobs[text]}
            subject = subject_of(entry.format(comparison), f"expect.{aggregate}", labels)
            probe = compile_assertion(subject)
            theirs = verdict_of(probe, ask=scraped.theirs(text))
            ours = verdict_of(probe, ask=scraped.ours(text))
            assert theirs == ours, probe
            verdicts[f"{comparison} of {name}"] = theirs
    return verdicts
