"""What a file says of an expectation's panels, and the texts that a panel says of expectations."""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from metrics_check.generate.markdown import code, prose, reference
from metrics_check.model.profile import Assertion, Expectation, Profile
from metrics_check.record import record

_WEB = re.compile(r"https?://[^\s<>]+")
# What stays as it is in a link; `$` and brackets would be variables there.
_IN_URL = "/%:@!&'()*+,;=~-._?#"


@record
class Said:
    """An expectation as its file says it, and its `panel` or the file's."""

    own: Expectation
    panel: Mapping[str, object]


@record
class Member:
    """An expectation of a family: as its file says it, and with marks in place of params."""

    said: Said
    marked: Expectation


def said_of(expectation: Expectation, *, profile: Profile) -> Said | None:
    """None where no panel is wanted. Panels are made where nothing is said."""
    asked = expectation.panel if expectation.panel is not None else profile.panel
    if asked is False:
        return None
    given = expectation.panel if isinstance(expectation.panel, Mapping) else {}
    whole = profile.panel if isinstance(profile.panel, Mapping) else {}
    # A title of the whole profile is the dashboard's.
    return Said(expectation, {**{key: whole[key] for key in whole if key != "title"}, **given})


def text_of(said: Iterable[Said], *, key: str) -> str:
    """The first text at that key of `panel`."""
    texts = (each.panel.get(key) for each in said)
    return next((text for text in texts if isinstance(text, str) and text), "")


def width_of(*said: Said) -> int | None:
    """The first width that is asked for."""
    widths = (each.panel.get("width") for each in said)
    return next((width for width in widths if isinstance(width, int)), None)


def runbook_of(expectations: Iterable[Expectation]) -> str:
    """The first runbook that is a URL, in ASCII and without what may be a variable; else `""`."""
    return next(
        (
            quote(each.runbook, safe=_IN_URL)
            for each in expectations
            if _WEB.fullmatch(each.runbook) and each.runbook.isprintable()
        ),
        "",
    )


def description_of(expectations: Sequence[Expectation], *, unseen: Sequence[Assertion] = ()) -> str:
    """Markdown: why, what is expected, who is asked. `unseen` are those that no query can judge."""
    parts = [_told(each, is_named=len(expectations) > 1) for each in expectations]
    if unseen:
        names = ", ".join(code(each.name) for each in unseen)
        parts.append(f"Not seen here, `check` judges it: {names}.")
    return "\n\n".join(parts)


def _told(each: Expectation, *, is_named: bool) -> str:
    lines = [f"**{prose(each.id)}**"] if is_named else []
    if each.why:
        lines.append(prose(each.why))
    lines.append(f"{code(' '.join(each.text.split()))}")
    expected = _expected(each)
    if expected:
        lines.append(f"Expected: {', '.join(expected)}.")
    warned = [code(one.expected) for one in each.assertions if one.is_warning]
    if warned:
        lines.append(f"Warns unless: {', '.join(warned)}.")
    if each.is_optional:
        lines.append("Optional: nothing is expected where no such series is there.")
    if each.only_in:
        lines.append(f"Judged only in a {each.only_in}.")
    if each.owner:
        lines.append(f"Owner: {prose(each.owner)}.")
    if each.runbook:
        lines.append(f"Runbook: {reference(each.runbook)}")
    return "\n\n".join(lines)


def _expected(each: Expectation) -> list[str]:
    words = {"holds": "it holds", "never": "it is empty"}
    asserted = (one for one in each.assertions if not one.is_warning)
    return [words.get(one.kind, "") or code(one.expected) for one in asserted]
