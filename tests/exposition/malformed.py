"""Malformed bodies: good ones with a few bytes put in, taken out or replaced. Always the same."""

from collections.abc import Iterator
from random import Random

from metrics_check.exposition.model import Format

SEED = 4
_TEXT = (
    b'a{x="1"} 1\n',
    b'a{x="1",y="2"} 1.5 1000\nb 2\n',
    b'# HELP a text\n# TYPE a gauge\na{x="\\"\\\\\\n"} NaN\n',
    b'# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 1\nh_count 2\n',
    b'# TYPE s summary\ns{quantile="0.5"} 1e3\ns_sum -1\ns_count 1\n\n# comment\n',
    b'# TYPE c_total counter\nc_total{path="/a,b=c"} 7 1700000000000\n',
)
_OPENMETRICS = (
    b'# TYPE a gauge\n# UNIT a \n# HELP a text\na{x="1"} 1\n# EOF\n',
    b'# TYPE c counter\nc_total{x="1"} 1 1.5 # {t="y"} 1 2\nc_created{x="1"} 1\n# EOF\n',
    b'# TYPE h_seconds histogram\n# UNIT h_seconds seconds\nh_seconds_bucket{le="1.0"} 1\n'
    b'h_seconds_bucket{le="+Inf"} 2 # {} 1\nh_seconds_sum 1\nh_seconds_count 2\n# EOF\n',
    b'# TYPE i info\ni_info{x="1",y="\\n"} 1\n# TYPE s stateset\ns{s="on"} 1\n# EOF\n',
    b'# TYPE s summary\ns{quantile="0.5"} +Inf -1.5\ns_sum 1\ns_count 1\n# EOF\n',
)
_BYTES = (
    *(bytes([byte]) for byte in b'{}"=,#\\ \t\n\r\0:_.-+eE019aXN\xff'),
    *(b'""', b"  ", b"# ", b'{x="1"}', b" 1", b"\n#", b"# EOF\n", b"\xc3\xa9", b"TYPE", b"0x1"),
)


def malformed(count: int) -> Iterator[tuple[Format, bytes]]:
    """That many bodies with their formats; half of each."""
    random = Random(SEED)
    for index in range(count):
        syntax, bodies = ((Format.TEXT, _TEXT), (Format.OPENMETRICS, _OPENMETRICS))[index % 2]
        yield syntax, _changed(random.choice(bodies), random=random)


def _changed(body: bytes, *, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        place = random.randrange(len(body) + 1)
        taken = random.choice((0, 0, 1, 1, 2))
        put = random.choice(_BYTES) if taken != 2 or random.random() < 0.5 else b""
        body = body[:place] + put + body[place + taken :]
    return body
