"""The fixture `metrics`: what a test that judges shows when it passes, and when it fails."""

from tests.pytest_plugin.conftest import PROFILE, Session, shown
from tests.pytest_plugin.shop import Shop
from tests.sources.api import answering, api

REGISTRY = """\
from prometheus_client import CollectorRegistry, Counter
import pytest

@pytest.fixture
def registry():
    return CollectorRegistry()

@pytest.fixture
def orders(registry):
    return Counter("orders", "Orders taken.", ["status"], registry=registry)
"""


def test_a_check_that_holds_gives_its_report(session: Session) -> None:
    session.write(
        "test_it.py",
        "def test_it(metrics):\n"
        "    report = metrics.check('shop')\n"
        "    assert [(each.id, each.verdict) for each in report.outcomes] == [\n"
        "        ('paid', 'pass'), ('open', 'pass')]\n"
        "    assert metrics.check('shop', only=['paid'], params={'least': '3'}).exit_code == 0\n",
    )
    assert session.run("-q")[0] == 0


def test_a_failure_is_the_text_of_the_report(session: Session) -> None:
    session.write("shop.prom", shown(paid=3))
    session.write("test_it.py", "def test_it(metrics):\n    metrics.check('shop')\n")
    status, text = session.run()
    assert status == 1
    # Just the line of the test, and the report.
    failure = text[text.index("= FAILURES") : text.index("= short test summary")]
    assert "\n".join(line.rstrip() for line in failure.splitlines()[5:-1]) == (
        "    def test_it(metrics):\n"
        ">       metrics.check('shop')\n"
        "E       AssertionError: shop  FAIL  1 passed · 1 failed\n"
        f"E         shop  shop.prom  (1 series, {_milliseconds(failure)} ms)\n"
        "E\n"
        "E         ✗ open · expect.sum                                         "
        "expectations/shop.yaml:12:13\n"
        'E           orders_total{status="open"}\n'
        "E           expected sum >= 1, found no such series\n"
        'E           the metric is there, with status in {"paid"}\n'
        "E           try  metrics-check query 'count by (status) (orders_total)' shop.prom\n"
        "E\n"
        "E         ✓ 1 held: paid  (-v lists them)\n"
        "E\n"
        "E       findings  1 info  (-v lists them)\n"
        "E\n"
        "E       FAIL  1 profile · 1 passed · 1 failed · 1 finding  (exit 1)\n"
        "\n"
        "test_it.py:2: AssertionError"
    )
    assert "FAILED test_it.py::test_it - AssertionError: shop  FAIL  1 passed · 1 failed" in text


def _milliseconds(text: str) -> str:
    return text.partition(" ms)")[0].rpartition(" ")[2]


def test_what_held_is_listed_where_pytest_is_verbose(session: Session) -> None:
    session.write("shop.prom", shown(paid=3))
    session.write("test_it.py", "def test_it(metrics):\n    metrics.check('shop')\n")
    assert "✓ paid · expect.sum" not in session.run("-q")[1]
    assert "✓ paid · expect.sum" in session.run("-v")[1]


def test_what_cannot_be_judged_fails(session: Session) -> None:
    session.write(
        "test_it.py",
        "import pytest\n"
        "def test_it(metrics):\n"
        "    with pytest.raises(AssertionError) as raised:\n"
        "        metrics.check('shop', sources={'shop': 'http://127.0.0.1:1/metrics'})\n"
        "    assert 'nothing listens on 127.0.0.1:1' in str(raised.value)\n"
        "    assert '(exit 3: not everything could be judged)' in str(raised.value)\n",
    )
    assert session.run("-q")[0] == 0


def test_a_registry_of_this_process_is_judged(session: Session) -> None:
    session.write("conftest.py", REGISTRY)
    session.write(
        "test_it.py",
        "import pytest\n"
        "def test_held(metrics, registry, orders):\n"
        "    orders.labels('paid').inc()\n"
        "    orders.labels('open').inc()\n"
        "    report = metrics.check('shop', registry=registry)\n"
        "    assert report.profiles[0].readings[0].url == 'registry of shop'\n"
        "def test_empty(metrics, registry, orders):\n"
        "    with pytest.raises(AssertionError, match='0 passed'):\n"
        "        metrics.check('shop', registry=registry)\n",
    )
    assert session.run("-q")[0] == 0


def test_a_run_judges_what_its_block_adds(session: Session) -> None:
    session.write("conftest.py", REGISTRY)
    session.write(
        "test_it.py",
        "import pytest, time\n"
        "def test_exact(metrics, registry, orders):\n"
        "    orders.labels('paid').inc(7)\n"
        "    begun = time.monotonic()\n"
        "    with metrics.run('shop', registry=registry) as run:\n"
        "        with pytest.raises(Exception, match='the run is not over'):\n"
        "            run.report\n"
        "        orders.labels('paid').inc(3)\n"
        "    assert [each.observed for each in run.report.outcomes] == ['3', None]\n"
        "    assert time.monotonic() - begun < 1.9, 'nothing in a process is waited for'\n"
        "def test_too_many(metrics, registry, orders):\n"
        "    with pytest.raises(AssertionError, match='expected sum == 3, found 4'):\n"
        "        with metrics.run('shop', registry=registry):\n"
        "            orders.labels('paid').inc(4)\n"
        "def test_nothing(metrics, registry, orders):\n"
        "    orders.labels('paid').inc(3)\n"
        "    with pytest.raises(AssertionError, match='expected sum == 3, found 0'):\n"
        "        with metrics.run('shop', registry=registry):\n"
        "            pass\n"
        "def test_its_own_exception_goes_first(metrics, registry, orders):\n"
        "    with pytest.raises(ZeroDivisionError):\n"
        "        with metrics.run('shop', registry=registry):\n"
        "            1 / 0\n"
        "def test_it_does_not_begin_unread(metrics):\n"
        "    with pytest.raises(AssertionError, match='connection refused'):\n"
        "        with metrics.run('shop', sources={'shop': 'http://127.0.0.1:1/metrics'}):\n"
        "            raise SystemExit('the block was run')\n",
    )
    status, text = session.run("-q")
    assert (status, "5 passed" in text) == (0, True), text


def test_a_service_is_asked_and_waited_for(session: Session, shop: Shop) -> None:
    session.write(
        "test_it.py",
        "import threading, urllib.request\n"
        "def order():\n"
        "    for _ in range(3):\n"
        f"        urllib.request.urlopen('{shop.url}/paid', timeout=10).close()\n"
        "def test_it(metrics):\n"
        "    with metrics.run('shop', wait_seconds=60, quiet_seconds=0.2) as run:\n"
        "        threading.Timer(0.5, order).start()\n"
        "    assert run.report.outcomes[0].observed == '3'\n",
    )
    target = f"--metrics-target=shop={shop.url}/metrics"
    status, text = session.run("-q", target, "--metrics-interval=50ms")
    assert (status, shop.reads > 2) == (0, True), text


def test_settings_and_places_are_those_of_the_folder_of_the_session(session: Session) -> None:
    session.write("metrics-check.yaml", "targets: {shop: settled.prom}\n")
    session.write("settled.prom", shown(paid=1, open=1))
    session.write("elsewhere/own.prom", shown(paid=9, open=9))
    session.write(
        "test_it.py",
        "import pytest\n"
        "def test_it(metrics, monkeypatch):\n"
        "    monkeypatch.chdir('elsewhere')\n"
        "    assert metrics.check('shop').profiles[0].readings[0].url == 'settled.prom'\n"
        "    own = metrics.check('shop', sources={'shop': 'own.prom'}, params={'least': '9'})\n"
        "    assert own.outcomes[0].where == 'expectations/shop.yaml:8:13'\n"
        "    assert metrics.check('../expectations/shop.yaml').exit_code == 0\n",
    )
    assert session.run("-q")[0] == 0
    assert session.run("-q", "--metrics-target", "shop=shop.prom")[0] == 1


def test_values_of_a_service_steer_nothing(session: Session) -> None:
    told = PROFILE.replace("expect: sum >= 1\n    only_in: state", "labels: {by: [ann]}")
    session.write("expectations/shop.yaml", told)
    value = "\x1b[31m<b>&]]>\u202e\\n::error::pwned\\n##[error]x"
    session.write(
        "shop.prom",
        "# TYPE orders_total counter\n"
        'orders_total{status="paid"} 1\n'
        f'orders_total{{status="open",by="{value}"}} 1\n',
    )
    session.write("test_it.py", "def test_it(metrics):\n    metrics.check('shop')\n")
    status, text = session.run("test_it.py", "expectations/shop.yaml", "--metrics-profile=shop")
    assert status == 1
    assert text.count("pwned") >= 3
    assert not {"\x1b", "\u202e"} & set(text)
    lines = [line.removeprefix("E").strip() for line in text.splitlines()]
    assert [line for line in lines if line.startswith("::error") or "##[error]" in line] == []


WRONG = {
    "a name": ("metrics.check('shpo')", "no profile is named `shpo`"),
    "a file": (
        "metrics.check('expectations/wrong.yaml')",
        "expectations/wrong.yaml:4:24: found `=>`, expected one of",
    ),
    "a target": (
        "metrics.check('shop', sources={'shpo': 'shop.prom'})",
        "no target is named 'shpo'. Did you mean `shop`?",
    ),
    "a param": ("metrics.check('shop', params={'lest': '1'})", "no param is named `lest`"),
    "a selection": ("metrics.check('shop', only=['nothing'])", "'nothing' matches no expectation"),
    "an abstract profile": ("metrics.check('plain')", "`plain` is abstract"),
    "a registry for two": (
        "metrics.check('two', registry=object())",
        "a registry stands in for one target, and there are 2 (a, b): name it",
    ),
    "no profile": ("metrics.check(3)", "found 3, expected a name, a path or what load gave."),
    "a text as a selection": ("metrics.check('shop', only='paid')", "only='paid' is a text"),
    "a number as a param": ("metrics.check('shop', params={'least': 1})", "the param 'least' is 1"),
    "no time": ("metrics.run('shop', quiet_seconds=-1)", "quiet_seconds=-1, expected seconds"),
    "a text as a time": ("metrics.check('shop', wait_seconds='1s')", "wait_seconds='1s', expected"),
    "params of a loaded profile": (
        "metrics.check(load('expectations/shop.yaml'), params={'least': '1'})",
        "a loaded profile has its params: give them to load.",
    ),
    "no registry": ("metrics.check('shop', registry=3)", "the source of 'shop' is 3, expected"),
}


def test_what_is_wrong_is_told_where_it_stands(session: Session) -> None:
    session.write(
        "expectations/wrong.yaml",
        "format: 1\nprofile: wrong\ntargets: {shop: {url: shop.prom}}\n"
        "expectations: [a_total => 1]\n",
    )
    session.write(
        "expectations/plain.yaml",
        "format: 1\nprofile: plain\nabstract: true\ntargets: {shop: {url: shop.prom}}\n"
        "expectations: [a_total >= 1]\n",
    )
    session.write(
        "expectations/two.yaml",
        "format: 1\nprofile: two\ntargets: {a: {url: a.prom}, b: {url: b.prom}}\n"
        "expectations: [{series: a_total, target: a, expect: sum >= 1}]\n",
    )
    calls = "".join(
        f"def test_{index}(metrics):\n"
        f"    with pytest.raises(InvalidInput) as raised:\n        {call}\n"
        f"    assert {text!r} in str(raised.value)\n"
        for index, (call, text) in enumerate(WRONG.values())
    )
    head = "import pytest\nfrom metrics_check import InvalidInput, load\n"
    session.write("test_it.py", head + calls)
    status, text = session.run("-q")
    assert (status, f"{len(WRONG)} passed" in text) == (0, True), text


def test_a_server_is_asked(session: Session) -> None:
    session.write(
        "test_it.py",
        "import pytest\n"
        "def test_it(metrics):\n"
        "    report = metrics.check('shop', only=['paid'])\n"
        "    assert report.outcomes[0].verdict == 'pass'\n"
        "    with pytest.raises(AssertionError, match='found no such series'):\n"
        "        metrics.check('shop', only=['open'])\n",
    )
    up = ("up", {"job": "shop", "instance": "shop:80"}, 1.0)
    paid = ("orders_total", {**up[1], "status": "paid"}, 4.0)
    with api(answering((up, paid))) as fake:
        status, text = session.run(
            "-q", f"--metrics-prometheus={fake.url}", "--metrics-tenant=team-a"
        )
    assert status == 0, text
    assert {each.headers.get("x-scope-orgid") for each in fake.requests} == {"team-a"}
