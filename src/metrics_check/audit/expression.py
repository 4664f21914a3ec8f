"""What was found in a file that uses metrics: expressions, and what rules record. Plain data."""

from metrics_check.located import Place, Text
from metrics_check.record import record

ALERT, RULE, DASHBOARD, DOC = "alert", "rule", "dashboard", "doc"


@record
class Expression:
    """One expression as it stands in a file.

    `kind` is one of the above. `name` says what holds it: the alert, the recorded name, or
    `dashboard/panel/query`. `language` is what its data source speaks, `""`: not known.
    `has_variables`: Grafana's or Perses' may stand in it. `is_guess`: a span of a text, which may
    be something else than PromQL.
    """

    text: str
    source: Text
    kind: str
    name: str = ""
    language: str = ""
    has_variables: bool = False
    is_guess: bool = False

    def place_of(self, offset: int) -> Place:
        """Where the character at `offset` stands in the file."""
        return self.source.place_of(offset)

    @property
    def where(self) -> str:
        """`dashboard/panel/query`, or the place in the file."""
        return self.name if self.kind == DASHBOARD else str(self.source.place)


@record
class Unread:
    """What was not read as PromQL, and why. `is_other`: it is in another language, and told so."""

    where: str
    place: Place
    text: str
    reason: str
    is_other: bool = False


@record
class Contents:
    """What one file or some hold."""

    expressions: tuple[Expression, ...] = ()
    recorded: frozenset[str] = frozenset()
    unread: tuple[Unread, ...] = ()


def joined(contents: "list[Contents]") -> Contents:
    """All of them as one, in order."""
    return Contents(
        tuple(each for found in contents for each in found.expressions),
        frozenset().union(*(found.recorded for found in contents)),
        tuple(each for found in contents for each in found.unread),
    )
