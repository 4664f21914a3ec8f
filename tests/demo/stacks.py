"""Running the stack in tests, and reading what it shows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from prometheus_client.parser import text_string_to_metric_families

from metrics_check import Report, Verdict
from metrics_check.demo.performance import Performance, performed

_OPENER = build_opener(ProxyHandler({}))
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")


@dataclass(frozen=True)
class Turned:
    """An outcome that did not pass: its verdict and code, and what its diagnosis says first."""

    verdict: str
    code: str
    diagnosis: str = ""


@dataclass(frozen=True)
class Answered:
    """An answer over HTTP."""

    status: int
    content_type: str
    text: str


@contextmanager
def quietly_performed(name: str, *, fault: str = "") -> Iterator[Performance]:
    """The stack after the workload of a profile; what it tells is not looked at."""
    with performed(name, fault=fault, tell=lambda _: None) as performance:
        yield performance


def turned(report: Report) -> dict[str, Turned]:
    """What did not pass, by `id#assertion`; ports, which differ, stand as PORT.

    What is optional, and not there on a healthy stack either, has not turned; what one read cannot
    tell is no part of it.
    """
    return {
        without_ports(f"{each.id}#{each.assertion}"): Turned(
            each.verdict.value,
            each.code,
            without_ports(each.diagnosis[0].message if each.diagnosis else each.message),
        )
        for each in report.outcomes
        if each.verdict is not Verdict.PASS and each.code not in {"optional-absent", "only-in-run"}
    }


def without_ports(text: str) -> str:
    """The text with every port of this machine as PORT."""
    return _PORT.sub("PORT", text)


def ask(url: str, *, body: bytes | None = None, accept: str = "") -> Answered:
    """What a URL answers, whatever the status."""
    headers = {"Accept": accept} if accept else {}
    try:
        with _OPENER.open(Request(url, body, headers), timeout=10) as response:
            return _answered(response.status, response.headers, response.read())
    except HTTPError as error:
        with error:
            return _answered(error.code, error.headers, error.read())


def _answered(status: int, headers: Message, body: bytes) -> Answered:
    return Answered(status, headers.get("Content-Type", ""), body.decode())


def total(url: str, name: str, **labels: str) -> float:
    """The sum over the samples of this name that carry these labels."""
    families = text_string_to_metric_families(ask(url).text)
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )
