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
from metrics_check.promql.strings import StringLiteral, map_strings, offsets_outside_strings


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
    """The PromQL with params put into its strings; None where one cannot be.

    Without a param the text is as typed. A string behind `=~` or `!~` is a pattern, and a
    param is quoted in it.
    """
    if "${" not in text.text:
        return text.text.strip()
    with to.keep(text):
        for offset in offsets_outside_strings(text.text, "${"):
            message = (
                f"found {shown(text.text[offset:].partition('}')[0] + '}')} outside of a string, "
                "where no param is put in. A bound with a param stands under `expect` or `run`"
            )
            raise BadNotation(message, offset=offset, code="misplaced-param")
        return map_strings(text.text, lambda found: _fill(found, scope=scope)).strip()
    return None


def _fill(found: StringLiteral, *, scope: Scope) -> str:
    try:
        return fill(found.value, scope=scope, is_regex=found.is_regex)
    except BadNotation as wrong:
        offset = found.start + 1 + wrong.offset
        raise BadNotation(str(wrong), offset=offset, code=wrong.code) from wrong
