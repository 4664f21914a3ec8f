"""Finding out what a profile's `requires` asks about: variables, and answers to GETs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import cast

from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.lazy import resolve
from metrics_check.located import Problem
from metrics_check.model.profile import HttpRequirement, Profile
from metrics_check.sources import FETCH_JSON
from metrics_check.sources.address import Address, origin, parse_address
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.found import Facts
from metrics_check.sources.options import Credentials, ReadOptions
from metrics_check.sources.request import sources_of
from metrics_check.sources.workers import Job, run_all

_Answer = Mapping[str, object] | UnreadableSource
_FetchJson = Callable[..., Mapping[str, object]]


def find_facts(
    profile: Profile,
    *,
    environment: Mapping[str, str],
    env_file: Mapping[str, str],
    options: ReadOptions,
) -> Facts:
    """What is the case now, of only what the profile names.

    Credentials go to the origins of the profile's targets alone. Raises `InvalidInput` for a URL
    that is none; one that does not answer is a fact.
    """
    variables = {**env_file, **environment}
    env = {requirement.name: variables.get(requirement.name) for requirement in profile.env}
    return Facts(env=env, http=_answers(profile, options=options))


def _answers(profile: Profile, *, options: ReadOptions) -> Mapping[str, _Answer]:
    keys: dict[Address, set[str]] = {}
    for requirement in profile.http:
        keys.setdefault(_address(requirement), set()).update(requirement.json)
    own = _own_origins(profile, options=options)
    jobs = [_job(address, keys=names, own=own, options=options) for address, names in keys.items()]
    return dict(zip((address.shown for address in keys), run_all(jobs), strict=True))


def _address(requirement: HttpRequirement) -> Address:
    try:
        address = parse_address(requirement.url)
        if address.url is None:
            raise InvalidInput(f"{requirement.url!r} is no URL; expected http:// or https://.")
    except InvalidInput as error:
        problem = Problem(requirement.place, "bad-url", str(error))
        raise InvalidInput(str(problem), problems=[problem]) from None
    return address


_Origin = tuple[str, str, int]


def _own_origins(profile: Profile, *, options: ReadOptions) -> Mapping[_Origin, Address]:
    """Where the targets are read, by origin; of one origin the first that holds a user, if any.

    A URL that is not read, for a server judges its target, is given no credentials either.
    """
    found: dict[_Origin, Address] = {}
    for target in profile.targets.values():
        for address in sources_of(target, options=options):
            if address.url is not None:
                key = origin(address.url.reveal())
                if key not in found or found[key].login is None:
                    found[key] = address
    return found


def _job(
    address: Address,
    *,
    keys: set[str],
    own: Mapping[_Origin, Address],
    options: ReadOptions,
) -> Job[_Answer]:
    target = own.get(origin(address.url.reveal())) if address.url is not None else None
    if target is None:
        options = replace(options, credentials=Credentials())
    elif address.login is None:
        address = replace(address, login=target.login)
    return Job(
        run=partial(_ask, address, keys=keys, options=options),
        overrun=lambda: timed_out(address.shown, seconds=options.timeout_seconds),
        seconds=options.timeout_seconds,
    )


def _ask(address: Address, deadline: Deadline, *, keys: set[str], options: ReadOptions) -> _Answer:
    # The registry of sources is for expositions; this is the one other thing that needs httpx.
    fetch_json = cast(_FetchJson, resolve(FETCH_JSON))
    try:
        document = fetch_json(address, options=options, deadline=deadline)
    except UnreadableSource as error:
        return error
    return {key: document[key] for key in sorted(keys) if key in document}
