"""Each kind of change between two expositions: found, told, and nothing else beside it."""

import time

import pytest

from metrics_check.audit.diff.change import KINDS
from metrics_check.audit.diff.compare import compare
from metrics_check.audit.diff.exposed import Page, exposed_surface
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from tests.audit.diff.comparing import Told, difference, surface, told

SHOP = """\
# HELP orders_total Orders.
# TYPE orders_total counter
orders_total{status="paid",shop="north"} 3
orders_total{status="open",shop="north"} 1
orders_total{status="paid",shop="south"} 3
orders_total{status="open",shop="south"} 1
"""
WAIT = """\
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.5"} 1
wait_seconds_bucket{le="1.0"} 2
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum 4
wait_seconds_count 3
"""
SIZE = """\
# TYPE size summary
size{quantile="0.5"} 1
size{quantile="0.99"} 1
size_sum 4
size_count 3
"""
DEPTH = "# TYPE depth gauge\ndepth 3\n"
PODS = "# TYPE up gauge\n" + "".join(f'up{{pod="api-{n}"}} 1\n' for n in range(30))
TIMES = "# TYPE a_b_seconds gauge\n# UNIT a_b_seconds {}\na_b_seconds 1\n# EOF\n"
ROWS: dict[str, tuple[str, str, list[Told]]] = {
    "nothing": (SHOP, SHOP, []),
    "values, timestamps and order": (
        DEPTH + SHOP,
        SHOP.replace("} 3", "} 7 1700000000000") + DEPTH,
        [],
    ),
    "the text of a number": (WAIT, WAIT.replace('"1.0"', '"1"').replace('"0.5"', '"5e-1"'), []),
    "an empty label": (DEPTH, DEPTH.replace("depth 3", 'depth{a=""} 3'), []),
    "a family": (
        SHOP + DEPTH,
        DEPTH,
        [("family-removed!", "orders_total", "counter with shop, status, 4 series")],
    ),
    "a new family": (SHOP, SHOP + DEPTH, [("family-added", "depth", "gauge, 1 series")]),
    "a rename": (
        SHOP,
        SHOP.replace("orders_total", "shop_orders_total"),
        [
            (
                "family-renamed!",
                "orders_total",
                "likely shop_orders_total now, same type and labels",
            )
        ],
    ),
    "a rename that also changes": (
        SHOP,
        SHOP.replace("orders_total", "shop_orders_total").replace("Orders.", "All orders."),
        [
            (
                "family-renamed!",
                "orders_total",
                "likely shop_orders_total now, same type and labels",
            ),
            ("help-changed", "orders_total", "the help text differs"),
        ],
    ),
    "no rename to another type": (
        SHOP,
        SHOP.replace("orders_total", "shop_orders_total").replace(" counter", " gauge"),
        [
            ("family-removed!", "orders_total", "counter with shop, status, 4 series"),
            ("family-added", "shop_orders_total", "gauge with shop, status, 4 series"),
        ],
    ),
    "no rename where two are as near": (
        DEPTH,
        DEPTH.replace("depth", "depth_a") + DEPTH.replace("depth", "depth_b"),
        [
            ("family-removed!", "depth", "gauge, 1 series"),
            ("family-added", "depth_a", "gauge, 1 series"),
            ("family-added", "depth_b", "gauge, 1 series"),
        ],
    ),
    "a type": (
        DEPTH,
        DEPTH.replace("gauge", "counter"),
        [("type-changed!", "depth", "gauge → counter")],
    ),
    "a type that was not told": (
        "depth 3\n",
        DEPTH,
        [("type-changed", "depth", "unknown → gauge")],
    ),
    "a histogram that is a gauge now": (
        WAIT,
        "# TYPE wait_seconds gauge\nwait_seconds 3\n",
        [("type-changed!", "wait_seconds", "histogram → gauge")],
    ),
    "a unit": (
        TIMES.format("b_seconds"),
        TIMES.format("seconds"),
        [("unit-changed!", "a_b_seconds", "b_seconds → seconds")],
    ),
    "a unit that is told now": (
        TIMES.format("seconds").replace("# UNIT a_b_seconds seconds\n", ""),
        TIMES.format("seconds"),
        [("unit-added", "a_b_seconds", "seconds")],
    ),
    "a unit that is not told any more": (
        TIMES.format("seconds"),
        TIMES.format("seconds").replace("# UNIT a_b_seconds seconds\n", ""),
        [("unit-removed", "a_b_seconds", "seconds")],
    ),
    "a help": (
        SHOP,
        SHOP.replace("Orders.", "All orders."),
        [("help-changed", "orders_total", "the help text differs")],
    ),
    "a label": (
        SHOP,
        SHOP.replace(',shop="north"', "").replace(',shop="south"', ""),
        [("label-removed!", "orders_total", "shop, 2 values")],
    ),
    "a new label": (
        SHOP,
        SHOP.replace('"} ', '",currency="eur"} '),
        [("label-added!", "orders_total", "currency, 1 value")],
    ),
    "a label that is called otherwise": (
        SHOP,
        SHOP.replace("status=", "state="),
        [
            (
                "label-renamed!",
                "orders_total",
                "status is gone, state is new, with the same values",
            )
        ],
    ),
    "a label that some have lost": (
        SHOP,
        SHOP.replace('open",shop="north"', 'open"'),
        [("label-partial!", "orders_total", "shop is not on every series any more")],
    ),
    "a label that all have now": (
        SHOP.replace('open",shop="north"', 'open"'),
        SHOP,
        [("label-complete", "orders_total", "shop is on every series now")],
    ),
    "a value of a closed set": (
        SHOP,
        SHOP.replace('"open"', '"new"'),
        [
            ("value-removed!", "orders_total", 'status: "open"'),
            ("value-added", "orders_total", 'status: "new"'),
        ],
    ),
    "identities": (
        PODS,
        PODS.replace("api-1", "api-x"),
        [
            ("value-removed", "up", "pod: 11 of 30 values gone"),
            ("value-added", "up", "pod: 11 of 30 values new"),
        ],
    ),
    "a version": (
        '# TYPE build_info gauge\nbuild_info{branch="main"} 1\n',
        '# TYPE build_info gauge\nbuild_info{branch="next"} 1\n',
        [
            ("value-removed", "build_info", "branch: 1 of 1 value gone"),
            ("value-added", "build_info", "branch: 1 of 1 value new"),
        ],
    ),
    "a series whose values are all still there": (
        SHOP,
        SHOP.replace('orders_total{status="open",shop="north"} 1\n', ""),
        [
            (
                "series-removed",
                "orders_total",
                '1 of 4 label sets gone, such as {shop="north", status="open"}',
            )
        ],
    ),
    "a new series of known values": (
        SHOP.replace('orders_total{status="open",shop="north"} 1\n', ""),
        SHOP,
        [
            (
                "series-added",
                "orders_total",
                '1 of 4 label sets new, such as {shop="north", status="open"}',
            )
        ],
    ),
    "the last series": (
        DEPTH,
        "# TYPE depth gauge\n",
        [("series-removed!", "depth", "no series is left, there was 1")],
    ),
    "the first series": (
        "# TYPE depth gauge\n",
        DEPTH,
        [("series-added", "depth", "1 series, there was none")],
    ),
    "a bucket": (
        WAIT,
        WAIT.replace('wait_seconds_bucket{le="0.5"} 1\n', ""),
        [("bucket-removed!", "wait_seconds", "le 0.5")],
    ),
    "a new bucket": (
        WAIT.replace('wait_seconds_bucket{le="0.5"} 1\n', ""),
        WAIT,
        [("bucket-added", "wait_seconds", "le 0.5")],
    ),
    "other buckets": (
        WAIT,
        WAIT.replace('"0.5"', '"0.25"').replace('"1.0"', '"2"'),
        [
            ("bucket-removed!", "wait_seconds", "le 0.5, 1"),
            ("bucket-added", "wait_seconds", "le 0.25, 2"),
        ],
    ),
    "a quantile": (
        SIZE,
        SIZE.replace('"0.99"', '"0.9"'),
        [
            ("quantile-removed!", "size", "quantile 0.99"),
            ("quantile-added", "size", "quantile 0.9"),
        ],
    ),
    "the sum": (
        WAIT,
        WAIT.replace("wait_seconds_sum 4\n", ""),
        [("part-removed!", "wait_seconds", "wait_seconds_sum")],
    ),
    "a sum that is new": (
        WAIT.replace("wait_seconds_sum 4\n", ""),
        WAIT,
        [("part-added", "wait_seconds", "wait_seconds_sum")],
    ),
    "no buckets any more": (
        WAIT,
        "# TYPE wait_seconds histogram\nwait_seconds_sum 4\nwait_seconds_count 3\n",
        [("part-removed!", "wait_seconds", "wait_seconds_bucket")],
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_two_expositions(row: str) -> None:
    old, new, expected = ROWS[row]
    assert told(difference(old, new)) == expected


def test_a_bucket_of_some_series() -> None:
    bare, labelled = WAIT.replace("{", '{a="x",'), ""
    for part in ("_sum", "_count"):
        bare = bare.replace(f"{part} ", f'{part}{{a="x"}} ')
    labelled = bare + "".join(
        line.replace('a="x"', 'a="y"') for line in bare.splitlines(keepends=True)[1:]
    )
    new = labelled.replace('wait_seconds_bucket{a="y",le="+Inf"} 3\n', "")
    expected = ("bucket-removed!", "wait_seconds", "le +Inf, on some series")
    assert told(difference(labelled, new)) == [expected]


def test_places() -> None:
    found = difference(SHOP + DEPTH, DEPTH + WAIT + SHOP.replace('"open"', '"new"'))
    assert [(each.kind, each.where) for each in found.changes] == [
        ("value-removed", "old:1"),
        ("value-added", "new:9"),
        ("family-added", "new:3"),
    ]


def test_both_formats_of_one_service_are_the_same() -> None:
    text = (
        "# TYPE a_total counter\na_total 1\n# TYPE a_created gauge\na_created 1.5\n"
        "# TYPE g gauge\ng 1\n"
    )
    openmetrics = "# TYPE a counter\na_total 1\na_created 1.5\n# TYPE g gauge\ng 1\n# EOF\n"
    assert told(difference(text, openmetrics)) == []


def test_targets_are_compared_by_name() -> None:
    def pages(*targets: str) -> list[Page]:
        read = read_exposition([DEPTH.encode()], format=Format.TEXT)
        return [Page(target, target, read) for target in targets]

    found = compare(exposed_surface(pages("a", "b")), exposed_surface(pages("b", "c", "d")))
    assert [(each.kind, each.target, each.detail, each.where) for each in found.changes] == [
        ("target-removed", "a", "1 metric", "a:1"),
        ("target-added", "c", "1 metric", "c:1"),
        ("target-added", "d", "1 metric", "d:1"),
    ]


def test_replicas_are_one_target() -> None:
    reads = [read_exposition([body.encode()], format=Format.TEXT) for body in (SHOP, DEPTH)]
    both = exposed_surface([Page("", "one", reads[0]), Page("", "two", reads[1])])
    assert told(compare(both, surface(SHOP + DEPTH))) == []


def test_of_many_alike_each_is_told() -> None:
    names = [f"service_{n:03}_queue_depth" for n in range(100)]
    old = "".join(f"# TYPE {name} gauge\n{name} 1\n" for name in names)
    started = time.process_time()
    renamed = difference(old, old.replace("_depth", "_depths"))
    assert [(each.kind, each.renamed_to) for each in renamed.breaking] == [
        ("family-renamed", f"{name}s") for name in names
    ]
    assert time.process_time() - started < 20
    # One more on each side, and none is guessed: it could be each of them.
    more = f"{old}# TYPE service_more_queue_depth gauge\n"
    assert len(difference(more, more.replace("_depth", "_depths")).changes) == 202


def test_what_is_printed_is_bounded() -> None:
    values = "".join(
        f'a_total{{status="{"x" * 3}{chr(97 + n)}\\n{"y" * 500}"}} 1\n' for n in range(9)
    )
    names = "".join(f"{chr(97 + n) * 3000} 1\n" for n in range(3))
    found = difference(
        f"# TYPE a_total counter\n{values}{names}", "# TYPE a_total counter\na_total 1\n"
    )
    assert max(len(each.detail) for each in found.changes) < 300
    assert all(each.detail.isprintable() for each in found.changes)


def test_every_kind_is_shown_here_or_with_expectations() -> None:
    shown = {kind.rstrip("!") for _, _, rows in ROWS.values() for kind, _, _ in rows}
    elsewhere = {"target-removed", "target-added"}
    of_files = {kind for kind in KINDS if kind.startswith(("profile-", "expectation-"))}
    assert shown | elsewhere | of_files == set(KINDS)
