"""The metrics of the LLM Provider Service, by name, type, labels and buckets."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from metrics_check.demo.instrument import Instrument
from metrics_check.demo.lps.comparison import Result
from metrics_check.record import record

WAIT_BUCKETS = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
CALL_BUCKETS = (1, 2, 4, 8, 16, 32, 64)
JOB_BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128)
DURATION_BUCKETS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300)
_MODEL = ("provider", "model")
CALLBACK_LABELS = ("queue_processing_mode", "result")


@record
class Naming:
    """What of the metrics a fault may change; as it stands, it is right.

    `success` is the label value of a comparison that succeeded.
    """

    jobs: str = "llm_provider_batch_api_jobs"
    callback_labels: tuple[str, ...] = CALLBACK_LABELS
    measures_wait: bool = True
    success: str = Result.SUCCESS.value

    def told(self, result: Result) -> str:
        """The label value of how a comparison ended."""
        return self.success if result is Result.SUCCESS else result.value


class Metrics:
    """The families of one process; `depth` tells how many comparisons wait."""

    def __init__(
        self, registry: CollectorRegistry, *, depth: Callable[[], int], naming: Naming
    ) -> None:
        def counter(name: str, text: str, labels: tuple[str, ...]) -> Instrument:
            return Instrument(Counter(name, text, labels, registry=registry), labels)

        def histogram(
            name: str, text: str, labels: tuple[str, ...], *, buckets: tuple[float, ...]
        ) -> Instrument:
            made = Histogram(name, text, labels, registry=registry, buckets=buckets)
            return Instrument(made, labels)

        wait, told = "llm_provider_queue_wait_time_seconds", "Time in the queue."
        self.told = naming.told
        self.wait = (
            histogram(wait, told, CALLBACK_LABELS, buckets=WAIT_BUCKETS)
            if naming.measures_wait
            else Instrument(Gauge(wait, told, CALLBACK_LABELS, registry=registry), CALLBACK_LABELS)
        )
        self.callbacks = counter(
            "llm_provider_comparison_callbacks", "Callbacks sent.", naming.callback_labels
        )
        self.expiries = counter(
            "llm_provider_queue_expiry",
            "Comparisons that waited too long.",
            ("provider", "queue_processing_mode", "expiry_reason"),
        )
        self.bundle_calls = counter(
            "llm_provider_serial_bundle_calls", "Calls to the provider with a bundle.", _MODEL
        )
        self.bundle_items = histogram(
            "llm_provider_serial_bundle_items_per_call",
            "Comparisons in a bundle.",
            _MODEL,
            buckets=CALL_BUCKETS,
        )
        self.jobs = counter(naming.jobs, "Batch jobs, by status.", (*_MODEL, "status"))
        self.job_items = histogram(
            "llm_provider_batch_api_items_per_job",
            "Comparisons in a batch job.",
            _MODEL,
            buckets=JOB_BUCKETS,
        )
        self.job_seconds = histogram(
            "llm_provider_batch_api_job_duration_seconds",
            "Time from the start of a batch job to its end.",
            _MODEL,
            buckets=DURATION_BUCKETS,
        )
        waiting = Gauge(
            "llm_provider_queue_depth",
            "Comparisons that wait.",
            ("queue_type",),
            registry=registry,
        )
        waiting.labels(queue_type="total").set_function(depth)
