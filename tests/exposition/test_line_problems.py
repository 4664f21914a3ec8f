"""Problems of one line: where, which code, which words, and whether a server refuses it."""

import pytest

from metrics_check.exposition.model import Format
from tests.exposition.told import problems_of

OPENMETRICS = Format.OPENMETRICS
TEXT = Format.TEXT
TEXT_UTF8 = Format.TEXT_UTF8
ROWS: list[tuple[Format, str, list[str]]] = [
    (
        TEXT,
        "1a 1\n",
        [
            (
                "refused 1:1 bad-name: a metric name cannot start with '1'; expected a le"
                "tter, `_` or `:`"
            )
        ],
    ),
    (
        TEXT,
        "a.b 1\n",
        [("refused 1:2 bad-name: found '.' in the metric name; expected a blank or `{` after it")],
    ),
    (
        TEXT,
        "é 1\n",
        [
            (
                "refused 1:1 bad-name: a metric name cannot start with 'é'; expected a le"
                "tter, `_` or `:`"
            )
        ],
    ),
    (
        TEXT,
        'a{x="{"} {count:1,sum:2}\n',
        [
            (
                "refused 1:10 native-histogram: a native histogram as text; no server reads that, "
                "and it is not supported here"
            )
        ],
    ),
    (TEXT, '{x="1"} 1\n', ["refused 1:1 missing-name: no metric name before `{`"]),
    (TEXT, " a 1\n", ["refused 1:1 leading-space: a blank before the metric name"]),
    (OPENMETRICS, "\n# EOF\n", ["refused 1:1 blank-line: an empty line; OpenMetrics has none"]),
    (
        TEXT,
        'a{1="1"} 1\n',
        [
            (
                "refused 1:3 bad-label-name: a label name cannot start with '1'; expected"
                " a letter or `_`"
            )
        ],
    ),
    (
        TEXT,
        'a{x:y="1"} 1\n',
        ['refused 1:4 missing-equals: the label x has no `=`; expected x="value"'],
    ),
    (TEXT, "a{x} 1\n", ['refused 1:4 missing-equals: the label x has no `=`; expected x="value"']),
    (
        TEXT,
        'a{x "1"} 1\n',
        ['refused 1:5 missing-equals: the label x has no `=`; expected x="value"'],
    ),
    (TEXT, "a{x='1'} 1\n", ["refused 1:5 missing-quote: the value of x is not in double quotes"]),
    (TEXT, "a{x=1} 1\n", ["refused 1:5 missing-quote: the value of x is not in double quotes"]),
    (
        TEXT,
        'a{x="1} 1\n',
        [("refused 1:5 unterminated-quote: the double quote that opens here is never closed")],
    ),
    (TEXT, 'a{x="1"\n', ["refused 1:8 unclosed-braces: the braces are not closed"]),
    (TEXT, "a{\n", ["refused 1:3 unclosed-braces: the braces are not closed"]),
    (
        OPENMETRICS,
        'a{x="1"y="2"} 1\n# EOF\n',
        ["refused 1:8 missing-comma: found 'y' after a label; expected `,` or `}`"],
    ),
    (TEXT, 'a{x="1"y="2"} 1\n', ["noted 1:8 missing-comma: no comma between two labels"]),
    (
        TEXT,
        'a{x="1"?} 1\n',
        ["refused 1:8 missing-comma: found '?' after a label; expected `,` or `}`"],
    ),
    (TEXT, 'a{x="1",,y="2"} 1\n', ["refused 1:9 extra-comma: a comma without a label"]),
    (TEXT, "a{,} 1\n", ["refused 1:3 extra-comma: a comma without a label"]),
    (OPENMETRICS, 'a{x="1",} 1\n# EOF\n', ["refused 1:8 extra-comma: a comma before `}`"]),
    (TEXT_UTF8, '{"a","b"} 1\n', ["refused 1:6 second-name: a second metric name"]),
    (
        TEXT,
        '{"a"} 1\n',
        [
            (
                "refused 1:2 quoted-name: a quoted name; this format has none, text 1.0.0"
                " and escaping=allow-utf-8 do"
            )
        ],
    ),
    (
        TEXT,
        'a{"b"="1"} 1\n',
        [
            (
                "refused 1:3 quoted-name: a quoted name; this format has none, text 1.0.0"
                " and escaping=allow-utf-8 do"
            )
        ],
    ),
    (TEXT, 'a{x="1",x="2"} 1\n', ["refused 1:9 duplicate-label: the label x is given twice"]),
    (
        TEXT,
        'a{__name__="b"} 1\n',
        ["refused 1:3 duplicate-label: the label __name__ is given twice"],
    ),
    (TEXT, "a\n", ["refused 1:2 missing-value: a has no value"]),
    (TEXT, "a \n", ["refused 1:3 missing-value: a has no value"]),
    (OPENMETRICS, "a \n# EOF\n", ["refused 1:2 missing-value: a has no value"]),
    (
        TEXT,
        "a one\n",
        [
            (
                "refused 1:3 bad-value: the value 'one' is not a number; expected one lik"
                "e 1, 2.5e3, NaN or +Inf"
            )
        ],
    ),
    (
        TEXT,
        "a 0x1p3\n",
        [
            (
                "refused 1:3 bad-value: the value '0x1p3' is not a number; expected one l"
                "ike 1, 2.5e3, NaN or +Inf"
            )
        ],
    ),
    (
        TEXT,
        "a 1_0\n",
        [
            (
                "refused 1:3 bad-value: the value '1_0' is not a number; expected one lik"
                "e 1, 2.5e3, NaN or +Inf"
            )
        ],
    ),
    (TEXT, "a 1{\n", ["refused 1:4 bad-value: a `{` where the value stands"]),
    (
        TEXT,
        "a 1e400\n",
        [("refused 1:3 value-out-of-range: the value '1e400' is too large for a 64-bit float")],
    ),
    (
        TEXT,
        "a 1 1.5\n",
        [
            (
                "refused 1:5 bad-timestamp: the timestamp '1.5' is not one; expected mill"
                "iseconds, digits only"
            )
        ],
    ),
    (
        TEXT,
        "a 1 -1\n",
        [
            (
                "refused 1:5 bad-timestamp: the timestamp '-1' is not one; expected milli"
                "seconds, digits only"
            )
        ],
    ),
    (
        TEXT,
        "a 1 9223372036854775808\n",
        [
            (
                "refused 1:5 bad-timestamp: the timestamp '9223372036854775808' is not on"
                "e; expected milliseconds within 64 bits"
            )
        ],
    ),
    (
        OPENMETRICS,
        "a 1 NaN\n# EOF\n",
        [("refused 1:5 bad-timestamp: the timestamp 'NaN' is not one; expected finite seconds")],
    ),
    (
        OPENMETRICS,
        "a 1 1e400\n# EOF\n",
        [("refused 1:5 bad-timestamp: the timestamp '1e400' is not one; expected finite seconds")],
    ),
    (
        TEXT,
        "a 1 1 1\n",
        [("refused 1:7 trailing-text: found '1' after the timestamp; expected nothing")],
    ),
    (
        OPENMETRICS,
        "a 1 1 1\n# EOF\n",
        [("refused 1:6 trailing-text: found ' 1' after the timestamp; expected nothing")],
    ),
    (TEXT, 'a{x="1"}1\n', ["noted 1:9 missing-space: no blank before the value"]),
    (
        OPENMETRICS,
        'a{x="1"}1\n# EOF\n',
        ["refused 1:9 missing-space: found '1'; expected one space and the value"],
    ),
    (OPENMETRICS, "a  1\n# EOF\n", ["refused 1:3 extra-space: a second space"]),
    (OPENMETRICS, "a 1 \n# EOF\n", ["refused 1:4 extra-space: a space too many"]),
    (TEXT, "a 1\r\n", ["refused 1:4 carriage-return: the line ends in CR LF; expected LF alone"]),
    (
        OPENMETRICS,
        "a_total 1 # x\n# EOF\n",
        [("refused 1:11 bad-exemplar: found '# x'; an exemplar is written ` # {label=\"x\"} 1`")],
    ),
    (
        OPENMETRICS,
        "a 1 # {} 1\n# EOF\n",
        [("refused 1:5 exemplar-not-allowed: a has an exemplar; only buckets and counters may")],
    ),
    (TEXT, 'a{x="\udcff"} 1\n', ["refused 1:6 invalid-utf8: a byte that is not UTF-8"]),
    (TEXT, "# HELP a \udcff\n", ["refused 1:10 invalid-utf8: a byte that is not UTF-8"]),
    (TEXT, "# TYPE \n", ["refused 1:8 bad-metadata: # TYPE is not followed by a metric name"]),
    (
        OPENMETRICS,
        "# foo\n# EOF\n",
        [
            (
                "refused 1:1 bad-metadata: OpenMetrics has no comments; expected # TYPE, "
                "# HELP, # UNIT or # EOF"
            )
        ],
    ),
    (
        OPENMETRICS,
        "# HELP a\n# EOF\n",
        [("refused 1:9 bad-metadata: # HELP a ends there; expected a space and a text")],
    ),
    (
        OPENMETRICS,
        "# TYPE a\tgauge\n# EOF\n",
        ["refused 1:9 bad-metadata: found '\\t' in the metric name after # TYPE"],
    ),
    (
        TEXT,
        "# TYPE a info\n",
        [
            (
                "refused 1:10 bad-type: 'info' is not a type; expected one of counter, ga"
                "uge, histogram, summary, untyped"
            )
        ],
    ),
    (
        TEXT,
        "# TYPE a  gauge\n",
        [
            (
                "refused 1:10 bad-type: ' gauge' is not a type; expected one of counter, "
                "gauge, histogram, summary, untyped"
            )
        ],
    ),
    (
        OPENMETRICS,
        "# TYPE a untyped\n# EOF\n",
        [
            (
                "refused 1:10 bad-type: 'untyped' is not a type; expected one of counter,"
                " gauge, gaugehistogram, histogram, info, stateset, summary, unknown"
            )
        ],
    ),
    (
        OPENMETRICS,
        "# UNIT a s\n# EOF\n",
        ["refused 1:10 unit-not-in-name: the unit 's' is not the end of the name a"],
    ),
    (
        TEXT,
        'a{x="1\n2"} 1\n',
        ["noted 1:7 raw-line-break: a line break inside a label value; expected \\n"],
    ),
    (
        TEXT,
        "a 1\n\x00b 1\n",
        [("noted 2:1 nul-byte: a NUL byte; a server reads no further and says nothing")],
    ),
    (TEXT, "a 1", ["noted 1:1 missing-newline: the last line does not end with a newline"]),
    (OPENMETRICS, "a 1\n", ["refused 2:1 missing-eof: the end is missing; expected # EOF"]),
    (OPENMETRICS, "a 1\n# EOF\n\n", ["refused 3:1 data-after-eof: text after # EOF"]),
    (OPENMETRICS, "# EOF\na 1\n", ["refused 2:1 data-after-eof: text after # EOF"]),
    (
        OPENMETRICS,
        "a.b 1\n# EOF\n",
        [("refused 1:2 bad-name: found '.' in the metric name; expected a blank or `{` after it")],
    ),
]


def name_of(row: tuple[Format, str, list[str]]) -> str:
    """The first code and the body."""
    return f"{row[2][0].split()[2]}{row[1][:40]!r}"


@pytest.mark.parametrize(("syntax", "text", "problems"), ROWS, ids=map(name_of, ROWS))
def test_problem(syntax: Format, text: str, problems: list[str]) -> None:
    assert problems_of(text, syntax=syntax) == problems
