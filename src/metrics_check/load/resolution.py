"""A merged profile with its params put in: the profile that is judged."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import Draft
from metrics_check.load.expectation import build_expectation
from metrics_check.load.extends import Merged
from metrics_check.load.params import Scope
from metrics_check.load.particulars import Setting
from metrics_check.load.requires import resolve_env, resolve_http
from metrics_check.load.slots import values_of
from metrics_check.load.targets import bases_of, resolve_targets
from metrics_check.model.profile import Profile
from metrics_check.notation.words import shown

# What stands for a param, given its name.
Mark = Callable[[str], str]


def resolve(
    merged: Merged,
    *,
    params: Mapping[str, str],
    sources: Mapping[str, str],
    to: Complaints,
    mark: Mark | None = None,
) -> Profile:
    """The profile; of what is wrong in it the parts are left out.

    `params` beat the files' values, `sources` the urls of the targets that they name. With `mark`
    the matchers, strings and label values of expectations take marks in place of params.
    """
    own = merged.own
    scope = _scope(merged, params=params)
    _complain_of_params(merged, scope=scope, to=to)
    drafts = values_of(merged.targets)
    bases = bases_of(drafts, scope=scope, sources=sources)
    scope = Scope({**scope.values, **bases}, scope.open)
    targets = resolve_targets(drafts, scope=scope, sources=sources, to=to)
    marks = {name: mark(name) for name in merged.params} if mark is not None else {}
    marked = Scope(scope.values, scope.open, marks)
    setting = Setting(marked, targets, own.home.owner, own.is_abstract)
    built = [build_expectation(entry, setting=setting, to=to) for entry in merged.entries]
    loaded = [each for each in built if each is not None]
    waivers = tuple(each.waiver for each in loaded if each.waiver is not None)
    return Profile(
        name=own.name,
        place=own.place,
        targets=targets,
        expectations=tuple(each.expectation for each in loaded),
        env=resolve_env(values_of(merged.env).values(), scope=scope, to=to),
        http=resolve_http(values_of(merged.http).values(), scope=scope, to=to),
        waivers=(*merged.waivers, *waivers),
        params={name: scope.values[name] for name in merged.params if name in scope.values},
        is_abstract=own.is_abstract,
        summary=own.summary,
        owner=own.home.owner,
        alert=own.alert,
        panel=merged.panel,
        open_params=tuple(name for name in merged.params if name in scope.open),
    )


def complain_of_unused(merged: Iterable[Merged], *, to: Complaints) -> None:
    """Complains about params of abstract profiles that no profile of the folder uses."""
    used: dict[Path, frozenset[str]] = {}
    drafts: dict[Path, Draft] = {}
    for each in merged:
        for draft in each.drafts:
            drafts[draft.path] = draft
            used[draft.path] = used.get(draft.path, frozenset()) | each.used
    for path, draft in drafts.items():
        if draft.is_abstract:
            _complain_of_each(draft, used=used[path], to=to)


def _scope(merged: Merged, *, params: Mapping[str, str]) -> Scope:
    given = {name: param.value for name, param in values_of(merged.params).items()} | dict(params)
    values = {name: value for name, value in given.items() if value is not None}
    is_open = frozenset(merged.params) - frozenset(values)
    if merged.own.is_abstract:
        # The targets may be brought by who extends it.
        is_open |= {name for name in merged.used if name.endswith(".base")}
    return Scope(values, is_open)


def _complain_of_params(merged: Merged, *, scope: Scope, to: Complaints) -> None:
    if merged.own.is_abstract:
        return
    for name in sorted(scope.open):
        message = (
            f"the param {shown(name)} has no value; give it one under `params:`, or make the "
            "profile `abstract: true`"
        )
        to.add(merged.own.place, code="open-param", message=message)
    _complain_of_each(merged.own, used=merged.used, to=to)


def _complain_of_each(draft: Draft, *, used: frozenset[str], to: Complaints) -> None:
    for param in draft.params.values():
        if param.name not in used:
            message = f"the param {shown(param.name)} is used nowhere; remove it"
            to.add(param.place, code="unused-param", message=message)
