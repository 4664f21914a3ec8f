"""What an exposition is to reports: plain dicts for JSON, and lines of text for a person."""

from collections.abc import Iterable, Iterator

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.families import group_names
from metrics_check.exposition.model import (
    Exemplar,
    Exposition,
    ExpositionProblem,
    Remark,
    Sample,
)
from metrics_check.notation.quantity import format_number
from metrics_check.notation.visible import visible

SCHEMA = "metrics-check/parse/v1"
_INDENT = "    "


def document(
    exposition: Exposition, *, source: str, remarks: Iterable[Remark] = ()
) -> dict[str, object]:
    """One source's object of `parse --json`."""
    return {
        "schema": SCHEMA,
        "source": source,
        "format": exposition.format.dialect,
        "ingestible": exposition.is_ingestible,
        "conformant": exposition.is_conformant,
        "families": len(group_names(exposition)),
        "samples": exposition.sample_count,
        "problems": [_problem(problem) for problem in exposition.problems],
        "findings": [_finding(remark) for remark in remarks],
    }


def unread_document(error: UnreadableSource, *, source: str) -> dict[str, object]:
    """The object of a source that could not be read."""
    return {
        "schema": SCHEMA,
        "source": source,
        "error": {"code": error.code, "message": str(error)},
    }


def _finding(remark: Remark) -> dict[str, object]:
    return {
        "line": remark.line or None,
        "metric": remark.metric or None,
        "code": remark.code,
        "message": remark.message,
    }


def remark_line(remark: Remark, *, source: str) -> str:
    """`source:line: message [code]`, without a line where no one line is meant."""
    place = f"{source}:{remark.line}" if remark.line else source
    return f"{place}: {visible(remark.message)} [{remark.code}]"


def _problem(problem: ExpositionProblem) -> dict[str, object]:
    return {
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "ingestible": problem.is_ingestible,
    }


def sample_document(sample: Sample) -> dict[str, object]:
    """One line of `parse --samples`: values as text, timestamps in Unix seconds."""
    return {
        "name": sample.name,
        "labels": dict(sample.labels),
        "value": format_number(sample.value),
        "timestamp": sample.timestamp,
        "exemplar": None if sample.exemplar is None else _exemplar(sample.exemplar),
    }


def _exemplar(exemplar: Exemplar) -> dict[str, object]:
    return {
        "labels": dict(exemplar.labels),
        "value": format_number(exemplar.value),
        "timestamp": exemplar.timestamp,
    }


def problem_lines(problem: ExpositionProblem, *, source: str) -> Iterator[str]:
    """`source:line:column: message [code]`, and the line with a caret where there is one."""
    place = f"{source}:{problem.line}:{problem.column}"
    yield f"{place}: {visible(problem.message)} [{problem.code}]"
    if problem.excerpt is not None:
        before = visible(problem.excerpt.text[: problem.excerpt.offset])
        yield f"{_INDENT}{before}{visible(problem.excerpt.text[problem.excerpt.offset :])}"
        yield f"{_INDENT}{' ' * len(before)}^"


def summary(exposition: Exposition, *, source: str, findings: int = 0) -> str:
    """One line: what was read, both verdicts, and how many findings there are beside."""
    counted = (
        f"{source}: {exposition.format.dialect}, "
        f"{_count(len(group_names(exposition)), 'family', 'families')}, "
        f"{_count(exposition.sample_count, 'sample', 'samples')}"
    )
    if not exposition.is_ingestible:
        return f"{counted}; Prometheus refuses it"
    keeps = "keeps" if exposition.is_conformant else "breaks"
    beside = f"; {_count(findings, 'finding', 'findings')}" if findings else ""
    return f"{counted}; Prometheus takes it, it {keeps} the format's rules{beside}"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
