"""`python -m metrics_check.demo lps|cj [PORT]`: one service, until its standard input ends."""

import sys

from metrics_check.demo.serving import serve_until_left

if __name__ == "__main__":
    sys.exit(serve_until_left(sys.argv[1:]))
