"""What becomes of mutants: noticed where an expectation speaks of it, else survived, or none."""

from pathlib import Path

import pytest

from metrics_check import check, load
from metrics_check.check.poll import Seen
from metrics_check.model.outcome import Verdict
from metrics_check.mutate.mutate import Mutating, mutate
from metrics_check.mutate.result import Fate, Mutation
from metrics_check.mutate.stage import scene_of, stage_of
from tests.mutate.stages import TODAY, as_text, fates, mutated_in, seen_in, written

SHOP = """\
# TYPE orders_total counter
orders_total{shop="a",status="paid"} 3
orders_total{shop="a",status="open"} 2
# TYPE depth gauge
depth 4
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1"} 3
wait_seconds_bucket{le="5"} 4
wait_seconds_bucket{le="+Inf"} 4
wait_seconds_sum 4
wait_seconds_count 4
# TYPE size_bytes summary
size_bytes{quantile="0.5"} 10
size_bytes_sum 30
size_bytes_count 3
# TYPE other gauge
other 1
"""
# Each says all that there is to say of its metric.
CLOSED = """\
  - id: orders
    series: orders_total{shop}
    type: counter
    by: [status]
    labels:
      shop: [a]
      status: {in: [open, paid], all: [open, paid]}
    expect: [each > 0, each <= 5]
  - {id: depth, series: depth, type: gauge, expect: each 2 .. 9}
  - id: wait
    series: wait_seconds
    type: histogram
    expect: [observations 1 .. 9, mean 0.5s .. 3s, p95 <= 5s, p50 <= 1s]
  - id: size
    series: size_bytes
    type: summary
    expect: [observations 1 .. 9, mean 5B .. 30B]
"""
# No more than that they are there.
OPEN = """\
  - {id: orders, series: orders_total, expect: any >= 1}
  - {id: depth, series: depth, expect: each <= 100}
  - {id: wait, series: wait_seconds, expect: observations >= 1}
  - {id: size, series: size_bytes}
"""


def test_what_is_told_of_in_full_is_noticed(tmp_path: Path) -> None:
    mutation, _ = mutated_in(written(tmp_path, expectations=CLOSED, exposition=SHOP))
    assert fates(mutation) == {
        "depth change-type gauge to counter": "noticed: depth#type",
        "depth drop-series": "noticed: depth#expect.each",
        "depth nan": "noticed: depth#expect.each",
        "depth rename-metric depth to depth_renamed": "noticed: depth#type",
        "depth times-ten": "noticed: depth#expect.each",
        "depth zero": "noticed: depth#expect.each",
        'orders_total change-label-value shop="a" to "a_mutated"': "noticed: orders#labels.shop",
        'orders_total change-label-value status="open" to "open_mutated"': (
            "noticed: orders#labels.status"
        ),
        'orders_total change-label-value status="paid" to "paid_mutated"': (
            "noticed: orders#labels.status"
        ),
        "orders_total change-type counter to gauge": "noticed: orders#type",
        "orders_total drop-label shop": "noticed: orders#labels.shop",
        "orders_total drop-label status": "noticed: orders#labels.status",
        'orders_total drop-series {shop="a", status="open"}': "noticed: orders#labels.status",
        'orders_total drop-series {shop="a", status="paid"}': "noticed: orders#labels.status",
        'orders_total nan {shop="a", status="open"}': "noticed: orders#expect.each",
        'orders_total nan {shop="a", status="paid"}': "noticed: orders#expect.each",
        "orders_total rename-label shop to shop_renamed": "noticed: orders#labels.shop",
        "orders_total rename-label status to status_renamed": "noticed: orders#labels.status",
        "orders_total rename-metric orders_total to orders_renamed_total": "noticed: orders#type",
        'orders_total times-ten {shop="a", status="open"}': "noticed: orders#expect.each.2",
        'orders_total times-ten {shop="a", status="paid"}': "noticed: orders#expect.each.2",
        'orders_total zero {shop="a", status="open"}': "noticed: orders#expect.each",
        'orders_total zero {shop="a", status="paid"}': "noticed: orders#expect.each",
        "size_bytes change-type summary to histogram": "noticed: size#type",
        "size_bytes drop-series": "noticed: size#expect.observations",
        "size_bytes nan sum": "noticed: size#expect.mean",
        "size_bytes rename-metric size_bytes to size_bytes_renamed": "noticed: size#type",
        "size_bytes times-ten observations": "noticed: size#expect.observations",
        "size_bytes times-ten sum": "noticed: size#expect.mean",
        "size_bytes zero observations": "noticed: size#expect.observations",
        "wait_seconds change-type histogram to summary": "noticed: wait#type",
        "wait_seconds drop-series": "noticed: wait#expect.observations",
        "wait_seconds nan sum": "noticed: wait#expect.mean",
        "wait_seconds rename-metric wait_seconds to wait_seconds_renamed": "noticed: wait#type",
        "wait_seconds shift-bucket": "noticed: wait#expect.p95",
        "wait_seconds times-ten observations": "noticed: wait#expect.observations",
        "wait_seconds times-ten sum": "noticed: wait#expect.mean",
        "wait_seconds zero observations": "noticed: wait#expect.observations",
    }
    assert mutation.score == 100
    assert mutation.undeclared == {"shop": ("other",)}
    assert mutation.proposals == ()


def test_what_nobody_speaks_of_survives(tmp_path: Path) -> None:
    mutation, _ = mutated_in(written(tmp_path, expectations=OPEN, exposition=SHOP))
    found = fates(mutation)
    assert {name: fate for name, fate in found.items() if not fate.startswith("noticed")} == {
        "depth change-type gauge to counter": "survived",
        "depth times-ten": "survived",
        "depth zero": "equivalent: only-most",
        'orders_total change-label-value shop="a" to "a_mutated"': "survived",
        'orders_total change-label-value status="open" to "open_mutated"': "survived",
        'orders_total change-label-value status="paid" to "paid_mutated"': "survived",
        "orders_total change-type counter to gauge": "survived: finding type-differs",
        "orders_total drop-label shop": "survived",
        "orders_total drop-label status": "survived",
        'orders_total drop-series {shop="a", status="open"}': "survived",
        'orders_total drop-series {shop="a", status="paid"}': "survived",
        'orders_total nan {shop="a", status="open"}': "survived",
        'orders_total nan {shop="a", status="paid"}': "survived",
        "orders_total rename-label shop to shop_renamed": "survived",
        "orders_total rename-label status to status_renamed": "survived",
        'orders_total times-ten {shop="a", status="open"}': "equivalent: only-least",
        'orders_total times-ten {shop="a", status="paid"}': "equivalent: only-least",
        'orders_total zero {shop="a", status="open"}': "survived",
        'orders_total zero {shop="a", status="paid"}': "survived",
        "size_bytes change-type summary to histogram": "survived",
        "size_bytes nan sum": "survived",
        "size_bytes times-ten observations": "survived",
        "size_bytes times-ten sum": "survived",
        "size_bytes zero observations": "survived",
        "wait_seconds change-type histogram to summary": "survived: finding type-differs",
        "wait_seconds nan sum": "survived",
        "wait_seconds shift-bucket": "survived",
        "wait_seconds times-ten observations": "equivalent: only-least",
        "wait_seconds times-ten sum": "survived",
    }
    noticed, survived = mutation.count(Fate.NOTICED), mutation.count(Fate.SURVIVED)
    assert mutation.score == noticed * 1000 // (noticed + survived) / 10


@pytest.mark.parametrize(
    ("expectations", "exposition", "mutant", "fate"),
    [
        pytest.param("  - a_total >= 0\n", "a_total 0\n", "a_total zero", "unchanged", id="zero"),
        pytest.param(
            "  - {id: a, series: a, expect: any > 0}\n",
            'a{x="1"} 1\na{x="2"} NaN\n',
            'a nan {x="2"}',
            "unchanged",
            id="NaN for NaN",
        ),
        pytest.param(
            "  - {id: a, series: a, type: histogram}\n",
            '# TYPE a histogram\na_bucket{le="1"} 0\na_bucket{le="+Inf"} 0\na_sum 0\na_count 0\n',
            "a shift-bucket",
            "unchanged",
            id="no observation",
        ),
        pytest.param(
            "  - {id: a, series: a, optional: true, expect: each <= 9}\n  - b >= 1\n",
            "a 1\nb 1\n",
            "a rename-metric a to a_renamed",
            "optional",
            id="optional",
        ),
        pytest.param(
            "  - {id: a, series: a_total, only_in: run, expect: any >= 1}\n  - b >= 1\n",
            "a_total 1\nb 1\n",
            "a_total drop-series",
            "only-in-run",
            id="judged over a run only",
        ),
        pytest.param(
            "  - {id: a, holds: a * 2 >= 1}\n",
            "a 1\n",
            "a times-ten",
            "only-least",
            id="PromQL with a least value",
        ),
        pytest.param(
            "  - {id: a, never: a > 9}\n",
            "a 1\n",
            "a zero",
            "only-most",
            id="PromQL with a greatest value",
        ),
    ],
)
def test_what_is_no_mutant(
    expectations: str, exposition: str, mutant: str, fate: str, tmp_path: Path
) -> None:
    mutation, _ = mutated_in(written(tmp_path, expectations=expectations, exposition=exposition))
    assert fates(mutation)[mutant] == f"equivalent: {fate}"


@pytest.mark.parametrize(
    ("expectations", "mutant"),
    [
        pytest.param("  - {id: a, series: a, expect: each -5 .. 50}\n", "a times-ten", id="within"),
        pytest.param("  - {id: a, series: a, expect: each -5 .. 50}\n", "a zero", id="zero within"),
        pytest.param("  - {id: a, series: a}\n", "a times-ten", id="no bound"),
        pytest.param(
            "  - {id: a, series: a, optional: true, expect: each <= 9}\n"
            "  - {id: b, series: a, expect: series >= 1}\n",
            "a zero",
            id="bounded by an optional one only",
        ),
    ],
)
def test_a_value_that_happens_to_be_within_is_not_excused(
    expectations: str, mutant: str, tmp_path: Path
) -> None:
    mutation, _ = mutated_in(written(tmp_path, expectations=expectations, exposition="a 1\n"))
    found = fates(mutation)[mutant]
    assert found == ("equivalent: only-most" if "<= 9" in expectations else "survived")


def test_a_warning_alone_is_told_apart(tmp_path: Path) -> None:
    text = "  - {id: a, series: a, expect: each >= 0, warn: each <= 5}\n"
    folder = written(tmp_path, expectations=text, exposition="a 1\n")
    assert fates(mutated_in(folder)[0])["a times-ten"] == "survived: warn a#warn.each"
    strict, _ = mutated_in(folder, is_strict=True)
    assert fates(strict)["a times-ten"] == "noticed: a#warn.each"


def test_a_waived_expectation_notices_nothing(tmp_path: Path) -> None:
    waiver = "\n    waive: {reason: known, owner: me, expires: 2030-01-01}"
    text = f"  - id: a\n    series: a_total{waiver}\n    expect: any >= 1\n  - b >= 1\n"
    folder = written(tmp_path, expectations=text, exposition="a_total 1\nb 1\n")
    assert fates(mutated_in(folder)[0])["a_total zero"] == "survived"


BEFORE = """\
# TYPE orders_total counter
orders_total{shop="a",status="paid"} 2
orders_total{shop="a",status="open"} 2
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1"} 2
wait_seconds_bucket{le="5"} 3
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum 3
wait_seconds_count 3
"""
OVER_RUN = """\
  - {id: paid, series: 'orders_total{status="paid"}', expect: any >= 1, run: sum == 1}
  - {id: open, series: 'orders_total{status="open"}', only_in: state, expect: any >= 1}
  - {id: wait, series: wait_seconds, type: histogram, run: [observations == 1, mean 1s .. 2s]}
"""


def test_a_run_is_judged_by_what_rose(tmp_path: Path) -> None:
    folder = written(tmp_path, expectations=OVER_RUN, exposition=SHOP, before=BEFORE)
    mutation, _ = mutated_in(folder)
    found = fates(mutation)
    assert mutation.is_run
    # Nothing more was counted; ten times as much was; a rename was there from the beginning.
    assert found['orders_total zero {shop="a", status="paid"}'] == "noticed: paid#expect.any"
    assert found['orders_total times-ten {shop="a", status="paid"}'] == "noticed: paid#run.sum"
    assert found["orders_total rename-label shop to shop_renamed"] == "survived"
    assert found['orders_total drop-series {shop="a", status="open"}'] == (
        "equivalent: only-in-state"
    )
    assert found["wait_seconds times-ten sum"] == "noticed: wait#run.mean"
    assert found["wait_seconds times-ten observations"] == "noticed: wait#run.observations"


@pytest.mark.parametrize("expectations", [CLOSED, OPEN], ids=["closed", "open"])
def test_a_mutant_is_judged_as_the_whole_check_would(expectations: str, tmp_path: Path) -> None:
    folder = written(tmp_path, expectations=expectations, exposition=SHOP)
    seen, _ = seen_in(folder)
    mutation, _ = mutated_in(folder)
    assert len(mutation.fates) > 30
    for each in mutation.fates:
        assert is_noticed(seen, each.mutant, folder) == (each.fate is Fate.NOTICED), each


def is_noticed(seen: Seen, mutant: object, folder: Path) -> bool:
    """Whether `check` notices the mutant, written out as a file, all of it judged."""
    scene = scene_of(mutant, stage=stage_of(seen, since=None))  # type: ignore[arg-type]  # a Mutant
    exposition = (scene.sight if scene else seen.sight).instances["shop"][0].exposition
    file = folder / "mutant.prom"
    file.write_text(as_text(exposition), "utf-8")
    report = check(load(folder / "shop.yaml"), sources={"shop": file})
    bad = {Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN}
    return any(outcome.verdict in bad for outcome in report.outcomes)


def test_what_is_proposed_holds_and_notices_more(tmp_path: Path) -> None:
    folder = written(tmp_path, expectations=OPEN, exposition=SHOP)
    first, _ = mutated_in(folder)
    second, _ = mutated_in(written(tmp_path, expectations=added(first, OPEN), exposition=SHOP))
    assert first.score is not None
    assert second.score is not None
    assert first.score < 50
    survived = {name for name, fate in fates(second).items() if fate.startswith("survived")}
    # Ten times as many observations are as right as many: nobody can know how many there must be.
    assert survived == set()


HOSTILE = "\u202e\x1b[31m'\"{}: - # ${x} &a *b !c\n"


def test_hostile_names_and_values_are_quoted(tmp_path: Path) -> None:
    escaped = HOSTILE.replace('"', '\\"').replace("\n", "\\n")
    exposition = f'# TYPE a_total counter\na_total{{who="{escaped}",job="x"}} 1\n'
    folder = written(tmp_path, expectations="  - a_total >= 1\n", exposition=exposition)
    first, _ = mutated_in(folder)
    assert all(each.mutant.text.isprintable() for each in first.fates)
    assert all(line.isprintable() for each in first.proposals for line in each.lines)
    text = added(first, "  - a_total >= 1\n")
    assert "exported_job" in text
    second, _ = mutated_in(written(tmp_path, expectations=text, exposition=exposition))
    assert second.score == 100


def added(mutation: Mutation, expectations: str) -> str:
    """The expectations with what is proposed."""
    lines = [f"  {line}\n" for each in mutation.proposals for line in each.lines]
    return expectations + "".join(lines)


def test_the_same_input_gives_the_same_result(tmp_path: Path) -> None:
    folder = written(tmp_path, expectations=OPEN, exposition=SHOP)
    shuffled = SHOP.splitlines(keepends=True)
    one, other = mutated_in(folder)[0], mutated_in(folder)[0]
    assert one == other
    # Nor does the order matter in which a service shows its families.
    at = shuffled.index("# TYPE depth gauge\n")
    again = written(tmp_path, expectations=OPEN, exposition="".join(shuffled[at:] + shuffled[:at]))
    assert mutated_in(again)[0] == one


def test_only_and_limit(tmp_path: Path) -> None:
    folder = written(tmp_path, expectations=CLOSED, exposition=SHOP)
    whole, _ = mutated_in(folder)
    zeros, _ = mutated_in(folder, only=["*#zero", "depth#nan"])
    assert [each.mutant.text for each in zeros.fates if each.mutant.series == "depth"] == [
        "zero",
        "nan",
    ]
    assert {each.mutant.operator for each in zeros.fates} == {"zero", "nan"}
    some, _ = mutated_in(folder, most=5)
    assert (some.total, len(some.fates)) == (whole.total, 5)
    assert (
        set(some.fates) <= set(whole.fates)
        if False
        else all(each in whole.fates for each in some.fates)
    )


def test_only_what_reads_a_metric_is_judged_again(tmp_path: Path) -> None:
    own, _ = seen_in(
        written(
            tmp_path,
            expectations="".join(
                f"  - {{id: m{n}, series: m{n}, expect: each 1 .. 5}}\n" for n in range(50)
            ),
            exposition="".join(f"# TYPE m{n} gauge\nm{n} 2\n" for n in range(50)),
        )
    )
    mutation, judge = mutate(own, folder="kept", mutating=Mutating(TODAY))
    assert (len(mutation.fates), mutation.score) == (300, 83.3)
    # 50 expectations of one assertion each: one judgement a mutant, and one more where it
    # survives; not 50.
    assert len(judge.judged) <= 2 * len(mutation.fates)


def test_replicas_are_broken_together(tmp_path: Path) -> None:
    # One of two that is broken would still show that something happened.
    text = "  - {id: a, series: a_total, expect: any >= 1}\n"
    folder = written(tmp_path, expectations=text, exposition="a_total 1\n")
    profile = folder / "shop.yaml"
    both = "url: [http://one/metrics, http://two/metrics]"
    profile.write_text(profile.read_text().replace("url: http://shop/metrics", both), "utf-8")
    mutation, _ = mutated_in(folder, sources=2)
    assert fates(mutation)["a_total zero"] == "noticed: a#expect.any"
