"""A target that could not be read: what it is instead, and what to look at."""

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.command import STDIN
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis, Outcome
from metrics_check.notation.visible import visible

# What an answer holds is to be seen; where nothing answered, no command tells more.
_ANSWERED = frozenset(
    {"bad-encoding", "bad-status", "empty", "incomplete", "not-an-exposition", "not-ready"}
)
# What to look at, where the error itself does not say it.
_ADVICE = {
    "down": "the service is down, or the server cannot reach it, so nothing of it is judged",
    "empty": "it answers, but with no metric: is this the right path, and is the registry in use?",
    "incomplete": "it broke off in the middle: does the service crash, or a proxy cut it short?",
    "not-an-exposition": "another server, a login or an error page answers there: is the host, the"
    " port and the path right, and does it want credentials?",
    "not-ingestible": "a Prometheus server loses every metric of this target until that is mended",
    "not-ready": "it is still starting, or overloaded: --wait DURATION waits for it",
    "not-scraped": "it will at the next scrape_interval: --wait DURATION waits for it",
    "refused": "is the service up, and is this its port?",
    "timeout": "it hangs, or is slower than --timeout allows",
    "unreachable": "is the host up, and does a firewall or a container's network lie between?",
    "unresolved": "is the name right, and is it known from here (inside a container, or outside)?",
}
_ADVICE_ON_SERVER = {
    "incomplete": "it broke off in the middle: is it overloaded, or does a proxy cut it short?",
    "refused": "that is the server to be asked, not the service: is it up, and is this its port?",
}
_ADVICE_ON_STDIN = {"empty": "nothing was written to it: did the command before the pipe fail?"}
# A server that answers says so of a target.
_OF_SCRAPING = frozenset({"down", "not-scraped"})
# So `server.preflight` says it.
_NO_JOB = "knows no job at all"


def explain_source(outcome: Outcome, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """One step: what to look at, or the error itself, and a command that tells more than it did."""
    error = target.error
    if error is None:
        return ()
    is_server = target.is_server
    url = target.error_url or next(iter(target.urls), "")
    told = visible(str(error))
    special = _ADVICE_ON_SERVER if is_server else _ADVICE_ON_STDIN if url == STDIN else {}
    advice = special.get(error.code, _ADVICE.get(error.code, ""))
    parts = (told if told != visible(outcome.message) else "", advice)
    message = " ".join(part for part in parts if part)
    if is_server:
        return (Diagnosis(error.code, message, _ask(error.code, told=told, target=target)),)
    look = _look(error.code, url=url) if url else ""
    return (Diagnosis(error.code, message, look),) if message or look else ()


def _ask(code: str, *, told: str, target: TargetView) -> str:
    """What to ask a server that answers; one that does not is not to be asked again."""
    if code == "unknown-job":
        # Its own labels would find nothing, as they did; nor would `up` where there is no job.
        return "" if _NO_JOB in told else command.query("up", target=target)
    if code in _OF_SCRAPING:
        return command.query(command.select("up", target=target), target=target)
    return ""


def _look(code: str, *, url: str) -> str:
    if code == "not-ingestible":
        return command.parse(url)
    if code == "timeout":
        return command.parse(url, timeout="1m")
    return command.show(url) if code in _ANSWERED else ""
