"""Globs, as the shell's: texts that stand for themselves in one."""

import re


def literal_glob(text: str) -> str:
    """The glob that matches this text and nothing else."""
    return re.sub(r"[*?\[]", r"[\g<0>]", text)
