"""The queries of a series by its type: how a counter, a gauge, a histogram is asked.

A histogram is asked by its parts only, a rate stands inside a `sum by (…)` and is made of what
counts up: so a bare histogram, a rate of a gauge and a rate without grouping cannot be made here.
"""

from collections.abc import Callable, Mapping

from metrics_check.assertions.selectors import Selection, grouping
from metrics_check.generate.hint import NO_QUANTILES, Hint
from metrics_check.model.series import Matcher, MatchOp, MetricType

# Four scrapes fit in at the usual interval of a minute (Prometheus docs, Functions, rate).
RATE_WINDOW = "5m"
INCREASE_WINDOW = "1h"
_QUANTILES = (("p50", "0.5"), ("p95", "0.95"), ("p99", "0.99"))
_SO_FAR = "since the process started"


def typed_hints(selection: Selection) -> tuple[Hint, ...]:
    """The hints of a series; its `groups` are the labels that answers are told apart by.

    None where the type is unknown: what it is then, nobody can say.
    """
    make = _BY_TYPE.get(selection.type)
    return () if make is None else make(selection)


def _counter(of: Selection) -> tuple[Hint, ...]:
    return (
        Hint("rate", f"per second, over {RATE_WINDOW}", _rate(of.plain, of=of)),
        Hint(
            "increase",
            f"increase over {INCREASE_WINDOW}",
            f"sum {of.by} (increase({of.plain}[{INCREASE_WINDOW}]))",
        ),
        Hint("total", f"total {_SO_FAR}", _sum(of.plain, of=of)),
    )


def _gauge(of: Selection) -> tuple[Hint, ...]:
    return (Hint("value", "now", of.plain),)


def _histogram(of: Selection) -> tuple[Hint, ...]:
    recent = tuple(
        Hint("quantile", f"{word}, over {RATE_WINDOW}", _quantile(phi, of=of, window=RATE_WINDOW))
        for word, phi in _QUANTILES
    )
    whole = Hint("quantile", f"p95 {_SO_FAR}", _quantile("0.95", of=of))
    return (*_throughput_and_mean(of), *recent, *_so_far(of), whole)


def _summary(of: Selection) -> tuple[Hint, ...]:
    kept = of.narrowed(Matcher("quantile", MatchOp.NOT_EQUAL, "")).plain
    quantiles = Hint("quantiles", "the quantiles that it keeps itself", kept, NO_QUANTILES)
    return (*_throughput_and_mean(of), quantiles, *_so_far(of))


def _gauge_histogram(of: Selection) -> tuple[Hint, ...]:
    quantiles = tuple(
        Hint("quantile", f"{word} now", _quantile(phi, of=of)) for word, phi in _QUANTILES
    )
    mean = f"{_sum(of.sum, of=of)} / {_sum(of.count, of=of)}"
    return (
        *quantiles,
        Hint("mean", "mean now", mean),
        Hint("observations", "how many now", _sum(of.count, of=of)),
    )


def _throughput_and_mean(of: Selection) -> tuple[Hint, ...]:
    mean = f"{_rate(of.sum, of=of)} / {_rate(of.count, of=of)}"
    return (
        Hint("throughput", f"observations per second, over {RATE_WINDOW}", _rate(of.count, of=of)),
        Hint("mean", f"mean, over {RATE_WINDOW}", mean),
    )


def _so_far(of: Selection) -> tuple[Hint, ...]:
    mean = f"{_sum(of.sum, of=of)} / {_sum(of.count, of=of)}"
    return (
        Hint("observations", f"observations {_SO_FAR}", _sum(of.count, of=of)),
        Hint("mean", f"mean {_SO_FAR}", mean),
    )


def _quantile(phi: str, *, of: Selection, window: str = "") -> str:
    buckets = f"rate({of.bucket}[{window}])" if window else of.bucket
    return f"histogram_quantile({phi}, sum {grouping((*of.groups, 'le'))} ({buckets}))"


def _rate(part: str, *, of: Selection) -> str:
    return f"sum {of.by} (rate({part}[{RATE_WINDOW}]))"


def _sum(part: str, *, of: Selection) -> str:
    return f"sum {of.by} ({part})"


_BY_TYPE: Mapping[MetricType, Callable[[Selection], tuple[Hint, ...]]] = {
    MetricType.COUNTER: _counter,
    MetricType.GAUGE: _gauge,
    MetricType.GAUGEHISTOGRAM: _gauge_histogram,
    MetricType.HISTOGRAM: _histogram,
    MetricType.INFO: _gauge,
    MetricType.STATESET: _gauge,
    MetricType.SUMMARY: _summary,
    MetricType.UNTYPED: _gauge,
}
