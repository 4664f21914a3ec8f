"""Matchers that cannot match: labels and values that are not there, bounds that no bucket has."""

from collections.abc import Iterator

from metrics_check.audit.alternatives import alternatives
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.known import DECLARED, Knowledge
from metrics_check.audit.near import near_name
from metrics_check.audit.shown import parse_bound
from metrics_check.audit.uses import Judged, Use
from metrics_check.audit.variables import STANDS_IN
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.quantity import format_number
from metrics_check.notation.words import did_you_mean, listed, nearest, shown
from metrics_check.promql.regex import matcher_test

# Of values that are known this many are told.
_MOST_TOLD = 8


def labels_of(name: str, *, known: Knowledge) -> frozenset[str] | None:
    """All labels that series of a name may carry; None where that is not known."""
    if known.is_made(name):
        return None
    told = [metric.labels for metric in known.of(name) if metric.labels is not None]
    if not told:
        return None
    named = (label for metric in known.of(name) for label in metric.named)
    return frozenset().union(*told, named, known.attached)


def matcher_findings(judged: Judged, use: Use, *, known: Knowledge) -> Iterator[AuditFinding]:
    """What is wrong with the matchers of one selector."""
    name = use.name or ""
    if known.is_made(name):
        return
    labels = labels_of(name, known=known)
    for matcher in use.selector.matchers:
        if STANDS_IN.search(matcher.label + matcher.value):
            continue
        if matcher_test(matcher)(""):
            continue
        if labels is not None and matcher.label not in labels:
            yield _no_label(judged, use, matcher, labels=labels, known=known)
        elif matcher.label == "le":
            yield from _bucket(judged, use, matcher, known=known)
        else:
            yield from _value(judged, use, matcher, known=known)


def _no_label(
    judged: Judged, use: Use, matcher: Matcher, *, labels: frozenset[str], known: Knowledge
) -> AuditFinding:
    own = sorted(labels - known.attached)
    near = nearest(matcher.label, known=own) or ""
    has = f"it has {listed(own[:_MOST_TOLD])}" if own else "it has no label"
    message = f"{shown(use.name or '')} has no label {shown(matcher.label)}; {has}."
    advice = did_you_mean(matcher.label, known=own)
    return _finding(
        "label-not-there",
        judged,
        use,
        matcher,
        word=matcher.label,
        message=f"{message}{advice}".rstrip("."),
        near=near,
    )


def _bucket(
    judged: Judged, use: Use, matcher: Matcher, *, known: Knowledge
) -> Iterator[AuditFinding]:
    told = [metric.bounds for metric in known.of(use.name or "") if metric.bounds]
    if not told:
        return
    bounds = frozenset().union(*told)
    values: tuple[str, ...] = (matcher.value,) if matcher.op is MatchOp.EQUAL else ()
    if matcher.op is MatchOp.REGEX:
        # A point is meant as one, escaped or not.
        values = tuple(matcher.value.replace("\\.", ".").split("|"))
    for value in values:
        bound = parse_bound(value)
        if bound is not None and bound not in bounds:
            written = ", ".join(format_number(each) for each in sorted(bounds))
            message = f"no bucket of {shown(use.name or '')} ends at {value}; they end at {written}"
            yield _finding(
                "no-such-bucket",
                judged,
                use,
                matcher,
                word=matcher.value,
                message=message,
                value=value,
            )


def _value(
    judged: Judged, use: Use, matcher: Matcher, *, known: Knowledge
) -> Iterator[AuditFinding]:
    code, allowed = _allowed(matcher.label, name=use.name or "", known=known)
    if not code:
        return
    values = _values(matcher)
    if matcher.op is MatchOp.REGEX and not values:
        # A pattern is judged as a whole.
        values = () if any(map(matcher_test(matcher), allowed)) else (matcher.value,)
    missing = [value for value in values if value and value not in allowed]
    for value in missing:
        near = near_name(value, known=allowed)
        yield _finding(
            code,
            judged,
            use,
            matcher,
            word=matcher.value,
            value=value,
            near=near,
            message=_said(code, use.name or "", matcher=matcher, value=value, known=allowed),
        )


def _said(code: str, name: str, *, matcher: Matcher, value: str, known: frozenset[str]) -> str:
    label = matcher.label
    told = sorted(known)
    values = listed(told[:_MOST_TOLD]) + (", …" if len(told) > _MOST_TOLD else "")
    how = {
        "value-not-declared": "allowed are",
        "value-not-known": "known are",
        "value-not-seen": "there are",
    }[code]
    near = near_name(value, known=known)
    advice = f" Did you mean {shown(near)}?" if near else ""
    said = f"{shown(label)} of {shown(name)} is never {shown(value)}"
    if code != "value-not-declared":
        said = f"nothing knows {shown(value)} as {shown(label)} of {shown(name)}"
    return f"{said}; {how} {values}.{advice}".rstrip(".")


def _allowed(label: str, *, name: str, known: Knowledge) -> tuple[str, frozenset[str]]:
    """What is said of a value that is not among these: a code, `""` where nothing is."""
    if label in known.attached:
        return "", frozenset()
    told = known.told(name)
    closed = [metric.closed[label] for _, metric in told if label in metric.closed]
    if closed:
        return "value-not-declared", frozenset().union(*closed)
    named = [(source.kind, metric.named[label]) for source, metric in told if label in metric.named]
    kinds = {kind for kind, _ in named}
    values = frozenset().union(*(values for _, values in named))
    if kinds <= {DECLARED}:
        # A file names the values that matter to it.
        return "", values
    # What one source shows may be more tomorrow; where another names values, it is worth a word.
    return ("value-not-seen" if len(kinds) == 1 else "value-not-known"), values


def _values(matcher: Matcher) -> tuple[str, ...]:
    """The values of which a matcher takes one; none where it is more than a list."""
    if matcher.op is MatchOp.EQUAL:
        return (matcher.value,)
    return alternatives(matcher.value) if matcher.op is MatchOp.REGEX else ()


def _finding(
    code: str,
    judged: Judged,
    use: Use,
    matcher: Matcher,
    *,
    word: str,
    message: str,
    value: str = "",
    near: str = "",
) -> AuditFinding:
    offset, length = judged.offset_of(word, after=use.offset)
    return AuditFinding(
        code, use.name or "", message, judged, offset, length, matcher.label, value, near
    )
