"""Files of the user become profiles. The only reader of YAML and of .env files."""
