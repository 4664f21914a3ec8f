"""What each code of an outcome means, in one sentence: the help of a rule in SARIF.

`docs/format.md` tells the same codes; a test holds the two together.
"""

from metrics_check.model.audit import AUDIT_CODES

CODES: dict[str, str] = {
    # A violation.
    "absent-label": "A series is without a label, or has it empty.",
    "absent-series": "No series matches.",
    "bound-violated": "A value is not what its line asks.",
    "buckets-differ": "The buckets of a histogram have other bounds.",
    "condition-violated": "`holds` does not hold, or `never` found something.",
    "extra-label": "A series has a label that is not named.",
    "forbidden-series": "A series is there that must be absent.",
    "help-missing": "There is no `# HELP` text.",
    "type-differs": "The type is another.",
    "unit-differs": "The unit is another.",
    "value-not-allowed": "A label has a value that its rule does not allow.",
    "value-not-initialised": "No series shows a value that `all` names.",
    # Broken data, which is a violation where an expectation names the family.
    "bucket-count-differs": "The `+Inf` bucket of a histogram is not its count.",
    "buckets-not-cumulative": "A bucket counts less than one below it.",
    "duplicate-bucket": "A bound is written in two ways.",
    "duplicate-series": "The same series is exposed more than once.",
    "missing-count": "A histogram or summary is without its count.",
    "missing-gcount": "A gauge histogram is without its count.",
    "missing-gsum": "A gauge histogram is without its sum.",
    "missing-inf-bucket": "A histogram is without its `+Inf` bucket.",
    "missing-sum": "A histogram or summary is without its sum.",
    # Nothing ran that could show it.
    "few-samples": "A range of `holds` or `never` holds too few samples of a series.",
    "no-metadata": "Nothing tells the type.",
    "no-observations": "Nothing was observed, so there is no mean or quantile.",
    "not-exercised": "`exercised_by` is empty: the workload did not run.",
    "not-seen": "A metric or label that `never` needs is not there: finding nothing says nothing.",
    # A query that could not be answered.
    "bad-promql": "The server refuses the query.",
    "execution": "The query cannot be evaluated on these data.",
    "limit": "The query is too large.",
    "mixed-sources": "One query would have to reach targets that are judged in different places.",
    "needs-history": "PromQL asks for a past that one read does not have.",
    "unsupported": "PromQL has a part that is not supported.",
    # A profile, or an expectation, that was not judged.
    "deselected": "The expectation was not asked for.",
    "only-in-run": "The expectation is judged over a run only.",
    "only-in-state": "The expectation is judged by what is there now, not over a run.",
    "optional-absent": "The expectation is optional, and no series matches.",
    "requires-unknown": "Nobody answers what `requires.http` asks, so the mode is unknown.",
    "requires-unmet": "The stack is not in the profile's mode.",
    # A target that could not be read.
    "bad-answer": "The server's answers are not those of the Prometheus API.",
    "bad-credentials": "A file of credentials cannot be used.",
    "bad-encoding": "The answer has an encoding that is not gzip, or broken gzip.",
    "bad-snapshot": "The snapshot is damaged.",
    "bad-status": "The target answers with another status than 200.",
    "bad-url": "The URL is none.",
    "down": "The server cannot scrape the target.",
    "empty": "The target shows no metric.",
    "forbidden": "The target answers 403.",
    "incomplete": "The answer broke off.",
    "not-a-server": "Something else than a Prometheus server answers there.",
    "not-a-snapshot": "The folder is no snapshot.",
    "not-an-exposition": "The target shows something else than metrics.",
    "not-found": "The target answers 404, or there is no such file.",
    "not-http": "The target does not answer in HTTP.",
    "not-in-snapshot": "The snapshot is without this target.",
    "not-ingestible": "The target shows what Prometheus would refuse.",
    "not-json": "The answer is no JSON object.",
    "not-kept": "The snapshot left the target out, or the evidence what is asked.",
    "not-ready": "The target answers 503.",
    "not-scraped": "The server has not scraped the target yet.",
    "partial": "The server's answer is not whole, so it shows nothing.",
    "redirected": "The target redirects to another origin.",
    "refused": "Nothing listens there.",
    "timeout": "It took too long.",
    "tls": "There is no TLS connection.",
    "too-large": "The answer is larger than `--max-body`.",
    "too-many-redirects": "There are more redirects than are followed.",
    "unauthorized": "The target answers 401.",
    "unknown-job": "The server knows no such job, or not with these labels.",
    "unreachable": "There is no connection.",
    "unreadable": "The file cannot be read.",
    "unresolved": "The host name is unknown.",
    # Of a run.
    "not-in-first-read": "The instance was not read when the run began.",
    "not-run": "The command was not started.",
    "restarted-in-run": "An instance began anew in the run, so its increase is a lower bound.",
    "still-moving": "Counters still moved when the time of the run was over.",
    # What is noticed on the way.
    "content-type-missing": "The answer does not say its format.",
    "content-type-unknown": "The answer says a format that is not known.",
    "counter-fell": "A counter fell between two reads.",
    "coverage-below": "Less of what is exposed is declared than `--min-coverage` asks.",
    "coverage-untold": "It could not be told whether `--min-coverage` is reached.",
    "expired-waiver": "A waiver is over.",
    "late-scrape": "The server scraped a target long ago.",
    "metadata-untold": "The server did not tell its metadata.",
    "no-help": "There is no `# HELP` text.",
    "read-failed-once": "One of several reads failed.",
    "server-info": "The server remarked something on a query.",
    "server-warning": "The server warned of something on a query.",
    "several-workers": "Several workers or replicas answer in turn.",
    "stale-timestamp": "Samples have timestamps that no query sees.",
    "targets-untold": "The server did not tell its targets.",
    "types-differ": "Replicas, or targets, tell different types.",
    "unused-waiver": "A waiver covered nothing.",
}

HELD = "held"
"""The code that a pass has where a format wants one for everything."""

_HELD = "The assertion was judged, and it held."
_OTHER = "A rule of the exposition format is broken; `metrics-check parse` shows where."


def meaning(code: str) -> str:
    """The sentence of the code. What is not known is a rule of the exposition format."""
    if code in AUDIT_CODES:
        return AUDIT_CODES[code].meaning
    return _HELD if code == HELD else CODES.get(code, _OTHER)
