"""What an audit can find, by code. `check` knows by it which waivers are none of its own."""

from collections.abc import Mapping

from metrics_check.record import record

ERROR, WARNING, INFO = "error", "warning", "info"


@record
class AuditCode:
    """How bad it is, and what it means, in one sentence."""

    severity: str
    meaning: str


AUDIT_CODES: Mapping[str, AuditCode] = {
    "bare-histogram": AuditCode(ERROR, "A histogram is read by its bare name."),
    "delta-of-counter": AuditCode(WARNING, "A function for gauges reads a counter."),
    "label-not-there": AuditCode(ERROR, "No series of the metric has the label."),
    "never-fires": AuditCode(ERROR, "The expression of an alert is always empty."),
    "no-such-bucket": AuditCode(ERROR, "No bucket ends at this bound."),
    "not-grouped": AuditCode(WARNING, "A clause names a label that no series has."),
    "not-read": AuditCode(ERROR, "An expression or a file could not be read."),
    "quantile-of-no-histogram": AuditCode(ERROR, "A quantile is asked of no histogram."),
    "quantile-without-le": AuditCode(ERROR, "Buckets were summed without `le`."),
    "rate-of-gauge": AuditCode(WARNING, "A function for counters reads a gauge."),
    "unknown-metric": AuditCode(ERROR, "Nothing knows a metric of this name."),
    "unrecorded": AuditCode(ERROR, "No rule records this name."),
    "value-not-declared": AuditCode(ERROR, "Expectations or code allow other values only."),
    "value-not-known": AuditCode(WARNING, "Neither files nor sources know this value."),
    "value-not-seen": AuditCode(INFO, "The label has other values now."),
}
"""`docs/audit.md` tells the same codes; a test holds the two together."""
