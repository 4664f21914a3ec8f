"""Breaks what a passing snapshot shows, one thing at a time, and asks which of it a check notices.

`part` is one metric of an exposition, `operators` the ways to break it, `stage` the broken sight,
`judging` the verdict on it, `reasons` why a mutant that nobody notices is none, `proposals` what to
add, and `mutate` all of it together. Nothing here reads, writes or starts anything.
"""
