"""The report as one HTML page that needs no network: verdicts, evidence and diagnosis.

Its policy allows the page's own style and script and nothing else, so that what a service says
can neither run nor load anything, whatever it is.
"""

from collections.abc import Iterable, Mapping

from metrics_check.model.outcome import Outcome, ProfileReport, Report, TargetReading, Verdict
from metrics_check.model.polls import Track
from metrics_check.report.account import file_place, identity, live, name, shown
from metrics_check.report.account import headline as outcome_line
from metrics_check.report.block import SIGNS
from metrics_check.report.chart import counts_chart, told_track, track_chart
from metrics_check.report.coverage import absent, headline, undeclared
from metrics_check.report.evidence import TOLD_AS_EVIDENCE, evidence_rows
from metrics_check.report.fold import explained
from metrics_check.report.line import Line, document, plain
from metrics_check.report.markup import Content, Markup, element, nested
from metrics_check.report.page import SCRIPT, STYLE, policy
from metrics_check.report.summary import (
    counts,
    report_verdict,
    report_word,
    summary_line,
    verdict_word,
    worst,
)

_DOCTYPE = "<!doctype html>\n"
_NOTED = ("why", "runbook", "owner", "severity")


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The page; `is_verbose` changes nothing, all is there."""
    head = nested(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{report_word(report)} · metrics-check"),
        element("style", Markup(STYLE)),
    )
    body = nested("body", *_body(report), element("script", Markup(SCRIPT)))
    return document(_DOCTYPE + nested("html", head, body, lang="en").text)


def _body(report: Report) -> Iterable[Markup]:
    word, _, said = plain([summary_line(report)]).strip().partition("  ")
    verdict = report_verdict(report) or Verdict.ERROR
    yield nested(
        "header", element("h1", word, class_=f"word {verdict}"), element("p", said.strip())
    )
    yield _find(report)
    tracks = {_key(track): track for polls in report.polls for track in polls.tracks}
    profiles = (_profile(profile, tracks=tracks) for profile in report.profiles)
    more = (*_waits(report), *_findings(report), *_coverage(report), *_left_out(report))
    yield nested("main", *profiles, *more)
    yield _keys()


def _find(report: Report) -> Markup:
    """The filters, which only the script shows."""
    boxes = (
        element(
            "label",
            element("input", type="checkbox", value=verdict.value, checked="checked"),
            f" {SIGNS[verdict]} {verdict.value} {report.count(verdict)}",
            class_=f"word {verdict.value}",
        )
        for verdict in Verdict
        if report.count(verdict)
    )
    search = element("input", type="search", aria_label="search", placeholder="search")
    shown = element("p", role="status", class_="quiet")
    return nested("div", *boxes, search, shown, class_="find", role="search", hidden="hidden")


def _keys() -> Markup:
    keys = (("/", " search  "), ("Esc", " clear it  "), ("j", " next  "), ("k", " previous  "))
    told = (piece for key, text in keys for piece in (element("kbd", key), text))
    return element("footer", *told, element("kbd", "Enter"), " open or close", hidden="hidden")


_Tracks = Mapping[tuple[str, ...], Track]


def _key(told: Track | Outcome) -> tuple[str, ...]:
    return told.profile, told.id, told.assertion, told.target


def _waits(report: Report) -> Iterable[Markup]:
    """What each read of a wait came to; an outcome has a chart of its own where it stands."""
    for polls in report.polls:
        names = f" {', '.join(map(shown, polls.profiles))}" if len(report.polls) > 1 else ""
        said = f" {polls.reads} reads in {polls.seconds[-1]:g} s{names}"
        keys = (
            element("span", f"{SIGNS[Verdict(word)]} {word} {told[0]} to {told[-1]}", class_=word)
            for word, told in polls.counts
        )
        title = element("h2", "waited", element("small", said))
        yield nested(
            "section", title, counts_chart(polls), nested("p", *keys, class_="key"), class_="waited"
        )


def _profile(profile: ProfileReport, *, tracks: _Tracks) -> Markup:
    word = element("span", verdict_word(profile.outcomes), class_=_tone(profile))
    said = element("small", f" {counts(profile.outcomes)}")
    title = element("h2", shown(profile.profile), " ", word, said)
    ordered = sorted(profile.outcomes, key=lambda each: list(Verdict).index(each.verdict))
    # What has one reason is explained once, as in the text report; the others open on demand.
    opened = {identity(group[0]) for group in explained(profile.outcomes)}
    outcomes = (
        _outcome(each, is_open=identity(each) in opened, track=tracks.get(_key(each)))
        for each in ordered
    )
    return nested("section", title, *_readings(profile.readings), *outcomes, class_="profile")


def _tone(profile: ProfileReport) -> str:
    return f"word {worst(profile.outcomes) or Verdict.ERROR}"


def _readings(readings: tuple[TargetReading, ...]) -> Iterable[Markup]:
    rows = (
        (each.target, each.url, each.error or f"{each.series:,} series", each.snapshot or "")
        for each in readings
    )
    yield from _table(rows, head=("target", "source", "read", "from the snapshot"))


def _table(rows: Iterable[tuple[str, ...]], *, head: tuple[str, ...]) -> Iterable[Markup]:
    """The table without the columns in which there is nothing; none where there is no row."""
    columns = [(title, cells) for title, *cells in zip(head, *rows, strict=True) if any(cells)]
    lines = list(zip(*(cells for _, cells in columns), strict=True))
    if lines:
        titles = element("tr", *(element("th", title, scope="col") for title, _ in columns))
        cells = (element("tr", *(element("td", shown(each)) for each in row)) for row in lines)
        yield nested("table", titles, *cells)


def _outcome(outcome: Outcome, *, is_open: bool, track: Track | None) -> Markup:
    verdict = outcome.verdict
    summary = element(
        "summary",
        element("span", f"{SIGNS[verdict]} {verdict.value}", class_="word"),
        element("span", name(outcome)),
        element("span", str(file_place(outcome)), class_="place"),
    )
    opened = {"open": "open"} if is_open else {}
    charts = () if track is None else _chart(track)
    body = nested("div", *_explained(outcome), *charts)
    kind = f"outcome {verdict.value}"
    return nested("details", summary, body, class_=kind, data_verdict=verdict.value, **opened)


def _chart(track: Track) -> Iterable[Markup]:
    """Its verdict, and its value, over the reads of the wait."""
    yield element("p", f"over the reads: {told_track(track)}", class_="quiet")
    yield track_chart(track)


def _explained(outcome: Outcome) -> Iterable[Markup]:
    if outcome.series:
        yield element("pre", "\n".join(map(shown, outcome.series.strip().split("\n"))))
    said = outcome_line(outcome).partition(": ")[2]
    if said:
        yield element("p", said)
    if outcome.message and shown(outcome.message) not in said:
        yield element("p", shown(outcome.message), class_="quiet")
    yield from _evidence(outcome)
    for step in outcome.diagnosis:
        if not (outcome.evidence and step.code == TOLD_AS_EVIDENCE):
            yield element("p", shown(step.message))
        if step.try_next:
            yield element("pre", shown(step.try_next))
    yield from _notes(outcome)


def _evidence(outcome: Outcome) -> Iterable[Markup]:
    rows = evidence_rows(outcome)
    total = max(outcome.evidence_total, len(rows))
    if total > len(rows):
        yield element("p", f"{len(rows)} of {total} violations:", class_="quiet")
    yield from _table(rows, head=("value", "labels", "note"))


def _notes(outcome: Outcome) -> Iterable[Markup]:
    noted = {key: getattr(outcome, key) for key in ("code", *_NOTED)}
    asked = {} if outcome.probe is None else {"violation, in PromQL": outcome.probe.violation}
    terms = ((key, text) for key, text in {**noted, **asked}.items() if text)
    pairs = [piece for key, text in terms for piece in _term(key, text)]
    if pairs:
        yield element("dl", *pairs)


def _term(key: str, text: str) -> tuple[Markup, Markup]:
    said: Content = shown(text)
    if key == "runbook" and text.startswith(("https://", "http://")) and text.isprintable():
        said = element("a", text, href=text, rel="noopener noreferrer")
    elif "PromQL" in key or key == "code":
        said = element("code", shown(text))
    return element("dt", key), element("dd", said)


def _findings(report: Report) -> Iterable[Markup]:
    rows = ((f.severity, f.code, f.target, f.where, f.message) for f in live(report))
    table = list(_table(rows, head=("severity", "code", "target", "where", "message")))
    if table:
        yield nested("section", element("h2", "findings"), *table)


def _coverage(report: Report) -> Iterable[Markup]:
    coverage = report.coverage
    if coverage is None:
        return
    rows = [
        *_rows("undeclared", undeclared(coverage)),
        *_rows("declared and not there", absent(coverage)),
        *(("never exercised", each.profile, each.id, each.where) for each in coverage.unexercised),
    ]
    said = element("p", shown(headline(coverage)))
    table = _table(rows, head=("what", "of", "name", "place"))
    yield nested("section", element("h2", "coverage"), said, *table)


def _rows(what: str, names: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    return ((what, target, name, "") for target, own in names.items() for name in own)


def _left_out(report: Report) -> Iterable[Markup]:
    table = list(_table(report.not_judged.items(), head=("profile", "why")))
    if table:
        yield nested("section", element("h2", "left out"), *table)
