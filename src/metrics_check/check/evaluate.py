"""One assertion judged on what its profile sees: a verdict with its reason and evidence."""

from collections.abc import Iterable
from dataclasses import replace

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.kind import Explanation, Kind
from metrics_check.assertions.reasons import unproven
from metrics_check.assertions.registry import kind
from metrics_check.check.evidence import Offenders, worst_first, worst_offenders
from metrics_check.check.observed import describe
from metrics_check.check.restarted import RESTARTED, why_unproven
from metrics_check.check.shape import resolve_type, shape_of
from metrics_check.check.sight import Sight
from metrics_check.check.soundness import unsound
from metrics_check.check.violation import NOTHING_SHOWN, Violation, tell_violation
from metrics_check.check.wording import Wording, counted_series, wording_of
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.outcome import Verdict
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion, Expectation
from metrics_check.model.series import Bound, Labels
from metrics_check.promql.evaluate import Element as SeenElement
from metrics_check.record import record

_JUDGED = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.WARN})


@record
class Answer:
    """What judging one assertion said."""

    verdict: Verdict
    code: str = ""
    message: str = ""
    observed: str | None = None
    offenders: Offenders = NOTHING_SHOWN
    probe: Probe | None = None
    explained: Explanation | None = None


def judge(expectation: Expectation, *, assertion: Assertion, sight: Sight) -> Answer:
    """The answer for one assertion, on a target that was read; never raises for a bad query."""
    try:
        subject = subject_of(expectation, assertion=assertion, sight=sight)
        answer = _judge(subject, kind=kind(assertion.kind), sight=sight)
        return _over_run(answer, subject, sight=sight) if sight.is_run else answer
    except (UnansweredQuery, UnreadableSource) as error:
        return Answer(Verdict.ERROR, error.code, str(error))


def subject_of(expectation: Expectation, *, assertion: Assertion, sight: Sight) -> Subject:
    """An assertion, its target's labels and the type it is judged as."""
    instances = sight.instances[expectation.target]
    return Subject(
        expectation,
        assertion,
        sight.profile.targets[expectation.target].labels,
        resolve_type(expectation, instances=instances),
        # Only a server is asked for the increase; of what was read it is worked out before.
        begin=sight.begins.get(expectation.target) if expectation.target in sight.told else None,
    )


def _over_run(answer: Answer, subject: Subject, *, sight: Sight) -> Answer:
    """The answer of a run, with the PromQL that asks a server for the same."""
    probe = answer.probe
    if probe is not None:
        begin = sight.begins[subject.expectation.target]
        probe = compile_assertion(replace(subject, begin=begin))
    why = why_unproven(subject, sight=sight) if answer.verdict in _JUDGED else ""
    if not why:
        return replace(answer, probe=probe)
    return Answer(Verdict.UNPROVEN, RESTARTED, why, answer.observed, probe=probe)


def _judge(subject: Subject, *, kind: Kind, sight: Sight) -> Answer:
    answer = (
        _judge_shape(subject, kind=kind, sight=sight)
        if kind.compile is None
        else _judge_probe(subject, kind=kind, sight=sight)
    )
    if answer.verdict is not Verdict.PASS:
        return answer
    broken = unsound(subject, sight=sight)
    if broken is None:
        return answer
    observed, probe = answer.observed, answer.probe
    if probe is not None and not sight.answers(subject.expectation.target).is_free:
        word = wording_of(subject, kind=kind)
        observed = _observed(probe, word=word, subject=subject, sight=sight)
    return Answer(_on_violation(subject), broken.code, broken.message, observed, probe=probe)


def _judge_probe(subject: Subject, *, kind: Kind, sight: Sight) -> Answer:
    probe = compile_assertion(subject)
    answers = sight.answers(subject.expectation.target)
    if subject.expectation.is_optional and not answers.ask(probe.exists):
        return Answer(Verdict.SKIPPED, "optional-absent", "optional, and not there", probe=probe)
    violation = answers.ask(probe.violation)
    if violation:
        told = tell_violation(violation, subject=subject, kind=kind, probe=probe, sight=sight)
        return Answer(
            _on_violation(subject),
            told.reason.code,
            told.reason.message,
            _found(told, probe=probe, subject=subject, sight=sight),
            told.offenders,
            probe,
            told.explained,
        )
    nothing = answers.ask(probe.unproven) if probe.unproven else ()
    observed: str | None = ""
    if nothing or answers.is_free:
        word = wording_of(subject, kind=kind)
        observed = _observed(probe, word=word, subject=subject, sight=sight)
    if nothing:
        reason = unproven(subject, evidence=_labels(nothing))
        return Answer(Verdict.UNPROVEN, reason.code, reason.message, observed, probe=probe)
    return Answer(Verdict.PASS, observed=observed, probe=probe)


def _judge_shape(subject: Subject, *, kind: Kind, sight: Sight) -> Answer:
    if kind.judge is None:
        raise TypeError(f"kind {subject.assertion.kind} neither compiles nor judges")
    shape = shape_of(subject, sight=sight)
    is_there = any(instance.label_sets or instance.parts for instance in shape)
    if subject.expectation.is_optional and not is_there:
        return Answer(Verdict.SKIPPED, "optional-absent", "optional, and not there")
    judgement = kind.judge(subject, shape)
    if judgement.violations:
        return Answer(
            _on_violation(subject),
            judgement.code or kind.code,
            kind.message(subject),
            judgement.observed,
            worst_offenders(judgement.violations),
        )
    if judgement.unproven:
        code = judgement.code or kind.unproven_code
        return Answer(Verdict.UNPROVEN, code, judgement.unproven, judgement.observed)
    return Answer(Verdict.PASS, observed=judgement.observed)


def _found(told: Violation, *, probe: Probe, subject: Subject, sight: Sight) -> str | None:
    """The one value out of bounds where there is one, else all that was seen."""
    if told.offenders.total != 1 or not isinstance(subject.assertion.detail, Bound):
        return _observed(probe, word=told.word, subject=subject, sight=sight)
    fixed = _same_for_all(subject, sight=sight)
    return describe(told.offenders.worst, subject=subject, word=told.word, fixed=fixed)


def _same_for_all(subject: Subject, *, sight: Sight) -> frozenset[str]:
    # Of several replicas it matters which; of one there is nothing to tell apart.
    is_alone = len(sight.instances[subject.expectation.target]) == 1
    return frozenset({"instance"} if is_alone else ())


def _on_violation(subject: Subject) -> Verdict:
    return Verdict.WARN if subject.assertion.is_warning else Verdict.FAIL


def _labels(elements: Iterable[SeenElement]) -> tuple[Labels, ...]:
    return tuple(element.labels for element in elements)


def _observed(probe: Probe, *, word: Wording, subject: Subject, sight: Sight) -> str | None:
    fixed = _same_for_all(subject, sight=sight)
    counted = counted_series if kind(subject.assertion.kind).counts_series else word
    elements = sight.answers(subject.expectation.target).ask(probe.observed)
    detail = subject.assertion.detail
    if isinstance(detail, Bound) and counted is word:
        elements = tuple(worst_first(elements, bound=detail))
    return describe(elements, subject=subject, word=counted, fixed=fixed)
