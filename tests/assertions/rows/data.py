"""Expositions that rows share: a plain metric `m`, a histogram `h`, two metrics `a` and `b`."""


def plain(**values: str) -> str:
    """`m` with one series a keyword: `a_x="5"` is `m{g="a",l="x"} 5`."""
    return "".join(f'm{{g="{name[0]}",l="{name[2:]}"}} {value}\n' for name, value in values.items())


def histogram(**children: str) -> str:
    """`h` with one child a keyword: counts up to 1, up to 8, all, then the sum."""
    lines = ["# TYPE h histogram"]
    for name, numbers in children.items():
        low, high, every, total = numbers.split()
        labels = f'g="{name[0]}",l="{name[2:]}"'
        lines += [
            f'h_bucket{{{labels},le="1.0"}} {low}',
            f'h_bucket{{{labels},le="8"}} {high}',
            f'h_bucket{{{labels},le="+Inf"}} {every}',
            f"h_sum{{{labels}}} {total}",
            f"h_count{{{labels}}} {every}",
        ]
    return "\n".join(lines) + "\n"


PLAIN = {
    "missing": "other 1\n",
    "other-labels": 'm{g="z",l="z",elsewhere="1"} 9\n',
    "ok": plain(a_x="5", a_y="7"),
    "zero": plain(a_x="0", a_y="0"),
    "low": plain(a_x="1", a_y="1"),
    "one-bad": plain(a_x="5", a_y="1"),
    "two-groups": plain(a_x="5", b_x="6"),
    "two-groups-one-bad": plain(a_x="5", b_x="1"),
    "nan": plain(a_x="NaN", a_y="NaN"),
    "one-nan": plain(a_x="5", a_y="NaN"),
    "inf": plain(a_x="+Inf", a_y="5"),
    "minus-inf": plain(a_x="-Inf", a_y="5"),
    "both-inf": plain(a_x="+Inf", a_y="-Inf"),
    "empty-label": 'm{g="a"} 5\n' + plain(a_y="5"),
    "bare": "m 5\n",
    "negative": plain(a_x="-3", a_y="5"),
}

HISTOGRAM = {
    "missing": "other 1\n",
    "ok": histogram(a_x="2 4 4 12"),
    "zero": histogram(a_x="0 0 0 0"),
    "all-in-inf": histogram(a_x="0 0 4 400"),
    "one-in-inf": histogram(a_x="2 3 4 112"),
    "two-groups": histogram(a_x="2 4 4 12", b_x="1 2 2 5"),
    "two-groups-one-bad": histogram(a_x="2 4 4 12", b_x="0 0 2 200"),
    "two-groups-one-zero": histogram(a_x="2 4 4 12", b_x="0 0 0 0"),
    "two-children-one-bad": histogram(a_x="2 4 4 12", a_y="0 0 2 200"),
    "two-children-one-zero": histogram(a_x="2 4 4 12", a_y="0 0 0 0"),
    "nan-sum": histogram(a_x="2 4 4 NaN"),
    "inf-sum": histogram(a_x="2 4 4 +Inf"),
    "minus-inf-sum": histogram(a_x="2 4 4 -Inf"),
    "no-sum": 'h_bucket{g="a",le="8"} 1\nh_bucket{g="a",le="+Inf"} 1\nh_count{g="a"} 1\n',
    "no-count": 'h_bucket{g="a",le="8"} 1\nh_bucket{g="a",le="+Inf"} 1\nh_sum{g="a"} 1\n',
    "no-bucket": 'h_count{g="a"} 2\nh_sum{g="a"} 4\n',
    "only-a-gauge": 'h{g="a"} 4\n',
    "no-such-bound": 'h_bucket{le="2"} 1\nh_bucket{le="+Inf"} 1\nh_count 1\nh_sum 1\n',
    "one-child-without-bound": histogram(a_x="2 4 4 12")
    + 'h_bucket{g="a",l="y",le="4"} 1\nh_bucket{g="a",l="y",le="+Inf"} 1\n'
    'h_sum{g="a",l="y"} 1\nh_count{g="a",l="y"} 1\n',
    "spelled": 'h_bucket{le="1e+00"} 1\nh_bucket{le="8.0"} 1\n'
    'h_bucket{le="+Inf"} 1\nh_count 1\nh_sum 1\n',
}

PAIR = {
    "missing": "other 1\n",
    "equal": 'a{x="1",y="p"} 5\na{x="2",y="p"} 6\nb{x="1",y="p"} 5\nb{x="2",y="p"} 6\n',
    "one-differs": 'a{x="1",y="p"} 5\na{x="2",y="p"} 6\nb{x="1",y="p"} 5\nb{x="2",y="p"} 7\n',
    "left-alone": 'a{x="1",y="p"} 5\na{x="2",y="p"} 6\nb{x="1",y="p"} 5\n',
    "right-alone": 'a{x="1",y="p"} 5\nb{x="1",y="p"} 5\nb{x="2",y="p"} 6\n',
    "only-left": 'a{x="1",y="p"} 5\n',
    "only-right": 'b{x="1",y="p"} 5\n',
    "left-many": 'a{x="1",y="p"} 5\na{x="1",y="q"} 5\nb{x="1",y="p"} 5\n',
    "left-many-one-bad": 'a{x="1",y="p"} 5\na{x="1",y="q"} 4\nb{x="1",y="p"} 5\n',
    "left-many-all-bad": 'a{x="1",y="p"} 3\na{x="1",y="q"} 4\nb{x="1",y="p"} 5\n',
    "right-many": 'a{x="1",y="p"} 5\nb{x="1",y="p"} 5\nb{x="1",y="q"} 5\n',
    "right-many-one-bad": 'a{x="1",y="p"} 5\nb{x="1",y="p"} 5\nb{x="1",y="q"} 9\n',
    "nan": 'a{x="1",y="p"} NaN\nb{x="1",y="p"} NaN\n',
    "right-nan": 'a{x="1",y="p"} 5\nb{x="1",y="p"} NaN\n',
    "left-nan": 'a{x="1",y="p"} NaN\nb{x="1",y="p"} 5\n',
    "differ": 'a{x="1",y="p"} 5\nb{x="1",y="p"} 6\n',
    "inf": 'a{x="1",y="p"} +Inf\nb{x="1",y="p"} +Inf\n',
    "zero": 'a{x="1",y="p"} 0\nb{x="1",y="p"} 0\n',
    "minus-inf": 'a{x="1",y="p"} -Inf\nb{x="1",y="p"} -Inf\n',
    "two-names": 'a_one{x="1"} 5\na_two{x="1"} 4\n',
    "two-names-good": 'a_one{x="1"} 5\na_two{x="1"} 5\n',
    "above": 'a{x="1",y="p"} 5\na{x="2",y="p"} 50\n',
    "below": 'a{x="1",y="p"} 5\na{x="2",y="p"} -1\n',
}
