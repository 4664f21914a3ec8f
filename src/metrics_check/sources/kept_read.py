"""One read as a snapshot keeps it, and one server that was asked instead."""

from metrics_check.record import record


@record
class KeptRead:
    """How a URL of a target was read then. Exactly one of `file` and `error` is set.

    `file` is a name in the snapshot's folder, `read_at` in Unix seconds, `error` the code and
    message of what stood in the way. `headers` are those that explain the body. `round` counts the
    times at which all were read, from 0.
    """

    target: str
    url: str
    instance: str
    read_at: float
    seconds: float
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    file: str = ""
    error: tuple[str, str] | None = None
    round: int = 0


@record
class AskedServer:
    """A server that judged `targets`, at that moment by its clock (None: it did not answer).

    `server` is as a SOURCE without secrets. `file` is a name in the snapshot's folder, empty for
    the first read of a run: what was read of it then is with the last.
    """

    server: str
    targets: tuple[str, ...]
    at: float | None
    file: str = ""
