"""Kinds of assertions, judged by a real Prometheus and by us."""
