"""`targets:`, where expectations are exposed; and which target an expectation has."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftTarget
from metrics_check.load.keys import TARGET_KEYS
from metrics_check.load.literals import read_literal
from metrics_check.load.nodes import (
    each_field,
    read_fields,
    read_flag,
    read_text,
    read_texts,
    refuse_unknown_keys,
    require_keys,
)
from metrics_check.load.params import Scope, fill
from metrics_check.located import Field, Fields, Node, Text
from metrics_check.model.profile import Target
from metrics_check.notation.words import shown
from metrics_check.secret import SHOWN as SECRET

_USERINFO = re.compile(r"//[^/?#]*@")
# A host, a port and a path: a URL but for its scheme.
_HOST_AND_PORT = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}(?:[/?].*)?")
_EXPECTED_URL = "the URL of an exposition such as `http://localhost:8090/metrics`"


def read_targets(node: Node | None, *, to: Complaints) -> Mapping[str, DraftTarget]:
    """The targets of a file by name, params not put in."""
    if node is None:
        return {}
    fields = read_fields(node, expected="a mapping of targets by name", to=to)
    drafts = (_read_target(field, to=to) for field in each_field(fields))
    return {draft.name: draft for draft in drafts if draft is not None}


def resolve_targets(
    drafts: Mapping[str, DraftTarget],
    *,
    scope: Scope,
    sources: Mapping[str, str],
    to: Complaints,
) -> Mapping[str, Target]:
    """The targets with params put in; `sources` replace the urls of the targets they name."""
    targets = {
        name: _resolve(draft, scope=scope, source=sources.get(name), to=to)
        for name, draft in drafts.items()
    }
    _refuse_twins(targets.values(), to=to)
    return targets


def bases_of(
    drafts: Mapping[str, DraftTarget], *, scope: Scope, sources: Mapping[str, str]
) -> Mapping[str, str]:
    """`NAME.base`: the scheme://host:port of each target's first URL, without user and password.

    Where `sources` say that a target is read from a file, that of its declared URL.
    """
    bases: dict[str, str] = {}
    for name, draft in drafts.items():
        # What is wrong with a URL is said when the targets are resolved.
        declared = (_url(text, scope=scope, to=Complaints()) for text in draft.urls[:1])
        given = [sources[name]] if name in sources else []
        for url in (*given, *declared):
            parts = urlsplit(url) if _is_url(url) else None
            if parts is not None and parts.scheme in {"http", "https"}:
                host = parts.netloc.rpartition("@")[2]
                bases.setdefault(f"{name}.base", f"{parts.scheme}://{host}")
    return bases


def refuse_target_name(key: Text, *, to: Complaints) -> None:
    """Complains about a name that no target can have."""
    if not key.text or any(char in "${}." or char.isspace() for char in key.text):
        message = f"found {shown(key.text)}, expected a name without `.`, `$`, braces and spaces"
        to.add(key.place, code="bad-value", message=message)


def refuse_bad_url(text: Text, url: str, *, to: Complaints, expected: str = _EXPECTED_URL) -> bool:
    """Complains where `url`, which `text` says, looks like a URL and is none, and says whether it
    did; users are masked.
    """
    advice = ""
    if _HOST_AND_PORT.fullmatch(url):
        advice = f". Write {shown(f'http://{url}')}"
    elif "://" not in url or "${" in url or _is_url(url):
        return False
    found = shown(_USERINFO.sub(f"//{SECRET}@", url))
    to.add(text.place, code="bad-url", message=f"found {found}, expected {expected}{advice}")
    return True


def _read_target(field: Field, *, to: Complaints) -> DraftTarget | None:
    name = field.key.text
    refuse_target_name(field.key, to=to)
    fields = read_fields(field.value, expected="a mapping such as `{url: …}`", to=to)
    if fields is None:
        return None
    refuse_unknown_keys(fields, known=TARGET_KEYS, owner="a target", to=to)
    require_keys(fields, names=("url",), owner="a target", to=to)
    url, labels = fields.get("url"), fields.get("labels")
    honor, server = fields.get("honor_labels"), fields.get("prometheus")
    return DraftTarget(
        name=name,
        place=field.key.place,
        urls=() if url is None else read_texts(url, expected=_EXPECTED_URL, to=to),
        labels={"job": name, **({} if labels is None else _read_labels(labels, to=to))},
        honor_labels=honor is not None and bool(read_flag(honor, to=to)),
        prometheus=None if server is None else read_text(server, expected="a URL", to=to),
        is_labelled=isinstance(labels, Fields) and bool(labels.fields),
    )


def _read_labels(node: Node, *, to: Complaints) -> Mapping[str, str]:
    fields = read_fields(node, expected="a mapping of labels such as `{job: lps}`", to=to)
    labels = {}
    for field in each_field(fields):
        text = read_literal(field.value, key="labels", expected="the value of a label", to=to)
        if field.key.text == "__name__" or not field.key.text:
            message = f"found {shown(field.key.text)}, expected the name of a label"
            to.add(field.key.place, code="bad-value", message=message)
        elif text is not None:
            labels[field.key.text] = text.text
    return labels


def _resolve(draft: DraftTarget, *, scope: Scope, source: str | None, to: Complaints) -> Target:
    urls = (
        (source,)
        if source is not None
        else tuple(_url(text, scope=scope, to=to) for text in draft.urls)
    )
    return Target(
        name=draft.name,
        urls=urls,
        labels=draft.labels,
        honor_labels=draft.honor_labels,
        prometheus=_url(draft.prometheus, scope=scope, to=to) if draft.prometheus else None,
        is_labelled=draft.is_labelled,
        place=draft.place,
    )


def _url(text: Text, *, scope: Scope, to: Complaints) -> str:
    url = text.text
    with to.keep(text):
        url = fill(text.text, scope=scope)
    refuse_bad_url(text, url, to=to)
    return url


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https", "prom+http", "prom+https"} and bool(
            parts.hostname and (parts.port is None or parts.port >= 0)
        )
    except ValueError:
        return False


def _refuse_twins(targets: Iterable[Target], *, to: Complaints) -> None:
    first: dict[frozenset[tuple[str, str]], Target] = {}
    for target in targets:
        twin = first.setdefault(frozenset(target.labels.items()), target)
        if twin is not target:
            message = (
                f"the targets {shown(twin.name)} and {shown(target.name)} have the same labels, so "
                "their series cannot be told apart. Give one another `job`"
            )
            to.add(target.place, code="equal-targets", message=message)
