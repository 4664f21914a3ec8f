"""A small change of a healthy exposition, what must turn by it, and how outcomes are written."""

from dataclasses import dataclass

ABSENT_LABEL = "fail absent-label"
BOUND = "fail bound-violated"
CONDITION = "fail condition-violated"
NOT_ALLOWED = "fail value-not-allowed"
NOT_INITIALISED = "fail value-not-initialised"
WARNED = "warn bound-violated"


@dataclass(frozen=True)
class Mutation:
    """Every match of `pattern` (lines begin at ^) is replaced, and exactly `turned` must turn."""

    file: str
    pattern: str
    replacement: str
    turned: dict[str, str]
