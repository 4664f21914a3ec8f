"""One metric as a draft tells of it, and what was left out of one."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.model.series import MetricType
from metrics_check.record import record


@record
class Metric:
    """A metric, named as a series of an expectation names it.

    `type` is UNKNOWN where nothing tells. `labels` are those that every series carries, non-empty,
    as they are stored; `values` what some of them held, of those that look like an enumeration,
    and `closed` those of these that look like they get no others. `bound` is a line of `expect`
    that what was seen keeps to.
    `bounds` are the finite upper bounds that all children of a histogram share. `is_part`: the name
    is that of a part of a family, or may be taken for one, and only PromQL can name it.
    `why_optional` says why no series of it need be there, `""` where one must be.
    """

    name: str
    type: MetricType
    labels: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: tuple[float, ...] = ()
    is_part: bool = False
    why_optional: str = ""
    closed: tuple[str, ...] = ()
    bound: str = ""


@record
class Broken:
    """A metric of which nothing can be expected, since its data is broken."""

    name: str
    reason: str
