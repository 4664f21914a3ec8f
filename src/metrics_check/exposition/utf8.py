"""Lines that are decoded with `surrogateescape`: whether all of one is UTF-8."""

from metrics_check.errors import BadNotation


def check_utf8(text: str, *, start: int = 0) -> None:
    """Raises BadNotation at the first byte from `start` on that was not UTF-8."""
    try:
        text[start:].encode()
    except UnicodeEncodeError as error:
        message = "a byte that is not UTF-8"
        raise BadNotation(message, offset=start + error.start, code="invalid-utf8") from error


def is_stray_byte(character: str) -> bool:
    """Whether it stands for a single byte that is not UTF-8."""
    return "\udc80" <= character <= "\udcff"
