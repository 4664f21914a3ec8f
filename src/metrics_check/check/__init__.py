"""Profiles are judged: planned, evaluated, explained."""
