"""Times as a report tells them."""

from datetime import UTC, datetime


def format_time(seconds: float) -> str:
    """A Unix time to the second, RFC 3339 in UTC: `2026-11-27T17:03:05Z`."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
