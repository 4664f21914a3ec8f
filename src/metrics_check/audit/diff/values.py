"""Which label values are a closed set, so that one that is gone was meant to stay."""

import re
from collections.abc import Collection

# Words in the names of labels whose values tell things apart, or change with each release.
_OPEN_WORDS = frozenset(
    {
        *("addr", "address", "app", "build", "chip", "client", "commit", "container", "cpu"),
        *("database", "date", "db", "device", "digest", "dir", "domain", "email", "endpoint"),
        *("file", "filename", "hash", "host", "hostname", "id", "image", "instance", "interface"),
        *("ip", "job", "key", "mac", "mountpoint", "name", "namespace", "node", "path", "pid"),
        *("pod", "port", "release", "revision", "route", "serial", "service", "session", "sha"),
        *("shard", "table", "tenant", "thread", "time", "timestamp", "token", "topic", "trace"),
        *("uid", "uri", "url", "user", "username", "uuid", "version", "worker", "zone"),
    }
)
_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")
# A word or a few, or a status of HTTP: no number, address, path, version or hash is one.
_OF_A_SET = re.compile(r"[A-Za-z]+(?:[_ .-][A-Za-z]+)*|[1-5](?:\d\d|xx)")
# An enumeration is no longer than somebody would write down.
_MOST_OF_A_SET = 16
_LONGEST = 32


def is_closed(label: str, *, metric: str, values: Collection[str]) -> bool:
    """Whether these values of one side look like an enumeration that somebody wrote down.

    What an `…_info` metric says is never one: it changes with each release.
    """
    if not 0 < len(values) <= _MOST_OF_A_SET or metric.endswith("_info"):
        return False
    words = {word.lower() for word in _WORDS.findall(label)}
    is_open = not words.isdisjoint(_OPEN_WORDS)
    return not is_open and all(len(v) <= _LONGEST and _OF_A_SET.fullmatch(v) for v in values)
