"""Drafts from code: whatever is named in it, the draft is a file that says it."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.audit.code import find_metrics
from metrics_check.audit.code_draft import draft_from_code
from metrics_check.errors import UnreadableSource
from metrics_check.load.profiles import load_file
from tests.audit.modules import module

ODD = st.text(st.characters() | st.sampled_from("${}#:,'\"\\-!&*|> \n\t`[]\0\ud800"), max_size=8)
NAMES = ODD | st.sampled_from(
    ["a", "a_total", "a_count", "sum", "histogram", "null", "le", "job", "${a}"]
)
KINDS = st.sampled_from(["Counter", "Gauge", "Histogram", "Summary", "Info", "Enum"])
METRICS = st.tuples(KINDS, NAMES, st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3))


def held(text: str) -> None:
    """Drafts from the text; the draft loads, with as many expectations as it tells."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "code.py").write_text(text, encoding="utf-8")
        found = find_metrics(folder)
        try:
            drafted = draft_from_code("shop", job="shop", found=found, folder=folder)
        except UnreadableSource:
            return  # nothing in it can be told
        (folder / "shop.yaml").write_text(drafted.text, encoding="utf-8")
        loaded = load_file(folder / "shop.yaml", folder=folder)
        assert loaded.problems == (), drafted.text
        (profile,) = loaded.profiles.values()
        assert len(profile.expectations) == drafted.expectations
        assert name not in drafted.text


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(METRICS, min_size=1, max_size=4))
def test_odd_names_labels_and_values(metrics: list[tuple[str, str, list[str], list[str]]]) -> None:
    lines = ["from prometheus_client import *"]
    for number, (kind, name, labels, values) in enumerate(metrics):
        states = f", states={values!a}" if kind == "Enum" else ""
        lines.append(f"m{number} = {kind}({name!a}, '', {labels!a}{states})")
        lines.append(f"m{number}.labels(*{values!a})")
    held("\n".join(lines))


@settings(max_examples=settings().max_examples // 4)
@given(st.integers(0, 10**6))
def test_generated_modules(seed: int) -> None:
    held(module(seed, metrics=6))
