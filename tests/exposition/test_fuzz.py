"""A short run of what `make fuzz` runs long, without its guidance."""

from random import Random

import pytest

from tests.exposition.malformed import malformed
from tests.fuzz.reading import FORMATS, read_some_way


@pytest.mark.parametrize("syntax", FORMATS)
def test_malformed_bodies_raise_nothing_but_our_own_error(syntax: str) -> None:
    for index, (_, body) in enumerate(malformed(400)):
        read_some_way(bytes([FORMATS.index(syntax) + 4 * (index % 60)]) + body)


def test_any_bytes_raise_nothing_but_our_own_error() -> None:
    random = Random(1)
    for length in range(300):
        read_some_way(random.randbytes(length))
