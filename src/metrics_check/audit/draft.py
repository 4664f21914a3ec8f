"""The draft of an expectation file: a text that a person would have written, and goes on with.

The same exposition gives the same bytes. What it says holds at once, and under traffic.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from metrics_check.audit.entry import WIDTH
from metrics_check.audit.exposed import exposed_metrics
from metrics_check.audit.listing import Listing, list_entries
from metrics_check.audit.metric import Broken, Metric
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Exposition
from metrics_check.exposition.runtime import runtime_of
from metrics_check.load.scalar_text import scalar
from metrics_check.notation.visible import visible
from metrics_check.record import record

# Of metrics with broken data, as many are named in the file.
_MOST_BROKEN = 10
_HEAD = """\
# Drafted by `metrics-check init`: the metrics that were exposed, the type of each, and the labels
# that all its series had. What their values must be it cannot know: write `>= 1` behind a line,
# or `expect:` below a `series:`.
"""
_CLOSED = "# `labels:` lists values that seem to be all there are; where more may come, add them."
_BOUND = "# `# expect:` is a bound that held when this was drafted; make it one that must hold."


@record
class DraftTarget:
    """A target as it was read: its urls as the file will name them, what each showed.

    `note` is what the reader must know of the urls, `""` where they speak for themselves.
    """

    name: str
    urls: tuple[str, ...]
    expositions: tuple[Exposition, ...]
    note: str = ""


@record
class Draft:
    """The text of the file, and what it holds.

    `left_out` counts metrics by whose they are, `beyond` those for which there was no room.
    """

    text: str
    expectations: int
    left_out: Mapping[str, int]
    broken: tuple[Broken, ...]
    beyond: int


@record
class _Shown:
    """What a target shows, sorted out."""

    metrics: tuple[Metric, ...]
    left_out: Mapping[str, int]
    broken: tuple[Broken, ...]


def draft_profile(name: str, *, targets: Sequence[DraftTarget]) -> Draft:
    """The draft of the profile `name`; the first target is the one that needs no naming.

    Raises `UnreadableSource` (`empty`) where no series is there to be expected.
    """
    shown = {target.name: _sort_out(target) for target in targets}
    _require_series(shown)
    left_out = Counter[str]()
    for each in shown.values():
        left_out.update(each.left_out)
    listing = list_entries({target: each.metrics for target, each in shown.items()})
    broken = tuple(found for each in shown.values() for found in each.broken)
    beyond = sum(len(each.metrics) for each in shown.values()) - len(listing.told)
    below = tuple(below_lines(left_out=left_out, broken=broken, beyond=beyond))
    text = (
        *_HEAD.splitlines(),
        *_values_lines(listing),
        *profile_lines(name, targets),
        *listing.lines,
        *(("", *below) if below else ()),
    )
    return Draft("\n".join((*text, "")), len(listing.told), left_out, broken, beyond)


def _sort_out(target: DraftTarget) -> _Shown:
    found = exposed_metrics(target.expositions)
    names = frozenset(name for each in target.expositions for name in each.names)
    metrics = [each for each in found if isinstance(each, Metric)]
    owners = [runtime_of(each.name, exposed=names) for each in metrics]
    own = [each for each, owner in zip(metrics, owners, strict=True) if not owner]
    # Where a service shows nothing of its own yet, its runtime is better than nothing.
    is_own_there = any(map(_is_there, own))
    return _Shown(
        metrics=tuple(own if is_own_there else metrics),
        left_out=Counter(filter(None, owners)) if is_own_there else {},
        broken=tuple(each for each in found if isinstance(each, Broken)),
    )


def _is_there(metric: Metric) -> bool:
    return not metric.why_optional


def _require_series(shown: Mapping[str, _Shown]) -> None:
    if any(_is_there(metric) for each in shown.values() for metric in each.metrics):
        return
    broken = [found for each in shown.values() for found in each.broken]
    if broken:
        message = f"nothing holds on it, its data is broken: {_said(broken[0])}."
    else:
        message = "there is no series yet that must be there. Use the service a little, and retry."
    raise UnreadableSource(message, code="empty")


def _said(broken: Broken) -> str:
    is_named = broken.reason.startswith(broken.name)
    return broken.reason if is_named else f"{broken.name}: {broken.reason}"


def _values_lines(listing: Listing) -> Iterator[str]:
    if any(metric.closed for metric in listing.told):
        yield _CLOSED
    if any(metric.bound for metric in listing.told):
        yield _BOUND
    seen = (
        item
        for metric in listing.told
        for item in metric.values.items()
        if item[0] not in metric.closed
    )
    shortest = min(seen, key=lambda item: len(", ".join(item[1])), default=None)
    if shortest is not None:
        label, held = shortest
        yield "# A comment beside a line lists the values that a label had. To allow no others,"
        yield f"# write `labels: {{{label}: [{', '.join(held)}]}}` below the `series:`."


def profile_lines(name: str, targets: Sequence[DraftTarget]) -> Iterator[str]:
    """The lines of a file down to its expectations."""
    yield "format: 1"
    yield f"profile: {scalar(name, in_flow=True)}"
    if len(targets) > 1:
        yield f"target: {scalar(targets[0].name, in_flow=True)}"
    yield "targets:"
    for target in targets:
        if target.note:
            yield f"  # {cut(target.note)}"
        urls = [scalar(url.replace("${", "$${"), in_flow=True) for url in target.urls]
        url = urls[0] if len(urls) == 1 else f"[{', '.join(urls)}]"
        yield f"  {scalar(target.name, in_flow=True)}: {{url: {url}}}"
    yield ""
    yield "expectations:"


def below_lines(
    *, left_out: Mapping[str, int], broken: Sequence[Broken], beyond: int
) -> Iterator[str]:
    """What a file says at its end: what of the metrics it leaves out."""
    if left_out:
        yield from _wrapped(f"Left out, being the same in every service: {counted(left_out)}.")
    if beyond:
        yield from _wrapped(f"Left out: {beyond} more metrics, since this file is long enough.")
    if broken:
        yield "# Left out, since nothing holds on broken data:"
    for each in broken[:_MOST_BROKEN]:
        yield f"#   {cut(_said(each))}"
    if len(broken) > _MOST_BROKEN:
        yield f"#   and {len(broken) - _MOST_BROKEN} more"


def counted(left_out: Mapping[str, int]) -> str:
    """What was left out in words: `29 of the Go runtime, 9 of the process`."""
    return ", ".join(f"{number} of {owner}" for owner, number in left_out.items())


def _wrapped(text: str) -> Iterable[str]:
    return (f"# {line}" for line in wrap(text, width=WIDTH - 2))


def cut(text: str) -> str:
    """Text of a service as a comment: on one line, of a bounded length."""
    plain = visible(text)
    return plain if len(plain) < WIDTH else f"{plain[: WIDTH - 1]}…"
