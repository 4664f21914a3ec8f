"""Expositions of real programs: the same is the same, and each single change is found."""

from itertools import combinations

import pytest

from metrics_check.audit.diff.compare import compare
from tests.audit.diff.comparing import essence, surface, told
from tests.audit.diff.mutants import MUTATIONS, blocks_of, mutants, text_of
from tests.exposition.corpus import CORPUS, need_corpus

NAMES = sorted(path.name for path in CORPUS.glob("expositions/*"))
# Of the text format, each sample below a TYPE line; and of how many families mutants are made.
SYSTEMS = {
    "e2e-output-freebsd.txt": 40,
    "e2e-output-solaris.txt": 40,
    "e2e-output.txt": 12,
    "expfmt_testdata_text.prom": 40,
}
LOST = {"value-removed", "series-removed", "label-removed", "label-complete"}


def text(name: str) -> str:
    return (need_corpus("expositions") / name).read_text("utf-8")


def test_the_corpus_is_there() -> None:
    need_corpus("expositions")
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs_from_itself(name: str) -> None:
    once, again = surface(text(name)), surface(text(name))
    assert once.metrics
    assert compare(once, again).changes == ()


@pytest.mark.parametrize(("one", "other"), list(combinations([n for n in NAMES if "e2e" in n], 2)))
def test_swapping_the_sides_swaps_removed_and_added(one: str, other: str) -> None:
    old, new = surface(text(one)), surface(text(other))
    there, back = compare(old, new).changes, compare(new, old).changes
    assert there
    assert essence(there) == essence(back, is_swapped=True)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_single_change_is_found(mutation: str) -> None:
    count = 0
    for name, most in SYSTEMS.items():
        old = surface(text_of(blocks_of(text(name))))
        for mutant in mutants(text(name), mutation=mutation, seed=11, most=most):
            new = surface(mutant.body)
            found = compare(old, new)
            rows = tuple((each.kind, each.metric, each.label) for each in found.changes)
            if mutation in {"drop value", "drop series"}:
                # What goes with it depends on what other series have.
                assert {kind for kind, _, _ in rows} & LOST, told(found)
                assert set(mutant.expected) <= set(rows), told(found)
                assert len({metric for _, metric, _ in rows}) == 1
            else:
                assert rows == mutant.expected, told(found)
            back = compare(new, old).changes
            assert essence(found.changes) == essence(back, is_swapped=True)
            count += 1
    assert count >= 10
