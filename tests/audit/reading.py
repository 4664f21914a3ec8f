"""Files of users of metrics from texts, and what is found in them."""

from collections.abc import Mapping

from metrics_check.audit.audit import Audit, audit_of
from metrics_check.audit.contents import Read, read_contents
from metrics_check.audit.declared import declared_source
from metrics_check.audit.known import Source
from metrics_check.audit.shown import exposed_source
from metrics_check.audit.uses import Uses, read_uses
from metrics_check.exposition.model import EVERYTHING, Format
from metrics_check.exposition.read import read_exposition
from metrics_check.load.consumers import Consumer
from metrics_check.model.profile import Profile


def read_texts(files: Mapping[str, str]) -> Read:
    """What files with these texts hold."""
    return read_contents(Consumer(path, text.encode()) for path, text in files.items())


def uses_of(files: Mapping[str, str]) -> Uses:
    """What the expressions of these files use."""
    return read_uses(read_texts(files).contents.expressions)


def exposed(text: str) -> Source:
    """What an exposition in the text format tells."""
    return exposed_source(
        [read_exposition([text.encode()], format=Format.TEXT, wanted=EVERYTHING)], shown="x.prom"
    )


def declared(*profiles: Profile) -> Source:
    """What profiles tell."""
    return declared_source(profiles, shown="expectations")


def audited(files: Mapping[str, str], *sources: Source) -> Audit:
    """The audit of files with these texts."""
    read = read_texts(files)
    return audit_of(read, read_uses(read.contents.expressions), sources=sources)


def alerts(*expressions: str) -> Mapping[str, str]:
    """A rule file with an alert for each expression."""
    head = "groups:\n  - name: g\n    rules:\n"
    rules = (
        f"      - alert: A{number}\n        expr: |-\n          {expression}\n"
        for number, expression in enumerate(expressions)
    )
    return {"a.rules.yaml": head + "".join(rules)}
