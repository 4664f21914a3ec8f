"""Names of what is generated: of alerts, recorded series, groups and dashboards."""

import hashlib
import re
from collections.abc import Collection

# Prometheus docs, Data model: what a label may be called before 3.0, which takes any UTF-8.
LABEL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"[A-Za-z0-9]+")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_]+")
# Grafana refuses a longer uid.
_MAX_UID = 40
_MAX_OBJECT = 63


def alert_name(*parts: str, taken: Collection[str] = ()) -> str:
    """`LpsQueueQueueWaitExpectMean` of the words in the parts; numbered where it is taken."""
    words = [word for part in parts for word in _WORD.findall(part)]
    name = "".join(word[0].upper() + word[1:] for word in words) or "Expectation"
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found


def recorded_name(*, level: tuple[str, ...], metric: str, operation: str) -> str:
    """`level:metric:operations`, as Prometheus recommends for recording rules."""
    parts = ("_".join(level), metric, operation)
    cleaned = [_NOT_IN_NAME.sub("_", part) for part in parts]
    name = ":".join(cleaned)
    return f"_{name}" if name[:1].isdigit() else name


def dashboard_uid(profile: str) -> str:
    """The uid of a profile's dashboard: its name, or what is left of it and a digest."""
    return _shortened(profile, clean=re.sub(r"[^A-Za-z0-9_-]+", "-", profile), longest=_MAX_UID)


def object_name(profile: str) -> str:
    """A name for Kubernetes: lower case, digits and hyphens (RFC 1123, a DNS label)."""
    clean = re.sub(r"[^a-z0-9]+", "-", profile.lower())
    return _shortened(profile, clean=clean, longest=_MAX_OBJECT)


def _shortened(profile: str, *, clean: str, longest: int) -> str:
    name = clean.strip("-")
    if name == profile and len(name) <= longest:
        return name
    digest = hashlib.sha256(profile.encode()).hexdigest()[:8]
    return f"{name[: longest - 9].strip('-')}-{digest}".strip("-")
