"""What is asked of an endpoint: the formats, in the order of a Prometheus server."""

# Prometheus 3's default scrape_protocols and their weights; protobuf is not read here.
ACCEPT = ",".join(
    (
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6",
        "application/openmetrics-text;version=0.0.1;q=0.5",
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4",
        "text/plain;version=0.0.4;q=0.3",
        "*/*;q=0.2",
    )
)
ACCEPT_TEXT = "text/plain;version=1.0.0;escaping=allow-utf-8,text/plain;version=0.0.4;q=0.9"
