"""Comparative Judgment: splits a batch of essays into pairs and has LPS compare them."""
