"""Whether a check notices a mutant: what reads the metric is judged again, and nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from datetime import date

from metrics_check.check.evaluate import judge
from metrics_check.check.findings import findings_of
from metrics_check.check.plan import Task
from metrics_check.check.sight import Sight
from metrics_check.check.waive import cover
from metrics_check.model.outcome import Outcome, Verdict
from metrics_check.model.profile import Waiver
from metrics_check.mutate.mutant import Mutant
from metrics_check.mutate.reader import Reader, readers_of
from metrics_check.mutate.stage import Scene, Stage, scene_of, untouched
from metrics_check.record import record

_NOTICED = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN})


@record
class Judge:
    """Judges mutants of one stage. `waivers` are all that apply, the profile's own among them.

    `is_strict`: a warning fails the check, too. `judged` are the ids of what was judged so far,
    `known` the answers that are asked for again and again.
    """

    stage: Stage
    readers: tuple[Reader, ...]
    waivers: tuple[Waiver, ...]
    today: date
    is_strict: bool = False
    judged: list[str] = field(default_factory=list, compare=False)
    known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, compare=False)


@record
class Verdicts:
    """What a check says of a mutant. `failed` are the `id#assertion` that notice it, `warned` those
    that only warn, `skipped` those that are not judged any more, `findings` codes that are new.
    """

    failed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def judge_of(
    stage: Stage, *, waivers: Iterable[Waiver], today: date, is_strict: bool = False
) -> Judge:
    """The judge of a stage; `waivers` are those beside the profile's own."""
    both = (*stage.seen.plan.profile.waivers, *waivers)
    return Judge(stage, readers_of(stage.seen), both, today, is_strict)


def verdicts_on(mutant: Mutant, *, judge: Judge, is_whole: bool = False) -> Verdicts | None:
    """What the check says; None where nothing is changed. It ends with the first that notices it,
    unless `is_whole`.
    """
    scene = scene_of(mutant, stage=judge.stage)
    if scene is None:
        return None
    failed: list[str] = []
    warned: list[str] = []
    skipped: list[str] = []
    affected = [reader for reader in judge.readers if reader.reads(scene.touched)]
    for name, verdict in _judged(affected, scene=scene, by=judge):
        if verdict in _NOTICED or (verdict is Verdict.WARN and judge.is_strict):
            failed.append(name)
            if not is_whole:
                return Verdicts((name,))
        elif verdict is Verdict.WARN:
            warned.append(name)
        elif verdict is Verdict.SKIPPED:
            skipped.append(name)
    new = () if failed else _new_findings(scene, affected=affected, stage=judge.stage)
    return Verdicts(tuple(failed), tuple(warned), tuple(skipped), new)


def _judged(readers: Iterable[Reader], *, scene: Scene, by: Judge) -> Iterator[tuple[str, Verdict]]:
    for reader in readers:
        for task, before in reader.tasks:
            if task.skipped_code:
                continue
            after = _outcome(task, before, sight=scene.sight, by=by)
            is_new = after.verdict is not before.verdict
            if is_new or after.verdict in _NOTICED:
                yield f"{after.id}#{after.assertion}", after.verdict


def _outcome(task: Task, before: Outcome, *, sight: Sight, by: Judge) -> Outcome:
    answer = judge(task.expectation, assertion=task.assertion, sight=sight)
    by.judged.append(task.expectation.id)
    outcome = replace(before, verdict=answer.verdict, code=answer.code, message=answer.message)
    (waived,) = cover((outcome,), (), waivers=by.waivers, today=by.today).outcomes
    return waived


def _new_findings(scene: Scene, *, affected: Iterable[Reader], stage: Stage) -> tuple[str, ...]:
    """Codes of what is noticed beside the outcomes, of the changed metric alone."""
    expectations = tuple(reader.expectation for reader in affected)
    before = _findings(untouched(scene, stage=stage), expectations=expectations)
    after = _findings(scene.part, expectations=expectations)
    return tuple(dict.fromkeys(code for code in after if code not in before))


def _findings(sight: Sight, *, expectations: tuple[object, ...]) -> tuple[str, ...]:
    ids = {id(each) for each in expectations}
    own = tuple(each for each in sight.profile.expectations if id(each) in ids)
    narrow = replace(sight, profile=replace(sight.profile, expectations=own))
    return tuple(each.code for each in findings_of(narrow) if each.severity != "info")
