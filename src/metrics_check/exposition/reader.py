"""Reads blocks of lines: the names of all, the samples of the wanted ones, every problem."""

from collections import Counter
from dataclasses import replace

from metrics_check.errors import BadNotation, UnreadableSource
from metrics_check.exposition.blocks import Block
from metrics_check.exposition.grammar import OPENMETRICS, TEXT, unknown_lines
from metrics_check.exposition.judge import judge
from metrics_check.exposition.labels import Note
from metrics_check.exposition.metadata import parse_metadata
from metrics_check.exposition.model import Exposition, Format, Limits, Sample, Wanted
from metrics_check.exposition.quick_line import LabelPairs, parse_quick
from metrics_check.exposition.recording import FamilyTable, ProblemList, type_of
from metrics_check.exposition.sample_line import parse_sample
from metrics_check.exposition.selection import Selection

_NOT_A_SAMPLE = b""


class Reader:
    """One reading. Give it the blocks in order, then `finish`."""

    def __init__(self, *, syntax: Format, wanted: Wanted, limits: Limits) -> None:
        self.is_finished = False
        self._syntax = syntax
        self._limits = limits
        self._grammar = OPENMETRICS if syntax.is_openmetrics else TEXT
        self._ticks = 1 if syntax.is_openmetrics else 1000
        self._problems = ProblemList(limit=limits.problems)
        self._families = FamilyTable(self._problems)
        self._selection = Selection(wanted, syntax=syntax)
        self._keeps: dict[bytes, bool] = {}
        self._names: dict[str, int] = {}
        self._samples: dict[str, list[Sample]] = {}
        self._sample_count = 0
        self._pairs = LabelPairs()
        self._line = 0
        self._has_eof = False

    def read_block(self, block: Block) -> None:
        """Takes the next lines."""
        lines = block.lines
        if self._syntax.is_openmetrics:
            lines = self._cut_at_eof(lines)
        names = [line.partition(b"{")[0].partition(b" ")[0] for line in lines]
        exact = self._read_unusual(block, lines, names)
        counts = Counter(names)
        self._read_metadata(lines, names, counts)
        if self._count(counts):
            self._keep(lines, names, exact)
        self._line += len(lines)
        if block.is_cut and not self._has_eof:
            self._note_cut(lines)

    def finish(self) -> Exposition:
        """What was read."""
        if self._syntax.is_openmetrics and not self._has_eof:
            error = BadNotation("the end is missing; expected # EOF", code="missing-eof")
            self._problems.add_error(error, line=self._line + 1)
        read = Exposition(
            format=self._syntax,
            families=self._families.families(),
            samples={name: tuple(samples) for name, samples in self._samples.items()},
            names=self._names,
        )
        for problem in judge(read, metadata=self._families.lines()):
            self._problems.add(problem)
        return replace(read, problems=self._problems.sorted())

    def _cut_at_eof(self, lines: list[bytes]) -> list[bytes]:
        if self._has_eof:
            self._end_after_eof(self._line + 2)
            return []
        if b"# EOF" not in lines:
            return lines
        end = lines.index(b"# EOF")
        self._has_eof = True
        if end + 1 < len(lines):
            self._end_after_eof(self._line + end + 2)
        return lines[:end]

    def _end_after_eof(self, line: int) -> None:
        error = BadNotation("text after # EOF; expected the end", code="data-after-eof")
        self._problems.add_error(error, line=line)
        self.is_finished = True

    def _note_cut(self, lines: list[bytes]) -> None:
        message = "the last line does not end with a newline"
        note = Note(len(lines[-1].decode(errors="replace")), "missing-newline", message)
        self._problems.add_note(note, line=self._line)

    def _read_unusual(
        self, block: Block, lines: list[bytes], names: list[bytes]
    ) -> dict[int, Sample]:
        """Reads what the grammar does not know, and puts right what `names` says of it."""
        exact: dict[int, Sample] = {}
        for index in self._unusual(block, lines):
            line = lines[index]
            if line.lstrip(b" \t").startswith(b"#") and not self._syntax.is_openmetrics:
                names[index] = b"#"
                continue
            if line.startswith(b"#"):
                continue
            names[index] = _NOT_A_SAMPLE
            sample = self._read_exactly(line, number=self._line + index + 1)
            if sample is not None:
                names[index] = sample.name.encode()
                exact[index] = sample
        return exact

    def _unusual(self, block: Block, lines: list[bytes]) -> list[int]:
        is_known = self._grammar.fullmatch(block.text) is not None
        unusual = set(() if is_known else unknown_lines(lines, grammar=self._grammar))
        if b'__name__="' in block.text:
            unusual |= {index for index, line in enumerate(lines) if b'__name__="' in line}
        if not _is_utf8(block.text):
            unusual |= {index for index, line in enumerate(lines) if not _is_utf8(line)}
        return sorted(unusual)

    def _read_exactly(self, line: bytes, *, number: int) -> Sample | None:
        text = line.decode(errors="surrogateescape")
        if not self._syntax.is_openmetrics and not text.strip(" \t"):
            return None
        try:
            read = parse_sample(text, number=number, syntax=self._syntax)
            _check_utf8(text)
        except BadNotation as error:
            self._problems.add_error(error, line=number)
            return None
        for note in read.notes:
            self._problems.add_note(note, line=number)
        return read.sample

    def _read_metadata(
        self, lines: list[bytes], names: list[bytes], counts: Counter[bytes]
    ) -> None:
        keys = {name for name in counts if name.startswith(b"#")}
        if not keys:
            return
        for index in [index for index, name in enumerate(names) if name in keys]:
            self._read_metadata_line(lines[index], number=self._line + index + 1)
        for key in keys:
            del counts[key]

    def _read_metadata_line(self, line: bytes, *, number: int) -> None:
        text = line.decode(errors="surrogateescape")
        try:
            metadata = parse_metadata(text, syntax=self._syntax)
            if metadata is None:
                return
            _check_utf8(text)
        except BadNotation as error:
            self._problems.add_error(error, line=number)
            return
        self._families.add(metadata, line=number)
        if metadata.keyword == "TYPE":
            for name in self._selection.learn_type(metadata.name, type_of(metadata.text)):
                self._keeps[name.encode()] = True
        if len(self._families) > self._limits.names:
            raise _too_large("names", self._limits.names)

    def _count(self, counts: Counter[bytes]) -> bool:
        """Adds to the inventory; whether any of these names is kept."""
        counts.pop(_NOT_A_SAMPLE, None)
        for raw, count in counts.items():
            name = raw.decode()
            if raw not in self._keeps:
                self._keeps[raw] = self._selection.keeps(name)
                if len(raw) > self._limits.name_bytes:
                    raise _too_large("bytes of a name", self._limits.name_bytes)
            self._names[name] = self._names.get(name, 0) + count
        if len(self._names) > self._limits.names:
            raise _too_large("names", self._limits.names)
        return any(self._keeps[raw] for raw in counts)

    def _keep(self, lines: list[bytes], names: list[bytes], exact: dict[int, Sample]) -> None:
        kept = {raw for raw, keeps in self._keeps.items() if keeps}
        first = self._line + 1
        for index in [index for index, name in enumerate(names) if name in kept]:
            line = lines[index]
            sample = exact.get(index) or parse_quick(
                line.decode(), number=first + index, pairs=self._pairs, ticks_per_second=self._ticks
            )
            sample = sample or self._read_exactly(line, number=first + index)
            if sample is not None:
                self._samples.setdefault(sample.name, []).append(sample)


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _check_utf8(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadNotation("not UTF-8", offset=error.start, code="invalid-utf8") from error


def _too_large(what: str, limit: int) -> UnreadableSource:
    message = f"the exposition has more than {limit} {what}"
    return UnreadableSource(message, code="too-large")
