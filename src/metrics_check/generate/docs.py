"""The catalogue as files: an index of every metric, and a page for each profile."""

from collections.abc import Iterable, Mapping

from metrics_check.generate.artefact import MARK, Artefact, Making, Request
from metrics_check.generate.book import Book, books_of
from metrics_check.generate.catalogue import catalogue, profile_of
from metrics_check.generate.dashboard import dashboards_of
from metrics_check.generate.panels import Dashboard

FOLDER, SUFFIX = "docs/metrics", ".md"
PAGES = f"{FOLDER}/profiles"


def generate_docs(request: Request) -> Making:
    """The pages of all profiles that are not abstract, and the index; nothing where there is none.

    The index is of no profile: it is made where all are.
    """
    books = books_of(request)
    pages = catalogue(
        request.profiles.values(),
        alerts=_names(books.books),
        panels=_titles(dashboards_of(request)),
    )
    artefacts = [
        _artefact(path, text, request=request) for path, text in pages.items() if len(pages) > 1
    ]
    return Making(tuple(artefacts), folders=((FOLDER, SUFFIX), (PAGES, SUFFIX)))


def _artefact(path: str, text: str, *, request: Request) -> Artefact:
    name = profile_of(path)
    source = f"{MARK}all expectation files; change those, not this."
    first = request.first_line(request.profiles[name]) if name else source
    # A file's name must not end the comment.
    comment = f"<!-- {first.replace('>', '&gt;')} -->"
    return Artefact(f"{FOLDER}/{path}", f"{comment}\n\n{text}", name)


def _names(books: Iterable[Book]) -> Mapping[str, list[str]]:
    """The names of alerts by the place of their expectation."""
    found: dict[str, list[str]] = {}
    for book in books:
        for rule in book.rules:
            subject = rule.alert.subject
            if subject is not None:
                found.setdefault(str(subject.expectation.place), []).append(rule.alert.name)
    return found


def _titles(dashboards: Iterable[Dashboard]) -> Mapping[tuple[str, str], list[str]]:
    """The titles of panels by the profile and the id of their expectation; verdicts left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for dashboard in dashboards:
        for placed in dashboard.panels:
            if not placed.panel.is_verdict:
                for name in placed.panel.expectations:
                    key = (dashboard.profile, name)
                    found.setdefault(key, []).append(placed.panel.title)
    return found
