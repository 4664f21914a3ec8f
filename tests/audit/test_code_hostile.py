"""Whatever stands in a file, it is told of, nothing of it is run, and it ends."""

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.audit.code import CodeFound, find_metrics
from tests.audit.modules import module

GOOD = "from prometheus_client import Gauge\nGauge('good', '')\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"def f(:\n", "does not parse: invalid syntax", id="syntax"),
        pytest.param(b"a = 1\0\n", "does not parse: ", id="NUL"),
        pytest.param(b"# \xff\n", "not text: ", id="not UTF-8"),
        pytest.param(b"# coding: nonsense\n", "not text: unknown encoding", id="no encoding"),
        pytest.param(b"x = " + b"(" * 300 + b")" * 300, "does not parse: ", id="parentheses"),
        pytest.param(b"x = " + b"-" * 200_000 + b"1", "does not parse: ", id="signs"),
        pytest.param(b"x = " + b"a." * 200_000 + b"b", "does not parse: ", id="dots"),
        pytest.param(b"x = " + b"f" + b"()" * 100_000, "does not parse: ", id="calls"),
        pytest.param(b"x = 1" + b"0" * 5000, "does not parse: ", id="a long number"),
        pytest.param(b"#" * 2_200_000, "not read: larger than 2097152 bytes", id="large"),
        pytest.param(b"print 'x'\n", "does not parse: ", id="Python 2"),
    ],
)
def test_a_file_that_is_not_read(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(content)
    (tmp_path / "b.py").write_text(GOOD)
    found = find_metrics(tmp_path)
    assert [each.name for each in found.metrics] == ["good"]
    (unread,) = found.unread
    assert unread.place.path == f"{tmp_path}/a.py"
    assert unread.reason.startswith(reason)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="a mark at the start"),
        pytest.param(b"# coding: latin-1\nx = '\xe4'\n" + GOOD.encode(), id="Latin-1"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param(b"x = '\\d'\nassert (1, 'a')\n" + GOOD.encode(), id="what Python warns of"),
    ],
)
def test_a_file_that_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(content)
    found = find_metrics(tmp_path)
    assert ([each.name for each in found.metrics], found.unread) == (["good"], ())


def test_files_that_import_from_one_another(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"from b import x, y\nfrom b import *\n{GOOD}Gauge(x, '')\n")
    (tmp_path / "b.py").write_text("from a import x, y\nfrom a import *\nz = x + y\n")
    found = find_metrics(tmp_path)
    assert [each.name for each in found.metrics] == ["good"]
    assert [each.reason for each in found.unread] == ["a gauge whose name is not known"]


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "run"
    (tmp_path / "a.py").write_text(f"open({str(mark)!r}, 'w')\nimport b\n{GOOD}")
    (tmp_path / "b.py").write_text("raise SystemExit(3)\n")
    assert [each.name for each in find_metrics(tmp_path).metrics] == ["good"]
    assert not mark.exists()


IMPORTS = "from prometheus_client import Gauge\n"
GROWING = {
    "sums": "x = 'a'\n" + "".join(f"x = x + x  # {n}\n" for n in range(60)) + "Gauge(x, '')\n",
    "a long sum": "Gauge(" + " + ".join(["'a'"] * 900) + ", '')\n",
    "choices": "x = 'a' if a else 'b'\n" * 1
    + "x = x + ('a' if a else 'b')\n" * 60
    + "Gauge(x, '')",
    "loops": "\n".join(f"{'  ' * n}for v{n} in range9:" for n in range(19))
    + f"\n{'  ' * 19}Gauge(v0 + v18, '')\n",
    "callers": "".join(f"def f{n}(a):\n  f{n + 1}(a); f{n + 1}(a + 'x')\n" for n in range(40))
    + "def f40(a):\n  Gauge(a, '')\nf0('m')\n",
    "each calls each": "".join(
        f"def f{n}(a):\n" + "".join(f"  f{m}(a + '{n}')\n" for m in range(12)) for n in range(12)
    )
    + "def g(a):\n  Gauge(a, '')\n"
    + "".join(f"g(f{n})\n" for n in range(12)),
    "classes": "".join(f"class A{n}(A{n + 1}, A{n + 2}): pass\n" for n in range(60))
    + "class A60: pass\nclass A61: pass\nGauge(A0().name, '')\n",
    "bases in a circle": "class A(B): pass\nclass B(A): pass\nGauge(A().name, '')\n",
    "comprehensions": "Gauge([x " + "for x in 'abcdefgh' " * 30 + "][0], '')\n",
    "many": "".join(f"Gauge('m{n}', '')\n" for n in range(5000)),
    "itself": "from shop import *\nfrom shop.a import x\nimport shop.a as y\nGauge(x + y.x, '')\n",
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_it_ends(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{IMPORTS}range9 = 'abcdefghi'\na = object()\n{text}")
    began = time.process_time()
    found = find_metrics(tmp_path)
    assert time.process_time() - began < 20
    assert len(found.metrics) + len(found.unread) > 0


@pytest.mark.parametrize("name", ["sums", "callers"])
def test_what_is_not_followed_to_its_end_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"{IMPORTS}{GROWING[name]}")
    reasons = {each.reason for each in find_metrics(tmp_path).unread}
    assert "not read to the end: too much to follow" in reasons


@given(st.integers(0, 10**6), st.data())
def test_a_module_that_lost_some_of_it(seed: int, data: st.DataObject) -> None:
    lines = module(seed, metrics=4).splitlines()
    start = lines.index('PREFIX = "app"')
    gone = data.draw(st.sets(st.integers(start, len(lines) - 1), max_size=12))
    text = "\n".join(line for number, line in enumerate(lines) if number not in gone)
    found = _found(text)
    assert found.metrics or found.unread


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert _found(text).metrics == ()


def _found(text: str) -> CodeFound:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.py"
        path.write_text(text, encoding="utf-8", errors="replace")
        return find_metrics(path)
