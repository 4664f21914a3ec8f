"""The nouns of the domain. Plain data: nothing here reads, writes or decides.

`series` holds what a line of a file names, `profile` a loaded file, `probe` what an assertion
becomes, `outcome` what a check says.
"""
