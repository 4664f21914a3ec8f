"""`diff` as Markdown for a comment on a pull request.

What a service says stands in code only, where nothing is markup, link or mention.
"""

from collections.abc import Iterator, Sequence

from metrics_check.audit.diff.change import Change, Hit
from metrics_check.audit.diff.told import counted, hit_text, name_of
from metrics_check.cli.diff_text import MOST_HITS
from metrics_check.cli.differing import Compared
from metrics_check.generate.markdown import code

# GitHub takes 65 536 characters for a comment.
_MOST_CHARACTERS = 60_000


def render_markdown(compared: Compared) -> str:
    """The document, ended by a newline; what does not fit a comment is counted."""
    found = compared.difference
    sides = f"{code(compared.old)} → {code(compared.new)}"
    if not found.changes:
        return f"**No difference** in {counted(compared.old_metrics, 'metric')}: {sides}\n"
    head = f"**{len(found.breaking)} breaking**, {len(found.compatible)} compatible: {sides}"
    lines = [head]
    room = _MOST_CHARACTERS - len(head)
    for title, changes in (("Breaking", found.breaking), ("Compatible", found.compatible)):
        section = list(_section(title, changes, room=room))
        room -= sum(len(line) + 1 for line in section)
        lines += section
    return "\n".join(lines) + "\n"


def _section(title: str, changes: Sequence[Change], *, room: int) -> Iterator[str]:
    if not changes:
        return
    yield f"\n### {title}\n"
    for number, change in enumerate(changes):
        line = "\n".join((_line(change), *_hits(change.hits or ())))
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(changes) - number} more"
            return
        yield line


def _line(change: Change) -> str:
    named = " ".join(code(name_of(name)) for name in (change.target, change.metric) if name)
    guess = ", a guess" if change.is_guess else ""
    where = f" at {code(change.where)}" if change.where else ""
    return f"- {named}{' ' if named else ''}**{change.kind}**{guess}: {code(change.detail)}{where}"


def _hits(hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits[:MOST_HITS]:
        yield f"  - hits {code(hit_text(hit))} at {code(hit.where)}"
    if len(hits) > MOST_HITS:
        yield f"  - and {len(hits) - MOST_HITS} more"
