"""Regular expressions as Prometheus reads them: RE2, matched against the whole value.

Python's own `re` answers many patterns differently and can take seconds for a short one.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, cast

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from metrics_check.errors import BadNotation
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.words import shown

# From Prometheus 3 on `.` matches a newline (3.0 migration guide).
DEFAULT_DIALECT = 3
MAX_PATTERN_CHARACTERS = 100_000
# A match of 10,000 groups takes seconds.
MAX_GROUPS = 1000
# Go refuses an expression that nests deeper than 1000, ours around it and a literal in it included.
MAX_DEPTH = 998
_OPENING = frozenset({"foreign", "newer", "open"})
# Bytes for one compiled program; Go, which Prometheus uses, allows more than RE2's default.
_MAX_PROGRAM_BYTES = 64 << 20


# RE2 of C++ takes these and Go's does not: one byte, a repeat of nine digits or more, a name of a
# group that is not ASCII. Quoted text, escapes and classes are passed over.
_NOT_GO = re.compile(
    r"(?P<quoted>\\Q.*?(?:\\E|$))|(?P<byte>\\C)|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]"
    r"|(?P<repeat>\{[0-9]{9,}[,}])"
    r"|(?P<foreign>\(\?P?<(?![=!])[A-Za-z0-9_]*[^A-Za-z0-9_>][^>]*>)|(?P<newer>\(\?<(?![=!]))"
    r"|(?P<open>\()|(?P<close>\))",
    re.DOTALL,
)
# The Go of Prometheus 2.42 did not know `(?<name>…)` yet.
_REFUSED = {2: ("byte", "repeat", "foreign", "newer"), 3: ("byte", "repeat", "foreign")}


class Match(Protocol):
    """A match of a whole value."""

    def group(self, group: int | str) -> str | None:
        """The text of a group, None where it took no part."""


class Pattern(Protocol):
    """A compiled pattern that matches whole values only."""

    @property
    def groups(self) -> int:
        """How many groups it has."""

    @property
    def groupindex(self) -> dict[str, int]:
        """The number of each named group."""

    def match(self, text: str) -> Match | None:
        """The match of the whole text, or None."""


def compile_matcher(pattern: str, *, dialect: int = DEFAULT_DIALECT) -> Callable[[str], bool]:
    """Whether the pattern matches a whole value, as a function.

    Raises `BadNotation` (an `InvalidInput`) that names a pattern which is not RE2.
    """
    match = _pattern(pattern, dialect=dialect, captures=False).match
    return lambda value: match(value) is not None


def matcher_test(matcher: Matcher, *, dialect: int = DEFAULT_DIALECT) -> Callable[[str], bool]:
    """Whether the matcher takes a label's value, `""` where it has none.

    Raises as `compile_matcher`.
    """
    value = matcher.value
    if matcher.op is MatchOp.EQUAL:
        return value.__eq__
    if matcher.op is MatchOp.NOT_EQUAL:
        return value.__ne__
    matches = compile_matcher(value, dialect=dialect)
    return matches if matcher.op is MatchOp.REGEX else lambda text: not matches(text)


def compile_pattern(pattern: str, *, dialect: int = DEFAULT_DIALECT) -> Pattern:
    """The compiled pattern, anchored at both ends, with its groups; raises as `compile_matcher`."""
    compiled = _pattern(pattern, dialect=dialect, captures=True)
    if compiled.groups > MAX_GROUPS:
        reason = f"it has {compiled.groups} groups, more than {MAX_GROUPS}"
        raise _bad_pattern(pattern, reason=reason)
    return compiled


@lru_cache(maxsize=2048)
def _pattern(pattern: str, *, dialect: int, captures: bool) -> Pattern:
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        reason = f"it has {len(pattern)} characters, more than {MAX_PATTERN_CHARACTERS}"
        raise _bad_pattern(pattern, reason=reason)
    major = 3 if dialect >= 3 else 2
    is_open = _check_go(pattern, major=major)
    # Alone too: `a)|(b` is only valid once it stands in our group.
    _compiled(pattern, whole=pattern, captures=False)
    if major < 3:
        return _compiled(pattern, whole=f"^(?:{pattern})$", captures=captures)
    # Prometheus 3 reads the pattern before it wraps it, so that an open quotation ends with it.
    end = r"\E" if is_open else ""
    return _compiled(pattern, whole=f"^(?s:{pattern}{end})$", captures=captures)


def _check_go(pattern: str, *, major: int) -> bool:
    """Whether a quotation is open at the end. Raises for what Go's RE2 refuses and C++'s takes."""
    is_open, depth = False, 0
    for found in _NOT_GO.finditer(pattern):
        kind = found.lastgroup
        if kind in _REFUSED[major]:
            raise _bad_pattern(pattern, reason=f"{found.group()} is not supported")
        depth += kind in _OPENING
        depth -= kind == "close"
        if depth > MAX_DEPTH:
            raise _bad_pattern(pattern, reason=f"it nests more than {MAX_DEPTH} deep")
        is_open = kind == "quoted" and not found.group().endswith(r"\E")
    return is_open


def _compiled(pattern: str, *, whole: str, captures: bool) -> Pattern:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_PROGRAM_BYTES
    # Groups cost time at every match, and a test of a label needs none.
    options.never_capture = not captures
    try:
        # The stubs' absence makes it Any; the Protocol says what we use of it.
        return cast(Pattern, re2.compile(whole, options))
    except (re2.error, UnicodeEncodeError) as exc:
        raise _bad_pattern(pattern, reason=_reason(exc)) from exc


def _reason(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)


def _bad_pattern(pattern: str, *, reason: str) -> BadNotation:
    return BadNotation(f"bad regex {shown(pattern)}: {reason} (RE2)", code="bad-regex")
