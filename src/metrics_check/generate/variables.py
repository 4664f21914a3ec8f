"""Variables of dashboards in PromQL and in texts: ours are put in, a file's texts have none.

What Grafana and Perses take for a variable is `$name`, `${name…}` and `[[name]]`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

from metrics_check.generate.panels import DATASOURCE, INSTANCE, Variable
from metrics_check.model.profile import Profile
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.notation.text import quote, quote_regex
from metrics_check.promql.scan import tokens
from metrics_check.promql.strings import string_literals
from metrics_check.record import record

_MARK = re.compile(r"⟦([A-Za-z_][A-Za-z0-9_-]*)(\\?\.)[0-9a-f]{8}⟧")
_INSTANCES = "⟦instances⟧"
_BEGINS_VARIABLE = re.compile(r"\$(?=[A-Za-z_{])|\[(?=\[)")
_ESCAPED = {"$": "\\x24", "[": "\\x5b"}
# A value that every escaping and every list of values leaves as it is.
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
_OURS = frozenset({DATASOURCE, INSTANCE})
# It is not shown, and ends what would be a variable (Unicode, WORD JOINER).
_JOINER = "\u2060"


@record
class Scheme:
    """What is put in for the params of a profile: the names of variables, else values."""

    names: Mapping[str, str]
    values: Mapping[str, str]


def mark(param: str) -> str:
    """What stands for a param in PromQL until its variable or its value is put in.

    Whether its dot is escaped tells whether it was quoted for a regex.
    """
    return f"⟦{param}.{hashlib.sha256(param.encode()).hexdigest()[:8]}⟧"


def of_chosen_instances() -> Matcher:
    """The matcher that takes the instances that a person chose."""
    return Matcher(INSTANCE, MatchOp.REGEX, _INSTANCES)


def inert(text: str) -> str:
    """A text in which nothing is a variable; it is shown as it was."""
    return _BEGINS_VARIABLE.sub(rf"\g<0>{_JOINER}", text)


def scheme_of(queries: Iterable[str], *, profile: Profile) -> Scheme:
    """The variables of the params that these queries use, in the profile's order.

    A value that would be put in otherwise than the file says stays a value: it has characters
    that a string or a regex gives a meaning.
    """
    used: dict[str, bool] = {}
    for literal in (each for query in queries for each in string_literals(query)):
        for found in _MARK.finditer(literal.value):
            used[found[1]] = used.get(found[1], False) or "\\" in found[2]
    names: dict[str, str] = {}
    for param in (*profile.params, *profile.open_params):
        if param in used and _may_vary(profile.params.get(param), is_quoted=used[param]):
            names[param] = _name(param, taken=names.values())
    return Scheme(names, {param: profile.params[param] for param in profile.params})


def put_in(query: str, *, scheme: Scheme) -> str:
    """The query with variables and values in place of marks, and no other variable."""
    return "".join(
        _filled(token.value, scheme=scheme) if token.kind == "string" else token.text
        for token in tokens(query)
    )


def variables_of(
    scheme: Scheme, *, profile: Profile, others: Iterable[Profile]
) -> tuple[Variable, ...]:
    """The variables, each with its own value first, then those that other profiles give it."""
    known: dict[str, set[str]] = {}
    for other in others:
        for param, value in other.params.items():
            if _PLAIN.fullmatch(value):
                known.setdefault(param, set()).add(value)
    found = []
    for param, name in scheme.names.items():
        own = (profile.params[param],) if param in profile.params else ()
        choices = dict.fromkeys((*own, *sorted(known.get(param, ()))))
        found.append(Variable(name, param, tuple(choices)))
    return tuple(found)


def _may_vary(value: str | None, *, is_quoted: bool) -> bool:
    if value is None:
        return True
    return _PLAIN.fullmatch(value) is not None and not (is_quoted and quote_regex(value) != value)


def _name(param: str, *, taken: Iterable[str]) -> str:
    clean = param.replace("-", "_")
    name = f"param_{clean}" if clean in _OURS or clean.startswith("__") else clean
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _filled(value: str, *, scheme: Scheme) -> str:
    """The literal of this value."""

    def valued(found: re.Match[str]) -> str:
        param, is_quoted = found[1], "\\" in found[2]
        if param in scheme.names or param not in scheme.values:
            return found.group()
        text = scheme.values[param]
        return quote_regex(text) if is_quoted else text

    whole = _MARK.sub(valued, value)
    parts, end = [], 0
    for found in re.finditer(f"{_MARK.pattern}|{_INSTANCES}", whole):
        name = INSTANCE if found.group() == _INSTANCES else scheme.names.get(found[1], "")
        if name:
            parts += [_escaped(whole[end : found.start()]), f"${{{name}}}"]
            end = found.end()
    text = "".join([*parts, _escaped(whole[end:])])
    return f'"{text}"'


def _escaped(text: str) -> str:
    return _BEGINS_VARIABLE.sub(lambda found: _ESCAPED[found.group()], quote(text)[1:-1])
