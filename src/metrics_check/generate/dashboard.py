"""The dashboards of all profiles, for whatever shows them: verdicts, then a row for each target."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from metrics_check.assertions.selectors import selector
from metrics_check.generate.artefact import Request, declared
from metrics_check.generate.graphs import (
    Family,
    family_panels,
    is_drawn,
)
from metrics_check.generate.grid import rows_of
from metrics_check.generate.guard import up_of
from metrics_check.generate.naming import dashboard_uid
from metrics_check.generate.options import is_alerting
from metrics_check.generate.panels import Dashboard, Panel
from metrics_check.generate.said import Member, said_of
from metrics_check.generate.sides import condition_panel
from metrics_check.generate.variables import Scheme, put_in, scheme_of, variables_of
from metrics_check.generate.verdicts import verdict_panel
from metrics_check.model.profile import Profile, Target
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.text import quote_regex

_KEPT = "dashboards"


def dashboards_of(request: Request) -> tuple[Dashboard, ...]:
    """The dashboards, made once for a request, in order of the profiles' names.

    An abstract profile has one where its alerts link to it.
    """
    if _KEPT not in request.kept:
        profiles = [request.profiles[name] for name in sorted(request.profiles)]
        made = (_dashboard(each, request=request) for each in profiles if _is_shown(each))
        request.kept[_KEPT] = tuple(each for each in made if each.rows)
    # Only this function keeps anything by that name.
    return cast(tuple[Dashboard, ...], request.kept[_KEPT])


def _is_shown(profile: Profile) -> bool:
    own = declared(profile)
    return not profile.is_abstract or any(is_alerting(each, profile=profile) for each in own)


def _dashboard(profile: Profile, *, request: Request) -> Dashboard:
    members = tuple(_members(profile, request=request))
    titled = [("Verdicts", list(_verdicts(members, profile=profile)))]
    for target in profile.targets.values():
        about = [member for member in members if member.marked.target == target.name]
        titled.append((_title(target), list(_graphs(about, target=target))))
    queries = [query.promql for _, panels in titled for panel in panels for query in panel.queries]
    scheme = scheme_of(queries, profile=profile)
    others = [request.profiles[name] for name in sorted(request.profiles)]
    filled = [(title, [_filled(panel, scheme=scheme) for panel in own]) for title, own in titled]
    return Dashboard(
        uid=dashboard_uid(profile.name),
        profile=profile.name,
        title=_name(profile),
        description=_description(profile, request=request),
        instances=_instances(profile),
        variables=variables_of(scheme, profile=profile, others=others),
        rows=rows_of(filled),
    )


def _members(profile: Profile, *, request: Request) -> Iterator[Member]:
    """The expectations of which panels are made, those whose target is known."""
    marked = request.marked.get(profile.name, profile)
    for own, with_marks in zip(profile.expectations, marked.expectations, strict=True):
        said = said_of(own, profile=profile)
        if said is not None and own.target in profile.targets:
            yield Member(said, with_marks)


def _verdicts(members: Iterable[Member], *, profile: Profile) -> Iterator[Panel]:
    for member in members:
        target = profile.targets[member.marked.target]
        panel = verdict_panel(member.said, expectation=member.marked, target=target)
        if panel is not None:
            yield panel


def _graphs(members: Sequence[Member], *, target: Target) -> Iterator[Panel]:
    labels = target.labels if target.is_labelled else {}
    families: dict[str, list[Member]] = {}
    for member in members:
        series = member.marked.series
        if series is not None and is_drawn(member.marked):
            families.setdefault(series.name, []).append(member)
    made = []
    for name, own in families.items():
        alike = [member for member in own if member.marked.type is own[0].marked.type]
        made.append(family_panels(Family(name, tuple(alike), labels)))
    # Pairs first, so that both stand in one line.
    for panels in sorted(made, key=lambda panels: len(panels) % 2):
        yield from panels
    for member in members:
        panel = condition_panel(member, labels=labels)
        if panel is not None:
            yield panel


def _name(profile: Profile) -> str:
    """The profile's name, behind the title that its `panel` asks for."""
    title = profile.panel.get("title") if isinstance(profile.panel, Mapping) else None
    # A title may be inherited, and would then not tell dashboards apart.
    return f"{title} ({profile.name})" if title else profile.name


def _title(target: Target) -> str:
    return f"Target {target.name}: {shown_labels(target.labels)}"


def _filled(panel: Panel, *, scheme: Scheme) -> Panel:
    queries = (
        replace(query, promql=put_in(query.promql, scheme=scheme)) for query in panel.queries
    )
    return replace(panel, queries=tuple(queries))


def _description(profile: Profile, *, request: Request) -> str:
    owner = f"Owner: {profile.owner}." if profile.owner else ""
    parts = (request.first_line(profile), profile.summary, owner)
    return " ".join(part for part in parts if part)


def _instances(profile: Profile) -> str:
    """What gives the instances of all targets of a profile."""
    targets = tuple(profile.targets.values())
    if not targets or not all(target.is_labelled for target in targets):
        return "up"
    if len(targets) == 1:
        query = up_of(targets[0].labels)
    else:
        jobs = sorted({target.labels["job"] for target in targets})
        pattern = "|".join(map(quote_regex, jobs))
        query = selector("up", (Matcher("job", MatchOp.REGEX, pattern),))
    return put_in(query, scheme=Scheme({}, {}))
