"""A loaded profile: targets, requirements, waivers and expectations, all resolved and located."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from metrics_check.located import Place
from metrics_check.model.series import Labels, MetricType, Series
from metrics_check.record import record


@record
class Target:
    """Where expectations are exposed. `urls`: one, or replicas that must all be read.

    `labels` always holds `job`; `is_labelled`: the file gives labels, `job` is not only implied.
    `prometheus` is a server that judges this target instead.
    """

    name: str
    urls: tuple[str, ...]
    labels: Labels
    honor_labels: bool = False
    prometheus: str | None = None
    is_labelled: bool = True
    place: Place = field(default=Place(""), compare=False)


@record
class EnvRequirement:
    """An environment variable must hold one of these values, compared as typed."""

    name: str
    allowed: tuple[str, ...]
    place: Place


@record
class HttpRequirement:
    """A GET of `url` must answer JSON that holds these values at these top-level keys."""

    url: str
    json: Mapping[str, object]
    place: Place


@record
class Waiver:
    """A fail, warn or finding that is known and accepted until a day.

    `match` is an expectation id, `id#assertion`, or a code; globs are allowed.
    """

    match: str
    reason: str
    owner: str
    expires: date
    place: Place
    ticket: str = ""
    metric: str = ""
    target: str = ""


@record
class Assertion:
    """One thing that an expectation says, and so one outcome per target.

    `kind` is a key of `assertions.KINDS`; `name` is what reports print (`expect.mean`).
    `expected` is the assertion in words of the format, its quantifier written out. `detail` is
    the kind's own: nobody else reads it. `is_warning`: a violation warns.
    """

    kind: str
    name: str
    place: Place
    expected: str
    detail: object = None
    is_warning: bool = False


@record
class Expectation:
    """One entry of `expectations`. Exactly one of `series` and `promql` is set.

    `exercised_by` is PromQL as typed, params resolved. `only_in` is `""`, `state` or `run`.
    `run` holds the assertions of the `run:` key; `alert` and `panel` are kept as read.
    """

    id: str
    place: Place
    target: str
    series: Series | None
    promql: str | None
    type: MetricType
    assertions: tuple[Assertion, ...]
    run: tuple[Assertion, ...] = ()
    by: tuple[str, ...] = ()
    is_optional: bool = False
    exercised_by: str = ""
    only_in: str = ""
    unit: str = ""
    alert: object = None
    panel: object = None
    severity: str = ""
    owner: str = ""
    why: str = ""
    runbook: str = ""

    @property
    def text(self) -> str:
        """The series or the PromQL, as typed."""
        return self.series.text if self.series is not None else self.promql or ""


@record
class Profile:
    """One expectation file with everything it extends, params resolved.

    `declared_in` of an expectation is its place's path. `params` are the resolved values,
    `open_params` the names of those that an abstract profile leaves open.
    """

    name: str
    place: Place
    targets: Mapping[str, Target]
    expectations: tuple[Expectation, ...]
    env: tuple[EnvRequirement, ...] = ()
    http: tuple[HttpRequirement, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    is_abstract: bool = False
    summary: str = ""
    owner: str = ""
    alert: object = None
    panel: object = None
    open_params: tuple[str, ...] = ()
