"""What answers in a server's place, told by the metrics that it shows of itself."""

import re
from urllib.parse import urlsplit

# `NAME_build_info` is what the authors' library shows of every one of their programs.
_BUILD = re.compile(rb"^([a-z_]{1,60})_build_info\{", re.MULTILINE)
_NAMES = {
    "alertmanager": "an Alertmanager",
    "blackbox_exporter": "a blackbox exporter",
    "grafana": "a Grafana, which is no data source itself: give the URL of the server behind it",
    "node_exporter": "a node exporter",
    "prometheus": "a Prometheus server",
    "pushgateway": "a Pushgateway",
}


def own_pages(base: str) -> tuple[str, ...]:
    """Where what answers at a base URL may show its own metrics: under that path, at the root."""
    root = urlsplit(base)._replace(path="", query="").geturl()
    return tuple(dict.fromkeys((f"{base}/metrics", f"{root}/metrics")))


def name_of(exposition: bytes) -> str:
    """What shows this exposition, `""` where nothing in it tells."""
    told = [found.decode() for found in _BUILD.findall(exposition)]
    return next((_NAMES[name] for name in sorted(told) if name in _NAMES), "")
