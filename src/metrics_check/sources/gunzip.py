"""Bodies that came gzipped, decompressed piece by piece, so that a bomb is seen while small."""

from collections.abc import Iterable, Iterator

from isal import igzip_lib

from metrics_check.errors import UnreadableSource
from metrics_check.sources.answer import PIECE_BYTES

# Its stub declares an instance.
_IsalError: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]


def gunzip(chunks: Iterable[bytes], *, shown: str) -> Iterator[bytes]:
    """The decompressed pieces of a gzip stream of one or more members (RFC 1952).

    Raises `UnreadableSource`: `bad-encoding` for what is not gzip, `incomplete` for a stream that
    ends in its middle.
    """
    member = _begin()
    is_within = True
    for chunk in chunks:
        rest = chunk
        while rest or not (member.needs_input or member.eof):
            if member.eof:
                member = _begin()
            piece, rest = _step(member, rest, shown=shown)
            is_within = not member.eof
            if piece:
                yield piece
    if is_within:
        raise UnreadableSource(
            f"{shown}: the gzipped body ends before its end; the connection or the server broke.",
            code="incomplete",
        )


def _begin() -> igzip_lib.IgzipDecompressor:
    return igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP)


def _step(member: igzip_lib.IgzipDecompressor, data: bytes, *, shown: str) -> tuple[bytes, bytes]:
    """The next piece, and what is left over after the member's end."""
    try:
        piece = member.decompress(data, PIECE_BYTES)
    except _IsalError as error:
        raise UnreadableSource(
            f"{shown}: the body is said to be gzip and does not decompress ({_reason(error)}).",
            code="bad-encoding",
            is_final=True,
        ) from error
    return piece, member.unused_data if member.eof else b""


def _reason(error: Exception) -> str:
    """The library's words without its number: `Error -6 Incorrect checksum found`."""
    return str(error).partition(" ")[2].partition(" ")[2].lower() or "unknown reason"
