"""What is read of small folders: across files, by every way, and what is not known."""

from pathlib import Path

import pytest

from metrics_check.audit.code import CodeMetric, find_metrics
from metrics_check.errors import InvalidInput
from metrics_check.located import Place
from metrics_check.model.series import MetricType

IMPORT = "from prometheus_client import Counter, Gauge, Histogram\n"


def written(folder: Path, **files: str) -> Path:
    """The modules in the folder `shop`; of `a__b` and `a____init__` in its folder `a`."""
    root = folder / "shop"
    for name, text in files.items():
        inner, _, last = name.partition("__") if not name.startswith("__") else ("", "", name)
        path = root / inner / f"{last}.py" if last else root / f"{inner}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def names(folder: Path) -> list[str]:
    """The names, and of those that are not known their patterns."""
    return [each.name or f"~{each.pattern}" for each in find_metrics(folder).metrics]


def test_a_metric_is_told_whole(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        app="import prometheus_client as pc\n"
        "ä = pc.Histogram('wait', 'Time.', ['how'], 'q', unit='seconds', buckets=[1, 5])\n"
        "é = 'ä'; x = ä.labels('slow')\nä.labels(how='fast').observe(1)\n",
    )
    found = find_metrics(root)
    assert found.metrics == (
        CodeMetric(
            name="q_wait_seconds",
            pattern="",
            type=MetricType.HISTOGRAM,
            help="Time.",
            labels=("how",),
            place=Place(f"{root}/app.py", 2, 5),
            unit="seconds",
            bounds=(1.0, 5.0),
            values={"how": ("slow", "fast")},
            closed=("how",),
        ),
    )
    assert (found.unread, found.left_out, found.files) == ((), (), 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Counter('a', 'd')", ["a_total"], id="plain"),
        pytest.param("Counter('a_total', 'd', unit='b')", ["a_b_total"], id="unit"),
        pytest.param("Gauge(f'a_{x}_b', 'd')", ["~a_.*_b"], id="f-string"),
        pytest.param("Counter(f'{x}_b', 'd')", ["~.*_b_total"], id="begins unknown"),
        pytest.param("Counter(f'a_{x}', 'd')", ["~a_.*_total"], id="ends unknown"),
        pytest.param("Gauge('a.b_' + x, 'd')", [r"~a\.b_.*"], id="quoted for a regex"),
        pytest.param("Gauge(f'{1:02}_b', 'd')", ["~.*_b"], id="a format is not followed"),
        pytest.param("Gauge('a' if x else 'b', 'd')", ["a", "b"], id="either"),
        pytest.param("def f(n='a'): return Gauge(n, 'd')\nf()\nf('b')", ["a", "b"], id="default"),
        pytest.param("N = 'a'\nN += '_b'\nGauge(N, 'd')", ["a_b"], id="added to"),
        pytest.param("N = 'a'\nif x:\n  N = 'b'\nGauge(N, 'd')", ["b", "a"], id="may be set"),
        pytest.param("N = 'a'\nN = 'b'\nGauge(N, 'd')\nN = 'c'", ["b"], id="the last before"),
        pytest.param("def f():\n  return Gauge(N, 'd')\nN = 'late'\n", ["late"], id="bound later"),
        pytest.param("f = lambda n: Gauge(n, 'd')\nf('a')", ["a"], id="a lambda"),
        pytest.param(
            "from typing import Optional\nclass S:\n  name = 'a'\n"
            "def f(s: Optional[S], t: S | None = None): Gauge(s.name + t.name, 'd')",
            ["aa"],
            id="an object or none",
        ),
        pytest.param(
            "try:\n  from prometheus_client import Summary\nexcept ImportError:\n"
            "  Summary = None\nSummary('a', 'd')",
            ["a"],
            id="where it is installed",
        ),
        pytest.param(
            "m = None\ndef f():\n  global m\n  m = Gauge('a', 'd')", ["a"], id="made later"
        ),
        pytest.param(
            "class M:\n  made = {k: Gauge(k, 'd') for k in ('a', 'b')}", ["a", "b"], id="in a class"
        ),
        pytest.param("(lambda n: Gauge(n, 'd'))", [], id="nobody calls it"),
        pytest.param("L = ['a']\nL.append(x)\n[Gauge(n, 'd') for n in L]", ["a"], id="changed"),
        pytest.param("a, (b, c) = 'a', ('b', 'c')\nGauge(b + c, 'd')", ["bc"], id="unpacked"),
        pytest.param(
            "class F:\n  def build(self, n): return Gauge(n, 'd')\ndef use(f): f.build('a')",
            ["a"],
            id="a method whose object is not seen",
        ),
        pytest.param(
            "class F:\n  def build(self, n): return Gauge(n, 'd')\ndef use(f: F): f.build('a')",
            ["a"],
            id="an object by its annotation",
        ),
        pytest.param(
            "class B:\n  name = 'b'\n  @classmethod\n  def make(cls): return Gauge(cls.name, 'd')\n"
            "class C(B):\n  name = 'c'\nC.make()",
            ["c"],
            id="a class's own",
        ),
        pytest.param(
            "class B:\n  @property\n  def name(self): return f'{self.part}_p'\n"
            "  def __init__(self, part):\n    self.part = part\n    Gauge(self.name, 'd')\n"
            "B('x'); B(part='y')",
            ["x_p", "y_p"],
            id="a property",
        ),
        pytest.param(
            "from dataclasses import dataclass\n@dataclass\nclass S:\n  name: str\n"
            "  end: str = 'e'\n"
            "def f(s: S): Gauge(s.name + s.end, 'd')\nf(S('a')); f(S('b', end='z'))",
            ["ae", "bz"],
            id="a dataclass",
        ),
        pytest.param(
            "SPECS = {'a': ['l'], 'b': []}\nfor n, ls in SPECS.items():\n  Gauge(n, 'd', ls)",
            ["a", "b"],
            id="a dictionary gone through",
        ),
        pytest.param(
            "KIND = {'c': Counter, 'g': Gauge}\nfor k, n in [('c', 'a'), ('g', 'b')]:\n"
            "  KIND[k](n, 'd')",
            ["a_total", "b"],
            id="a constructor from a table",
        ),
        pytest.param(
            "def f(kind, n): return kind(n, 'd')\nf(Counter, 'a')\nf(Gauge, 'b')",
            ["a_total", "b"],
            id="a constructor as an argument",
        ),
        pytest.param("def f(n): return f(n)\nf('a')\nGauge(f('b'), 'd')", [], id="recursion"),
        pytest.param(
            "def f(n, k):\n  while k:\n    Gauge(n, 'd')\n    n += 'x'\nf('a', 1)",
            ["~.*x", "ax", "a"],
            id="changed after its use",
        ),
        pytest.param("A = B\nB = A\nGauge(A, 'd')", [], id="a circle"),
    ],
)
def test_names(body: str, expected: list[str], tmp_path: Path) -> None:
    root = written(tmp_path, app=f"{IMPORT}import sys\nx = sys.argv[1]\n{body}\n")
    assert names(root) == expected
    is_lost = "'d'" in body and (not expected or "append" in body)
    assert len(find_metrics(root).unread) == is_lost


def test_across_files(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        __init__="",
        names="ROOT = 'shop'\nLABELS = ('status',)\n",
        metrics____init__="from .client import Counted, Gauge as Level\nfrom ..names import *\n",
        metrics__client=(
            "from prometheus_client import Counter, Gauge\nfrom shop import names as n\n"
            "def Counted(name, labels=n.LABELS):\n"
            "    return Counter(f'{n.ROOT}_{name}', 'd', labels)\n"
        ),
        app=(
            "from shop.metrics import Counted, Level, ROOT\nimport shop.metrics\n"
            "orders = Counted('orders')\n"
            "stock = shop.metrics.Gauge if 0 else Level(f'{ROOT}_s', '')"
            "\n"
            "other = shop.metrics.Counted('other', ['x'])\n"
        ),
        work="from shop.app import orders as o\ndef f():\n    o.labels('paid').inc()\n",
    )
    found = find_metrics(root)
    told = {each.name: (each.labels, dict(each.values)) for each in found.metrics}
    assert told == {
        "shop_orders_total": (("status",), {"status": ("paid",)}),
        "shop_other_total": (("x",), {}),
        "shop_s": ((), {}),
    }
    assert found.unread == ()


def test_a_copy_of_the_client_is_the_client(tmp_path: Path) -> None:
    root = written(
        tmp_path, app="from shop.vendor.prometheus_client import Counter as C\nC('a', '')"
    )
    copied = root / "vendor" / "prometheus_client"
    copied.mkdir(parents=True)
    (copied / "__init__.py").write_text("from .metrics import Counter\n")
    (copied / "metrics.py").write_text("class Counter: pass\n")
    (copied / "gc.py").write_text(
        "from .metrics_core import GaugeMetricFamily as G\nclass C:\n  def __init__(self, p=''):\n"
        "    self.p = p and p + '_'\n  def collect(self): return [G(self.p + 'gc', '')]\n"
        "C('x')\nC()\n"
    )
    assert names(root) == ["a_total", "x_gc", "gc"]
    assert find_metrics(root).unread == ()


@pytest.mark.parametrize(
    ("body", "values", "closed"),
    [
        pytest.param("a.labels('x'); a.labels('y')", ("x", "y"), True, id="literals"),
        pytest.param("for k in ('x', 'y'): a.labels(k)", ("x", "y"), True, id="a loop"),
        pytest.param("a.labels(k='x'); a.labels(k=v)", ("x",), False, id="one is not known"),
        pytest.param("a.labels(v)", (), False, id="none is known"),
        pytest.param("a.labels('x'); other(a)", ("x",), False, id="given away"),
        pytest.param("a.labels('x'); b = a", ("x",), False, id="under another name"),
        pytest.param("a.labels(*v)", (), False, id="all at once"),
        pytest.param("a.labels('x'); v.a.labels('y')", ("x",), False, id="perhaps another"),
        pytest.param("def f(k): a.labels(k)\nf('x')\nf('y')", ("x", "y"), True, id="by a function"),
        pytest.param("def f(k): a.labels(k)", (), False, id="nobody calls it"),
        pytest.param(
            "def f(k): a.labels(k)\nf('x')\nv.later(f)", ("x",), False, id="by others, too"
        ),
        pytest.param("@v.route\ndef f(k): a.labels(k)\nf('x')", ("x",), False, id="decorated"),
        pytest.param(
            "class C(v.Base):\n  def f(self, k): a.labels(k)\nC().f('x')",
            ("x",),
            False,
            id="a method that others call",
        ),
        pytest.param(
            "class C:\n  def f(self, k): a.labels(k)\nC().f('x')", ("x",), True, id="a method"
        ),
        pytest.param("for m in (a, 1): m.labels('x')", ("x",), False, id="among others"),
    ],
)
def test_values(body: str, values: tuple[str, ...], closed: bool, tmp_path: Path) -> None:
    root = written(tmp_path, app=f"{IMPORT}import v\na = Gauge('a', 'd', ['k'])\n{body}\n")
    (found,) = find_metrics(root).metrics
    assert (found.values.get("k", ()), "k" in found.closed) == (values, closed)


def test_labels_that_are_not_known(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        app=f"{IMPORT}import v\nGauge('a', v.text, v.labels)\nHistogram('b', '', buckets=v.b)\n"
        "L = ['x']\nL.append('y')\nGauge('c', '', L)\nGauge(*v.all)\nGauge('e', '', **v.more)\n",
    )
    found = find_metrics(root)
    told = [(each.name, each.help, each.labels, each.bounds) for each in found.metrics]
    assert told == [
        ("a", None, None, ()),
        ("b", "", (), None),
        ("c", "", None, ()),
        ("", "", None, ()),
    ]
    assert found.metrics[3].pattern == ".*e"
    assert [(str(each.place), each.reason) for each in found.unread] == [
        (f"{root}/app.py:8:1", "a gauge whose name is not known")
    ]


def test_several_processes_tell_their_pid(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        app=f"{IMPORT}Gauge('a', '')\nGauge('b', '', multiprocess_mode='sum')\nCounter('c', '')\n",
        serve="from prometheus_client import multiprocess\n",
    )
    told = {each.name: each.labels for each in find_metrics(root).metrics}
    assert told == {"a": ("pid",), "b": (), "c_total": ()}


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    root = written(tmp_path, app=f"{IMPORT}Gauge('a', '')\n", venv__x="", _git="")
    (root / ".hidden").mkdir()
    (root / "mine").mkdir()
    (root / "mine" / "pyvenv.cfg").write_text("")
    outside = tmp_path / "outside.py"
    outside.write_text(f"{IMPORT}Gauge('stolen', '')\n")
    (root / "link.py").symlink_to(outside)
    (root / "linked").symlink_to(tmp_path)
    found = find_metrics(root)
    assert [each.name for each in found.metrics] == ["a"]
    assert found.left_out == tuple(
        f"{root}/{each}" for each in (".hidden", "linked", "mine", "venv", "link.py")
    )


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="found no such folder, expected one with Python files"):
        find_metrics(tmp_path / "no")
