"""The LLM Provider Service: a queue of comparisons, run by one of three modes, one callback each.

`service` puts the parts together, `broken` holds the parts that a fault puts in their place.
"""
