"""The one server that all tables of this room share."""

from collections.abc import Iterator

import pytest

from tests.assertions.products import expositions
from tests.assertions.rows.all import ALL_ROWS
from tests.assertions.scraped import Scraped, scraping


@pytest.fixture(scope="session")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    """A real Prometheus with the data of every row and of the cross product."""
    folder = tmp_path_factory.mktemp("assertions")
    data = (*(row.data for row in ALL_ROWS), *expositions())
    with scraping(data, folder=folder) as found:
        yield found
