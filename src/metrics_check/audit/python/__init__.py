"""What Python source says without being run: files, scopes, values, and who calls whom."""
