"""Reports made by hand, each the subject of golden files."""

import math
from typing import Any

from metrics_check.model.coverage import Coverage, Family, TargetCoverage, Unexercised
from metrics_check.model.outcome import (
    Diagnosis,
    Finding,
    Outcome,
    ProfileReport,
    Report,
    TargetReading,
    Verdict,
)
from metrics_check.model.polls import Polls, Track
from metrics_check.model.probe import Evidence, Probe

FILE = "expectations/lps-batch-api.yaml"
LPS = "http://localhost:8090/metrics"
CALLBACKS = 'llm_provider_comparison_callbacks_total{queue_processing_mode="batch_api", result}'
WAIT = 'llm_provider_queue_wait_time_seconds{queue_processing_mode="batch_api", result}'
READ = TargetReading("lps", LPS, 212, 18.2)


def outcome(
    name: str, verdict: Verdict = Verdict.PASS, *, line: str = "12:5", **more: Any
) -> Outcome:
    """An outcome of `id#assertion`, with what is not the row's subject filled in."""
    expectation, _, assertion = name.partition("#")
    values: dict[str, Any] = {
        "profile": "cj-generic-batch-api",
        "id": expectation,
        "assertion": assertion or "expect.any",
        "target": "lps",
        "verdict": verdict,
        "code": "held",
        "where": f"{FILE}:{line}",
        "series": CALLBACKS,
        "expected": "any >= 1",
        "message": "",
        **more,
    }
    return Outcome(**values)


def report_of(*outcomes: Outcome, **more: Any) -> Report:
    """A report of one profile, its one target read."""
    profile = ProfileReport("cj-generic-batch-api", outcomes, (READ,))
    return Report((profile,), **more)


WAIVED = Diagnosis("waived", "waived until 2031-01-01 by ops: moving house")
# Each of these is told in a way of its own.
CONDITIONS = report_of(
    outcome(
        "sizes#expect.within",
        Verdict.FAIL,
        series="items",
        code="bound-violated",
        expected="within <= 1",
        observed="no bucket of that bound",
        message="no bucket has the bound 1; the bounds are 2, +Inf",
        evidence=(Evidence({"job": "lps"}, 3, shown="no bucket of that bound"),),
        diagnosis=(
            Diagnosis("no-such-bucket", "no bucket has the bound 1; the bounds are 2, +Inf"),
            Diagnosis(
                "worst-offenders", "no bucket of that bound", f"metrics-check query items {LPS}"
            ),
        ),
    ),
    outcome(
        "old#absent",
        Verdict.FAIL,
        series="old_total",
        code="forbidden-series",
        expected="no such series",
        observed="1 series",
        message="old_total is there and must not be; use new_total",
        evidence=(Evidence({"job": "lps", "instance": "lps:8090"}, 7),),
        diagnosis=(
            Diagnosis("replaced", "use new_total"),
            Diagnosis("worst-offenders", "7", f"metrics-check query old_total {LPS}"),
        ),
    ),
    outcome(
        "absent-side#holds",
        Verdict.FAIL,
        series="A\n  > B",
        code="absent-series",
        expected="holds A > B",
        observed="3",
        message="no such series: B",
        diagnosis=(Diagnosis("near-names", "B finds nothing: lps shows no B; near it: BB"),),
    ),
    outcome(
        "unequal#holds",
        Verdict.FAIL,
        series="sum(A) == sum(C)",
        code="condition-violated",
        expected="holds sum(A) == sum(C)",
        observed="3",
        message="the condition does not hold",
        evidence=(Evidence({}, 3),),
    ),
    outcome(
        "two#holds",
        Verdict.FAIL,
        series="A > 5",
        code="condition-violated",
        expected="holds A > 5",
        observed='3 {n="1"}, 4 {n="2"}',
        message="the condition does not hold",
        evidence=(Evidence({"n": "1"}, 3), Evidence({"n": "2"}, 4)),
        evidence_total=2,
    ),
    outcome(
        "forbidden#never",
        Verdict.FAIL,
        series="A > 1 unless B > 1",
        code="condition-violated",
        expected="never A > 1 unless B > 1",
        observed="1",
        message="found what must never be; no such series: B",
        evidence=(Evidence({"job": "lps", "m": "a", "violating_metric": "A"}, 3),),
    ),
)

REQUIRED = Report(
    (
        ProfileReport(
            "cj-serial",
            (
                outcome(
                    "QUEUE_PROCESSING_MODE#requires",
                    Verdict.ERROR,
                    target="",
                    series="",
                    code="requires-unmet",
                    expected="serial_bundle",
                    observed="batch_api",
                    message="found batch_api, expected serial_bundle;"
                    " set QUEUE_PROCESSING_MODE=serial_bundle",
                ),
                outcome("calls", Verdict.SKIPPED, code="requires-unmet"),
            ),
        ),
    )
)

_OTHER_SERVICE = Diagnosis(
    "names-in-all",
    "lps shows 31 names in all: is this the right service and version?",
    f"metrics-check query 'count by (__name__) ({{__name__=~\".+\"}})' {LPS}",
)


def _gone(name: str, *, line: str, **more: Any) -> Outcome:
    """An outcome whose series is nowhere, and nothing is like it."""
    series = name.partition("#")[0]
    step = Diagnosis("no-near-name", f"lps shows no {series}, and no name like it")
    values: dict[str, Any] = {
        "series": series,
        "code": "absent-series",
        "message": f"no such series: {series}",
        "diagnosis": (step, _OTHER_SERVICE),
        "owner": "llm-platform",
        **more,
    }
    return outcome(name, Verdict.FAIL, line=line, **values)


# Another service answers: thirty expectations fail, and there is one thing to mend.
MANY = report_of(
    *(_gone(f"m{n}_total", line=f"{n}:5") for n in range(1, 30)),
    outcome(
        "m1_total#labels.model",
        Verdict.UNPROVEN,
        line="1:30",
        code="absent-series",
        message="no such series, so no label to judge: m1_total",
        diagnosis=(
            Diagnosis("no-near-name", "lps shows no m1_total, and no name like it"),
            _OTHER_SERVICE,
        ),
        owner="llm-platform",
    ),
    _gone("m30_total#expect.sum", line="30:5", why="Nobody is paid without it."),
    outcome(
        "depth#expect.each",
        Verdict.FAIL,
        line="31:5",
        code="bound-violated",
        expected="each <= 5",
        observed="7",
        owner="llm-platform",
    ),
    outcome("depth#type", line="31:5", owner="llm-platform"),
    outcome("other", line="32:5", owner="llm-platform"),
)

# Of five profiles one holds, one fails, one was not asked for, two are not this mode.
MODES = Report(
    (
        ProfileReport("cj-generic", (outcome("serial_calls", observed="16"),), (READ,)),
        ProfileReport(
            "cj-generic-batch-api",
            (
                outcome("depth#expect.each", Verdict.FAIL, expected="each <= 5", observed="7"),
                outcome("depth#type"),
                outcome(
                    "sent#run.sum",
                    Verdict.SKIPPED,
                    code="only-in-run",
                    message="judged over a run only",
                ),
                *(
                    outcome(name, Verdict.SKIPPED, code="deselected", message="not asked for")
                    for name in ("callbacks", "queue-wait")
                ),
            ),
            (READ,),
        ),
        ProfileReport(
            "node",
            (outcome("up", Verdict.SKIPPED, code="deselected", message="not asked for"),),
            (TargetReading("node", "http://localhost:9100/metrics", 900, 30),),
        ),
    ),
    not_judged={
        "cj-regular": "not this mode: MOCK_MODE is unset",
        "cj-generic-serial": "not this mode: QUEUE_PROCESSING_MODE is batch_api",
    },
)

HELD = tuple(
    outcome(name, line=f"{line}:5", observed="16")
    for line, name in enumerate(
        (
            "jobs_total.mock.scheduled#labels.model",
            "jobs_total.mock.scheduled#expect.any",
            "jobs_total.mock.completed#labels.model",
            "jobs_total.mock.completed#expect.any",
            "items_per_job.mock#expect.observations",
            "items_per_job.mock#labels.model",
            "job_duration_seconds.mock#expect.observations",
            "job_duration_seconds.mock#labels.model",
            "queue-wait#labels.result",
            "queue-wait#type",
            "queue-wait#expect.observations",
            "completed-jobs-have-items#never",
            "queue-depth#presence",
            "queue-depth#expect.each",
        ),
        start=12,
    )
)

ABSENT: dict[str, Any] = {
    "code": "absent-series",
    "message": "the sum is below 1",
    "diagnosis": (
        Diagnosis(
            "other-values",
            'the metric is there, with queue_processing_mode in {"serial_bundle"}',
            "metrics-check query 'count by (queue_processing_mode)"
            f" (llm_provider_comparison_callbacks_total)' {LPS}",
        ),
    ),
}
NO_OBSERVATION = outcome(
    "queue-wait#expect.mean",
    Verdict.UNPROVEN,
    line="31:9",
    code="no-observations",
    series=WAIT,
    expected="mean 0s .. 120s",
    message='no observation yet: nothing waited in queue_processing_mode="batch_api"',
)

FAILING = report_of(
    *HELD,
    outcome("callbacks#expect.sum", Verdict.FAIL, line="38:13", expected="sum >= 1", **ABSENT),
    NO_OBSERVATION,
)

SLOW = outcome(
    "queue-wait#expect.mean",
    Verdict.FAIL,
    line="31:9",
    code="bound-violated",
    series=WAIT,
    expected="mean 0s .. 120s",
    observed="131.25 .. NaN in 7 groups",
    message="the mean is above 120s",
    evidence=(
        Evidence({"queue_processing_mode": "batch_api", "result": "expired"}, math.nan),
        Evidence({"queue_processing_mode": "batch_api", "result": "failure"}, math.inf),
        Evidence({"queue_processing_mode": "batch_api", "result": "a"}, 1310.5),
        Evidence({"queue_processing_mode": "batch_api", "result": "b"}, 131.25),
        Evidence({"queue_processing_mode": "batch_api", "result": "c"}, 121),
    ),
    evidence_total=7,
    diagnosis=(
        Diagnosis(
            "worst-offenders",
            '7 violate it, worst first: {result="expired"} NaN, …',
            f"metrics-check query 'up' {LPS}",
        ),
    ),
    why="Comparisons that wait longer than two minutes time out in CJ.",
    runbook="docs/operations/eng5-np-runbook.md",
    owner="llm-platform",
    severity="page",
    probe=Probe("violation > 1", "unproven", "observed", "exists"),
)

_DOWN: dict[str, Any] = {
    "target": "cj",
    "code": "refused",
    "message": "http://localhost:9095/metrics: nothing listens on localhost:9095"
    " (connection refused).",
    "diagnosis": (
        Diagnosis(
            "refused",
            "is the service up, and is this its port?",
            "metrics-check parse http://localhost:9095/metrics",
        ),
    ),
}

EVERYTHING = Report(
    (
        ProfileReport(
            "cj-regular-batch-api",
            (
                *HELD[:2],
                SLOW,
                outcome("callbacks#expect.sum", Verdict.FAIL, line="38:13", **ABSENT),
                outcome("callbacks#labels.result", Verdict.UNPROVEN, line="40:7", **ABSENT),
                NO_OBSERVATION,
                outcome(
                    "queue-wait#warn.p95",
                    Verdict.WARN,
                    line="32:9",
                    code="bound-violated",
                    expected="p95 <= 60s",
                    observed="64.5",
                    message="the p95 is above 60s",
                    evidence=(Evidence({}, 64.5),),
                    evidence_total=1,
                ),
                *(
                    outcome(f"cj-requests-{n}#expect.any", Verdict.ERROR, **_DOWN)
                    for n in range(1, 13)
                ),
                outcome(
                    "conserved#holds",
                    Verdict.ERROR,
                    line="60:5",
                    series=(
                        'sum(llm_provider_batch_api_jobs_total{status="scheduled"})\n'
                        "  == sum(rate(llm_provider_batch_api_jobs_total[5m]))\n"
                    ),
                    code="needs-history",
                    message="`[5m]` needs more than one read",
                ),
                outcome(
                    "jobs-have-items#never",
                    Verdict.FAIL,
                    line="70:5",
                    series="jobs > 0\n  unless items > 0\n",
                    expected="never jobs > 0 unless items > 0",
                    code="condition-violated",
                    message="found what must never be",
                    observed="2",
                    evidence=(
                        Evidence({"__name__": "jobs", "job": "lps", "model": "a"}, 3),
                        Evidence({"job": "lps", "instance": "lps:8090", "model": "b"}, 1),
                    ),
                    evidence_total=2,
                ),
                outcome(
                    "callbacks#labels.result",
                    Verdict.FAIL,
                    line="41:7",
                    code="value-not-allowed",
                    expected="result in success, failure",
                    observed='7 {result="ok"}',
                    message="`result` has a value that is not allowed",
                    evidence=(
                        Evidence({"job": "lps", "instance": "a:1", "result": "ok"}, 7),
                        Evidence({"job": "lps", "instance": "b:1", "result": "ok"}, 8),
                    ),
                    evidence_total=2,
                ),
                outcome("expiry#expect.any", Verdict.SKIPPED, code="absent-series"),
                outcome(
                    "depth#expect.each",
                    Verdict.WAIVED,
                    message="a value is above 1000 (waived until 2031-01-01 by ops: moving house)",
                    diagnosis=(WAIVED,),
                ),
            ),
            (
                READ,
                TargetReading("cj", "http://localhost:9095/metrics", 0, 2, _DOWN["message"]),
                *(
                    TargetReading("worker", f"http://10.0.0.{n}:80/metrics", 1048576, 12 + n)
                    for n in range(1, 6)
                ),
                TargetReading("worker", "http://10.0.0.9:80/metrics", 0, 10000, "no answer in 10s"),
            ),
        ),
        ProfileReport("cj-generic", (outcome("serial_calls", observed="16"),), (READ,)),
    ),
    findings=(
        Finding("mixed-le", "info", "lps", f"{LPS}:7", 'le="1" and le="1.0" in one family'),
        *(
            Finding("counter-suffix", "warning", "lps", f"{LPS}:{n}", f"counter c{n} has no _total")
            for n in range(30, 38)
        ),
        Finding("missing-inf", "error", "lps", f"{LPS}:90", "a histogram has no +Inf bucket"),
        Finding("counter-fell", "warning", "cj", "", "x fell from 9 to 1", is_waived=True),
    ),
    not_judged={
        "eng5-anchor": "not this mode: QUEUE_PROCESSING_MODE is batch_api",
        "cj-generic-serial": "not this mode: QUEUE_PROCESSING_MODE is batch_api",
    },
)

_EVIL = "\x1b[2J\x1b]0;pwned\x07\r\n::error::x \u202egnp.exe\u2066 <b>[red]&amp;`$(id)`\x85\x7f"

HOSTILE = Report(
    (
        ProfileReport(
            f"pro{_EVIL}file",
            (
                outcome(
                    f"id{_EVIL}#assert{_EVIL}",
                    Verdict.FAIL,
                    where=f"{_EVIL}:1:1",
                    series=f'x{{a="{_EVIL}"}}',
                    expected=f"result in {_EVIL}",
                    observed=_EVIL,
                    message=_EVIL,
                    evidence=(
                        Evidence({"result": _EVIL, f"na{_EVIL}me": "'; rm -rf /"}, -0.0, _EVIL),
                        Evidence({"result": "x" * 500}, 3),
                    ),
                    evidence_total=2,
                    diagnosis=(Diagnosis("other-values", _EVIL, f"metrics-check query '{_EVIL}'"),),
                    why=_EVIL,
                    runbook=_EVIL,
                    owner=_EVIL,
                ),
                outcome(f"held{_EVIL}"),
            ),
            (TargetReading(f"t{_EVIL}", f"http://h/{_EVIL}", 1, 1, _EVIL),),
        ),
    ),
    findings=(Finding(f"code{_EVIL}", "warning", _EVIL, _EVIL, _EVIL),),
    not_judged={f"left{_EVIL}": _EVIL},
    coverage=Coverage(
        (TargetCoverage(f"t{_EVIL}", (), (Family(f"f{_EVIL}"),), (f"gone{_EVIL}",)),),
        (Unexercised(f"p{_EVIL}", f"id{_EVIL}", f"code{_EVIL}", f"{_EVIL}:1:1"),),
    ),
)

WAITED = report_of(
    outcome("jobs#expect.sum", Verdict.FAIL, expected="sum >= 9", observed="3", code="x"),
    outcome("depth#expect.each"),
    polls=(
        Polls(
            ("cj-generic-batch-api",),
            reads=7,
            seconds=(0.0, 1.0, 2.1, 3.1),
            counts=(("fail", (1, 1, 2, 1)), ("pass", (0, 1, 0, 1))),
            tracks=(
                Track(
                    *("cj-generic-batch-api", "jobs", "expect.sum", "lps"),
                    ("", "fail", "fail", "fail"),
                    (None, 1.0, 2.0, 3.0),
                ),
                Track(
                    *("cj-generic-batch-api", "depth", "expect.each", "lps"),
                    ("fail", "pass", "fail", "pass"),
                    (math.inf, -1e308, math.nan, 1e308),
                ),
            ),
        ),
    ),
)
_FAMILIES = (
    Family("jobs_total", "counter", is_declared=True),
    *(Family(f"queue_wait_{n}_seconds", "histogram") for n in range(12)),
    Family("python_info", "gauge", runtime="the Python runtime"),
)
BELOW = report_of(
    outcome("jobs#expect.sum"),
    findings=(
        Finding("coverage-below", "error", "", f"{FILE}:2:10", "1 of 13 …, 7.6 %; expected 80 %"),
    ),
    coverage=Coverage(
        (TargetCoverage("lps", (LPS,), _FAMILIES, ("gone_total",)),),
        (Unexercised("cj-generic-batch-api", "queue-wait", "no-observations", f"{FILE}:9:5"),),
        minimum=80.0,
        where=f"{FILE}:2:10",
    ),
)
UNTOLD = report_of(
    outcome("jobs#expect.sum"),
    findings=(Finding("coverage-untold", "error", "", f"{FILE}:2:10", "could not be told"),),
    coverage=Coverage((TargetCoverage("lps", (LPS,), error="lps: too large"),), minimum=80.0),
)

LONG = Report(
    (
        ProfileReport(
            "a-profile-with-a-name-that-is-longer-than-the-column-where-verdicts-stand",
            (
                outcome(
                    "an-id-that-is-so-long-that-its-place-does-not-fit-beside-it-on-one-line#expect.mean",
                    Verdict.FAIL,
                    where="expectations/teams/llm-platform/services/lps-batch-api.yaml:381:13",
                    code="bound-violated",
                    series=WAIT + " and " + CALLBACKS,
                    expected="sum >= 1",
                    observed="0",
                    message="the sum is below 1",
                    diagnosis=(
                        Diagnosis(
                            "other-values",
                            "the metric is there, with model in {"
                            + ", ".join(f'"gpt-model-number-{n}"' for n in range(10))
                            + ", …} (10 of 512)",
                            f"metrics-check query 'count by (model) ({CALLBACKS})' {LPS} {LPS}",
                        ),
                    ),
                    why="Comparisons that wait longer than two minutes time out in CJ, and then"
                    " nobody is told that the essay has not been compared.",
                ),
                outcome("short", Verdict.FAIL, code="absent-series", message="gone"),
                *(outcome(f"one-of-many-expectations-{n}") for n in range(40)),
            ),
            (READ,),
        ),
    ),
)

_KEPT = [
    TargetReading("lps", f"http://10.0.0.{number}/m", 212, 8.5, snapshot="out/s", read_at=at)
    for number, at in enumerate((1795800186.2, 1795800185.9, 1795800187, 1795800188), start=1)
]
FROM_SNAPSHOT = Report(
    (
        ProfileReport("kept", HELD[:1], tuple(_KEPT[:1])),
        ProfileReport("folded", HELD[:1], tuple(_KEPT)),
        ProfileReport("mixed", HELD[:1], (*_KEPT[:2], TargetReading("cj", "http://c/m", 9, 2.5))),
    )
)

_BOUND: dict[str, Any] = {
    "code": "bound-violated",
    "expected": "each <= 5",
    "observed": '7 {shop="a"}',
    "message": "a value is above 5",
    "evidence": (Evidence({"shop": "a"}, 7), Evidence({"shop": "b"}, 6)),
    "evidence_total": 2,
    "diagnosis": (Diagnosis("worst-offenders", "2 violate it", f"metrics-check query slow {LPS}"),),
    "why": "Customers leave.",
    "owner": "team-shop",
}
# Every verdict once, and what stands beside outcomes.
VERDICTS = Report(
    (
        ProfileReport(
            "shop",
            (
                outcome("orders#expect.any", observed="16"),
                outcome("slow#expect.each", Verdict.FAIL, line="13:5", **_BOUND),
                outcome("slow#warn.each", Verdict.WARN, line="14:5", **_BOUND),
                outcome(
                    "wait#expect.mean",
                    Verdict.UNPROVEN,
                    line="15:5",
                    code="no-observations",
                    message="no observation yet",
                ),
                outcome(
                    "rate#holds",
                    Verdict.ERROR,
                    line="16:5",
                    code="needs-history",
                    message="`[5m]` needs more than one read",
                ),
                outcome(
                    "old#absent",
                    Verdict.WAIVED,
                    line="17:5",
                    code="forbidden-series",
                    diagnosis=(WAIVED,),
                ),
                outcome(
                    "rare#presence",
                    Verdict.SKIPPED,
                    line="18:5",
                    code="optional-absent",
                    message="optional, and not there",
                ),
                outcome(
                    "other#presence",
                    Verdict.SKIPPED,
                    line="19:5",
                    code="deselected",
                    message="not asked for",
                ),
            ),
            (READ,),
        ),
    ),
    findings=(
        Finding("type-differs", "warning", "lps", f"{FILE}:20:5", "x is a gauge by its metadata"),
        Finding("counter-suffix", "info", "lps", f"{LPS}:7", "counter c has no _total"),
        Finding("mixed-le", "info", "lps", f"{LPS}:8", "mixed", is_waived=True),
    ),
    not_judged={"node": "not this mode: MOCK_MODE is unset"},
)


REPORTS = {
    "verdicts": VERDICTS,
    "healthy": report_of(*HELD),
    "from-snapshot": FROM_SNAPSHOT,
    "failing": FAILING,
    "everything": EVERYTHING,
    "hostile": HOSTILE,
    "conditions": CONDITIONS,
    "required": REQUIRED,
    "many": MANY,
    "modes": MODES,
    "long": LONG,
    "unproven": report_of(*HELD[:1], NO_OBSERVATION),
    "unproven-allowed": report_of(*HELD[:1], NO_OBSERVATION, allows_unproven=True),
    "waived-alone": report_of(
        *(
            outcome(f"{name}#expect.each", Verdict.WAIVED, diagnosis=(WAIVED,))
            for name in ("depth", "lag")
        )
    ),
    "unproven-alone": report_of(NO_OBSERVATION, allows_unproven=True),
    "strict": report_of(
        outcome("queue-wait#warn.p95", Verdict.WARN, expected="p95 <= 60s", observed="64.5"),
        is_strict=True,
    ),
    "waited": WAITED,
    "coverage-below": BELOW,
    "coverage-untold": UNTOLD,
    "no-expectations": report_of(),
    "nothing": Report((), not_judged={"eng5-anchor": "not this mode: MOCK_MODE is unset"}),
}
