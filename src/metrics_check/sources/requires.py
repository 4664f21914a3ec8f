"""Judging what a profile requires, on facts that were found out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import plain_text
from metrics_check.located import Place
from metrics_check.model.profile import EnvRequirement, HttpRequirement, Profile
from metrics_check.record import record
from metrics_check.secret import SHOWN
from metrics_check.sources.address import is_secret_name, origin, parse_address
from metrics_check.sources.facts import find_facts
from metrics_check.sources.found import Facts
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.snapshot import load_snapshot
from metrics_check.sources.snapshot_document import Snapshot

_MAX_SHOWN = 200


@record
class Requirement:
    """One line of `requires`, judged. `name` is the variable, or the URL and the key.

    `is_known`: whether it could be found out; where nobody answers, it could not.
    """

    name: str
    is_met: bool
    found: str
    expected: str
    how_to_set: str
    place: Place
    is_known: bool = True


def judge_requirements(
    profile: Profile,
    *,
    environment: Mapping[str, str],
    env_file: Mapping[str, str],
    options: ReadOptions,
) -> tuple[Requirement, ...]:
    """Every requirement of a profile with what was found, in file order.

    A variable is looked up in the environment, then in the env file. With `options.snapshot` what
    was found then counts, and nothing is asked now. Raises `UnreadableSource` where the snapshot
    cannot be read, `InvalidInput` for a URL that is none.
    """
    if options.snapshot is not None:
        snapshot = load_snapshot(options.snapshot)
        return judge_facts(_as_asked(profile, snapshot=snapshot), snapshot.facts)
    facts = find_facts(profile, environment=environment, env_file=env_file, options=options)
    return judge_facts(profile, facts)


def judge_facts(profile: Profile, facts: Facts) -> tuple[Requirement, ...]:
    """Every requirement of a profile, judged on these facts, in file order."""
    env = (_judge_variable(requirement, facts) for requirement in profile.env)
    http = (each for requirement in profile.http for each in _judge_answer(requirement, facts))
    return (*env, *http)


def is_same(found: object, expected: object) -> bool:
    """Whether two JSON values are equal, type and value: 1 is 1.0 and is neither true nor "1"."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        return found.keys() == expected.keys() and all(
            is_same(value, expected[key]) for key, value in found.items()
        )
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(is_same, found, expected))
    return found == expected


def _as_asked(profile: Profile, *, snapshot: Snapshot) -> Profile:
    """The profile with `requires.http` as it was asked: at the origin that a target was read from.

    A snapshot may be made with other URLs than the file has, and `${TARGET.base}` followed them.
    """
    read_at = {
        origin(target.urls[0]): read.url
        for target in profile.targets.values()
        for read in snapshot.reads
        if read.target == target.name and target.urls and _is_url(target.urls[0], read.url)
    }
    asked = (replace(each, url=_moved(each.url, read_at=read_at)) for each in profile.http)
    return replace(profile, http=tuple(asked))


def _moved(url: str, *, read_at: Mapping[tuple[str, str, int], str]) -> str:
    other = read_at.get(origin(url))
    if other is None:
        return url
    place = urlsplit(other)
    return urlsplit(url)._replace(scheme=place.scheme, netloc=place.netloc).geturl()


def _is_url(*texts: str) -> bool:
    return all(parse_address(text).url is not None for text in texts)


def _judge_variable(requirement: EnvRequirement, facts: Facts) -> Requirement:
    name, allowed = requirement.name, requirement.allowed
    value = facts.env.get(name)
    is_met = facts.withheld.get(name, value is not None and value in allowed)
    is_hidden = is_secret_name(name)
    choices = [SHOWN] if is_hidden else list(allowed)
    return Requirement(
        name=name,
        is_met=is_met,
        found=_shown_variable(name, facts, is_hidden=is_hidden),
        expected=choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}",
        how_to_set=f"set {name}={choices[0]} in the environment or the env file",
        place=requirement.place,
    )


def _shown_variable(name: str, facts: Facts, *, is_hidden: bool) -> str:
    value = facts.env.get(name)
    if name in facts.withheld or (is_hidden and value is not None):
        return SHOWN
    if value is None:
        return "not set"
    return plain_text(value, length=_MAX_SHOWN) or "empty"


def _judge_answer(requirement: HttpRequirement, facts: Facts) -> Iterator[Requirement]:
    shown = parse_address(requirement.url).shown
    answer = facts.http.get(shown)
    if not isinstance(answer, Mapping):
        # Nothing can be said of any key: one thing to mend.
        yield Requirement(
            name=shown,
            is_met=False,
            found=_shown_answer(answer),
            expected=" and ".join(f"{key} {_shown_json(v)}" for key, v in requirement.json.items()),
            how_to_set=f"start the service so that GET {shown} answers that",
            place=requirement.place,
            is_known=False,
        )
        return
    for key, expected in requirement.json.items():
        yield Requirement(
            name=f"{shown} {key}",
            is_met=key in answer and is_same(answer[key], expected),
            found=_shown_json(answer[key]) if key in answer else "no such key",
            expected=_shown_json(expected),
            how_to_set=f"start the service so that GET {shown} answers that",
            place=requirement.place,
        )


def _shown_answer(answer: UnreadableSource | None) -> str:
    if answer is None:
        return "no answer in the snapshot"
    return f"no answer ({str(answer).rstrip('.')})"


def _shown_json(value: object) -> str:
    return plain_text(json.dumps(value, ensure_ascii=False), length=_MAX_SHOWN)
