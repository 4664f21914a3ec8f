"""Dashboards for Grafana: a JSON file for each profile, as its provisioning takes it."""

import json

from metrics_check.generate.artefact import Artefact, Making, Request
from metrics_check.generate.dashboard import dashboards_of
from metrics_check.generate.grafana import grafana_dashboard

FOLDER, SUFFIX = "dashboards", ".json"


def generate_dashboards(request: Request) -> Making:
    """A file for each profile of which there is something to show."""
    artefacts = (
        Artefact(
            f"{FOLDER}/{dashboard.profile}{SUFFIX}",
            json.dumps(grafana_dashboard(dashboard), ensure_ascii=False, indent=2) + "\n",
            dashboard.profile,
        )
        for dashboard in dashboards_of(request)
    )
    return Making(tuple(sorted(artefacts, key=lambda each: each.path)), folders=((FOLDER, SUFFIX),))
