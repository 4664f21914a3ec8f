"""Elements of markup: what is put in is escaped, once."""

import pytest

from metrics_check.report.markup import Markup, element, nested

ROWS = [
    pytest.param(element("a", '<b>&"'), "<a>&lt;b&gt;&amp;&quot;</a>", id="text"),
    pytest.param(element("a", element("b", "<")), "<a><b>&lt;</b></a>", id="an element"),
    pytest.param(element("a", x_y="\"&'"), '<a x-y="&quot;&amp;&#x27;"></a>', id="an attribute"),
    pytest.param(element("a", class_="x"), '<a class="x"></a>', id="a word of Python"),
    pytest.param(element("input", type="search"), '<input type="search">', id="no end tag"),
    pytest.param(nested("a", "<", element("b")), "<a>\n&lt;\n<b></b>\n</a>", id="nested"),
]


@pytest.mark.parametrize(("markup", "text"), ROWS)
def test_markup(markup: Markup, text: str) -> None:
    assert markup.text == text
