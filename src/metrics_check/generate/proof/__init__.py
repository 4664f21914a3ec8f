"""That an alert can fire, and is silent when nothing is wrong: data that shows it, found by us."""
