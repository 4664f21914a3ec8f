"""PromQL text becomes a tree, or an error for a person; no text can take the process down.

The parser never sees a user's string: each literal goes in as a placeholder and comes back in
`convert`. So its own escapes and its own (not RE2) regexes play no part, and ours decide. What it
does not know of Prometheus 3 goes in as marks (`extended`, `durations`).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import promql_parser

from metrics_check.errors import BadNotation, InvalidInput
from metrics_check.notation.words import did_you_mean, shown
from metrics_check.promql.bounds import checked_tokens, describe
from metrics_check.promql.convert import Strings, converted
from metrics_check.promql.durations import without_arithmetic
from metrics_check.promql.extended import without_modifiers
from metrics_check.promql.kind import kind_of
from metrics_check.promql.names import AGGREGATIONS, FUNCTIONS
from metrics_check.promql.regex import matcher_test
from metrics_check.promql.scan import Token
from metrics_check.promql.times import check_times
from metrics_check.promql.tree import Binary, Node, Selector, walk

Expr = Node

# A check asks the same of a probe several times: what it names, what it reads, what it answers.
_KEPT_TREES = 512
_LONGEST_KEPT = 4_000

# No identifier can begin so, and outside of a literal the parser refuses the character.
_PLACEHOLDER = "·"
_IN_MESSAGE = re.compile(rf"{_PLACEHOLDER}[0-9]+\|?")
_UNKNOWN_FUNCTION = re.compile(r"unknown function with name '(\w+)'")
_SET_OPERATORS = frozenset({"and", "or", "unless"})
# Behind anything else a plus has two operands, of which neither may be a string or a range.
_BEFORE_A_SIGN = frozenset({"", "(", ",", "+", "-"})
_MATRIX, _SCALAR, _VECTOR = (
    promql_parser.ValueType.Matrix,
    promql_parser.ValueType.Scalar,
    promql_parser.ValueType.Vector,
)
# Prometheus 3 renamed it; a rule that still says so must not be told that it does not exist.
promql_parser.register_extra_functions(
    [promql_parser.Function("holt_winters", [_MATRIX, _SCALAR, _SCALAR], _VECTOR)]
)


def parse(text: str) -> Expr:
    """The tree of a PromQL expression.

    Raises `BadNotation` (an `InvalidInput`, with the offset where it is known) for bad PromQL or
    a bad regex, `UnansweredQuery` with code `limit` where the text is too large to be parsed
    safely, and with `unsupported` for syntax that is not answered, here or by Prometheus.
    """
    return _parsed_before(text) if len(text) <= _LONGEST_KEPT else _parse(text)


def _parse(text: str) -> Expr:
    typed = checked_tokens(text)
    check_times(typed)
    _check_numbers(typed)
    query = without_arithmetic(without_modifiers(typed, text=text))
    found = query.with_matchers()
    placeholders = dict(_placeholders(found))
    strings = {instead: found[index].value for index, instead in placeholders.items()}
    strings.update(query.stand_ins)
    try:
        parsed = promql_parser.parse("".join(_safe_pieces(found, placeholders)))
        negated = _negated(found)
        if negated != found:
            promql_parser.parse("".join(_safe_pieces(negated, placeholders)))
        tree = converted(parsed, Strings(strings))
    except (ValueError, OverflowError) as exc:
        raise _bad_promql(text, reason=str(exc), strings=strings) from exc
    for node in walk(tree):
        if isinstance(node, Selector):
            _check_selector(node, text=text)
        elif isinstance(node, Binary) and node.matching.fills:
            _check_fill(node, text=text)
    return tree


_parsed_before = lru_cache(_KEPT_TREES)(_parse)


def _check_numbers(found: tuple[Token, ...]) -> None:
    """Go refuses a number that is too large, which the parser takes for an infinity."""
    for token in found:
        if token.kind != "number":
            continue
        try:
            is_too_large = math.isinf(float(token.text))
        except ValueError:
            continue  # hexadecimal, or a duration
        if is_too_large:
            raise BadNotation(
                f"found {shown(token.text)}, which is too large for a number",
                offset=token.start,
                code="bad-promql",
            )


def _negated(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """The same with a minus for each plus of one operand.

    The parser drops such a plus unseen, so that only its minus refuses a string or a range.
    """
    before = ""
    negated = []
    for token in found:
        is_sign = token.text == "+" and before in _BEFORE_A_SIGN
        negated.append(replace(token, text="-") if is_sign else token)
        if token.kind != "space":
            before = token.text
    return tuple(negated)


def _placeholders(found: tuple[Token, ...]) -> Iterator[tuple[int, str]]:
    """What stands for each string literal, by its index among the tokens.

    The parser wants one matcher that does not take the empty value. What it makes of our
    placeholders must not refuse what is right, so `""` stays, and behind `!~` stands a pattern
    that matches it; `_check_selector` then decides on the values.
    """
    last = ""
    for index, token in enumerate(found):
        if token.kind == "string":
            suffix = "|" if last == "!~" else ""
            yield index, f"{_PLACEHOLDER}{index}{suffix}" if token.value else ""
        if token.kind != "space":
            last = token.text


def _safe_pieces(found: tuple[Token, ...], placeholders: Mapping[int, str]) -> Iterator[str]:
    for index, token in enumerate(found):
        if token.kind == "string":
            yield f'"{placeholders[index]}"'
        elif token.kind == "space":
            yield " "
        elif not token.text.isprintable() or "\ud800" <= token.text <= "\udfff":
            yield "\ufffd"
        else:
            yield token.text


def _check_selector(selector: Selector, *, text: str) -> None:
    # Prometheus: at least one matcher that does not match the empty string, else every series.
    takes_empty = [matcher_test(matcher)("") for matcher in selector.matchers]
    if selector.name is None and all(takes_empty):
        reason = "vector selector must contain at least one non-empty matcher"
        raise _bad_promql(text, reason=reason, strings={})


def _check_fill(node: Binary, *, text: str) -> None:
    # The parser lets both pass (Prometheus docs, Operators, Fill modifiers).
    if node.operator in _SET_OPERATORS:
        reason = "filling in missing series not allowed for set operators"
        raise _bad_promql(text, reason=reason, strings={})
    if {kind_of(node.left), kind_of(node.right)} != {"vector"}:
        reason = "filling in missing series only allowed between instant vectors"
        raise _bad_promql(text, reason=reason, strings={})


def _bad_promql(text: str, *, reason: str, strings: dict[str, str]) -> InvalidInput:
    said = _IN_MESSAGE.sub(lambda found: strings.get(found.group(), found.group()), reason)
    unknown = _UNKNOWN_FUNCTION.search(said)
    if unknown is not None:
        said += "." + did_you_mean(unknown[1], known=FUNCTIONS | AGGREGATIONS)
        said = said.removesuffix(".")
    return BadNotation(f"bad PromQL {describe(text)}: {said}", code="bad-promql")
