"""What this program costs, measured beside what it is compared with, in one run: `make bench`."""
