"""The seed of what is random in the tests that ask real servers.

`make test` takes the same one every time, `make check-all` another one each time and tells it
(`tests/conftest.py`); `METRICS_CHECK_SEED` gives one.
"""

import os

USUAL = "20"
SEED = int(os.environ.get("METRICS_CHECK_SEED", USUAL))
