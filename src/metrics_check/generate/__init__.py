"""What is made of expectations: text for people and for other tools. Pure, nothing is written here.

`hints` has the queries worth pasting. Files have one module an artefact, entered here by the name
of `--only`; `catalogue` has the pages that tell of every metric.
"""

GENERATORS: dict[str, str] = {
    "dashboards": "metrics_check.generate.dashboards:generate_dashboards",
    "docs": "metrics_check.generate.docs:generate_docs",
    "rule-tests": "metrics_check.generate.rule_tests:generate_rule_tests",
    "rules": "metrics_check.generate.rules:generate_rules",
}
