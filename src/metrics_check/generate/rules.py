"""Rule files: one a profile for Prometheus, and one for the Prometheus operator where asked for."""

from collections.abc import Iterable, Mapping

from metrics_check.generate.alerts import Alert
from metrics_check.generate.artefact import Artefact, Making, Request
from metrics_check.generate.book import Book, books_of
from metrics_check.generate.dump import dump
from metrics_check.generate.naming import object_name
from metrics_check.generate.prose import literal
from metrics_check.generate.records import Recorded, recorded_of
from metrics_check.promql.printing import print_duration

FOLDER, SUFFIX = "rules", ".rules.yaml"
KUBERNETES_FOLDER, KUBERNETES_SUFFIX = "rules/kubernetes", ".yaml"


def generate_rules(request: Request) -> Making:
    """A file of rules for each profile that has any."""
    books = books_of(request)
    artefacts = [_plain(book, request=request) for book in books.books]
    folders = [(FOLDER, SUFFIX)]
    if request.is_for_kubernetes:
        artefacts += [_for_kubernetes(book, request=request) for book in books.books]
        folders.append((KUBERNETES_FOLDER, KUBERNETES_SUFFIX))
    return Making(tuple(artefacts), books.notes, tuple(folders))


def rules_path(profile: str) -> str:
    """Where the rules of a profile are, below the output folder."""
    return f"{FOLDER}/{profile}{SUFFIX}"


def recordings(book: Book) -> tuple[Recorded, ...]:
    """The recording rules of a profile, each once."""
    found = (recorded_of(rule.alert) for rule in book.rules)
    distinct = {(each.name, each.expr): each for each in found if each is not None}
    return tuple(distinct.values())


def groups_of(book: Book) -> list[object]:
    """The groups of a profile: what is recorded, and the alerts."""
    groups: list[object] = []
    recorded = recordings(book)
    if recorded:
        rules = [{"record": r.name, "expr": r.expr, "labels": r.labels} for r in recorded]
        groups.append({"name": f"{book.profile.name}.recorded", "rules": rules})
    alerts = _alerts(rule.alert for rule in book.rules)
    groups.append({"name": book.profile.name, "rules": alerts})
    return groups


def _alerts(alerts: Iterable[Alert]) -> list[object]:
    return [
        {
            "alert": alert.name,
            "expr": alert.expr,
            "for": print_duration(alert.hold_ms),
            "labels": _literals(alert.labels),
            "annotations": _literals(alert.annotations),
        }
        for alert in alerts
    ]


def _literals(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: literal(text) for name, text in sorted(texts.items())}


def _plain(book: Book, *, request: Request) -> Artefact:
    text = dump({"groups": groups_of(book)}, first_line=request.first_line(book.profile))
    return Artefact(rules_path(book.profile.name), text, book.profile.name)


def _for_kubernetes(book: Book, *, request: Request) -> Artefact:
    name = book.profile.name
    document = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": object_name(name)},
        "spec": {"groups": groups_of(book)},
    }
    text = dump(document, first_line=request.first_line(book.profile))
    return Artefact(f"{KUBERNETES_FOLDER}/{name}{KUBERNETES_SUFFIX}", text, name)
