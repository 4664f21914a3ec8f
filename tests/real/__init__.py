"""Real servers for tests: started on loopback, bounded in time, stopped by their own process."""
