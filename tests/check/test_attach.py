"""Target labels on samples, clashes included."""

import pytest

from metrics_check.check.attach import attach_labels, target_label_names
from metrics_check.model.profile import Target

ROWS = [
    pytest.param({"a": "1"}, False, {"a": "1", "job": "api", "instance": "h:1"}, id="added"),
    pytest.param(
        {"job": "own"},
        False,
        {"job": "api", "exported_job": "own", "instance": "h:1"},
        id="a clash moves the exposed label",
    ),
    pytest.param(
        {"job": "own", "exported_job": "older"},
        False,
        {
            "job": "api",
            "exported_job": "older",
            "exported_exported_job": "own",
            "instance": "h:1",
        },
        id="a clash with the moved name moves further",
    ),
    pytest.param(
        {"job": "own", "instance": ""}, True, {"job": "own", "instance": ""}, id="honor_labels"
    ),
]


@pytest.mark.parametrize(("exposed", "honors", "expected"), ROWS)
def test_labels_are_attached_as_a_server_does(
    exposed: dict[str, str], honors: bool, expected: dict[str, str]
) -> None:
    target = Target("api", ("http://h:1/metrics",), {"job": "api"}, honor_labels=honors)
    assert attach_labels(exposed, target=target, instance="h:1") == expected


def test_target_label_names_include_instance() -> None:
    target = Target("api", (), {"job": "api", "zone": "a"})
    assert target_label_names(target) == {"instance", "job", "zone"}
