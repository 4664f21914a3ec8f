"""What is generated from profiles: one file an artefact, entered here by the name of `--only`."""

GENERATORS: dict[str, str] = {
    "rule-tests": "metrics_check.generate.rule_tests:generate_rule_tests",
    "rules": "metrics_check.generate.rules:generate_rules",
}
