"""Two releases compared: what they expose or declare, and what of it is gone, new or other.

`exposed` and `declared` make a `Surface` of each side, `compare` tells them apart. Nothing here
reads, and nothing is rendered.
"""
