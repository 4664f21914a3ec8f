"""Commands to paste, and the PromQL in them. Quoted for a POSIX shell; no secret gets in."""

import re
import shlex
from collections.abc import Iterable

from metrics_check.check.view import TargetView
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.series import format_label, format_series
from metrics_check.notation.visible import visible
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Selector

# Replicas show the same names; a few of them tell what there is.
_MOST_SOURCES = 3

STDIN = "-"
"""Standard input as a SOURCE."""

# Strings stay as they are, comments and line breaks become one space.
_TOKEN = re.compile(
    r"""("(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `[^`]*`) | (?: \#[^\n]* | \s+ )+""",
    re.VERBOSE | re.DOTALL,
)


def query(promql: str, *, target: TargetView, others: Iterable[TargetView] = ()) -> str:
    """`metrics-check query` of that PromQL on the target and on others beside, on one line.

    None where no command line can read the target: it is a registry of this process.
    """
    if not target.urls:
        return ""
    urls = (url for view in (target, *others) for url in view.urls[:_MOST_SOURCES])
    sources = " ".join(shell_word(url) for url in dict.fromkeys(urls))
    return f"metrics-check query {shell_word(one_line(promql))} {sources}".rstrip()


def parse(url: str, *, timeout: str = "") -> str:
    """`metrics-check parse` of one source: what it is, and whether Prometheus would take it.

    None of what standard input showed: it is read, and the command would wait for more.
    """
    if url == STDIN:
        return ""
    patience = f" --timeout {timeout}" if timeout else ""
    return f"metrics-check parse{patience} {shell_word(url)}"


def samples(name: str, *, sources: Iterable[str]) -> str:
    """A command that shows the samples of a name, their timestamps with them, on one source."""
    source = next(iter(sources), STDIN)
    if source == STDIN:
        return ""
    return f"metrics-check parse --samples {shell_word(source)} | grep {shell_word(name)}"


def show(source: str) -> str:
    """A command that shows how an answer, or a file, begins; none of standard input, as `parse`."""
    if source == STDIN:
        return ""
    if source.startswith(("http://", "https://")):
        return f"curl -si {shell_word(source)} | head -n 20"
    return f"head -n 20 {shell_word(source)}"


def select(name: str, *, target: TargetView, matchers: Iterable[Matcher] = ()) -> str:
    """The selector, as the target's source is to be asked.

    A server has series of others beside: it is asked for the target's labels. What the service
    itself exposes does not bear them yet, so there they are not asked for.
    """
    asked = tuple(matchers)
    if not target.is_server:
        return format_series(Series(name, tuple(m for m in asked if m.label not in target.labels)))
    said = {matcher.label for matcher in asked}
    own = (Matcher(k, MatchOp.EQUAL, v) for k, v in target.labels.items() if k not in said)
    return format_series(Series(name, (*asked, *own)))


def select_names(pattern: str, *, target: TargetView) -> str:
    """A selector of the target's series whose names match the pattern, as its source is asked."""
    own = target.labels.items() if target.is_server else ()
    matchers = (Matcher(label, MatchOp.EQUAL, value) for label, value in own)
    named = Matcher("__name__", MatchOp.REGEX, pattern)
    return print_selector(Selector(None, (named, *matchers)))


def aggregate(word: str, selector: str, *, by: Iterable[str] = ()) -> str:
    """PromQL: one value for each combination of these labels, or for all."""
    grouped = ", ".join(format_label(label) for label in by)
    return f"{word} by ({grouped}) ({selector})" if grouped else f"{word}({selector})"


def count_by(labels: Iterable[str], selector: str) -> str:
    """PromQL: how many series each combination of these labels has."""
    grouped = ", ".join(format_label(label) for label in labels)
    return f"count by ({grouped}) ({selector})" if grouped else selector


def one_line(promql: str) -> str:
    """The same PromQL without line breaks and comments outside of its strings."""
    return _TOKEN.sub(lambda found: found[1] or " ", promql).strip()


def shell_word(text: str) -> str:
    r"""One word of a shell; `$'…'` where a character does not print, so that it can be pasted."""
    if text.isprintable():
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{visible(escaped)}'"
