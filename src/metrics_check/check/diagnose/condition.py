"""PromQL of `holds`, `never` and `exercised_by`: which selector finds nothing, and what to ask."""

from collections.abc import Iterable
from dataclasses import replace

from metrics_check.assertions.reasons import FEW_SAMPLES
from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.absence import explain_absence
from metrics_check.check.diagnose.forbidden import Forbidden, forbidden_labels
from metrics_check.check.diagnose.foreign import told_foreign
from metrics_check.check.diagnose.offence import explain_offenders
from metrics_check.check.diagnose.sought import sought_by_selector
from metrics_check.check.matching import accepts_all
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.series import format_label
from metrics_check.notation.text import quote_regex
from metrics_check.notation.visible import visible
from metrics_check.promql.comparison import top_comparison
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_selector, printed
from metrics_check.promql.rewrite import Selector, selectors, with_matchers
from metrics_check.promql.starvation import ranged_calls
from metrics_check.promql.tree import Binary, without_parens

# A condition reads few metrics; when all of them are gone, a few tell why.
_MOST_EXPLAINED = 3
# Two lines of a terminal. What is longer stands in the report already.
_MOST_ASKED = 200
_EMPTY = (
    "every metric in it is there, and still it finds nothing: do the labels of its sides match,"
    " and is there a comparison inside that leaves out everything? What there is:"
)
_FEW = (
    "it was not scraped often enough yet, or the range is shorter than two scrape intervals;"
    " what is there now:"
)

Steps = tuple[Diagnosis, ...]
Views = tuple[TargetView, ...]
"""The views of an outcome's targets, that of its own first."""


def explain_condition(outcome: Outcome, *, promql: str, views: Views) -> tuple[Diagnosis, ...]:
    """A `holds` or a `never`: what was found that must not be, and which selectors find nothing."""
    if outcome.code == FEW_SAMPLES:
        return (_explain_few(outcome, promql=promql, views=views),)
    absent = explain_selectors(promql, views=views)
    if outcome.verdict is Verdict.UNPROVEN:
        return absent
    if outcome.assertion == "never":
        return _explain_never(outcome, promql=promql, absent=absent, views=views)
    if absent:
        return absent
    if outcome.observed is None:
        # Its evidence is that there is none: neither is there anything to be asked for.
        return (Diagnosis("empty-result", _EMPTY, _ask_everything(promql, views=views)),)
    asked = _ask(_violating(promql), views=views)
    return explain_offenders(outcome, try_next=asked, target=views[0])


def explain_selectors(promql: str, *, views: Views) -> tuple[Diagnosis, ...]:
    """Why each selector that matches nothing does so, named in front; one cause is told once."""
    steps: dict[Diagnosis, Steps] = {}
    for selector in dict.fromkeys(selectors(promql)):
        text, found = _explain_selector(selector, promql=promql, views=views)
        # What follows the cause may differ by the matchers, such as when it was last there.
        if found and found[0] not in steps and len(steps) < _MOST_EXPLAINED:
            message = visible(f"{text} finds nothing: {found[0].message}")
            steps[found[0]] = (replace(found[0], message=message), *found[1:])
    return tuple(step for told in steps.values() for step in told)


def first_metric(promql: str, *, views: Views) -> str:
    """A command that looks at the first metric of a query, where it is exposed."""
    for selector in selectors(promql):
        sought = sought_by_selector(selector)
        if sought is not None:
            view = _asked(selector, views=views)
            shown = command.select(sought.name, target=view, matchers=sought.matchers)
            return command.query(shown, target=view)
    return command.query(promql, target=views[0])


def _explain_few(outcome: Outcome, *, promql: str, views: Views) -> Diagnosis:
    """Its message says which range is meant; here the series in it, as they are now."""
    calls = ranged_calls(parse(promql))
    plain = next(
        printed(ranged.selector)
        for call, ranged in calls
        if outcome.message.startswith(printed(call))
    )
    return Diagnosis(outcome.code, _FEW, first_metric(plain, views=views))


def _explain_never(outcome: Outcome, *, promql: str, absent: Steps, views: Views) -> Steps:
    if absent:
        return (*explain_offenders(outcome, try_next="", target=views[0]), *absent)
    forbidden = forbidden_labels(outcome, promql=promql, foreign=views[0].labels)
    asked = "" if forbidden else _ask(promql, views=views)
    offenders = explain_offenders(outcome, try_next=asked, target=views[0])
    return (*(_explain_forbidden(each, views=views) for each in forbidden), *offenders)


def _explain_forbidden(found: Forbidden, *, views: Views) -> Diagnosis:
    label = format_label(found.label)
    message = f"{found.metrics} must not have the label {label}; its values are {found.values}"
    counted = command.count_by([found.label], print_selector(found.selector))
    return Diagnosis("forbidden-label", visible(message), _ask(counted, views=views))


def _explain_selector(selector: Selector, *, promql: str, views: Views) -> tuple[str, Steps]:
    sought = sought_by_selector(selector)
    if sought is None:
        return "", ()
    view = _asked(selector, views=views)
    rest = tuple(other for other in views if other.name != view.name)
    absent = explain_absence(sought, target=view, others=rest)
    told = "" if absent else told_foreign(sought, view=view, own=views[0])
    if told:
        absent = (Diagnosis("label-of-target", told, _ask_everything(promql, views=views)),)
    return sought.text, absent


def _asked(selector: Selector, *, views: Views) -> TargetView:
    """The target that a selector reads: its expectation's, unless it names another's labels."""
    own = views[0]
    named = [matcher for matcher in selector.matchers if matcher.label in own.labels]
    for view in views if named else ():
        known = [matcher for matcher in named if matcher.label in view.labels]
        if accepts_all(known, view.labels):
            return view
    return own


def _violating(promql: str) -> str:
    """What does not satisfy the comparison on top: `query` drops that, and it is to be seen."""
    node, comparison = without_parens(parse(promql)), top_comparison(promql)
    if comparison is None or not isinstance(node, Binary):
        return promql
    # Without `on` or `ignoring` the file's own words say the same as the rewritten ones.
    good = comparison.satisfied if node.matching.is_written else printed(node)
    bad = f"{comparison.subject} unless ({good})"
    return f"{bad} or ({comparison.alone})" if comparison.alone else bad


def _ask_everything(promql: str, *, views: Views) -> str:
    """The command that shows every series of the metrics in it, on each target it reads."""
    found = dict.fromkeys(selector.name for selector in selectors(promql))
    names = "|".join(quote_regex(name) for name in found if name is not None)
    every = [Matcher("__name__", MatchOp.REGEX, names or ".+")]
    asked = tuple({view.name: view for view in _all_asked(promql, views=views)}.values())
    if len(asked) == 1:
        return _ask(print_selector(Selector(None, tuple(every))), views=asked)
    if views[0].is_server:
        jobs = "|".join(quote_regex(view.labels.get("job", view.name)) for view in asked)
        every.append(Matcher("job", MatchOp.REGEX, jobs))
    selector = print_selector(Selector(None, tuple(every)))
    return command.query(selector, target=asked[0], others=asked[1:])


def _ask(promql: str, *, views: Views) -> str:
    """The command that asks it of every target it reads, the first metric where none can, or it
    is too long to be read.

    What a service exposes does not bear its target's labels, so they are not asked for.
    """
    if len(command.one_line(promql)) > _MOST_ASKED:
        return first_metric(promql, views=views)
    if views[0].is_server:
        return command.query(with_matchers(promql, views[0].labels), target=views[0])
    asked = {view.name: view for view in _all_asked(promql, views=views)}
    if len(asked) > 1 and not _are_apart(promql, views=views):
        return first_metric(promql, views=views)
    first, *others = asked.values()
    return command.query(_bare(promql, views=views), target=first, others=others)


def _all_asked(promql: str, *, views: Views) -> Iterable[TargetView]:
    found = [_asked(selector, views=views) for selector in selectors(promql)]
    return found or views[:1]


def _are_apart(promql: str, *, views: Views) -> bool:
    """Whether no target shows what is asked of another: without their labels they are mixed."""
    for selector in selectors(promql):
        own = _asked(selector, views=views)
        others = (view for view in _all_asked(promql, views=views) if view.name != own.name)
        if selector.name is None or any(selector.name in other.names for other in others):
            return False
    return True


def _bare(promql: str, *, views: Views) -> str:
    def bare(selector: Selector) -> Selector:
        labels = _asked(selector, views=views).labels
        kept = tuple(matcher for matcher in selector.matchers if matcher.label not in labels)
        if selector.name is None and not kept:
            kept = (Matcher("__name__", MatchOp.REGEX, ".+"),)
        return replace(selector, matchers=kept)

    if all(bare(selector) == selector for selector in selectors(promql)):
        return promql  # as it was typed
    return printed(parse(promql), selector=bare)
