"""Where expositions come from."""
