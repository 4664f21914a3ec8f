"""The kinds of assertions: one file each, entered here by name."""

KINDS: dict[str, str] = {
    "absent": "metrics_check.assertions.absent:KIND",
    "aggregate": "metrics_check.assertions.aggregate:KIND",
    "any": "metrics_check.assertions.any:KIND",
    "buckets": "metrics_check.assertions.buckets:KIND",
    "each": "metrics_check.assertions.each:KIND",
    "help": "metrics_check.assertions.help:KIND",
    "holds": "metrics_check.assertions.holds:KIND",
    "labels": "metrics_check.assertions.labels:KIND",
    "mean": "metrics_check.assertions.mean:KIND",
    "never": "metrics_check.assertions.never:KIND",
    "observations": "metrics_check.assertions.observations:KIND",
    "only_labels": "metrics_check.assertions.only_labels:KIND",
    "presence": "metrics_check.assertions.presence:KIND",
    "quantile": "metrics_check.assertions.quantile:KIND",
    "series": "metrics_check.assertions.series:KIND",
    "total": "metrics_check.assertions.total:KIND",
    "type": "metrics_check.assertions.type:KIND",
    "unit": "metrics_check.assertions.unit:KIND",
    "within": "metrics_check.assertions.within:KIND",
}
