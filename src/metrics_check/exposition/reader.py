"""Reads blocks of lines: the names of all, the samples of the wanted ones, every problem."""

from collections import Counter
from dataclasses import replace

from metrics_check.exposition.blocks import Block
from metrics_check.exposition.bounds import Bounds
from metrics_check.exposition.ending import cut_at_eof, cut_at_nul
from metrics_check.exposition.exact import ExactReader
from metrics_check.exposition.holding import Holding, Tell
from metrics_check.exposition.label_names import LabelNames
from metrics_check.exposition.model import (
    VALIDATED,
    Exposition,
    Format,
    Limits,
    Manner,
    Sample,
    Wanted,
)
from metrics_check.exposition.quick_line import LabelPairs, has_odd_values, parse_quick
from metrics_check.exposition.recording import FamilyTable, ProblemList
from metrics_check.exposition.selection import Selection
from metrics_check.exposition.skimming import skim
from metrics_check.exposition.unusual import (
    first_words,
    is_plain,
    places,
    unusual_lines,
    unusual_wanted,
)

_NOT_A_SAMPLE = b""
_METADATA = b"#"


class Reader:
    """One reading. Give it the blocks in order, then `finish`."""

    def __init__(
        self,
        *,
        syntax: Format,
        wanted: Wanted,
        limits: Limits,
        manner: Manner = VALIDATED,
        keeps: bool = True,
        releases: bool = False,
        tell: Tell | None = None,
    ) -> None:
        self.is_finished = False
        self._syntax = syntax
        self._manner = manner
        self._bounds = Bounds(limits)
        self._problems = ProblemList(limit=limits.problems)
        self._exact = ExactReader(self._problems, syntax=syntax, line_bytes=limits.line_bytes)
        self._families = FamilyTable(self._problems, syntax=syntax)
        self._selection = Selection(wanted)
        self._holding = Holding(self._selection, keeps=keeps, releases=releases, tell=tell)
        self._label_names = LabelNames()
        self._keeps: dict[bytes, bool] = {}
        self._names: dict[str, int] = {}
        self._pairs = LabelPairs()
        self._line = 0
        self._has_eof = False
        self._is_cut = False
        self._carried = b""

    def read_block(self, block: Block) -> None:
        """Takes the next lines."""
        if self._carried:
            block = Block(self._carried + block.text, block.is_cut)
        self._is_cut = block.is_cut
        self._read(block, may_carry=True)

    def finish(self) -> Exposition:
        """What was read, held to the rules of the format."""
        if self._carried:
            self._read(Block(self._carried), may_carry=False)
        self._check_end()
        read = replace(self._so_far(), label_names=self._label_names.found())
        read, problems = self._holding.finish(read, metadata=self._families.lines())
        for problem in problems:
            self._problems.add(problem)
        self._problems.trim()
        return replace(read, problems=self._problems.sorted())

    def _so_far(self) -> Exposition:
        families = self._families.families()
        return Exposition(format=self._syntax, families=families, names=self._names)

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
        if not self._skim(block):
            self._read_lines(block, may_carry=may_carry)
        self._problems.trim()

    def _skim(self, block: Block) -> bool:
        """Takes a block of metadata and of samples that nobody wants, without cutting its lines."""
        if self._manner.is_validated or self._manner.names_labels or self._has_eof:
            return False
        if (skimmed := skim(block.text, is_regular=self._is_unwanted)) is None:
            return False
        self._carried = b""
        for index, line in skimmed.metadata.items():
            self._families.add(line, line=self._line + index + 1)
        self._bounds.check_names(len(self._families))
        self._count(skimmed.counts)
        self._line += skimmed.line_count
        return True

    def _is_unwanted(self, name: bytes) -> bool:
        return is_plain(name) and not self._may_keep(name)

    def _read_lines(self, block: Block, *, may_carry: bool) -> None:
        lines = self._cut(block)
        names, counts = first_words(lines)
        unusual = self._unusual(block, lines, names, counts)
        exact = self._read_unusual(lines, names, unusual, may_carry=may_carry)
        if self._manner.names_labels:
            self._read_label_names(block, lines, names, exact if unusual else None)
        if unusual:
            counts = Counter(names)
        self._read_metadata(lines, names, counts)
        for index, sample in exact.items():
            names[index] = sample.name.encode()
            counts[names[index]] += 1
        kept = self._count(counts)
        if kept:
            self._keep(block, lines, names, kept=kept, exact=exact)
        self._line += len(lines)
        if self._holding.is_full:
            for problem in self._holding.release(self._so_far()):
                self._problems.add(problem)

    def _unusual(
        self, block: Block, lines: list[bytes], names: list[bytes], counts: Counter[bytes]
    ) -> list[int]:
        if self._manner.is_validated:
            return unusual_lines(block.text, lines, syntax=self._syntax)
        begun = [name for name in counts if not name.startswith(_METADATA)]
        odd = {name for name in begun if name not in self._keeps and not is_plain(name)}
        kept = [name for name in begun if name not in odd and self._may_keep(name)]
        return unusual_wanted(lines, names, kept=kept, odd=odd, syntax=self._syntax)

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
        self, lines: list[bytes], names: list[bytes], unusual: list[int], *, may_carry: bool
    ) -> dict[int, Sample]:
        """Reads what the grammar does not know, and takes it out of `names`."""
        exact: dict[int, Sample] = {}
        self._carried = b""
        done = 0
        for index in unusual:
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

    def _read_label_names(
        self,
        block: Block,
        lines: list[bytes],
        names: list[bytes],
        exact: dict[int, Sample] | None,
    ) -> None:
        known = lines
        if exact is not None:
            known = [line for line, name in zip(lines, names, strict=True) if name]
            for sample in exact.values():
                self._label_names.add_sample(sample)
        self._label_names.add_lines(known, has_escapes=b"\\" in block.text)

    def _read_metadata(
        self, lines: list[bytes], names: list[bytes], counts: Counter[bytes]
    ) -> None:
        keys = {name: count for name, count in counts.items() if name.startswith(b"#")}
        for index in places(names, counts=keys):
            self._families.add(lines[index], line=self._line + index + 1)
            names[index] = _NOT_A_SAMPLE
        for key in keys:
            del counts[key]
        self._bounds.check_names(len(self._families))

    def _count(self, counts: Counter[bytes]) -> frozenset[bytes]:
        """Adds to the inventory; those of these names that are kept."""
        counts.pop(_NOT_A_SAMPLE, None)
        kept = frozenset(raw for raw in counts if self._may_keep(raw))
        for raw, count in counts.items():
            name = raw.decode()
            self._names[name] = self._names.get(name, 0) + count
        self._bounds.check_names(len(self._names))
        return kept

    def _may_keep(self, raw: bytes) -> bool:
        known = self._keeps.get(raw)
        if known is None:
            self._bounds.check_name(raw)
            known = self._keeps[raw] = self._selection.may_keep(raw.decode())
        return known

    def _keep(
        self,
        block: Block,
        lines: list[bytes],
        names: list[bytes],
        *,
        kept: frozenset[bytes],
        exact: dict[int, Sample],
    ) -> None:
        chosen = [index for index, name in enumerate(names) if name in kept]
        self._bounds.check_samples(adding=len(chosen))
        first = self._line + 1
        quick = parse_quick(
            lines,
            first=first,
            chosen=[index for index in chosen if index not in exact] if exact else chosen,
            pairs=self._pairs,
            ticks=1 if self._syntax.is_openmetrics else 1000,
            is_plain=not has_odd_values(block.text),
        )
        samples: list[Sample] = []
        for parsed in quick:
            if isinstance(parsed, Sample):
                samples.append(parsed)
            elif (read := self._exact.read(lines[parsed], number=first + parsed)) is not None:
                samples.append(read)
        if exact:
            samples += [exact[index] for index in chosen if index in exact]
            samples.sort(key=_line)
        if max(map(len, lines)) > self._bounds.harmless_bytes:
            for sample in samples:
                self._bounds.check_labels(sample)
        self._holding.add(samples)


def _line(sample: Sample) -> int:
    return sample.line


def _shorten(lines: list[bytes], names: list[bytes], *, to: int) -> None:
    del lines[to:], names[to:]
