"""What expectation files say beside what their metrics are: told where it changed, once for all
the profiles in which it did.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from metrics_check.audit.diff.change import Change, severity
from metrics_check.audit.diff.surface import Claim, Key, Surface
from metrics_check.audit.diff.told import counted, cut, name_of, names_of

# What a change of the metric tells already.
_OF_METRICS = ("type", "unit", "labels.", "buckets", "series", "presence")
_OF_FAMILIES = frozenset({"family-removed", "family-added", "family-renamed"})
_Row = tuple[str, str, str, str, Key | None]


def compare_claims(old: Surface, new: Surface, *, changes: Collection[Change]) -> Iterator[Change]:
    """What changed of profiles and expectations, but what `changes` of metrics tell already."""
    for kind, one, other in (("profile-removed", old, new), ("profile-added", new, old)):
        for name, place in one.profiles.items():
            if name not in other.profiles:
                number = sum(claim.profile == name for claim in one.claims)
                detail = f"{name_of(name)}: {counted(number, 'expectation')}"
                yield Change(kind, "", detail, severity(kind), place, count=number)
    told = {(change.target, change.metric) for change in changes if change.metric}
    families = [change for change in changes if change.kind in _OF_FAMILIES]
    one_sided = {(each.target, each.metric) for each in families if not each.renamed_to}
    heirs = {(each.target, name) for each in families for name in (each.metric, each.renamed_to)}
    rows = _rows(old, new, told=told, one_sided=one_sided, of_families=one_sided | heirs)
    yield from _grouped(rows)


def _rows(
    old: Surface,
    new: Surface,
    *,
    told: Collection[Key],
    one_sided: Collection[Key],
    of_families: Collection[Key],
) -> Iterator[tuple[_Row, str]]:
    """Each change as kind, id, detail, place and metric; and the profile that it is in."""
    before, after = _by_name(old, other=new), _by_name(new, other=old)
    for name, claim in before.items():
        if name not in after:
            if claim.key not in of_families:
                yield _row("expectation-removed", claim, _size(claim)), claim.profile
            continue
        heir = after[name]
        is_told = claim.key in told
        if claim.key in one_sided:
            continue
        for word in dict.fromkeys((*claim.said, *heir.said)):
            one, other = claim.said.get(word, ""), heir.said.get(word, "")
            if one != other and not (is_told and word.startswith(_OF_METRICS)):
                detail = f"{name_of(word)}: {cut(one) or '(nothing)'} → {cut(other) or '(nothing)'}"
                yield _row("expectation-changed", heir, detail), claim.profile
    for name, claim in after.items():
        if name not in before and claim.key not in of_families:
            yield _row("expectation-added", claim, _size(claim)), claim.profile


def _by_name(surface: Surface, *, other: Surface) -> Mapping[tuple[str, str], Claim]:
    """The expectations of the profiles that both sides have."""
    return {
        (claim.profile, claim.id): claim
        for claim in surface.claims
        if claim.profile in other.profiles
    }


def _row(kind: str, claim: Claim, detail: str) -> _Row:
    return kind, claim.id, detail, claim.place, claim.key


def _size(claim: Claim) -> str:
    return cut(claim.said.get("series") or next(iter(claim.said.values()), ""))


def _grouped(rows: Iterable[tuple[_Row, str]]) -> Iterator[Change]:
    groups: dict[_Row, list[str]] = {}
    for row, profile in rows:
        groups.setdefault(row, []).append(profile)
    for (kind, id_, detail, place, key), profiles in groups.items():
        target, metric = key or ("", "")
        yield Change(
            kind=kind,
            metric=metric,
            detail=f"{name_of(id_)}: {detail} (in {names_of(profiles)})",
            is_breaking=severity(kind),
            where=place,
            target=target,
            count=len(profiles),
            profiles=tuple(profiles),
        )
