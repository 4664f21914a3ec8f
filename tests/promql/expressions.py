"""Random expositions and random PromQL over them, the same for the same seed.

Numbers are small binary fractions, so that sums are exact in any order.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.numbers import format_value
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Number,
    Paren,
    Selector,
    String,
)

Sample = tuple[str, dict[str, str], float]

GAUGES = ("m_a", "m_b", "m_c", "m_d_total")
HISTOGRAMS = ("h_a_bucket", "h_b_bucket")
LABEL_VALUES = {
    "color": ("red", "green", "blue", ""),
    "size": ("1", "2", "10", ""),
    "text": ("x y", "é\n", 'q"\\', ""),
}
VALUES = (0.0, -0.0, 1.0, -1.0, 2.0, 2.5, -3.25, 8.0, 10.0, 100.0, 1000.0, 1e6, 1e300, 1e-300)
ODD_VALUES = (math.nan, math.inf, -math.inf)
BOUNDS = ("-1", "0", "0.5", "1", "1.0", "5", "1e1", "+Inf", "Inf", "inf", "odd", "")
REGEXES = ("red|blue", ".*e.*", "r.d", "", ".+", "(?i)RED", "1.?", "[^1]", "x.y|é.")
ARITHMETIC = ("+", "-", "*", "/", "%", "^", "atan2")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
PLAIN_AGGREGATIONS = ("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar")
# fmt: off
DATE_FUNCTIONS = (
    "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month",
    "year",
)
MATH_FUNCTIONS = (
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg",
    "exp", "floor", "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sqrt", "tan", "tanh",
    "round",
)
# fmt: on


def random_samples(rng: Random) -> list[Sample]:
    """Some series of every metric; no two are the same."""
    samples = [
        (name, labels, random_value(rng)) for name in GAUGES for labels in _label_sets(rng, count=6)
    ]
    for name in HISTOGRAMS:
        for labels in _label_sets(rng, count=3):
            samples.extend((name, bounded, count) for bounded, count in _buckets(rng, labels))
    return samples


def exposition_of(samples: list[Sample]) -> str:
    """The samples in text format."""
    lines = []
    for name, labels, value in samples:
        shown = ",".join(f"{label}={_escaped(text)}" for label, text in labels.items())
        lines.append(f"{name}{{{shown}}} {format_value(value)}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"') + '"'


def _label_sets(rng: Random, *, count: int) -> Iterator[dict[str, str]]:
    seen = set()
    for _ in range(count):
        labels = {label: rng.choice(values) for label, values in LABEL_VALUES.items()}
        key = tuple(labels.items())
        if key not in seen:
            seen.add(key)
            yield labels


def _buckets(rng: Random, labels: dict[str, str]) -> Iterator[tuple[dict[str, str], float]]:
    count = 0.0
    for bound in BOUNDS:
        if rng.random() < 0.6 or (bound == "+Inf" and rng.random() < 0.6):
            count += rng.choice((0, 0, 1, 2, 5, -1) if rng.random() < 0.3 else (0, 1, 3))
            yield labels | {"le": bound}, math.nan if rng.random() < 0.02 else count


def random_value(rng: Random) -> float:
    """A value of a gauge."""
    return rng.choice(ODD_VALUES if rng.random() < 0.12 else VALUES)


def random_vector(rng: Random, *, depth: int) -> Node:
    """An expression that is an instant vector."""
    if depth <= 0:
        return random_selector(rng)
    return rng.choice(_VECTORS)(rng, depth - 1)


def random_scalar(rng: Random, *, depth: int) -> Node:
    """An expression that is a scalar."""
    chance = rng.random()
    if depth <= 0 or chance < 0.5:
        return Number(rng.choice((*VALUES, *ODD_VALUES, 0.5, 3.0)))
    if chance < 0.7:
        return Call("scalar", (random_vector(rng, depth=depth - 1),))
    if chance < 0.75:
        return Call(rng.choice(("time", "pi")), ())
    if chance < 0.8:
        return Negation(Paren(random_scalar(rng, depth=depth - 1)))
    operator = rng.choice(ARITHMETIC + COMPARISONS)
    left = _operand(random_scalar(rng, depth=depth - 1))
    right = _operand(random_scalar(rng, depth=depth - 1))
    return Binary(operator, left, right, is_bool=operator in COMPARISONS)


def random_selector(rng: Random, *, names: tuple[str, ...] = GAUGES + HISTOGRAMS) -> Selector:
    """A selector with up to two matchers; sometimes by a pattern of names."""
    matchers = tuple(_matcher(rng) for _ in range(rng.choice((0, 0, 0, 1, 2))))
    if rng.random() < 0.05:
        name = Matcher("__name__", MatchOp.REGEX, rng.choice(("m_.*", "m_a|h_a_bucket", "h.+")))
        return Selector(None, (name, *matchers))
    return Selector(rng.choice(names), matchers)


def _matcher(rng: Random) -> Matcher:
    label = rng.choice((*LABEL_VALUES, "le", "missing"))
    op = rng.choice(list(MatchOp))
    if op in (MatchOp.EQUAL, MatchOp.NOT_EQUAL):
        return Matcher(label, op, rng.choice(LABEL_VALUES.get(label, ("1", "+Inf", ""))))
    return Matcher(label, op, rng.choice(REGEXES))


def _operand(node: Node) -> Node:
    return Paren(node) if isinstance(node, Binary | Negation) else node


def _binary(rng: Random, depth: int) -> Node:
    operator = rng.choice(ARITHMETIC + COMPARISONS + ("and", "or", "unless") * 2)
    is_set = operator in {"and", "or", "unless"}
    is_bool = operator in COMPARISONS and rng.random() < 0.3
    left = _operand(random_vector(rng, depth=depth))
    right = _operand(random_vector(rng, depth=depth))
    if not is_set and rng.random() < 0.35:
        number = _operand(random_scalar(rng, depth=depth))
        left, right = (left, number) if rng.random() < 0.6 else (number, right)
        if operator == "%":
            left, right = random_selector(rng), Number(rng.choice(VALUES))
        return Binary(operator, left, right, is_bool=is_bool)
    if operator == "%":
        # A remainder makes much of the last digit of a large computed value.
        left, right = random_selector(rng), random_selector(rng)
    elif rng.random() < 0.3 and isinstance(left, Selector):
        right = left
    return Binary(operator, left, right, _matching(rng, is_set=is_set), is_bool)


def _matching(rng: Random, *, is_set: bool) -> Matching:
    if rng.random() < 0.25:
        return Matching()
    is_on = rng.random() < 0.5
    labels = _some_labels(rng)
    if is_set or rng.random() < 0.5:
        return Matching(labels, is_on, True)
    include = tuple(label for label in _some_labels(rng) if not (is_on and label in labels))
    group = rng.choice(("left", "right"))
    return Matching(labels, is_on, True, group, include)


def _some_labels(rng: Random) -> tuple[str, ...]:
    known = (*LABEL_VALUES, "le", "job", "instance", "missing")
    return tuple(sorted(rng.sample(known, rng.randint(0, 5))))


def _aggregation(rng: Random, depth: int) -> Node:
    labels = _some_labels(rng) if rng.random() < 0.8 else None
    operator = rng.choice((*PLAIN_AGGREGATIONS, "quantile", "count_values"))
    parameter: Node | None = None
    if operator == "quantile":
        parameter = Number(rng.choice((0.0, 0.25, 0.5, 0.9, 1.0, -1.0, 2.0, math.nan)))
    if operator == "count_values":
        parameter = String(rng.choice(("color", "v", "job")))
    is_spelled = operator == "count_values"
    # The last digit of a computed value may differ, and must not become a label.
    inner = random_selector(rng) if is_spelled else random_vector(rng, depth=depth)
    return Aggregation(
        operator, inner, parameter, labels, labels is not None and rng.random() < 0.5
    )


def _first(rng: Random, depth: int) -> Node:
    # The outer sum hides which of equal elements was taken.
    operator = rng.choice(("topk", "bottomk"))
    labels = _some_labels(rng)
    count = Number(rng.choice((0.0, 1.0, 2.0, 3.9, -1.0, 100.0, math.nan, 1e300)))
    inner = Aggregation(operator, random_vector(rng, depth=depth), count, labels)
    return Aggregation(rng.choice(("sum", "count", "min")), inner, labels=labels)


def _math(rng: Random, depth: int) -> Node:
    name = rng.choice((*MATH_FUNCTIONS, "round", "clamp", "clamp_min", "clamp_max"))
    extra = {"clamp": 2, "clamp_min": 1, "clamp_max": 1, "round": rng.randint(0, 1)}.get(name, 0)
    numbers = tuple(random_scalar(rng, depth=depth - 1) for _ in range(extra))
    # These make much of the last digit of a large computed value.
    is_touchy = name in {"sin", "cos", "tan"}
    inner = random_selector(rng) if is_touchy else random_vector(rng, depth=depth)
    return Call(name, (inner, *numbers))


def _date(rng: Random, depth: int) -> Node:
    name = rng.choice(DATE_FUNCTIONS)
    if rng.random() < 0.2:
        return Call(name, ())
    return Call(name, (random_vector(rng, depth=depth),))


def _label_function(rng: Random, depth: int) -> Node:
    target = rng.choice(("color", "new", "job", "__name__", "bad-name"))
    inner = random_vector(rng, depth=depth)
    if rng.random() < 0.3:
        sources = tuple(String(label) for label in _some_labels(rng))
        return Call("label_join", (inner, String(target), String("-"), *sources))
    template = rng.choice(("$1", "${1}x", "$1x", "$$", "a$", "${name}", "", "$2-$1", "$0", "${1"))
    regex = rng.choice(("(.*)", "(.)(.*)", "(?P<name>r.*)", "red|blue", "", "(x)?(.*)", "(", "[a-"))
    source = rng.choice(("color", "text", "missing", "__name__"))
    strings = tuple(String(text) for text in (target, template, source, regex))
    return Call("label_replace", (inner, *strings))


def _kind(rng: Random, depth: int) -> Node:
    name = rng.choice(("vector", "absent", "sort", "sort_desc", "timestamp", "parens"))
    if name == "vector":
        return Call(name, (random_scalar(rng, depth=depth),))
    inner = random_vector(rng, depth=depth)
    if name == "parens":
        return Paren(inner)
    if name == "timestamp":
        # When a sample was scraped is the server's own matter.
        inner = Call("abs", (inner,))
    return Call(name, (inner,))


def _absent(rng: Random, depth: int) -> Node:
    selector = random_selector(rng)
    none = replace(selector, matchers=(*selector.matchers, Matcher("size", MatchOp.EQUAL, "no")))
    return Call("absent", (Paren(none) if rng.random() < 0.3 else none,))


def _negation(rng: Random, depth: int) -> Node:
    return Negation(_operand(random_vector(rng, depth=depth)))


def _quantile(rng: Random, depth: int) -> Node:
    share = Number(rng.choice((0.0, 0.1, 0.5, 0.9, 1.0, -0.1, 1.1, math.nan)))
    buckets: Node = random_selector(rng, names=HISTOGRAMS)
    if rng.random() < 0.4:
        buckets = Aggregation("sum", buckets, labels=("le", *_some_labels(rng)[:1]))
    if rng.random() < 0.1:
        buckets = random_vector(rng, depth=depth)
    return Call("histogram_quantile", (share, buckets))


_VECTORS: tuple[Callable[[Random, int], Node], ...] = (
    *[_binary] * 7,
    *[_aggregation] * 4,
    _first,
    *[_math] * 3,
    _date,
    *[_label_function] * 2,
    *[_kind] * 2,
    _absent,
    _negation,
    *[_quantile] * 2,
)
