"""Dashboards: a JSON file for each profile, as Grafana's provisioning takes it; one for Perses."""

import json
from collections.abc import Mapping

from metrics_check.generate.artefact import Artefact, Making, Request
from metrics_check.generate.dashboard import dashboards_of
from metrics_check.generate.grafana import grafana_dashboard
from metrics_check.generate.panels import Dashboard
from metrics_check.generate.perses import perses_dashboard

FOLDER, SUFFIX = "dashboards", ".json"
PERSES_FOLDER = "dashboards/perses"


def generate_dashboards(request: Request) -> Making:
    """A file for each profile of which there is something to show."""
    dashboards = dashboards_of(request)
    folders = [(FOLDER, SUFFIX)]
    artefacts = [
        _artefact(f"{FOLDER}/{each.profile}{SUFFIX}", grafana_dashboard(each), of=each)
        for each in dashboards
    ]
    if request.is_for_perses:
        folders.append((PERSES_FOLDER, SUFFIX))
        artefacts += [
            _artefact(f"{PERSES_FOLDER}/{each.profile}{SUFFIX}", perses_dashboard(each), of=each)
            for each in dashboards
        ]
    return Making(tuple(sorted(artefacts, key=lambda each: each.path)), folders=tuple(folders))


def _artefact(path: str, document: Mapping[str, object], *, of: Dashboard) -> Artefact:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Artefact(path, text, of.profile)
