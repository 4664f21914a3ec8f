"""Small modules that make metrics in every way that the reader of code follows, by chance."""

import random
from collections.abc import Callable

HEAD = """\
import enum
import functools
import prometheus_client
import prometheus_client as pc
from prometheus_client import Counter, Gauge as G, Histogram, Info, Summary
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, REGISTRY
PREFIX = "app"
PAIR = ("a", "b")
class Status(enum.Enum):
    GOOD = "good"
    BAD = "bad"
class Mode(enum.StrEnum):
    FAST = enum.auto()
    SLOW = "slow_one"
class Conf:
    ROOT = "conf"
    KEYS = ["k"]
    WAITS = (1, 2.5, 10)
"""
KINDS = ("Counter", "Gauge", "Histogram", "Summary")
LABELS = {
    "[]": (),
    "PAIR": ("a", "b"),
    "Conf.KEYS": ("k",),
    '("x",)': ("x",),
    '[*PAIR, "c"]': ("a", "b", "c"),
    'Conf.KEYS + ["m"]': ("k", "m"),
    "tuple(Conf.KEYS)": ("k",),
    '[f"{PREFIX}_l"]': ("app_l",),
}
VALUES = ('"one"', "Status.GOOD.value", "Status.BAD", "Mode.FAST", "Mode.SLOW.value", "7", "None")
Random = random.Random


def name(number: int, chance: Random) -> str:
    """An expression that is a name no other has."""
    return chance.choice(
        [
            f'"m{number}"',
            f'f"{{PREFIX}}_m{number}"',
            f'PREFIX + "_m{number}_total"',
            f'"%s_m{number}" % PREFIX',
            f'"%(p)s_m{number}" % {{"p": Conf.ROOT}}',
            f'"{{}}_m{number}_{{x}}".format(Conf.ROOT, x=3)',
            f'f"{{Mode.SLOW}}_m{number}"',
            f'"_".join([Conf.ROOT, "m{number}", Status.BAD.value])',
            f'"M{number}".lower()',
        ]
    )


def made(kind: str, number: int, chance: Random) -> tuple[str, str]:
    """A statement or two that make `made{number}`, and the labels they give."""
    labels = chance.choice(list(LABELS))
    more = chance.choice(["", ", namespace='ns'", ", subsystem=Conf.ROOT", ", unit='seconds'"])
    if kind == "Histogram":
        more += chance.choice(["", ", buckets=Conf.WAITS", ", buckets=[1, 2, float('inf')]"])
    way: Callable[..., str] = chance.choice(WAYS)
    said = name(number, chance)
    return way(kind, number, said=said, labels=labels, more=more), labels


def direct(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return f"made{number} = pc.{kind}({said}, 'd{number}', {labels}{more})\n"


def by_alias(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    alias = "G" if kind == "Gauge" else kind
    return f"made{number} = {alias}({said}, labelnames={labels}, documentation='d{number}'{more})\n"


def by_function(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"def make{number}(name, *rest, **words):\n"
        f"    return prometheus_client.{kind}(f'w_{{name}}', *rest, **words)\n"
        f"made{number} = make{number}({said}, 'd{number}', {labels}{more})\n"
    )


def by_two_functions(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"def inner{number}(name, text, labels=PAIR):\n"
        f"    return pc.{kind}(name, text, labels{more})\n"
        f"def outer{number}(labels, *, name):\n"
        f"    return inner{number}(Conf.ROOT + '_' + name, 'd{number}', labels=labels)\n"
        f"made{number} = outer{number}({labels}, name={said})\n"
    )


def by_method(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"class Holder{number}:\n"
        f"    text = 'd{number}'\n"
        f"    def __init__(self, space, labels):\n"
        f"        self.space = space\n"
        f"        self.made = self._make({said}, labels)\n"
        f"    def _make(self, name, labels):\n"
        f"        return pc.{kind}(f'{{self.space}}_{{name}}', self.text, labels{more})\n"
        f"made{number} = Holder{number}('sp', {labels}).made\n"
    )


def by_partial(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"part{number} = functools.partial(pc.{kind}, labelnames={labels}{more})\n"
        f"made{number} = part{number}({said}, 'd{number}')\n"
    )


def by_loop(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"for part, keys in (('u', {labels}), ('v', {labels})):\n"
        f"    made{number} = pc.{kind}(f'{{part}}_' + {said}, 'd{number}', keys{more})\n"
    )


def by_comprehension(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"all{number} = {{each: pc.{kind}({said} + '_' + each.value, 'd{number}', {labels}{more})\n"
        f"    for each in Status}}\n"
        f"made{number} = all{number}[Status.BAD]\n"
    )


def by_subclass(kind: str, number: int, *, said: str, labels: str, more: str) -> str:
    return (
        f"class Own{number}(pc.{kind}):\n    pass\n"
        f"made{number} = Own{number}({said}, 'd{number}', {labels}{more})\n"
    )


WAYS = [
    direct,
    by_alias,
    by_function,
    by_two_functions,
    by_method,
    by_partial,
    by_loop,
    by_comprehension,
    by_subclass,
]


def module(seed: int, *, metrics: int = 12) -> str:
    """A module of so many metrics; each is used once where it has labels."""
    chance = Random(seed)
    text = HEAD
    for number in range(metrics):
        statements, labels = made(chance.choice(KINDS), number, chance)
        text += statements
        values = [chance.choice(VALUES) for _ in LABELS[labels]]
        if values and chance.random() < 0.5:
            pairs = zip(LABELS[labels], values, strict=True)
            text += f"made{number}.labels({', '.join(f'{key}={each}' for key, each in pairs)})\n"
        elif values:
            text += f"made{number}.labels({', '.join(values)})\n"
    return text + (
        "class Own:\n"
        "    def collect(self):\n"
        "        yield GaugeMetricFamily(PREFIX + '_family', 'd', value=1)\n"
        "        counted = CounterMetricFamily('family_count_total', 'd', labels=PAIR)\n"
        "        counted.add_metric(['x', Mode.FAST], 1)\n"
        "        yield counted\n"
        "REGISTRY.register(Own())\n"
        "Info('built', 'd', ['i']).labels('1').info({'version': '1', 'branch': 'main'})\n"
        "pc.Enum('phase', 'd', states=[each.value for each in Status])\n"
    )
