"""Expositions: read and judged."""
