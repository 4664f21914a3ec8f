"""Tests for `promtool test rules`: what was shown of each alert, to be shown again."""

from collections.abc import Iterator, Mapping

from metrics_check.generate.alerts import Alert
from metrics_check.generate.artefact import Artefact, Making, Request
from metrics_check.generate.book import Book, Rule, books_of
from metrics_check.generate.dump import dump
from metrics_check.generate.proof.prove import Shown, is_answered
from metrics_check.generate.proof.scenario import Scenario
from metrics_check.generate.proof.signal import Mode, notation
from metrics_check.generate.records import recorded_of
from metrics_check.generate.rules import rules_path
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_duration, print_selector
from metrics_check.promql.tree import Selector

FOLDER, SUFFIX = "rules/tests", ".test.yaml"


def generate_rule_tests(request: Request) -> Making:
    """A file of tests for each profile that has rules."""
    books = books_of(request).books
    artefacts = tuple(_artefact(book, request=request) for book in books)
    return Making(artefacts, folders=((FOLDER, SUFFIX),))


def _artefact(book: Book, *, request: Request) -> Artefact:
    name = book.profile.name
    document = {
        "rule_files": [f"../{rules_path(name).removeprefix('rules/')}"],
        "evaluation_interval": print_duration(book.step_ms),
        "tests": [test for rule in book.rules for test in _tests(rule)],
    }
    text = dump(document, first_line=request.first_line(book.profile))
    return Artefact(f"{FOLDER}/{name}{SUFFIX}", text, name)


def _tests(rule: Rule) -> Iterator[object]:
    for shown in rule.proof.shown:
        yield {
            "name": f"{rule.alert.name} {shown.title}",
            "interval": print_duration(shown.scenario.step_ms),
            "input_series": _input(shown.scenario),
            "promql_expr_test": list(_queries(rule.alert, shown=shown)),
        }


def _input(scenario: Scenario) -> list[object]:
    return [
        {
            "series": _series(signal.name, signal.labels),
            "values": notation(signal, phases=scenario.phases),
        }
        for signal in scenario.world
    ]


def _queries(alert: Alert, *, shown: Shown) -> Iterator[object]:
    scenario = shown.scenario
    end_ms = (scenario.samples - 1) * scenario.step_ms
    firing = _series("ALERTS", {"alertname": alert.name, "alertstate": "firing"})
    if len(scenario.phases) > 1:
        idle_ms = scenario.end_ms(Mode.IDLE)
        yield from _recorded(alert, scenario=scenario)
        yield _never(firing, since_ms=0, at_ms=idle_ms)
        if not shown.firing:
            yield _never(firing, since_ms=idle_ms, at_ms=end_ms)
            return
    samples = [
        {"labels": _series("ALERTS", {**dict(labels), "alertstate": "firing"}), "value": 1}
        for labels in shown.firing
    ]
    yield {"expr": firing, "eval_time": print_duration(end_ms), "exp_samples": samples}


def _never(firing: str, *, since_ms: int, at_ms: int) -> object:
    """That nothing fired in between."""
    length = print_duration(at_ms - since_ms)
    asked = f"count_over_time({firing}[{length}])"
    return {"expr": asked, "eval_time": print_duration(at_ms), "exp_samples": []}


def _recorded(alert: Alert, *, scenario: Scenario) -> Iterator[object]:
    """That something is recorded at work, unless the alert is silent for want of anything."""
    recorded = recorded_of(alert)
    if recorded is not None and is_answered(parse(recorded.expr), scenario=scenario):
        is_there = f"group({_series(recorded.name, recorded.labels)})"
        at = print_duration(scenario.end_ms(Mode.WORK))
        samples = [{"labels": "{}", "value": 1}]
        yield {"expr": is_there, "eval_time": at, "exp_samples": samples}


def _series(name: str, labels: Mapping[str, str]) -> str:
    matchers = (Matcher(label, MatchOp.EQUAL, labels[label]) for label in sorted(labels))
    return print_selector(Selector(name, tuple(matchers)))
