"""Where an exposition ends before its bytes do."""

from metrics_check.exposition.blocks import Block

_EOF = b"# EOF"


def cut_at_eof(block: Block) -> tuple[list[bytes], bool, bool]:
    """The lines before `# EOF`, whether it is there, and whether anything follows it."""
    if _EOF not in block.lines:
        return block.lines, False, False
    end = block.lines.index(_EOF)
    return block.lines[:end], True, end + 1 < len(block.lines)


def cut_at_nul(block: Block) -> tuple[list[bytes], bool]:
    """The lines that a server reads of the text format, and whether it stops before the end.

    Prometheus, `promlex.l`: a NUL byte ends the input where it begins a line or a comment's text,
    and anywhere in a comment without a blank after `#`.
    """
    if b"\0" not in block.text:
        return block.lines, False
    for index, line in enumerate(block.lines):
        if _is_end(line.lstrip(b" \t")):
            return block.lines[:index], True
    return block.lines, False


def _is_end(line: bytes) -> bool:
    if line.startswith(b"\0"):
        return True
    if not line.startswith(b"#"):
        return False
    comment = line[1:].lstrip(b" \t")
    return comment.startswith(b"\0") or (len(comment) == len(line) - 1 and b"\0" in comment)
