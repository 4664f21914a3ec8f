"""What is made of expectations: text for people and for other tools. Pure, nothing is written here.

`hints` has the queries worth pasting, `catalogue` the pages that tell of every metric.
"""
