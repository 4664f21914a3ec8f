"""Targets that a Prometheus-compatible server tells of: what is asked of it, and in what order.

`contact` is the first word, `survey` makes of it what a check sees of each target, `prefetch` asks
the probes of a profile together by `batch`, `keeping` makes the evidence of all that. Imported only
where a server is asked.
"""

from metrics_check.check.server.keeping import keep_answers
from metrics_check.check.server.names import ask_names
from metrics_check.check.server.prefetch import prefetch
from metrics_check.check.server.survey import survey

__all__ = ["ask_names", "keep_answers", "prefetch", "survey"]
