"""The docstring of each kind is its documentation, and true: its samples pass and fail."""

from importlib import import_module
from inspect import cleandoc
from itertools import takewhile

import pytest

from metrics_check.assertions import KINDS
from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.registry import kind
from metrics_check.model.probe import Subject
from tests.assertions.building import expectation_of
from tests.assertions.judging import judged
from tests.assertions.scraped import answering
from tests.assertions.shaping import shape_of


@pytest.mark.parametrize("name", KINDS)
def test_the_samples_of_a_docstring_pass_and_fail(name: str) -> None:
    docstring = cleandoc(import_module(KINDS[name].partition(":")[0]).__doc__ or "")
    entry, passes, fails = (block(docstring, title) for title in ("Expectation", "Passes", "Fails"))

    assert docstring.splitlines()[0].endswith(".")
    assert (verdict(name, entry, passes), verdict(name, entry, fails)) == ("pass", "fail")


def block(docstring: str, title: str) -> str:
    """The indented text below `title:`."""
    lines = docstring.splitlines()
    below = lines[lines.index(f"{title}:") + 2 :]
    found = list(takewhile(lambda line: line.startswith("    "), below))
    assert found, title
    return "\n".join(line[4:] for line in found) + "\n"


def verdict(name: str, entry: str, data: str) -> str:
    """The verdict of the only assertion of that kind in the entry."""
    expectation = expectation_of(entry)
    (assertion,) = (each for each in expectation.assertions if each.kind == name)
    subject = Subject(expectation, assertion, {"job": "x"}, expectation.type)
    own = kind(name)
    if own.judge is None:
        ask = answering(data, job="x")
        return judged(compile_assertion(subject), subject=subject, ask=ask).verdict
    assert expectation.series is not None
    judgement = own.judge(subject, shape_of(data, expectation.series.name))
    return "fail" if judgement.violations else "unproven" if judgement.unproven else "pass"
