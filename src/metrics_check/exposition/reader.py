"""Reads blocks of lines: the names of all, the samples of the wanted ones, every problem."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from heapq import merge

from metrics_check.errors import BadNotation
from metrics_check.exposition.blocks import Block, make_block
from metrics_check.exposition.bounds import Bounds
from metrics_check.exposition.ending import cut_at_eof, cut_at_nul
from metrics_check.exposition.exact import ExactReader, check_utf8
from metrics_check.exposition.grammar import OPENMETRICS, TEXT, unknown_lines
from metrics_check.exposition.judge import judge
from metrics_check.exposition.metadata import parse_metadata
from metrics_check.exposition.model import Exposition, Format, Limits, Sample, Wanted
from metrics_check.exposition.quick_line import LabelPairs, parse_quick
from metrics_check.exposition.recording import FamilyTable, ProblemList
from metrics_check.exposition.selection import Selection

_NOT_A_SAMPLE = b""
_METADATA = b"#"


class Reader:
    """One reading. Give it the blocks in order, then `finish`."""

    def __init__(self, *, syntax: Format, wanted: Wanted, limits: Limits) -> None:
        self.is_finished = False
        self._syntax = syntax
        self._grammar = OPENMETRICS if syntax.is_openmetrics else TEXT
        self._bounds = Bounds(limits)
        self._problems = ProblemList(limit=limits.problems)
        self._exact = ExactReader(self._problems, syntax=syntax, line_bytes=limits.line_bytes)
        self._families = FamilyTable(self._problems)
        self._selection = Selection(wanted)
        self._keeps: dict[bytes, bool] = {}
        self._names: dict[str, int] = {}
        self._samples: defaultdict[str, list[Sample]] = defaultdict(list)
        self._pairs = LabelPairs()
        self._line = 0
        self._has_eof = False
        self._is_cut = False
        self._carried = b""

    def read_block(self, block: Block) -> None:
        """Takes the next lines."""
        if self._carried:
            block = make_block(self._carried + block.text, is_cut=block.is_cut)
        self._is_cut = block.is_cut
        self._read(block, may_carry=True)

    def finish(self) -> Exposition:
        """What was read, held to the rules of the format."""
        if self._carried:
            self._read(make_block(self._carried), may_carry=False)
        self._check_end()
        read = Exposition(
            format=self._syntax, families=self._families.families(), names=self._names
        )
        samples = {
            name: tuple(samples)
            for name, samples in self._samples.items()
            if self._selection.keeps(name, read)
        }
        read = replace(read, samples=samples)
        for problem in judge(read, metadata=self._families.lines()):
            self._problems.add(problem)
        self._problems.trim()
        return replace(read, problems=self._problems.sorted())

    def _check_end(self) -> None:
        if self.is_finished:
            return
        if self._syntax.is_openmetrics and not self._has_eof:
            message = "the end is missing; expected # EOF"
            self._problems.add_found("missing-eof", message, line=self._line + 1)
        if self._is_cut and not self._syntax.is_openmetrics:
            message = "the last line does not end with a newline"
            self._problems.add_found(
                "missing-newline", message, line=self._line, is_ingestible=True
            )

    def _read(self, block: Block, *, may_carry: bool) -> None:
        lines = self._cut(block)
        names = [line.partition(b"{")[0].partition(b" ")[0] for line in lines]
        exact = self._read_unusual(block, lines, names, may_carry=may_carry)
        counts = Counter(names)
        self._read_metadata(lines, names, counts)
        for index, sample in exact.items():
            names[index] = sample.name.encode()
            counts[names[index]] += 1
        kept = self._count(counts)
        if kept:
            self._keep(lines, names, kept=kept, exact=exact)
        self._line += len(lines)
        self._problems.trim()

    def _cut(self, block: Block) -> list[bytes]:
        """The lines before what ends an exposition: `# EOF`, or a NUL byte in the text format."""
        if self._has_eof:
            self.is_finished = True
            self._problems.add_found("data-after-eof", "text after # EOF", line=self._line + 2)
            return []
        if not self._syntax.is_openmetrics:
            lines, nul = cut_at_nul(block)
            if nul:
                self.is_finished = True
                message = "a NUL byte; a server reads no further and says nothing"
                self._problems.add_found(
                    "nul-byte", message, line=self._line + len(lines) + 1, is_ingestible=True
                )
            return lines
        lines, self._has_eof, has_more = cut_at_eof(block)
        if has_more:
            self.is_finished = True
            line = self._line + len(lines) + 2
            self._problems.add_found("data-after-eof", "text after # EOF", line=line)
        return lines

    def _read_unusual(
        self, block: Block, lines: list[bytes], names: list[bytes], *, may_carry: bool
    ) -> dict[int, Sample]:
        """Reads what the grammar does not know, and takes it out of `names`."""
        exact: dict[int, Sample] = {}
        self._carried = b""
        done = 0
        for index in self._unusual(block, lines):
            kind = self._kind(lines[index])
            if index < done or kind == names[index] == _METADATA:
                continue
            names[index] = kind
            if kind or self._is_blank(lines[index]):
                continue
            number = self._line + index + 1
            sample, count = self._exact.read_from(
                lines, start=index, number=number, may_wait=may_carry
            )
            if not count:
                self._carried = b"\n".join(lines[index:]) + b"\n"
                _shorten(lines, names, to=index)
                break
            done = index + count
            names[index:done] = [_NOT_A_SAMPLE] * count
            if sample is not None:
                exact[index] = sample
            elif self._bounds.is_hopeless():
                self.is_finished = True
                _shorten(lines, names, to=done)
                break
        return exact

    def _is_blank(self, line: bytes) -> bool:
        return not self._syntax.is_openmetrics and not line.strip(b" \t")

    def _kind(self, line: bytes) -> bytes:
        start = line if self._syntax.is_openmetrics else line.lstrip(b" \t")
        return _METADATA if start.startswith(b"#") else _NOT_A_SAMPLE

    def _unusual(self, block: Block, lines: list[bytes]) -> list[int]:
        is_known = self._grammar.fullmatch(block.text) is not None
        unusual = set(() if is_known else unknown_lines(lines, grammar=self._grammar))
        if b'__name__="' in block.text:
            unusual |= {index for index, line in enumerate(lines) if b'__name__="' in line}
        if not _is_utf8(block.text):
            unusual |= {index for index, line in enumerate(lines) if not _is_utf8(line)}
        return sorted(unusual)

    def _read_metadata(
        self, lines: list[bytes], names: list[bytes], counts: Counter[bytes]
    ) -> None:
        keys = {name for name in counts if name.startswith(b"#")}
        if not keys:
            return
        for index in [index for index, name in enumerate(names) if name in keys]:
            self._read_metadata_line(lines[index], number=self._line + index + 1)
            names[index] = _NOT_A_SAMPLE
        self._bounds.check_names(len(self._families))
        for key in keys:
            del counts[key]

    def _read_metadata_line(self, line: bytes, *, number: int) -> None:
        text = line.decode(errors="surrogateescape")
        try:
            metadata = parse_metadata(text, syntax=self._syntax)
            if metadata is None:
                return
            check_utf8(text)
        except BadNotation as error:
            self._problems.add_error(error, line=number, text=text)
            return
        self._families.add(metadata, line=number)

    def _count(self, counts: Counter[bytes]) -> frozenset[bytes]:
        """Adds to the inventory; those of these names that are kept."""
        counts.pop(_NOT_A_SAMPLE, None)
        for raw, count in counts.items():
            name = raw.decode()
            if raw not in self._keeps:
                self._bounds.check_name(raw)
                self._keeps[raw] = self._selection.may_keep(name)
            self._names[name] = self._names.get(name, 0) + count
        self._bounds.check_names(len(self._names))
        return frozenset(raw for raw in counts if self._keeps[raw])

    def _keep(
        self,
        lines: list[bytes],
        names: list[bytes],
        *,
        kept: frozenset[bytes],
        exact: dict[int, Sample],
    ) -> None:
        chosen = [index for index, name in enumerate(names) if name in kept]
        self._bounds.check_samples(adding=len(chosen))
        first = self._line + 1
        harmless, samples = self._bounds.harmless_bytes, self._samples
        for index, sample in self._parse(lines, chosen, exact):
            read = sample or self._exact.read(lines[index], number=first + index)
            if read is None:
                continue
            if len(lines[index]) > harmless:
                self._bounds.check_labels(read)
            samples[read.name].append(read)

    def _parse(
        self, lines: list[bytes], chosen: list[int], exact: dict[int, Sample]
    ) -> Iterator[tuple[int, Sample | None]]:
        if exact:
            chosen = [index for index in chosen if index not in exact]
        ticks = 1 if self._syntax.is_openmetrics else 1000
        quick = parse_quick(
            lines, first=self._line + 1, chosen=chosen, pairs=self._pairs, ticks=ticks
        )
        return merge(quick, exact.items(), key=_index) if exact else quick


def _index(item: tuple[int, Sample | None]) -> int:
    return item[0]


def _shorten(lines: list[bytes], names: list[bytes], *, to: int) -> None:
    del lines[to:], names[to:]


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
