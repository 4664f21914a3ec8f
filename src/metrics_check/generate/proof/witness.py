"""Values that labels may have: one that a pattern matches, one that all matchers take."""

import re
from collections.abc import Iterable, Iterator

from metrics_check.errors import MetricsCheckError
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.regex import matcher_test

# Tried where nothing is said: words, digits, a status, a number with a point.
_ANY = ("x", "y", "other", "1", "200", "0.5", "a-b", "/", "unexpected value")
# How many alternatives of one pattern are tried.
_ALTERNATIVES = 8
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t"}
_REPEAT = re.compile(r"[*+?]\??|\{([0-9]+)(?:,[0-9]*)?\}\??")


def value_for(matchers: Iterable[Matcher], *, preferred: Iterable[str] = ()) -> str | None:
    """A value that all matchers take, `""` for no such label; None where none was found.

    Those that are `preferred` first, an empty one last.
    """
    wanted = tuple(matchers)
    return next((value for value in values_for(wanted, preferred=preferred)), None)


def values_for(matchers: tuple[Matcher, ...], *, preferred: Iterable[str] = ()) -> Iterator[str]:
    """Every value that comes to mind and that all matchers take, each once."""
    equal = [each.value for each in matchers if each.op is MatchOp.EQUAL]
    patterns = [each.value for each in matchers if each.op is MatchOp.REGEX]
    drawn = [value for pattern in patterns for value in matched_by(pattern)]
    tests = [matcher_test(each, dialect=dialect) for each in matchers for dialect in (2, 3)]
    for value in dict.fromkeys((*equal, *preferred, *drawn, *_ANY, "")):
        if all(takes(value) for takes in tests):
            yield value


def matched_by(pattern: str) -> tuple[str, ...]:
    """Values that an RE2 pattern may match, one for each way that its alternatives go."""
    found = (_drawn(pattern, choice=choice) for choice in range(_ALTERNATIVES))
    return tuple(dict.fromkeys(value for value in found if value is not None))


def takes_all(matchers: Iterable[Matcher], *, value: str) -> bool:
    """Whether every matcher takes the value; False where one cannot be told."""
    try:
        return all(matcher_test(each)(value) for each in matchers)
    except MetricsCheckError:
        return False


def _drawn(pattern: str, *, choice: int) -> str | None:
    try:
        drawn, end = _alternatives(pattern, 0, choice=choice)
    except (IndexError, RecursionError, ValueError):
        return None
    return drawn if end == len(pattern) else None


def _alternatives(pattern: str, at: int, *, choice: int) -> tuple[str, int]:
    """What one of the alternatives from `at` on matches, and where they end."""
    found = []
    while True:
        drawn, at = _sequence(pattern, at, choice=choice)
        found.append(drawn)
        if at >= len(pattern) or pattern[at] != "|":
            return found[choice % len(found)], at
        at += 1


def _sequence(pattern: str, at: int, *, choice: int) -> tuple[str, int]:
    parts = []
    while at < len(pattern) and pattern[at] not in "|)":
        drawn, at = _atom(pattern, at, choice=choice)
        repeat = _REPEAT.match(pattern, at)
        if repeat is not None:
            drawn *= 1 if repeat[1] is None else int(repeat[1][:3])
            at = repeat.end()
        parts.append(drawn)
    return "".join(parts), at


def _atom(pattern: str, at: int, *, choice: int) -> tuple[str, int]:
    char = pattern[at]
    if char == "(":
        opening = re.compile(r"\((\?(P?<\w+>|[a-zA-Z-]*:))?").match(pattern, at)
        inside = at + 1 if opening is None else opening.end()
        drawn, end = _alternatives(pattern, inside, choice=choice)
        return drawn, end + 1
    if char == "[":
        return _of_class(pattern, at)
    if char == "\\":
        following = pattern[at + 1]
        drawn = _CLASSES.get(following, "" if following in "AzbB" else following)
        return drawn, at + 2
    if char in "^$":
        return "", at + 1
    return "x" if char == "." else char, at + 1


def _of_class(pattern: str, at: int) -> tuple[str, int]:
    is_negated = pattern[at + 1] == "^"
    first = at + (2 if is_negated else 1)
    end = pattern.index("]", first + 1)
    member = pattern[first : first + 2]
    drawn = _CLASSES.get(member[1:], member[1:]) if member[0] == "\\" else member[0]
    if pattern.startswith("[:", first):
        end, drawn = pattern.index("]]", first) + 1, "a"
    if is_negated:
        drawn = next((char for char in "xy0-" if char not in pattern[first:end]), "~")
    return drawn, end + 1
