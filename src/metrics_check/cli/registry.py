"""Which commands there are. Imports nothing, so that `--help` and `--version` cost nothing."""

from metrics_check import __version__

PROGRAM = "metrics-check"
COMPLETION_VARIABLE = "_METRICS_CHECK_COMPLETE"
VERSION = f"{PROGRAM} {__version__}"

COMMANDS: dict[str, tuple[str, str]] = {
    "audit": (
        "metrics_check.cli.audit:audit_command",
        "Compare what rules and dashboards use with what there is.",
    ),
    "check": (
        "metrics_check.cli.check:check_command",
        "Judge what services show.",
    ),
    "completion": (
        "metrics_check.cli.completion:completion_command",
        "Print the script that completes words in a shell.",
    ),
    "demo": (
        "metrics_check.cli.demo:demo_command",
        "Start the reference stack, drive it and check it.",
    ),
    "diff": (
        "metrics_check.cli.diff:diff_command",
        "Tell what differs between two releases, and what breaks.",
    ),
    "generate": (
        "metrics_check.cli.generate:generate_command",
        "Write alerting rules, dashboards and a catalogue.",
    ),
    "hints": (
        "metrics_check.cli.hints:hints_command",
        "Print the PromQL worth pasting, right by type.",
    ),
    "init": (
        "metrics_check.cli.init:init_command",
        "Draft an expectation file from what is exposed.",
    ),
    "mutate": (
        "metrics_check.cli.mutate:mutate_command",
        "Break a passing snapshot; list what nobody notices.",
    ),
    "parse": (
        "metrics_check.cli.parse:parse_command",
        "Judge an exposition: would Prometheus take it, and more.",
    ),
    "query": (
        "metrics_check.cli.query:query_command",
        "Ask PromQL of endpoints or files, no server needed.",
    ),
    "run": (
        "metrics_check.cli.run:run_command",
        "Judge what a command adds to the metrics.",
    ),
    "schema": (
        "metrics_check.cli.schema:schema_command",
        "Print the JSON Schema of expectation files.",
    ),
    "snapshot": (
        "metrics_check.cli.snapshot:snapshot_command",
        "Keep what the targets of a profile show now.",
    ),
    "validate": (
        "metrics_check.cli.validate:validate_command",
        "Check expectation files; reads no metrics.",
    ),
}

# The commands whose options `metrics-check.yaml` sets: those that read metrics, and `generate`.
READING = frozenset(
    {
        *("audit", "check", "diff", "generate", "hints", "init", "mutate", "parse", "query", "run"),
        "snapshot",
    }
)

_ABOVE = f"""\
Usage: {PROGRAM} [OPTIONS] COMMAND [ARGS]...

  Declares which Prometheus metrics a service must show, and judges whether
  it does.

Commands:
"""
_BELOW = f"""
Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit; `{PROGRAM} COMMAND --help` tells of one command.

A SOURCE is an http(s):// URL, a file, - for standard input, or a snapshot folder.

Exit codes: 0 judged and held, 1 violated or unproven, 2 wrong usage or an invalid
file, 3 something could not be judged, 130 interrupted.
"""


def help_text() -> str:
    """What `--help` prints, ended by a newline."""
    lines = [f"  {name:11} {line}\n" for name, (_, line) in COMMANDS.items()]
    return f"{_ABOVE}{''.join(lines)}{_BELOW}"
