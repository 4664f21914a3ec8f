"""Labels are shown quoted, by name, and never longer than a person reads."""

import pytest

from metrics_check.notation.labels import shown_labels

LABELS = [
    pytest.param({}, "{}", id="none"),
    pytest.param({"b": "2", "a": "1"}, '{a="1", b="2"}', id="by-name"),
    pytest.param({"a": ""}, '{a=""}', id="empty-value"),
    pytest.param({"my.label": 'say "hi"\n'}, '{"my.label"="say \\"hi\\"\\n"}', id="quoted"),
    pytest.param({"a": "x" * 60}, '{a="' + "x" * 60 + '"}', id="long"),
    pytest.param({"a": "x" * 61}, '{a="' + "x" * 59 + '…"}', id="too-long"),
    pytest.param({"a": "\x1b[2J\u202e"}, '{a="\\x1b[2J\\u202e"}', id="steering"),
]


@pytest.mark.parametrize(("labels", "expected"), LABELS)
def test_shows_labels(labels: dict[str, str], expected: str) -> None:
    assert shown_labels(labels) == expected
