"""What is no YAML, or none that is read: each with its place, its code and what to write."""

import pytest

from tests.load.trees import problems

QUOTES = "put the whole text in single quotes"

REFUSED: dict[str, tuple[str | bytes, list[tuple[str, str, str]]]] = {
    "an empty file": (
        "",
        [("1:1", "empty-file", "the file is empty, expected lines such as `key: value`")],
    ),
    "only a comment": (
        "# x\n",
        [("1:1", "empty-file", "the file is empty, expected lines such as `key: value`")],
    ),
    "a list": (
        "- a\n",
        [("1:1", "not-a-mapping",
          "the file holds a list, expected a mapping: lines such as `key: value`")],
    ),
    "a text": (
        "abc",
        [("1:1", "not-a-mapping",
          "the file holds a text, expected a mapping: lines such as `key: value`")],
    ),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        [("2:1", "several-documents",
          "a second document begins here, expected one a file; split the file")],
    ),
    "a directive": (
        "%YAML 1.1\n---\na: 1\n",
        [("1:1", "bad-yaml", "a directive begins with %, and none is read; remove the line")],
    ),
    "duplicate keys, all of them": (
        "a: 1\nb: {x: 1, x: 2}\na: 3\n",
        [
            ("2:11", "duplicate-key", "the key `x` stands here again, first in line 2; keep one"),
            ("3:1", "duplicate-key", "the key `a` stands here again, first in line 1; keep one"),
        ],
    ),
    "a list as a key": (
        "? [a]\n: b\n",
        [("1:3", "bad-key",
          "found a key that is no text, expected `key: value`; the text starts with [, which YAML"
          f" reads as a list; {QUOTES}: '[a]'")],
    ),
    "an alias as a key": (
        "a: &x b\n*x : c\n",
        [("2:1", "bad-key",
          "found a key that is no text, expected `key: value`; the text starts with *, which YAML"
          f" reads as an alias; {QUOTES}: '*x : c'")],
    ),
    "an alias of nothing": (
        "a: *foo\n",
        [("1:4", "alias",
          f"the alias `*foo` has no anchor before it; if a text is meant, {QUOTES}: '*foo'")],
    ),
    "an alias of itself": (
        "a: &x [*x]\n",
        [("1:8", "alias", "the alias `*x` stands inside its own anchor")],
    ),
    "a merge of a text": (
        "a: &x b\nc: {<<: *x}\n",
        [("2:5", "merge-key",
          "`<<` merges mappings, expected an alias of one or a list of such aliases")],
    ),
    "a tag of Python": (
        "a: !!python/object/apply:os.system [ls]\n",
        [("1:4", "tag",
          "found the tag `!!python/object/apply:os.system`, and no tag is read; remove it")],
    ),
    "a tag of YAML": (
        "a: !!str 5\n",
        [("1:4", "tag",
          "found the tag `!!str`, and no tag is read; remove it. For a text use quotes: `'5'`")],
    ),
    "a tag on a mapping": (
        "!!map {a: b}\n",
        [("1:1", "tag", "found the tag `!!map`, and no tag is read; remove it")],
    ),
    "a comparison that is a tag": (
        "expect: != 0\n",
        [("1:9", "tag",
          f"the text starts with !, which YAML reads as a tag; {QUOTES}: '!= 0'")],
    ),
    "a tag of the user": (
        "expect: !x\n",
        [("1:9", "tag", f"the text starts with !, which YAML reads as a tag; {QUOTES}: '!x'")],
    ),
    "a comparison that is a block": (
        "expect: > 5\n",
        [("1:9", "needs-quotes",
          f"the text starts with >, which YAML reads as a block of text; {QUOTES}: '> 5'")],
    ),
    "a comparison in a list": (
        "expect:\n  - >= 5\n",
        [("2:5", "needs-quotes",
          f"the text starts with >, which YAML reads as a block of text; {QUOTES}: '>= 5'")],
    ),
    "a comparison that is the head of a block": (
        "expect: >5\na: b\n",
        [("1:9", "needs-quotes",
          "the text starts with >, which YAML reads as the head of a block of text, and the block"
          f" is empty; {QUOTES}: '>5'")],
    ),
    "a UTF-8 name with a comparison": (
        'x:\n  - {"utf8.name", label} >= 1\n',
        [("2:5", "needs-quotes",
          "the text starts with {, which YAML reads as a mapping;"
          f" {QUOTES}: '{{\"utf8.name\", label}} >= 1'")],
    ),
    "a UTF-8 name alone": (
        'x:\n  - {"utf8.name", label}\n',
        [("2:5", "needs-quotes",
          "the text starts with {, which YAML reads as a mapping;"
          f" {QUOTES}: '{{\"utf8.name\", label}}'")],
    ),
    "a list and more": (
        "x: [a] b\n",
        [("1:4", "needs-quotes",
          f"the text starts with [, which YAML reads as a list; {QUOTES}: '[a] b'")],
    ),
    "more behind a quote": (
        'x: "a" b\n',
        [("1:4", "needs-quotes",
          "the text starts with \", which YAML reads as a text that ends at the next quote;"
          f" {QUOTES}: '\"a\" b'")],
    ),
    "an at sign": (
        "x: @a\n",
        [("1:4", "needs-quotes",
          f"the text starts with @, which YAML reads as a reserved sign; {QUOTES}: '@a'")],
    ),
    "a back quote": (
        "x: `it's`\n",
        [("1:4", "needs-quotes",
          f"the text starts with `, which YAML reads as a reserved sign; {QUOTES}: '`it''s`'")],
    ),
    "a percent sign": (
        "x: %a\n",
        [("1:4", "needs-quotes",
          f"the text starts with %, which YAML reads as a directive; {QUOTES}: '%a'")],
    ),
    "a comma": (
        "x: , a\n",
        [("1:4", "needs-quotes",
          "the text starts with a comma, which YAML reads as the end of an item;"
          f" {QUOTES}: ', a'")],
    ),
    "a colon and a space in a line": (
        'x:\n  - foo{a="b: c"} >= 1\n',
        [("2:5", "needs-quotes",
          "YAML split the text at `: ` and reads `foo{a=\"b` as a key;"
          f" {QUOTES}: 'foo{{a=\"b: c\"}} >= 1'")],
    ),
    "a colon and a space in a value": (
        'series: foo{a="b: c"}\n',
        [("1:17", "needs-quotes",
          f"`: ` begins a value for YAML, and one began before; {QUOTES}: 'foo{{a=\"b: c\"}}'")],
    ),
    "a list on the line of its key": (
        "expect: - 5\n",
        [("1:9", "needs-quotes",
          "`- ` begins the item of a list, which stands on a line of its own;"
          f" for a list go to a new line, for a text {QUOTES}: '- 5'")],
    ),
    "a tab at the start": (
        "\ta: b\n",
        [("1:1", "bad-yaml", "a tab indents this line, which YAML does not allow; use spaces")],
    ),
    "a tab below a key": (
        "a:\n \tb: c\n",
        [("2:2", "bad-yaml", "a tab indents this line, which YAML does not allow; use spaces")],
    ),
    "a tab below a list": (
        "a:\n  - b\n\t- c\n",
        [("3:1", "bad-yaml", "a tab indents this line, which YAML does not allow; use spaces")],
    ),
    "a tab behind a dash": (
        "a:\n  - \tb: c\n",
        [("2:5", "bad-yaml", "found a tab, which YAML does not allow here; use spaces")],
    ),
    "an at sign in a list": (
        "a: {b: [c, @d]}\n",
        [("1:12", "needs-quotes",
          "within { } YAML reads signs such as , { > as its own; put the item in single quotes: "
          "'@d'")],
    ),
    "an at sign in a list over lines": (
        "a: [b,\n  c, @d]\n",
        [("2:6", "needs-quotes",
          "found `@`, with which no text starts; put the text in single quotes")],
    ),
    "an open quote": (
        'a: "b\nc: d\n',
        [("1:4", "bad-yaml", 'the text that begins here has no closing "')],
    ),
    "an open brace": (
        "a: {b: c\nd: e\n",
        [("1:4", "bad-yaml", "the { has no closing }, or a comma is missing after an item")],
    ),
    "an open bracket": (
        "a: [b,\n  c\nd: e\n",
        [("1:4", "bad-yaml", "the [ has no closing ], or a comma is missing after an item")],
    ),
    "an unknown escape": (
        'a: "\\d"\n',
        [("1:5", "needs-quotes",
          "found `\\d`, which is no escape of YAML in double quotes; put the text in single quotes,"
          " where a backslash is itself")],
    ),
    "a line without a colon": (
        "a: 1\nb\nc: 2\n",
        [("2:1", "bad-yaml", "expected `key: value`, found a line without `: `")],
    ),
    "no key": (": b\n", [("1:1", "bad-yaml", "expected a key before `:`")]),
    "a key below a value": (
        "a: b\n c: d\n",
        [("2:3", "bad-yaml",
          "found a key where the value of the line above goes on; check the indentation")],
    ),
    "a key that is indented too little": (
        "a:\n   - b\n c: d\n",
        [("3:2", "bad-yaml",
          "this line fits no list or mapping above it; check its indentation")],
    ),
    "UTF-16": (
        "a: b".encode("utf-16"),
        [("1:1", "bad-encoding", "the file is UTF-16, expected UTF-8; save it as UTF-8")],
    ),
    "UTF-16 without a mark": (
        "a: b".encode("utf-16-be"),
        [("1:1", "bad-encoding", "the file is UTF-16, expected UTF-8; save it as UTF-8")],
    ),
    "UTF-32": (
        "a: b".encode("utf-32"),
        [("1:1", "bad-encoding", "the file is UTF-32, expected UTF-8; save it as UTF-8")],
    ),
    "Latin-1": (
        "a: 1\nb: né".encode("latin-1"),
        [("2:5", "bad-encoding",
          "found the byte 0xe9, which is not UTF-8; save the file as UTF-8")],
    ),
    "a NUL byte": (
        b"a: b\nc: \x00",
        [("2:4", "control-character", "found the character U+0000, which does not print;"
          " remove it")],
    ),
    "an escape sequence": (
        "a: \x1b[31m",
        [("1:4", "control-character", "found the character U+001B, which does not print;"
          ' remove it, or write it as "\\u001b" in double quotes')],
    ),
    "a line separator": (
        "a: b\u2028c: d",
        [("1:5", "control-character", "found the character U+2028, which does not print;"
          ' remove it, or write it as "\\u2028" in double quotes')],
    ),
    "a NUL by an escape": (
        'a: "\\0"',
        [("1:4", "control-character", "found a NUL character, which no text may hold; remove it")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused(data: str | bytes, expected: list[tuple[str, str, str]]) -> None:
    assert problems(data) == expected
