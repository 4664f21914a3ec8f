"""PromQL of a file: params put into its strings, and checked where no kind does."""

from metrics_check.assertions.conditions import read_condition
from metrics_check.assertions.kind import Entry
from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.load.nodes import read_text
from metrics_check.load.params import Scope, fill
from metrics_check.located import Text
from metrics_check.model.series import MetricType
from metrics_check.notation.words import shown
from metrics_check.promql.parse import parse
from metrics_check.promql.regex import compile_matcher
from metrics_check.promql.scan import tokens
from metrics_check.promql.strings import (
    StringLiteral,
    map_strings,
    offsets_outside_strings,
    string_literals,
)


def read_exercise(entry: DraftEntry, *, scope: Scope, to: Complaints) -> str:
    """The PromQL of `exercised_by` with params put in; `""` where it is none."""
    key = "exercised_by"
    node = entry.fields.get(key)
    text = None if node is None else read_text(node, expected="PromQL", to=to)
    promql = None if text is None else fill_query(text, scope=scope, to=to)
    if text is None or promql is None:
        return ""
    asked = Entry(
        fields=entry.fields,
        place=entry.place,
        series=None,
        promql=promql,
        type=MetricType.UNKNOWN,
        bounds=(),
        is_optional=False,
    )
    with to.keep(text):
        # What is always there would say that the workload ran, whatever happened.
        read_condition(asked, key=key)
    return promql


def fill_query(text: Text, *, scope: Scope, to: Complaints) -> str | None:
    """The PromQL with params put into its strings; None where one cannot be, or it is no PromQL.

    Without a param the text is as typed. A string behind `=~` or `!~` is a pattern, and a
    param is quoted in it.
    """
    with to.keep(text):
        filled = _filled(text.text, scope=scope)
        try:
            _check(filled)
        except BadNotation as wrong:
            offset = _typed_offset(wrong.offset, filled=filled, typed=text.text)
            raise BadNotation(str(wrong), offset=offset, code=wrong.code) from wrong
        return filled.strip()
    return None


def _filled(typed: str, *, scope: Scope) -> str:
    if "${" not in typed:
        return typed
    for offset in offsets_outside_strings(typed, "${"):
        message = (
            f"found {shown(typed[offset:].partition('}')[0] + '}')} outside of a string, "
            "where no param is put in. A bound with a param stands under `expect` or `run`"
        )
        raise BadNotation(message, offset=offset, code="misplaced-param")
    return map_strings(typed, lambda found: _fill(found, scope=scope))


def _check(promql: str) -> None:
    for found in string_literals(promql):
        if found.is_regex:
            try:
                compile_matcher(found.value)
            except BadNotation as wrong:
                raise BadNotation(str(wrong), offset=found.start, code=wrong.code) from wrong
    parse(promql)


def _typed_offset(offset: int, *, filled: str, typed: str) -> int:
    """The offset in the text as typed: only strings changed, so it has the same tokens."""
    for new, old in zip(tokens(filled), tokens(typed), strict=True):
        if new.start <= offset < new.end:
            return old.start + min(offset - new.start, len(old.text) - 1)
    return len(typed)


def _fill(found: StringLiteral, *, scope: Scope) -> str:
    try:
        return fill(found.value, scope=scope, is_regex=found.is_regex)
    except BadNotation as wrong:
        offset = found.start + 1 + wrong.offset
        raise BadNotation(str(wrong), offset=offset, code=wrong.code) from wrong
