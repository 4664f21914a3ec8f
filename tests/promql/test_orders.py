"""The order in which a server adds is not held against us; anything else is."""

import pytest

from metrics_check.promql.dataset import Dataset
from tests.promql.agreement import Answer, agree, our_answer
from tests.promql.orders import agrees_in_some_order

# Their variance is 5, or just below it.
VALUES = (8.0, 6.0, 4.0, 2.0)
AT = 1.0


@pytest.mark.parametrize(
    ("query", "theirs", "expected"),
    [
        pytest.param("floor(stdvar(a))", 4.0, True, id="the last digit"),
        pytest.param("floor(stdvar(a))", 3.0, False, id="another number"),
        pytest.param("floor(count(a))", 3.0, False, id="nothing is added"),
        pytest.param("floor(stdvar(topk(4, a)))", 4.0, False, id="some are chosen"),
    ],
)
def test_orders(query: str, theirs: float, expected: bool) -> None:
    samples = (("a", {"n": str(n)}, value, None) for n, value in enumerate(VALUES))
    dataset = Dataset.of(samples, at=AT)
    answer = Answer((((), theirs),))

    def agrees(ordered: Dataset) -> bool:
        return agree(our_answer(query, ordered, at=AT), answer, dialect=3)

    assert agrees_in_some_order(query, dataset, agrees=agrees) is expected
