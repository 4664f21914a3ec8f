"""The catalogue: a page for each profile that tells of every metric, and an index. Pure.

The same profiles give the same bytes, wherever their files are: no path but a file's name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from metrics_check.generate.catalogue_page import Opted, metrics_read, page, typed
from metrics_check.generate.markdown import code, link, prose
from metrics_check.model.profile import Expectation, Profile

INDEX = "README.md"
_FOLDER = "profiles"
_PARTS = ("_bucket", "_count", "_sum")
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
_NO_PANELS: Mapping[tuple[str, str], Sequence[str]] = MappingProxyType({})


def catalogue(
    profiles: Iterable[Profile],
    *,
    alerts: Mapping[str, Sequence[str]] = _NONE,
    panels: Mapping[tuple[str, str], Sequence[str]] = _NO_PANELS,
) -> Mapping[str, str]:
    """The text of each page by its path, which has `/`, in the order of the paths.

    Abstract profiles get no page; what their files say of alerts holds where they are extended.
    `alerts` are the names of alerts by the place of their expectation, `panels` the titles of
    panels by the profile and id of theirs, where they are known.
    """
    every = sorted(profiles, key=lambda profile: profile.name)
    told = [profile for profile in every if not profile.is_abstract]
    opted = Opted({profile.place.path: profile.alert for profile in every}, alerts, panels)
    pages = {
        f"{_FOLDER}/{profile.name}.md": page(profile, opted=opted, index=f"../{INDEX}")
        for profile in told
    }
    return dict(sorted({INDEX: _index(told), **pages}.items()))


def profile_of(path: str) -> str:
    """The name of the profile whose page has this path, `""` for the index."""
    return "" if path == INDEX else path.removeprefix(f"{_FOLDER}/").removesuffix(".md")


def _index(profiles: Sequence[Profile]) -> str:
    parts = ["# Metrics", "\n".join(_profiles(profiles)) or "No profile."]
    metrics = "\n".join(_metrics(profiles))
    if metrics:
        parts += ["## Every metric", metrics]
    return "\n\n".join(parts) + "\n"


def _profiles(profiles: Sequence[Profile]) -> Iterator[str]:
    for profile in profiles:
        said = f": {prose(profile.summary)}" if profile.summary else ""
        owner = f" Owned by {prose(profile.owner)}." if profile.owner else ""
        yield f"- {_to(profile)}{said}{owner}"


def _metrics(profiles: Sequence[Profile]) -> Iterator[str]:
    """One line a metric: its types, and the profiles that expect something of it."""
    types: dict[str, set[str]] = {}
    used: dict[str, dict[str, Profile]] = {}
    for profile in profiles:
        for each in profile.expectations:
            for name in _named(each):
                used.setdefault(name, {})[profile.name] = profile
                own = {typed(each)} if each.series is not None else set()
                types.setdefault(name, set()).update(own)
    for name in sorted(name for name in used if types[name] or not _is_part(name, of=types)):
        said = ", ".join(sorted(types[name])) or "read by conditions only"
        yield f"- {code(name)}: {said}, in {', '.join(map(_to, used[name].values()))}"


def _named(each: Expectation) -> tuple[str, ...]:
    return metrics_read(each) if each.series is None else (each.series.name,)


def _is_part(name: str, *, of: Mapping[str, set[str]]) -> bool:
    return any(name.endswith(part) and of.get(name.removesuffix(part)) for part in _PARTS)


def _to(profile: Profile) -> str:
    return link(profile.name, url=f"{_FOLDER}/{quote(profile.name, safe='')}.md")
