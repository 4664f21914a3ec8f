"""One thing done to an exposition of the text format, and what must then be told of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

PARTS = ("_bucket", "_sum", "_count")
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*"'
_SAMPLE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{((?:{_LABEL},?)*)\}})? (.*)")
_PAIR = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Line:
    """A line that is a sample: its name, labels as typed, and what follows."""

    name: str
    labels: tuple[tuple[str, str], ...]
    rest: str

    @property
    def text(self) -> str:
        """The line again."""
        labels = ",".join(f'{name}="{value}"' for name, value in self.labels)
        return f"{self.name}{{{labels}}} {self.rest}" if labels else f"{self.name} {self.rest}"


@dataclass(frozen=True)
class Block:
    """A family: its metadata lines and its samples. `bounding` is `le`, `quantile` or nothing."""

    name: str
    type: str
    metadata: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def bounding(self) -> str:
        """The label that is none of the series."""
        return {"histogram": "le", "summary": "quantile"}.get(self.type, "")

    def identity(self, line: Line) -> frozenset[tuple[str, str]]:
        """The labels of the series that a line is of."""
        return frozenset(pair for pair in line.labels if pair[0] != self.bounding and pair[1])


@dataclass(frozen=True)
class Mutant:
    """An exposition as it is now, and the changes: kind, metric, label. None: some that lose."""

    body: str
    expected: tuple[tuple[str, str, str], ...]


def blocks_of(body: str) -> list[Block]:
    """The families of an exposition that has a TYPE line for each."""
    found: dict[str, tuple[str, list[str], list[Line]]] = {}
    for text in body.rstrip("\n").split("\n"):
        if text.startswith("# "):
            _, keyword, name, *rest = text.split(" ")
            known = found.get(name, ("", [], []))
            kind = rest[0] if keyword == "TYPE" else known[0]
            found[name] = (kind, [*known[1], text], known[2])
            continue
        match = _SAMPLE.fullmatch(text)
        assert match is not None, text
        pairs = tuple((one, other) for one, other in _PAIR.findall(match[2] or ""))
        stems = (match[1], *(match[1].removesuffix(part) for part in PARTS))
        stem = next(stem for stem in stems if stem in found)
        found[stem][2].append(Line(match[1], pairs, match[3]))
    return [Block(name, k, tuple(meta), tuple(lines)) for name, (k, meta, lines) in found.items()]


def text_of(blocks: list[Block]) -> str:
    """The exposition again."""
    rows = ((*block.metadata, *(line.text for line in block.lines)) for block in blocks)
    return "".join(f"{row}\n" for each in rows for row in each)


Done = tuple[Block | None, tuple[tuple[str, str], ...]]


def drop_family(block: Block, _: Random) -> Done | None:
    """Nothing of it is left."""
    return None, (("family-removed", ""),)


def rename_family(block: Block, _: Random) -> Done | None:
    """Another name; one that is long enough to be known again."""
    if len(block.name) < 12:
        return None
    name = f"{block.name}_v2"
    metadata = tuple(text.replace(f" {block.name} ", f" {name} ", 1) for text in block.metadata)
    lines = (
        Line(line.name.replace(block.name, name, 1), line.labels, line.rest) for line in block.lines
    )
    return Block(name, block.type, metadata, tuple(lines)), (("family-renamed", ""),)


def change_type(block: Block, _: Random) -> Done | None:
    """A counter is a gauge, a gauge a counter."""
    other = {"counter": "gauge", "gauge": "counter"}.get(block.type)
    if other is None:
        return None
    metadata = tuple(
        re.sub(rf"^(# TYPE .*) {block.type}$", rf"\1 {other}", t) for t in block.metadata
    )
    return Block(block.name, other, metadata, block.lines), (("type-changed", ""),)


def _labels(block: Block) -> list[str]:
    return sorted({label for line in block.lines for label, _ in block.identity(line)})


def drop_label(block: Block, random: Random) -> Done | None:
    """One label is gone from all series."""
    if not (labels := _labels(block)):
        return None
    label = random.choice(labels)
    lines = (
        Line(line.name, tuple(p for p in line.labels if p[0] != label), line.rest)
        for line in block.lines
    )
    changed = Block(block.name, block.type, block.metadata, tuple(lines))
    return changed, (("label-removed", label),)


def rename_label(block: Block, random: Random) -> Done | None:
    """One label is called otherwise on all series."""
    if not (labels := _labels(block)):
        return None
    label = random.choice(labels)
    lines = (
        Line(
            line.name, tuple((f"{n}_v2" if n == label else n, v) for n, v in line.labels), line.rest
        )
        for line in block.lines
    )
    changed = Block(block.name, block.type, block.metadata, tuple(lines))
    return changed, (("label-renamed", label),)


def add_label(block: Block, _: Random) -> Done | None:
    """All series have one more."""
    if not block.lines:
        return None
    lines = (Line(each.name, (*each.labels, ("zone_v2", "a")), each.rest) for each in block.lines)
    changed = Block(block.name, block.type, block.metadata, tuple(lines))
    return changed, (("label-added", "zone_v2"),)


def drop_value(block: Block, random: Random) -> Done | None:
    """Of a label that is on every series, one value of several is gone with its series."""
    everywhere = [
        label
        for label in _labels(block)
        if all(label in dict(block.identity(line)) for line in block.lines)
    ]
    values = {label: {dict(each.labels)[label] for each in block.lines} for label in everywhere}
    chosen = sorted(label for label, held in values.items() if len(held) > 1)
    if not chosen:
        return None
    label = random.choice(chosen)
    value = random.choice(sorted(values[label]))
    left = tuple(each for each in block.lines if dict(each.labels)[label] != value)
    return Block(block.name, block.type, block.metadata, left), (("value-removed", label),)


def drop_bucket(block: Block, random: Random) -> Done | None:
    """One upper bound or quantile is gone, of one series or of all."""
    at = [n for n, line in enumerate(block.lines) if block.bounding in dict(line.labels)]
    if not block.bounding or len(at) < 2:
        return None
    line = block.lines[random.choice(at)]
    bound = dict(line.labels)[block.bounding]
    is_all = random.random() < 0.5
    left = tuple(
        each
        for each in block.lines
        if each is not line and not (is_all and dict(each.labels).get(block.bounding) == bound)
    )
    word = "bucket" if block.type == "histogram" else "quantile"
    return Block(block.name, block.type, block.metadata, left), ((f"{word}-removed", ""),)


def drop_series(block: Block, random: Random) -> Done | None:
    """One series is gone; how that is told depends on what is left."""
    identities = sorted({block.identity(line) for line in block.lines}, key=sorted)
    if not identities:
        return None
    chosen = random.choice(identities)
    left = tuple(each for each in block.lines if block.identity(each) != chosen)
    return Block(block.name, block.type, block.metadata, left), ()


Mutation = Callable[[Block, Random], Done | None]
MUTATIONS: Mapping[str, Mutation] = {
    "drop family": drop_family,
    "rename family": rename_family,
    "change type": change_type,
    "drop label": drop_label,
    "rename label": rename_label,
    "add label": add_label,
    "drop value": drop_value,
    "drop bucket": drop_bucket,
    "drop series": drop_series,
}


def mutants(body: str, *, mutation: str, seed: int, most: int) -> Iterator[Mutant]:
    """The mutation done to some families that it can be done to, one at a time."""
    random = Random(seed)
    blocks = blocks_of(body)
    made = 0
    for at in random.sample(range(len(blocks)), len(blocks)):
        done = MUTATIONS[mutation](blocks[at], random)
        if done is None or made == most:
            continue
        made += 1
        changed, expected = done
        new = [*blocks[:at], *([] if changed is None else [changed]), *blocks[at + 1 :]]
        rows = tuple((kind, blocks[at].name, label) for kind, label in expected)
        yield Mutant(text_of(new), rows)
