"""`python -m metrics_check`: the same as `metrics-check`."""

import sys

from metrics_check.cli import main

if __name__ == "__main__":
    sys.exit(main())
