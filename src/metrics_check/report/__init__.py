"""A report in each format: one file a format, each a function `render(report) -> lines`."""

FORMATS: dict[str, str] = {
    "github": "metrics_check.report.github:render",
    "gitlab": "metrics_check.report.gitlab:render",
    "html": "metrics_check.report.html:render",
    "json": "metrics_check.report.json:render",
    "junit": "metrics_check.report.junit:render",
    "markdown": "metrics_check.report.markdown:render",
    "sarif": "metrics_check.report.sarif:render",
    "text": "metrics_check.report.text:render",
}
"""What `--format` takes, each resolved when it is asked for; each satisfies `line.Render`."""
