"""Where an exposition ends before its bytes do."""

import re

from metrics_check.exposition.blocks import Block

_EOF = b"# EOF"
_NUL_EOF = re.compile(rb"# E\0*O\0*F\0*")


def cut_at_eof(block: Block) -> tuple[list[bytes], bool, bool]:
    """The lines before `# EOF`, whether it is there, and whether anything follows it."""
    lines = known = block.cut()
    if b"\0" in block.text:
        # Prometheus' lexer does not see NUL bytes there: `# E` begins a keyword.
        known = [_EOF if _NUL_EOF.fullmatch(line) else line for line in lines]
    if _EOF not in known:
        return lines, False, False
    end = known.index(_EOF)
    rest = known[end + 1 :]
    has_more = bool(rest) and not (block.is_cut and len(rest) == 1 and not rest[0].strip(b"\0"))
    return lines[:end], True, has_more


def cut_at_nul(block: Block) -> tuple[list[bytes], bool]:
    """The lines that a server reads of the text format, and whether it stops before the end.

    Prometheus, `promlex.l`: a NUL byte ends the input where it begins a line or a comment's text,
    and anywhere in a comment without a blank after `#`.
    """
    lines = block.cut()
    if b"\0" not in block.text:
        return lines, False
    for index, line in enumerate(lines):
        if _is_end(line.lstrip(b" \t")):
            return lines[:index], True
    return lines, False


def _is_end(line: bytes) -> bool:
    if line.startswith(b"\0"):
        return True
    if not line.startswith(b"#"):
        return False
    comment = line[1:].lstrip(b" \t")
    return comment.startswith(b"\0") or (len(comment) == len(line) - 1 and b"\0" in comment)
