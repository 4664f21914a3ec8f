"""Where a draft comes from: the name that a source gives it, and the url that its target gets.

Neither holds a credential, nor a path of one machine alone.
"""

import re
from collections.abc import Iterable
from pathlib import Path, PurePath
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from metrics_check.record import record
from metrics_check.secret import SHOWN
from metrics_check.sources.address import Address, parse_address

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")
# As `load.targets` takes them, and no longer than a name is.
_TARGET_NAME = re.compile(r"[^\s.${}]{1,200}")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_]+")
_LONGEST = 60
_NOTES = {
    "-": "standard input; the URL of the service belongs here",
    "file": "a file; the URL of the service belongs here",
    "user": "the user of the URL is not kept here; --basic-auth-file gives it",
    "query": "the credentials in the URL's query are not kept here; `-t NAME=URL` gives them",
}


@record
class Location:
    """The url of a target, and what its reader must know of it (`""`: nothing).

    `is_complete`: this url alone leads there again.
    """

    url: str
    note: str = ""
    is_complete: bool = True


def is_name(text: str) -> bool:
    """Whether a profile and its target can have this name."""
    return _NAME.fullmatch(text) is not None


def is_target_name(text: str) -> bool:
    """Whether a target of a file can have this name: snapshots may say any."""
    return _TARGET_NAME.fullmatch(text) is not None and text.isprintable()


def name_of(address: Address) -> str:
    """The name that a source gives: `shop-8080` of `http://shop.example:8080/metrics`.

    The first part of a host's name and the port, if one stands there; all of an IP address; a
    file's name up to its first dot. `""` where the source gives none.
    """
    if address.url is not None:
        parts = urlsplit(address.url.reveal())
        host = parts.hostname or ""
        first = host if re.fullmatch(r"[0-9.]+|.*:.*", host) else host.partition(".")[0]
        return _as_name(f"{first}-{parts.port}" if parts.port else first)
    if address.path is None:
        return ""
    return _as_name(address.path.resolve().name.lstrip(".").partition(".")[0])


def name_of_folder(folder: Path) -> str:
    """The name that a folder of code gives: its own; `""` where it gives none."""
    return _as_name(folder.resolve().name.removesuffix(".py"))


def location_of(address: Address) -> Location:
    """What stands for this source under `url`."""
    if address.url is None:
        return kept_location(address.shown)
    url = _without_secrets(address.shown)
    notes = {"query": url != address.shown, "user": address.login is not None}
    note = next((_NOTES[word] for word, is_so in notes.items() if is_so), "")
    return Location(url, note, is_complete=not any(notes.values()))


def kept_location(shown: str) -> Location:
    """What stands for a source that is only known as it was shown: one of a snapshot, a file.

    Raises `InvalidInput` for a URL that is none.
    """
    if "://" in shown:
        return location_of(parse_address(shown))
    if shown == "-":
        return Location("-", _NOTES["-"])
    path = PurePath(shown.replace("\0", ""))
    is_elsewhere = path.is_absolute() or ".." in path.parts
    url = path.name if is_elsewhere else path.as_posix()
    return Location(url.strip() or "-", _NOTES["file"], is_complete=not is_elsewhere)


def joined_note(locations: Iterable[Location]) -> str:
    """What the reader must know of several urls, each word once."""
    return "; ".join(dict.fromkeys(each.note for each in locations if each.note))


def _as_name(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-")[:_LONGEST].strip("-")


def _without_secrets(shown: str) -> str:
    parts = urlsplit(shown)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if value != SHOWN]
    if len(kept) == len(pairs):
        return shown
    return parts._replace(query=urlencode(kept, quote_via=quote)).geturl()
