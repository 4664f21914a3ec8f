"""Sources, against servers that misbehave for real."""
