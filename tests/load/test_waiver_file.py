"""Waivers put into a file that a person wrote: before and after, byte for byte."""

from datetime import date

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.waiver_file import with_waivers
from metrics_check.located import Place
from metrics_check.model.profile import Waiver

NEW = """\
- id: 'a#expect.any'
  reason: known
  owner: ops
  expires: 2026-12-27
"""
OLD = "- {id: b, reason: known, owner: ops, expires: 2026-06-01}  # kept\n"


def waiver(match: str = "a#expect.any", *, reason: str = "known") -> Waiver:
    return Waiver(match, reason, "ops", date(2026, 12, 27), Place(""))


def indented(text: str, by: str = "  ") -> str:
    return "".join(f"{by}{line}" for line in text.splitlines(keepends=True))


ROWS = [
    pytest.param("", f"waivers:\n{indented(NEW)}", id="no file"),
    pytest.param("# mine\n", f"# mine\nwaivers:\n{indented(NEW)}", id="comments alone"),
    pytest.param("strict: true", f"strict: true\nwaivers:\n{indented(NEW)}", id="no last newline"),
    pytest.param(
        "a: 1  # one\n# end\n", f"a: 1  # one\n# end\nwaivers:\n{indented(NEW)}", id="other keys"
    ),
    pytest.param(
        f"waivers:  # all\n  # first\n  {OLD}\na: 1\n",
        f"waivers:  # all\n{indented(NEW)}  # first\n  {OLD}\na: 1\n",
        id="before the others, whose comments stay with them",
    ),
    pytest.param(f"waivers:\n{OLD}a: 1\n", f"waivers:\n{NEW}{OLD}a: 1\n", id="not indented"),
    pytest.param(
        "waivers: []  # none\na: 1\n",
        f"waivers:   # none\n{indented(NEW)}a: 1\n",
        id="an empty list",
    ),
    pytest.param(
        "  a: 1\n", f"  a: 1\n  waivers:\n{indented(NEW, '    ')}", id="all of it indented"
    ),
    pytest.param(
        "a: |\n  text\n  # no comment\n",
        f"a: |\n  text\n  # no comment\nwaivers:\n{indented(NEW)}",
        id="below a block of text",
    ),
]


@pytest.mark.parametrize(("before", "after"), ROWS)
def test_nothing_else_changes(before: str, after: str) -> None:
    assert with_waivers(before.encode(), [waiver()], path="w.yaml").decode() == after


def test_line_ends_and_the_mark_stay() -> None:
    written = with_waivers(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", [waiver()], path="w.yaml")
    assert written.startswith(b"\xef\xbb\xbfa: 1\r\nb: 2\r\nwaivers:\r\n  - id:")
    assert written.count(b"\n") == written.count(b"\r\n") == 7


TEXTS = ["a'b", "x: y # z", "- {", "<b>", "\u202e", "\x1b[2J", "true", "${p}"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_a_text(text: str) -> None:
    # What is written is read again before it is given.
    new = waiver(f"{text}#holds", reason=text.strip("$"))
    written = with_waivers(b"a: 1\n", [new], path="w.yaml")
    assert written.isascii() or "\u202e" not in written.decode()
    assert b"\x1b" not in written


REFUSED = [
    pytest.param("waivers: [{id: b, reason: r, owner: o, expires: 2026-01-01}]\n", id="one line"),
    pytest.param("waivers:\n  [{id: b, reason: r, owner: o, expires: 2026-01-01}]", id="brackets"),
    pytest.param("{a: 1}\n", id="braces"),
    pytest.param("a: 1\n...\n", id="an end"),
    pytest.param("waivers:\na: 1\n", id="no list"),
    pytest.param("a: &w []\nwaivers: *w\n", id="an alias"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_edited_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="no waiver can be written here"):
        with_waivers(text.encode(), [waiver()], path="w.yaml")


def test_what_does_not_read_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^w\.yaml:1"):
        with_waivers(b"a: [\n", [waiver()], path="w.yaml")
