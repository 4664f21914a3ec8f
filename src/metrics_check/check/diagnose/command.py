"""Commands to paste, and the PromQL in them. Quoted for a POSIX shell; no secret gets in."""

import re
import shlex
from collections.abc import Iterable

from metrics_check.check.view import TargetView
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.series import format_label, format_series
from metrics_check.notation.visible import visible

# Replicas show the same names; a few of them tell what there is.
_MOST_SOURCES = 3

# Strings stay as they are, comments and line breaks become one space.
_TOKEN = re.compile(
    r"""("(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `[^`]*`) | (?: \#[^\n]* | \s+ )+""",
    re.VERBOSE | re.DOTALL,
)


def query(promql: str, *, target: TargetView, others: Iterable[TargetView] = ()) -> str:
    """`metrics-check query` of that PromQL on the target and on others beside, on one line."""
    urls = (url for view in (target, *others) for url in view.urls[:_MOST_SOURCES])
    sources = " ".join(shell_word(url) for url in urls)
    return f"metrics-check query {shell_word(one_line(promql))} {sources}".rstrip()


def parse(url: str) -> str:
    """`metrics-check parse` of one source: what it is, and whether Prometheus would take it."""
    return f"metrics-check parse {shell_word(url)}"


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
