"""Any two expositions: what differs is told, and nothing else; sides can be swapped."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from metrics_check.audit.diff.compare import compare
from metrics_check.audit.diff.surface import Key, ShownMetric, Surface
from tests.audit.diff.comparing import essence, surface

NAMES = st.sampled_from(("orders_total", "order_total", "queue_depth", "queue_wait_seconds", "up"))
LABELS = st.dictionaries(
    st.sampled_from(("status", "pod", "mode")),
    st.sampled_from(("", "paid", "open", "api-1", "api-2", 'a"b\\n{}')),
    max_size=3,
)
BOUNDS = st.lists(st.sampled_from(("0.5", "1", "2.5")), unique=True)
LABEL_SETS = st.lists(LABELS, max_size=4, unique_by=lambda labels: tuple(sorted(labels.items())))


@st.composite
def families(draw: st.DrawFn, name: str) -> str:
    """A family of any type with any series, of which some lack a bucket."""
    kind = draw(st.sampled_from(("counter", "gauge", "histogram", "summary", "untyped")))
    lines = [f"# TYPE {name} {kind}"]
    if draw(st.booleans()):
        lines.append(f"# HELP {name} {draw(st.sampled_from(('One.', 'Other.')))}")
    for labels in draw(LABEL_SETS):
        if kind in {"histogram", "summary"}:
            part, bounding = ("_bucket", "le") if kind == "histogram" else ("", "quantile")
            for bound in draw(BOUNDS):
                lines.append(f"{name}{part}{written({**labels, bounding: bound})} 1")
            for part in ("_sum", "_count"):
                lines.append(f"{name}{part}{written(labels)} 1")
        else:
            lines.append(f"{name}{written(labels)} 1")
    return "".join(f"{line}\n" for line in lines)


@st.composite
def expositions(draw: st.DrawFn) -> str:
    """Some families, in any order."""
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    return "".join(draw(families(name)) for name in names)


def written(labels: dict[str, str]) -> str:
    """The labels as the text format writes them."""
    escaped = {n: v.replace("\\", "\\\\").replace('"', '\\"') for n, v in labels.items()}
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"


def shown(found: Surface) -> dict[Key, ShownMetric]:
    """All that a surface says, but where."""
    return {key: replace(metric, place="") for key, metric in found.metrics.items()}


@given(expositions())
def test_nothing_differs_from_itself(body: str) -> None:
    assert compare(surface(body), surface(body)).changes == ()


@given(expositions(), expositions())
def test_a_difference_is_told_if_there_is_one(old: str, new: str) -> None:
    one, other = surface(old), surface(new)
    assert bool(compare(one, other).changes) == (shown(one) != shown(other))


@given(expositions(), expositions())
def test_swapping_the_sides_swaps_removed_and_added(old: str, new: str) -> None:
    one, other = surface(old), surface(new)
    there, back = compare(one, other).changes, compare(other, one).changes
    assert essence(there) == essence(back, is_swapped=True)


@given(expositions(), expositions())
def test_every_change_is_of_something_that_is_there(old: str, new: str) -> None:
    one, other = surface(old), surface(new)
    for change in compare(one, other).changes:
        key = change.target, change.metric
        assert (key in one.metrics) == (change.kind != "family-added")
        if change.kind == "family-removed":
            assert key not in other.metrics
        if change.kind == "family-renamed":
            assert (change.target, change.renamed_to) in other.metrics
            assert (change.target, change.renamed_to) not in one.metrics
