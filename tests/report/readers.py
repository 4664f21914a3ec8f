"""Readers of every format: what a report says, read back as the tools that show it do.

A reader gives the items of a report, each `(what kind it is to that format, its text)`. It raises
for what is not well-formed.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import cmarkgfm  # type: ignore[import-untyped]  # it has no types
import html5lib
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]  # it has no types
from junitparser import JUnitXml, TestCase, TestSuite

Item = tuple[str, str]
Reader = Callable[[str], list[Item]]

_COMMANDS = {"error", "warning", "notice", "debug", "group", "set-output", "add-mask"}
_BLOCKS = {"p", "pre", "td", "th", "summary", "h1", "h2", "dd", "dt", "li", "span", "small"}


def read_text(text: str) -> list[Item]:
    """Each line; before it whether a log of GitHub Actions would take it for a command."""
    return [("command" if read_command(line) else "line", line) for line in text.splitlines()]


def read_json(text: str) -> list[Item]:
    """Every text of the document."""
    return [("text", found) for found in _texts(json.loads(text))]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def read_junit(text: str) -> list[Item]:
    """Each case by what it is to a reader of JUnit, with all that is said of it."""
    items: list[Item] = []
    for suite in JUnitXml.fromstring(text.encode()):
        assert isinstance(suite, TestSuite)
        items.append(("suite", str(suite.name)))
        items += [_case(case) for case in suite]
    return items


def _case(case: TestCase) -> Item:
    results = case.result
    kind = type(results[0]).__name__.lower() if results else "passed"
    said = [str(part) for each in results for part in (each.type, each.message, each.text)]
    return kind, "\n".join((str(case.classname), str(case.name), *said, case.system_out or ""))


def read_github(text: str) -> list[Item]:
    """Each line as a runner reads it: a command's level and texts, or a line of the log."""
    items: list[Item] = []
    for line in text.splitlines():
        command = read_command(line)
        if command is None:
            items.append(("log", line))
        else:
            level, properties, data = command
            items.append((level, "\n".join((*properties.values(), data))))
    return items


def read_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """A workflow command as GitHub's runner reads it (`ActionCommand.cs`); None for another line.

    `##[name]` is taken anywhere in a line, `::name …::` at its start only.
    """
    start = line.lstrip()
    if start.startswith("::") and "::" in start[2:]:
        head, _, data = start[2:].partition("::")
        name, _, more = head.partition(" ")
        if name in _COMMANDS:
            pairs = (each.partition("=") for each in more.strip().split(",") if "=" in each)
            properties = {key: _unescaped(value, colons=True) for key, _, value in pairs}
            return name, properties, _unescaped(data, colons=False)
    old = re.search(r"##\[([^\] ]*)", line)
    if old is not None and old[1] in _COMMANDS:
        return old[1], {}, line
    return None


def _unescaped(text: str, *, colons: bool) -> str:
    text = text.replace("%0D", "\r").replace("%0A", "\n")
    if colons:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%25", "%")


def read_gitlab(text: str) -> list[Item]:
    """Each issue by its severity."""
    return [
        (each["severity"], "\n".join((each["description"], each["check_name"])))
        for each in json.loads(text)
    ]


def read_sarif(text: str) -> list[Item]:
    """Each result by its kind and level, and each notification."""
    (run,) = json.loads(text)["runs"]
    items = [
        (_kind(each), "\n".join((_message(each["message"]), *_texts(each["properties"]))))
        for each in run["results"]
    ]
    for each in run["invocations"][0]["toolExecutionNotifications"]:
        items.append(("notification", _message(each["message"])))
    return items


def _message(message: dict[str, str]) -> str:
    """The message as a viewer shows it (SARIF 3.11.5, 3.11.6); ours refer to nothing."""
    text = message["text"]
    assert re.search(r"\[(?:[^\[\]\\]|\\.)*\]\(", text) is None, f"a link: {text}"
    pieces = re.findall(r"{{|}}|[^{}]|[{}]", text)
    assert not {"{", "}"} & set(pieces), f"a placeholder: {text}"
    return "".join({"{{": "{", "}}": "}"}.get(each, each) for each in pieces).replace("\\x28", "(")


def _kind(result: dict[str, Any]) -> str:
    told = f"{result.get('kind', 'fail')} {result['level']}"
    return "suppressed" if "suppressions" in result else told


def read_markdown(text: str) -> list[Item]:
    """What GitHub makes of the Markdown, as elements of HTML with their text."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return read_html(html)


def read_html(text: str) -> list[Item]:
    """Each element that bears text by its name, as a browser's parser sees it.

    Elements and attributes that a page of ours does not have are items of their own.
    """
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return list(_elements(tree))


def _elements(tree: ElementTree.Element) -> Iterator[Item]:
    for each in tree.iter():
        tag = str(each.tag)
        if tag in _BLOCKS:
            yield tag, " ".join("".join(each.itertext()).split())
        elif tag == "a" or any(key.startswith("on") for key in each.attrib):
            yield f"<{tag}>", str(each.attrib)


READERS: dict[str, Reader] = {
    "github": read_github,
    "gitlab": read_gitlab,
    "html": read_html,
    "json": read_json,
    "junit": read_junit,
    "markdown": read_markdown,
    "sarif": read_sarif,
    "text": read_text,
}
