"""Random profiles whose names, labels and texts try to be something else than text."""

import json
from random import Random

from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector

# fmt: off
TEXTS = (
    "plain", "with space", "{{ $value }}", "{{", "}}", "{{- x -}}", '{{ template "x" }}', "{{{",
    "$1", "$$", 'a"b', "a'b", "`", "\\", "\\n", "a\nb", "a\tb", "tab\\t", "# comment", "a: b",
    "- item", "yes", "null", "1.10", "0x1F", "%s", "<b>&amp;", "]]>", "é", "日本語", "😀", "\u200b",
    "\u202e", "*x", "&x", "!tag", "|", ">", "@", ",", "{a}", "[a]", "a,b", "x" * 300, " lead",
    "trail ", "\u00a0", "a|b", "(", ".*", "[", "^$", "${",
)
NAMES = (
    "a", "jobs_total", "wait_seconds", "up", "ALERTS", "sum", "by", "my.metric", "日本", "a:b",
)
LABELS = ("l", "job2", "on", "_", "x1", "alertname", "severity", "owner", "profile", "instance")
FOREIGN = ("a.b", "日本", "a-b", "with space", '"')
# fmt: on
WORDS = {
    "counter": ("sum", "each", "max", "avg"),
    "gauge": ("sum", "min", "each", "any", "series"),
    "histogram": ("mean", "p95", "within", "observations", "total"),
    "summary": ("mean", "observations"),
}


def hostile_profile(rng: Random, *, name: str) -> str:
    """The text of an expectation file, as JSON, which YAML reads."""
    document = {
        "format": 1,
        "profile": name,
        "owner": text(rng),
        "targets": {"t": {"url": "http://localhost/metrics", "labels": _labels(rng)}},
        "alert": _alert(rng),
        "expectations": [_entry(rng, number=number) for number in range(rng.randint(1, 3))],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def text(rng: Random) -> str:
    """One or two of the texts, never a param and never nothing."""
    found = "".join(rng.choices(TEXTS, k=rng.randint(1, 2)))
    return found.replace("${", "$${") if found.strip() else "x"


def _labels(rng: Random) -> dict[str, str]:
    more = {"env": text(rng)} if rng.random() < 0.3 else {}
    if rng.random() < 0.05:
        more[rng.choice(FOREIGN)] = text(rng)
    return {"job": text(rng), **more}


def _alert(rng: Random) -> object:
    if rng.random() < 0.5:
        return True
    return {
        "for": rng.choice(("1m", "5m", "90s", "1ms")),
        "window": rng.choice(("5m", "10m", "30s", "1h")),
        "severity": text(rng),
        "labels": {"team": text(rng)},
        "annotations": {"more": text(rng)},
    }


def _entry(rng: Random, *, number: int) -> dict[str, object]:
    told: dict[str, object] = {
        "id": f"{number} {text(rng)}".replace("#", "+"),
        "why": text(rng),
        "runbook": text(rng),
    }
    if rng.random() < 0.25:
        first, second = _selector(rng), _selector(rng)
        query = (f"{first} > 1", f"{first} unless {second}", f"rate({first}[5m]) > 2")
        return {**told, "never": rng.choice(query).replace("${", "$${")}
    kind = rng.choice(tuple(WORDS))
    bound = f"{rng.choice(WORDS[kind])} <= {rng.choice((0, 1, 5, 64, 1e6)):g}"
    series = _selector(rng).replace("${", "$${")
    entry = {**told, "series": series, "type": kind, "expect": bound}
    if rng.random() < 0.3:
        entry["optional"] = True
    if rng.random() < 0.5:
        entry["labels"] = {rng.choice(LABELS): [text(rng), text(rng) + "2"]}
    return entry


def _selector(rng: Random) -> str:
    labels = rng.sample(LABELS, k=rng.randint(0, 2))
    if rng.random() < 0.05:
        labels.append(rng.choice(FOREIGN))
    matchers = [_matcher(rng, label=label) for label in labels]
    printed = print_selector(Selector(rng.choice(NAMES), tuple(matchers)))
    # As the line grammar has it, and PromQL from Prometheus 3 on.
    return printed.replace("{__name__=", "{", 1)


def _matcher(rng: Random, *, label: str) -> Matcher:
    if rng.random() < 0.2:
        return Matcher(label, MatchOp.REGEX, rng.choice(("a|b", ".+", "[a-c]{2}x?", "(?i:ab)")))
    op = rng.choice((MatchOp.EQUAL, MatchOp.EQUAL, MatchOp.NOT_EQUAL))
    return Matcher(label, op, text(rng).replace("$${", "${"))
