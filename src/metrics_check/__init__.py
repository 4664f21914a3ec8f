"""metrics-check: declared expectations about Prometheus metrics, judged."""

__version__ = "0.1.0"
