"""The reference stack: two small services that do real work, driven, checked and stopped.

`lps` and `cj` are the services, each a process of its own; `stack` starts and stops them,
`workload` says what is sent for which profile, `faults` how they can be broken, `performance` is
one run from start to report. Judging is the public API's.
"""
