"""Queries that would take the process down. Run by itself: prints what came of each, as JSON.

Everything happens in a thread with the smallest stack that a platform gives by default (macOS).
"""

import json
import threading
from collections.abc import Callable

from metrics_check.errors import MetricsCheckError
from metrics_check.promql.bounds import MAX_DEPTH
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.parse import parse
from metrics_check.promql.rewrite import with_matchers
from metrics_check.promql.structure import top

STACK_BYTES = 512 * 1024
MANY = 10_000
DEEP = MAX_DEPTH - 2
# Each as a function of how many, so that the deepest allowed one is tried as well.
SHAPES: dict[str, Callable[[int], str]] = {
    "parentheses": lambda count: "(" * count + "a" + ")" * count,
    "open parentheses": lambda count: "(" * count,
    "closed parentheses": lambda count: ")" * count,
    "minus signs": lambda count: "-" * count + "a",
    "spaced minus signs": lambda count: "- " * count + "1",
    "plus signs": lambda count: "+" * count + "a",
    "sum": lambda count: " + ".join(["a"] * count),
    "power": lambda count: "^".join(["2"] * count),
    "or": lambda count: " or ".join(["a"] * count),
    "unless on": lambda count: " unless on (x) ".join(["a"] * count),
    "functions": lambda count: "abs(" * count + "a" + ")" * count,
    "aggregations": lambda count: "sum(" * count + "a" + ")" * count,
    "second arguments": lambda count: "topk(1, " * count + "a" + ")" * count,
    "subqueries": lambda count: "max_over_time(" * count + "a" + "[5m:1m])" * count,
    "bare subqueries": lambda count: "a" + "[5m:1m]" * count,
    "half an expression": lambda count: "a+" * count,
    "labels": lambda count: "sum by (" + "a," * count + "b) (c)",
    "matchers": lambda count: "a{" + 'b="c",' * count + "}",
    "braces": lambda count: "{" * count,
    "brackets": lambda count: "[" * count,
    "quotes": lambda count: '"' * (count | 1),
    "comments": lambda count: "#\n" * count + "a",
    "regex groups": lambda count: 'a{b=~"' + "(" * count + ")" * count + '"}',
    "long regex": lambda count: 'a{b=~"' + "x" * count * 10 + '"}',
    "long string": lambda count: '"' + "x" * count * 100 + '"',
    "long name": lambda count: "x" * count * 100,
    "long number": lambda count: "1" * count,
    "modifiers": lambda count: "a" + " smoothed" * count,
    "times and modifiers": lambda count: "a" + " offset 5m smoothed @ 7" * count,
    "words that are names": lambda count: ",".join(["smoothed"] * count),
    "fills": lambda count: " + fill(1) ".join(["a"] * count),
    "open modifiers": lambda count: "a[" * count + "smoothed",
    "computed ranges": lambda count: "a[" + "(" * count + "5m" + ")" * count + "]",
    "signs of a duration": lambda count: "a[" + "-" * count + "5m]",
    "powers of a duration": lambda count: "a[" + "^".join(["2s"] * count) + "]",
    "sums of a duration": lambda count: "a[" + "+".join(["2s"] * count) + "]",
    "calls in a duration": lambda count: "a[" + "min_of(1," * count + "1" + ")" * count + "]",
    "digits of a computed duration": lambda count: "a[1+" + "9" * count + "d]",
    "digits of a computed number": lambda count: "a[1+0x" + "9" * count + "]",
    "digits of a duration": lambda count: "a[" + "9" * count + "d]",
}
ODD = {
    "nothing": "",
    "a surrogate": '"\ud800"',
    "a bare surrogate": "a\ud800",
    "a NUL": 'a{b="\0"}',
    "a bare NUL": "a\0",
    "a placeholder": "a{b=·0}",
    "a quoted placeholder": '"·0"',
    "a far time": "a @ 1e300",
    "a time before 1970": "a[5m:] @\n-1",
    "an offset that is no number": "a offset NaN",
    "an endless range": "a[1e400]",
    "an endless step": "a[5m:99999999999999999999]",
    "a time beyond dates": "a @ 1e13",
    "a far offset": "a offset 999999999y",
    "a large number": "1e99999",
    "a deep computed range": "a[" + "-(" * (DEEP // 2 - 1) + "5m" + ")" * (DEEP // 2 - 1) + "]",
    "deep calls in a range": "a[" + "min_of(9," * (DEEP - 4) + "9" + ")" * (DEEP - 4) + "]",
    "emoji": "😀",
    "line separators": "a\u2028+\u2029b",
    "a carriage return": "a\r+\rb",
}


def outcome(text: str) -> str:
    """`answered`, or the error's code."""
    try:
        tree = parse(text)
        top(tree)
        with_matchers(tree, {"job": "x"})
        evaluate(tree, Dataset.of([("a", {}, 1.0, None)], at=0.0))
    except MetricsCheckError as error:
        return str(getattr(error, "code", "invalid"))
    return "answered"


def outcomes() -> dict[str, str]:
    """What came of each hostile query, by name."""
    found = {name: outcome(text) for name, text in ODD.items()}
    for name, shape in SHAPES.items():
        found[f"{MANY} {name}"] = outcome(shape(MANY))
        found[f"{DEEP} {name}"] = outcome(shape(DEEP))
    return found


def main() -> None:
    """Prints all outcomes."""
    threading.stack_size(STACK_BYTES)
    found: dict[str, str] = {}
    thread = threading.Thread(target=lambda: found.update(outcomes()))
    thread.start()
    thread.join()
    print(json.dumps(found, indent=0))


if __name__ == "__main__":
    main()
