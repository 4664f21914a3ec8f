"""What the HTML report looks like and does: its style, its script, and the policy that binds both.

The script filters and searches what is there; it loads nothing and writes no markup. Without it
the page shows everything.
"""

from base64 import b64encode
from hashlib import sha256

STYLE = """
:root { color-scheme: light dark; --page: #fff; --text: #1c2128; --quiet: #59636e;
  --line: #d1d9e0; --soft: #f4f6f8; --link: #0b5fc4; --fail: #b42318; --error: #a3135f;
  --unproven: #8a5300; --warn: #7a5c00; --waived: #5b4bb5; --pass: #17703a; --skipped: #59636e; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --text: #e6edf3; --quiet: #9aa7b4;
  --line: #333c47; --soft: #181e25; --link: #74b3ff; --fail: #ff8a80; --error: #ff8ac2;
  --unproven: #f2b35c; --warn: #e0c55a; --waived: #b3a6ff; --pass: #6fd08c; --skipped: #9aa7b4; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; background: var(--page);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; overflow-wrap: anywhere; }
h2 small, header p, .place, .quiet, dt, th { color: var(--quiet); font-weight: normal; }
header p { margin: .25rem 0 0; }
pre, code, .place { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { margin: .5rem 0; padding: .5rem .75rem; background: var(--soft); border-radius: .375rem;
  overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.find { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem;
  align-items: center; margin: 1rem 0 0; padding: .75rem 0; background: var(--page);
  border-bottom: 1px solid var(--line); }
.find label { padding: .25rem .625rem; border: 1px solid var(--line); border-radius: 1rem; }
.find label:has(input:focus-visible), summary:focus-visible, .find [type=search]:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; }
.find [type=search] { flex: 1 1 12rem; padding: .375rem .625rem; font: inherit;
  color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .375rem; }
.find p { margin: 0; }
.outcome { margin: .375rem 0; border: 1px solid var(--line); border-left-width: .25rem;
  border-radius: .375rem; }
.outcome > summary { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .375rem .75rem;
  cursor: pointer; overflow-wrap: anywhere; list-style: none; }
.outcome > summary::-webkit-details-marker { display: none; }
.outcome > summary .place { margin-left: auto; }
.outcome > div { padding: .25rem .75rem .75rem; border-top: 1px solid var(--line); }
.outcome p { margin: .375rem 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .5rem 0; display: block; overflow-x: auto; }
th, td { min-width: 6ch; padding: .25rem 1rem .25rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); }
footer { margin-top: 2rem; color: var(--quiet); font-size: .875rem; }
.chart { display: block; width: 100%; max-width: 37.5rem; margin: .25rem 0; }
.chart rect { fill: var(--tone); }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0; }
.key span { color: var(--tone); }
.chart circle { fill: var(--text); }
.chart polyline { fill: none; stroke: var(--text); stroke-width: 1.5;
  vector-effect: non-scaling-stroke; }
kbd { padding: 0 .25rem; border: 1px solid var(--line); border-radius: .25rem; }
.word { min-width: 5.5rem; font-weight: 600; }
.error { --tone: var(--error); } .fail { --tone: var(--fail); }
.unproven { --tone: var(--unproven); } .warn { --tone: var(--warn); }
.waived { --tone: var(--waived); } .pass { --tone: var(--pass); }
.skipped { --tone: var(--skipped); }
.outcome { border-left-color: var(--tone); } .word { color: var(--tone); }
"""

# The view is kept in the page's own fragment, so that a link shows what its sender saw.
SCRIPT = """
"use strict";
const find = document.querySelector(".find");
const search = find.querySelector("[type=search]");
const boxes = [...find.querySelectorAll("[type=checkbox]")];
const said = find.querySelector("[role=status]");
const outcomes = [...document.querySelectorAll(".outcome")];
const texts = new Map(outcomes.map(each => [each, each.textContent.toLowerCase()]));

function show() {
  const shown = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const words = search.value.toLowerCase().split(" ").filter(Boolean);
  for (const each of outcomes) {
    const text = texts.get(each);
    each.hidden = !shown.has(each.dataset.verdict) || !words.every(word => text.includes(word));
  }
  for (const profile of document.querySelectorAll(".profile")) {
    const own = [...profile.querySelectorAll(".outcome")];
    profile.hidden = own.length > 0 && own.every(each => each.hidden);
  }
  said.textContent = `${outcomes.filter(each => !each.hidden).length} of ${outcomes.length}`;
}

function keep() {
  const view = new URLSearchParams();
  if (!boxes.every(box => box.checked)) {
    view.set("show", boxes.filter(box => box.checked).map(box => box.value).join(","));
  }
  if (search.value) view.set("search", search.value);
  history.replaceState(null, "", `#${view}`);
  show();
}

function restore() {
  const view = new URLSearchParams(location.hash.slice(1));
  const chosen = view.get("show");
  for (const box of boxes) box.checked = chosen === null || chosen.split(",").includes(box.value);
  search.value = view.get("search") ?? "";
  show();
}

function step(by) {
  const seen = outcomes.filter(each => !each.hidden).map(each => each.querySelector("summary"));
  const at = seen.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : seen.length - 1) : at + by;
  seen[Math.max(0, Math.min(next, seen.length - 1))]?.focus();
}

find.addEventListener("input", keep);
addEventListener("hashchange", restore);
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === search) {
    if (event.key === "Escape") { search.value = ""; keep(); search.blur(); }
    return;
  }
  if (event.key === "/") { event.preventDefault(); search.focus(); }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
find.hidden = false;
document.querySelector("footer").hidden = false;
restore();
"""


def policy() -> str:
    """The content security policy: this style, this script, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {_hashed(STYLE)}; script-src {_hashed(SCRIPT)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
