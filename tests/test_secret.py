"""Secrets do not print, whoever asks."""

import copy
import json
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from metrics_check.secret import Secret

TEXT = "hunter2-7f3a"


@dataclass(frozen=True)
class Holder:
    secret: Secret


def shown_by_traceback(secret: Secret) -> str:
    try:
        raise ValueError(secret)
    except ValueError as error:
        return "".join(traceback.format_exception(error))


PRINTED: dict[str, Callable[[Secret], str]] = {
    "str": str,
    "repr": repr,
    "format": lambda secret: f"{secret}",
    "format with width": lambda secret: f"{secret:>20}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
    "in a dataclass": lambda secret: repr(Holder(secret)),
    "in a list": lambda secret: str([secret]),
    "exception": shown_by_traceback,
}


@pytest.mark.parametrize("print_", PRINTED.values(), ids=PRINTED)
def test_prints_as_secret(print_: Callable[[Secret], str]) -> None:
    printed = print_(Secret(TEXT))
    assert "<secret>" in printed
    assert TEXT not in printed


@pytest.mark.parametrize("store", [pickle.dumps, json.dumps], ids=["pickle", "json"])
def test_is_not_stored(store: Callable[[object], object]) -> None:
    with pytest.raises(TypeError) as caught:
        store(Secret(TEXT))
    assert TEXT not in str(caught.value)


def test_reveals_and_compares() -> None:
    assert Secret(TEXT).reveal() == TEXT
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1


def test_is_not_copied() -> None:
    with pytest.raises(TypeError):
        copy.copy(Secret(TEXT))
