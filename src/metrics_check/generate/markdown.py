"""Texts of users and services in Markdown (CommonMark and GitHub's): shown as they are, never read
as markup.
"""

import re

from metrics_check.notation.visible import visible

# Begins markup anywhere in a line: emphasis, code, links, HTML, entities, tables, mathematics.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~$&]")
# Begins a heading, a list or an underline where nothing but space stands before it.
_AT_THE_START = re.compile(r"(?:[#+=-]|\d+(?=[.)]))")
_RUNS = re.compile("`+")
_WEB = re.compile(r"https?://[^\s<>]+")
# What `prose`, `code` and `reference` write, and what is set in bold.
_WRITTEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<marks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=marks)(?!`)"
    rf"|<(?P<web>{_WEB.pattern})>"
    r"|\*\*"
)


def prose(text: str) -> str:
    """The text on one line, runs of space made single, everything that is markup escaped."""
    line = _MARKUP.sub(r"\\\g<0>", visible(" ".join(text.split())))
    begins = _AT_THE_START.match(line)
    if begins is None:
        return line
    if begins.group()[0].isdigit():
        return f"{begins.group()}\\{line[begins.end() :]}"
    return f"\\{line}"


def code(text: str) -> str:
    """The text as a code span, whatever backquotes it holds."""
    line = visible(text)
    mark = "`" * (_longest_run(line) + 1)
    # A space at each end is taken off again, but where there is nothing else (CommonMark, Code
    # spans).
    is_padded = bool(line.strip(" ")) and (line[:1] in {"`", " "} or line[-1:] in {"`", " "})
    return f"{mark} {line} {mark}" if is_padded or not line else f"{mark}{line}{mark}"


def block(text: str, *, language: str, indent: str = "") -> str:
    """The text as a fenced block, one line; without a newline at the end."""
    line = visible(text)
    fence = "`" * max(3, _longest_run(line) + 1)
    return f"{indent}{fence}{language}\n{indent}{line}\n{indent}{fence}"


def link(text: str, *, url: str) -> str:
    """A link; `url` is ours or has been made safe."""
    return f"[{prose(text)}]({url})"


def reference(text: str) -> str:
    """What a file names as a runbook: a link where it is a URL, else the path as code."""
    if _WEB.fullmatch(text) and text.isprintable():
        return f"<{text}>"
    return code(text)


def plain(markdown: str) -> str:
    """What is read where Markdown made by this module, with bold words, is shown."""

    def shown(found: re.Match[str]) -> str:
        code_span = found["code"] or ""
        if code_span[:1] == code_span[-1:] == " " and code_span.strip(" "):
            code_span = code_span[1:-1]
        return found["escaped"] or found["web"] or code_span

    return _WRITTEN.sub(shown, markdown)


def _longest_run(line: str) -> int:
    return max(map(len, _RUNS.findall(line)), default=0)
