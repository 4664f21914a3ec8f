"""`hints --evaluate`: what each query returns now, from sources that were read or one server."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import click

from metrics_check.check.sight import fault_of, see
from metrics_check.cli.queried import wanted_by
from metrics_check.cli.queried_server import open_asked, server_among
from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.generate.hint import ExpectationHints, HintAnswer
from metrics_check.model.profile import Profile
from metrics_check.promql.values import Element, Scalar, Value, Vector
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read

Answers = dict[tuple[str, str], HintAnswer]
_NOT_READ = HintAnswer(error="this target was not read")
_NO_HISTORY = HintAnswer(error="it needs a history, which one read has not; ask a server, prom+URL")


def answers_of(
    hints: Sequence[ExpectationHints],
    *,
    profile: Profile,
    sources: Sequence[str],
    options: ReadOptions,
) -> Answers:
    """The answer to each hint, by target and PromQL. A query that is refused says why.

    Raises `UnreadableSource` where a source is not read, UsageError where one is of no target.
    """
    server = server_among(sources, given=None)
    if server is not None:
        with open_asked(server, options=options) as asked:
            return _answers(hints, ask=lambda promql: asked.ask(promql).value)
    promqls = (hint.promql for each in hints for hint in each.hints)
    reads = _reads(sources, profile=profile, promqls=promqls, options=options)
    at = max(read.read_at + read.seconds for of_target in reads.values() for read in of_target)
    sight = see(profile, {name: reads.get(name, ()) for name in profile.targets}, at=at)
    read = [each for each in hints if each.expectation.target in reads]
    return {
        **{
            (each.expectation.target, hint.promql): _NOT_READ
            for each in hints
            for hint in each.hints
        },
        **_answers(read, ask=sight.own.ask),
    }


def _answers(hints: Iterable[ExpectationHints], *, ask: Callable[[str], Value]) -> Answers:
    return {
        (each.expectation.target, hint.promql): _answer(hint.promql, ask=ask)
        for each in hints
        for hint in each.hints
    }


def _answer(promql: str, *, ask: Callable[[str], Value]) -> HintAnswer:
    try:
        return HintAnswer(_elements(ask(promql)))
    except (InvalidInput, UnansweredQuery) as error:
        is_of_reads = isinstance(error, UnansweredQuery) and error.code == "needs-history"
        return _NO_HISTORY if is_of_reads else HintAnswer(error=str(error))


def _elements(value: Value) -> Vector:
    if isinstance(value, Scalar):
        return (Element({}, value.value),)
    return value if isinstance(value, tuple) else ()


def _reads(
    sources: Sequence[str], *, profile: Profile, promqls: Iterable[str], options: ReadOptions
) -> Mapping[str, tuple[Read, ...]]:
    """The reads of the profile's targets, by name; a target that no source is of has none."""
    named = [_named(source, profile=profile) for source in sources]
    wanted = wanted_by(promqls, is_lenient=True)
    groups = read_sources([address for _, address in named], wanted=wanted, options=options)
    found: dict[str, tuple[Read, ...]] = {}
    for (target, address), reads in zip(named, groups, strict=True):
        for read in reads:
            fault = fault_of(read)
            if fault is not None:
                raise fault
            name = read.target or target or _only_target(address, profile=profile)
            before = tuple(replace(each, target=name) for each in read.before)
            own = replace(read, target=name, before=before)
            found[name] = (*found.get(name, ()), own)
    known = {name: reads for name, reads in found.items() if name in profile.targets}
    if not known:
        raise InvalidInput(
            f"the snapshot holds no target of {profile.name}: it is of {', '.join(sorted(found))}."
        )
    return known


def _named(text: str, *, profile: Profile) -> tuple[str, Address]:
    name, equals, source = text.partition("=")
    if equals and name in profile.targets:
        return name, parse_address(source)
    return "", parse_address(text)


def _only_target(address: Address, *, profile: Profile) -> str:
    """The target that a source is of where it is not said: the one of that URL, or the only one."""
    of_url = [name for name, target in profile.targets.items() if address.shown in target.urls]
    there = of_url or list(profile.targets)
    if len(there) != 1:
        raise click.UsageError(
            f"Of which target is {address.shown}? Write --evaluate TARGET=SOURCE; "
            f"there are {', '.join(sorted(profile.targets))}."
        )
    return there[0]
