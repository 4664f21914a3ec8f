"""The same samples as prometheus_client's parsers, wherever both accept and neither renames."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from tests.exposition.malformed import malformed
from tests.exposition.test_corpus import Row, ours, theirs

NAMES = st.sampled_from(["a", "a_total", "h_bucket", "h_sum", "h_count", "s", "x:y", "a_created"])
VALUES = st.sampled_from(["1", "-2.5", "1e3", "NaN", "+Inf", "-Inf", "0", ".5", "1.", "7e-5"])
TEXTS = st.text(st.sampled_from('ab,={} é"\\\n#'), max_size=6).map(
    lambda text: text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
)
LABELS = st.dictionaries(st.sampled_from(["x", "le", "quantile", "_y1"]), TEXTS, max_size=3)
TYPES = st.sampled_from(["counter", "gauge", "histogram", "summary", "untyped", "unknown", "info"])


@st.composite
def lines(draw: st.DrawFn, *, is_openmetrics: bool) -> str:
    """A metadata line or a sample line; blanks and commas as the format lets them stand."""
    name = draw(NAMES)
    kind = draw(st.sampled_from(["sample"] * 6 + ["TYPE", "HELP"]))
    if kind != "sample":
        return f"# {kind} {name} {draw(TYPES if kind == 'TYPE' else TEXTS)}\n"
    pairs = [f'{label}="{value}"' for label, value in draw(LABELS).items()]
    has_braces = draw(st.booleans())
    end = "" if is_openmetrics else draw(st.sampled_from(["", "", ",", " "]))
    labels = f"{{{','.join(pairs)}{end if pairs else ''}}}" if pairs or has_braces else ""
    blank = " " if is_openmetrics else draw(st.sampled_from([" ", " ", "  ", "\t"]))
    ticks = draw(st.sampled_from(["", "", " 1000", " 1700000000"]))
    return f"{name}{labels}{blank}{draw(VALUES)}{ticks}\n"


def bodies(*, is_openmetrics: bool) -> st.SearchStrategy[str]:
    """Some lines, with the end that the format asks for."""
    end = "# EOF\n" if is_openmetrics else ""
    return st.lists(lines(is_openmetrics=is_openmetrics), max_size=8).map(
        lambda held: "".join(held) + end
    )


def require_same(text: str, *, syntax: Format) -> None:
    """Fails where both accept and the samples differ."""
    read = read_exposition([text.encode()], format=syntax)
    is_accepted = read.is_conformant if syntax.is_openmetrics else read.is_ingestible
    parse = read_openmetrics if syntax.is_openmetrics else read_text
    try:
        client = theirs(parse(text))
    except (ValueError, KeyError):  # KeyError: of its parser of native histograms
        return
    if not is_accepted:
        return
    bases = {
        word.removesuffix("_total")
        for line in text.splitlines()
        if line.startswith("# TYPE ") and line.endswith(" counter") and not syntax.is_openmetrics
        for word in line.split()[2:3]
    }
    renamed = bases | {f"{base}_total" for base in bases}
    assert without(client, renamed) == without(ours(read), renamed)


def without(rows: Counter[Row], names: set[str]) -> set[Row]:
    """The rows of other names; of what is repeated with its timestamp the first, as the client."""
    first: dict[object, Row] = {}
    for row in rows:
        name, labels, value, timestamp = row
        if name not in names:
            first.setdefault((name, labels, timestamp, value if timestamp is None else None), row)
    return set(first.values())


SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(text=bodies(is_openmetrics=False))
def test_text(text: str) -> None:
    require_same(text, syntax=Format.TEXT)


@SLOW
@given(text=bodies(is_openmetrics=True))
def test_openmetrics(text: str) -> None:
    require_same(text, syntax=Format.OPENMETRICS)


def test_malformed() -> None:
    for syntax, body in malformed(1500):
        if b"\0" not in body:  # where a server reads no further, and the client does
            require_same(body.decode(errors="replace"), syntax=syntax)
