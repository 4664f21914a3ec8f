"""A profile seen over a run: what rises as its increase since the first read."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from metrics_check.check.answers import ReadAnswers
from metrics_check.check.increase import is_later, risen, why_restarted
from metrics_check.check.plan import PROCESS_START, Plan
from metrics_check.check.rising import count_of, rising_names
from metrics_check.check.sight import Instance, Restart, Sight, see
from metrics_check.check.view import TargetView
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.probe import Begin
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector
from metrics_check.record import record
from metrics_check.sources.reading import Read


@record
class Since:
    """The first read of a run: by profile and target; for servers, by name, the moment asked for.

    `is_fresh`: a target that was not there then is started in the run, and counts from 0.
    """

    reads: Mapping[str, Mapping[str, tuple[Read, ...]]] = field(default_factory=dict)
    moments: Mapping[str, float] = field(default_factory=dict)
    is_fresh: bool = False


def over_run(plan: Plan, sight: Sight, *, since: Since) -> Sight:
    """The sight of the last read, judged over the run since the first one."""
    first = _first_sight(plan, sight, since=since)
    rising = {
        name: rising_names(plan, instances=instances) for name, instances in sight.instances.items()
    }
    begins = {
        name: Begin(f"{_moment(name, sight, first, since=since):.3f}", rising[name])
        for name in rising
    }
    whole = replace(sight, begins=begins, is_run=True)
    restarts: dict[str, tuple[Restart, ...]] = {}
    unasked: dict[str, UnreadableSource] = {}
    for name in rising:
        try:
            restarts[name] = _restarts(name, whole, first, rising=rising[name])
        except (UnansweredQuery, UnreadableSource) as error:
            # Whether the increase is whole is not known then.
            restarts[name] = ()
            unasked[name] = UnreadableSource(str(error), code=error.code)
    own = _risen(whole, first, rising=rising, restarts=restarts)
    views = {
        name: _viewed(_of_increases(view, own), whole.instances[name], first=first, since=since)
        for name, view in whole.views.items()
    }
    views |= {name: replace(views[name], error=error) for name, error in unasked.items()}
    return replace(whole, own=own, views=views, restarts=restarts)


def _moment(name: str, sight: Sight, first: Sight, *, since: Since) -> float:
    """When the run began, by the clock of whoever is asked."""
    if name not in sight.told:
        return first.own.at
    told = sight.told[name]
    return since.moments.get(told.server, told.answers.at)


def _first_sight(plan: Plan, sight: Sight, *, since: Since) -> Sight:
    reads = since.reads.get(plan.profile.name, {})
    own = {
        name: tuple(
            read
            for read in reads.get(name, ())
            if not (since.is_fresh and _is_replaced(read, sight.instances[name]))
        )
        for name in sight.instances
        if name not in sight.told
    }
    at = max((read.read_at for each in own.values() for read in each), default=0.0)
    return see(plan.profile, own, at=at, told=sight.told)


def _is_replaced(read: Read, instances: tuple[Instance, ...]) -> bool:
    """Whether the command started another process in place of the one that was read."""
    if read.exposition is None:
        return False
    before = read.exposition.samples.get(PROCESS_START, ())
    after = [
        sample.value
        for instance in instances
        if instance.name == read.instance
        for sample in instance.exposition.samples.get(PROCESS_START, ())
    ]
    return bool(before) and any(is_later(each, before[0].value) for each in after)


def _risen(
    sight: Sight,
    first: Sight,
    *,
    rising: Mapping[str, frozenset[str]],
    restarts: Mapping[str, tuple[Restart, ...]],
) -> ReadAnswers:
    known = [
        each.labels for of_target in restarts.values() for each in of_target if each.is_process
    ]

    def is_restarted(labels: Labels) -> bool:
        return any(each.items() <= labels.items() for each in known)

    names = frozenset().union(*(rising[name] for name in rising if name not in sight.told))
    dataset = risen(sight.own.dataset, first.own.dataset, rising=names, is_restarted=is_restarted)
    return ReadAnswers(dataset, sight.own.at)


def _restarts(
    name: str, sight: Sight, first: Sight, *, rising: frozenset[str]
) -> tuple[Restart, ...]:
    if name in sight.told:
        return _told_restarts(name, sight, rising=rising)
    before = {instance.name: instance for instance in first.instances.get(name, ())}
    return tuple(
        Restart(
            instance.name,
            why,
            {**instance.target.labels, "instance": instance.name},
            is_process=why.startswith(PROCESS_START),
        )
        for instance in sight.instances[name]
        if instance.name in before
        for why in (why_restarted(before[instance.name], instance, rising=rising),)
        if why
    )


def _told_restarts(name: str, sight: Sight, *, rising: frozenset[str]) -> tuple[Restart, ...]:
    """What a server tells of the time between, in which it may have seen more than two reads."""
    told, begin = sight.told[name], sight.begins[name]
    if sight.views[name].error is not None:
        return ()
    labels = sight.profile.targets[name].labels
    seconds = max(1, round(told.answers.at - float(begin.at)))
    started = _selector(labels, [PROCESS_START])
    # One name each: `resets` drops it, and two series may then clash. It looks at the samples
    # within; what fell between the first read and the first of them is compared with that.
    fell = " or ".join(
        f"{each} < {each} @ {begin.at} or resets({each}[{seconds}s]) > 0"
        for name in sorted(rising)
        if not count_of(name, rising=rising)
        for each in (_selector(labels, [name]),)
    )
    began = f"{started} > {started} @ {begin.at}"
    found: dict[str, str] = {}
    for why, query in ((f"{PROCESS_START} rose", began), ("a counter fell", fell)):
        for element in told.answers.ask(query) if query else ():
            found.setdefault(element.labels.get("instance", ""), why)
    return tuple(Restart(instance, why, labels) for instance, why in found.items())


def _selector(labels: Labels, names: Iterable[str]) -> str:
    own = (Matcher(label, MatchOp.EQUAL, value) for label, value in sorted(labels.items()))
    pattern = Matcher("__name__", MatchOp.REGEX, "|".join(names))
    return print_selector(Selector(None, (pattern, *own)))


def _of_increases(view: TargetView, own: ReadAnswers) -> TargetView:
    """The view with the values that were judged."""
    if view.is_server:
        return replace(view, is_run=True)
    values = {
        frozenset(each.labels.items()): each.values[-1]
        for name in view.series
        for each in own.dataset.by_name.get(name, ())
    }
    series = {
        name: tuple(
            replace(each, value=values.get(_named(name, each.labels), each.value)) for each in found
        )
        for name, found in view.series.items()
    }
    return replace(view, series=series, is_run=True)


def _named(name: str, labels: Labels) -> frozenset[tuple[str, str]]:
    return frozenset({**labels, "__name__": name}.items())


def _viewed(
    view: TargetView, instances: tuple[Instance, ...], *, first: Sight, since: Since
) -> TargetView:
    if view.error is not None or view.is_server or since.is_fresh:
        return view
    before = {instance.name for instance in first.instances.get(view.name, ())}
    begun = max((read.read_at for read in _reads_of(first, view.name, since=since)), default=0.0)
    unknown = [
        each.name for each in instances if each.name not in before and not _began_after(each, begun)
    ]
    if not unknown:
        return view
    failed = first.views[view.name].error
    why = "" if failed is None else f" ({str(failed).rstrip('.')})"
    message = (
        f"{unknown[0]} was not read when the run began{why}, so what it counted since is not "
        "known. Where the command starts it, say so with --fresh."
    )
    return replace(view, error=UnreadableSource(message, code="not-in-first-read", is_final=True))


def _reads_of(first: Sight, target: str, *, since: Since) -> tuple[Read, ...]:
    return since.reads.get(first.profile.name, {}).get(target, ())


def _began_after(instance: Instance, moment: float) -> bool:
    started = instance.exposition.samples.get(PROCESS_START, ())
    return bool(moment and started) and min(each.value for each in started) >= moment
