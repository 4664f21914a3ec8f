"""Where expositions come from: endpoints, files, standard input, snapshots, registries.

A kind of source is one file, whose function is entered here; `answer.Source` says its shape.
What it opens is read by `read`. httpx is imported only when something is fetched.
"""

SOURCES: dict[str, str] = {
    "file": "metrics_check.sources.file:open_file",
    "registry": "metrics_check.sources.registry:open_registry",
    "scrape": "metrics_check.sources.scrape:open_scrape",
    "snapshot": "metrics_check.sources.snapshot:open_kept",
    "stdin": "metrics_check.sources.stdin:open_stdin",
}

# Imported only when a server is asked.
OPEN_SERVER = "metrics_check.sources.prometheus:open_prometheus"
# The same from the evidence of an earlier check.
OPEN_KEPT_SERVER = "metrics_check.sources.kept_server:open_kept_server"
# Imported only when a profile has `requires.http`.
FETCH_JSON = "metrics_check.sources.document:fetch_json"
