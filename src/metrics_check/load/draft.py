"""One file as its own words say, params not put in, nothing inherited yet. Plain data."""

from collections.abc import Mapping
from pathlib import Path

from metrics_check.located import Fields, Place, Text
from metrics_check.model.profile import Waiver
from metrics_check.notation.line import Line
from metrics_check.record import record


@record
class Home:
    """What an expectation takes from the file that declares it, wherever it is inherited."""

    path: str
    target: Text | None
    owner: str


@record
class DraftParam:
    """A param and its value as typed; None: whoever uses the profile must give one."""

    name: str
    place: Place
    value: str | None


@record
class DraftTarget:
    """A target as typed; the urls may hold params."""

    name: str
    place: Place
    urls: tuple[Text, ...]
    labels: Mapping[str, str]
    honor_labels: bool
    prometheus: Text | None
    is_labelled: bool


@record
class DraftEnv:
    """A required environment variable as typed."""

    name: str
    place: Place
    allowed: tuple[Text, ...]


@record
class DraftHttp:
    """A required JSON answer as typed."""

    url: Text
    json: Fields

    @property
    def place(self) -> Place:
        """Where its url stands."""
        return self.url.place


@record
class DraftEntry:
    """One entry of `expectations`.

    `form` is `line` (the short form), `series`, `holds`, `never`, or `remove`; `text` is what
    stands there, `line` what it was parsed to, with params verbatim. `place` tells one entry
    from another. `fields` are its keys, none in the short form.
    """

    id: str
    place: Place
    form: str
    text: Text
    fields: Fields
    home: Home
    line: Line | None = None
    is_override: bool = False


@record
class Draft:
    """One file. `used` are the params that it names anywhere."""

    path: Path
    name: str
    place: Place
    home: Home
    is_abstract: bool
    summary: str
    extends: tuple[Text, ...]
    params: Mapping[str, DraftParam]
    targets: Mapping[str, DraftTarget]
    env: Mapping[str, DraftEnv]
    http: Mapping[str, DraftHttp]
    waivers: tuple[Waiver, ...]
    entries: tuple[DraftEntry, ...]
    used: frozenset[str]
    alert: object = None
    panel: object = None
