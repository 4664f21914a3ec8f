"""Where YAML bites while a tree is built: what is valid YAML and was meant otherwise."""

import yaml

from metrics_check.load.flow import explain_flow, is_own_key
from metrics_check.load.quoting import explain_key, explain_start, put_in_quotes
from metrics_check.load.reader import Reader
from metrics_check.located import Place, Text
from metrics_check.notation.words import shown


def refuse_tag(event: yaml.Event, *, reader: Reader) -> None:
    """Complains about any tag; a first `!` may have been meant as a text."""
    tag = getattr(event, "tag", None)
    if tag is None:
        return
    place = reader.place(event)
    line = reader.source.line(place.line)
    rest = line[place.column - 1 :]
    if rest.startswith("!!"):
        written = "'" + getattr(event, "value", "…") + "'"
        message = f"found the tag {shown(rest.split()[0])}, and no tag is read; remove it"
        if tag == "tag:yaml.org,2002:str":
            message += f". For a text use quotes: {shown(written)}"
        reader.complain(place, code="tag", message=message)
        return
    advice = explain_flow(line, column=place.column)
    message = explain_start(rest) or f"found a tag in {shown(rest)}, and no tag is read"
    reader.complain(place, code="tag", message=advice.message if advice else message)


def refuse_empty_block(event: yaml.ScalarEvent, *, reader: Reader) -> None:
    """Complains about a block of text without text: its head was meant as one."""
    place = reader.place(event)
    if not event.value.strip():
        rest = reader.source.line(place.line)[place.column - 1 :]
        message = (
            f"the text starts with {event.style}, which YAML reads as the head of a block of text,"
            f" and the block is empty; {put_in_quotes(rest)}"
        )
        reader.complain(place, code="needs-quotes", message=message)


def refuse_bare_key(key: yaml.Event, *, start: yaml.Event, reader: Reader) -> None:
    """Complains about a key without a colon in the mapping in braces that begins with `start`."""
    mapping, place = reader.place(start), reader.place(key)
    if any(problem.place == mapping for problem in reader.problems[-1:]):
        return
    line = reader.source.line(place.line)
    word = getattr(key, "value", "")
    if is_own_key(word):
        message = f"found the key {shown(word)} without a value, expected `{word}: …`"
        reader.complain(place, code="bad-yaml", message=message)
        return
    advice = explain_flow(line, column=place.column)
    if advice is not None:
        at = Place(place.path, place.line, advice.column)
        reader.complain(at, code="needs-quotes", message=advice.message)
        return
    rest = reader.source.line(mapping.line)[mapping.column - 1 :]
    reason = explain_start(rest) or "found a key without a value, expected `key: value`"
    reader.complain(mapping, code="needs-quotes", message=reason)


def refuse_split_key(key: Text, *, reader: Reader) -> None:
    """Complains about a key that is the first part of a line which YAML split at `: `."""
    reason = explain_key(key, reader.source.line(key.place.line))
    if reason is not None:
        reader.complain(key.place, code="needs-quotes", message=reason)


def refuse_no_text(key: yaml.Event, *, reader: Reader) -> None:
    """Complains about a key that is a list, a mapping or an alias."""
    place = reader.place(key)
    reason = explain_start(reader.source.line(place.line)[place.column - 1 :])
    message = f"found a key that is no text, expected `key: value`{f'; {reason}' if reason else ''}"
    reader.complain(place, code="bad-key", message=message)
