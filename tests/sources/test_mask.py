"""What another side echoes of the credentials that it was sent."""

import base64
import json

import pytest

from metrics_check.sources.mask import Mask

PAIR = "ann:hunter2&more"
ENCODED = base64.b64encode(PAIR.encode()).decode()
BASIC = Mask([(b"Authorization", f"Basic {ENCODED}".encode())])
BEARER = Mask([(b"Authorization", b"Bearer tok\xc3\xa9n/7f3a"), (b"X-Key", b"k1")])


@pytest.mark.parametrize(
    ("mask", "text", "expected"),
    [
        pytest.param(BASIC, f"got 'Basic {ENCODED}'", "got '<secret>'", id="the header"),
        pytest.param(BASIC, f"got {ENCODED}", "got <secret>", id="its value"),
        pytest.param(BASIC, f"got {ENCODED.rstrip('=')}.", "got <secret>.", id="without padding"),
        pytest.param(BASIC, f"user {PAIR} unknown", "user <secret> unknown", id="the pair"),
        pytest.param(BASIC, "ann, hunter2&more", "ann, <secret>", id="the password"),
        pytest.param(BASIC, "?p=hunter2%26more", "?p=<secret>", id="in a URL"),
        pytest.param(BASIC, "<b>hunter2&amp;more", "<b><secret>", id="in a page"),
        pytest.param(BEARER, "no Bearer tokén/7f3a!", "no <secret>!", id="a token"),
        pytest.param(BEARER, "no tokén/7f3a!", "no <secret>!", id="a token alone"),
        pytest.param(BEARER, "no tok%C3%A9n/7f3a!", "no <secret>!", id="a token in a URL"),
        pytest.param(
            BEARER, base64.b64encode("tokén/7f3a".encode()).decode(), "<secret>", id="encoded"
        ),
        pytest.param(BEARER, "k1 of k12", "<secret> of k12", id="a short one stands alone"),
        pytest.param(Mask(), "Basic x", "Basic x", id="nothing was sent"),
        pytest.param(
            Mask([(b"Authorization", b"Basic ?")]),
            "Basic ? or no",
            "<secret> or no",
            id="no base64",
        ),
    ],
)
def test_echoes(mask: Mask, text: str, expected: str) -> None:
    assert mask.text(text) == expected


def test_bytes_are_left_as_they_are() -> None:
    assert BEARER.body(b"\xff tok\xc3\xa9n/7f3a") == b"\xff [secret]"


def test_what_is_said_is_masked_and_what_is_data_is_not() -> None:
    said = {"error": PAIR, "errorType": PAIR, "infos": [PAIR, 1], "warnings": [f"a {PAIR}"]}
    data = {"result": [{"metric": {"error": PAIR}}]}
    masked = BASIC.document({**said, "data": data})
    assert masked == {
        "error": "<secret>",
        "errorType": "<secret>",
        "infos": ["<secret>", 1],
        "warnings": ["a <secret>"],
        "data": data,
    }


def test_why_a_target_is_down_is_masked() -> None:
    targets = [{"labels": {"job": "a"}, "lastError": f"GET http://{PAIR}@b"}, 1]
    masked = BASIC.document({"data": {"activeTargets": targets, "x": 1}})
    assert json.loads(json.dumps(masked))["data"] == {
        "activeTargets": [{"labels": {"job": "a"}, "lastError": "GET http://<secret>@b"}, 1],
        "x": 1,
    }
