"""Links that open a query: in Prometheus' own page, in Grafana's Explore.

A link holds no user and nothing of a query but what is named here: it is printed and kept.
"""

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from metrics_check.errors import InvalidInput
from metrics_check.notation.words import did_you_mean
from metrics_check.record import record
from metrics_check.sources.address import parse_address

# What stays as it is in a path and in host:port; `(`, `)`, `<` and `>` would end a Markdown link.
_IN_PATH = "/%:@!$&'*+,;=~-._"
_IN_PLACE = "[]:.-_%"
_OF_GRAFANA = ("datasource", "orgId")


@record
class Link:
    """Where queries are opened: `prometheus` or `grafana`, at a URL without a slash at its end.

    `datasource` is the UID of Grafana's, `org` the number of its organisation; `""`: its default.
    """

    where: str
    base: str
    datasource: str = ""
    org: str = ""

    def url(self, promql: str) -> str:
        """The URL that opens this query, in ASCII, with nothing that ends a Markdown link."""
        return _OPENED[self.where](self, promql)


def read_link(text: str) -> Link:
    """The link that `WHERE=URL` names. Raises `InvalidInput`, and repeats no user of a URL."""
    where, equals, url = text.partition("=")
    if where not in _OPENED or not equals:
        near = did_you_mean(where, known=_OPENED) if equals else ""
        known = " or ".join(f"{name}=URL" for name in _OPENED)
        raise InvalidInput(f"expected {known}.{near}")
    if parse_address(url).kind != "scrape":
        raise InvalidInput(f"the link to {where} is no http:// or https:// URL.")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise InvalidInput(f"the link to {where} holds a user, and would be printed. Leave it out.")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    allowed = _OF_GRAFANA if where == "grafana" else ()
    if set(asked) - set(allowed) or parts.fragment:
        hint = f" but {' and '.join(allowed)}" if allowed else ""
        raise InvalidInput(f"the link to {where} is a base URL, without query or fragment{hint}.")
    base = f"{parts.scheme.lower()}://{quote(parts.netloc, safe=_IN_PLACE)}"
    path = quote(parts.path.rstrip("/"), safe=_IN_PATH)
    return Link(where, base + path, asked.get("datasource", ""), asked.get("orgId", ""))


def _prometheus(link: Link, promql: str) -> str:
    # The form of 2.x, which 3.x sends on to its own, `/query?g0.expr=…`.
    return f"{link.base}/graph?g0.expr={quote(promql, safe='')}&g0.tab=1"


def _grafana(link: Link, promql: str) -> str:
    # Grafana docs, Explore, Generate Explore URLs from external tools. Without a data source
    # Explore takes the default one.
    source = {"type": "prometheus", "uid": link.datasource}
    query = {"refId": "A", "expr": promql, **({"datasource": source} if link.datasource else {})}
    pane = {
        **({"datasource": link.datasource} if link.datasource else {}),
        "queries": [query],
        "range": {"from": "now-1h", "to": "now"},
    }
    panes = json.dumps({"hint": pane}, separators=(",", ":"))
    asked = {"schemaVersion": "1", "panes": panes, **({"orgId": link.org} if link.org else {})}
    return f"{link.base}/explore?{urlencode(asked, quote_via=quote, safe='')}"


_OPENED: Mapping[str, Callable[[Link, str], str]] = {"grafana": _grafana, "prometheus": _prometheus}
