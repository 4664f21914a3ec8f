"""Plain-text grammars: quantities, durations, quoting, series and lines."""
