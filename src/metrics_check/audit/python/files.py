"""The Python files of a folder, parsed one by one. Bounded, and nothing of them is run."""

import ast
import io
import os
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path

from metrics_check.audit.python.indexing import index
from metrics_check.audit.python.scopes import Source
from metrics_check.errors import InvalidInput
from metrics_check.located import Place
from metrics_check.record import record

# A file that somebody wrote is far below; a tree takes some fifty times the size of its text.
_MOST_BYTES = 2 * 1024 * 1024
_MOST_BYTES_IN_ALL = 16 * 1024 * 1024
_MOST_FILES = 20_000
_DEEPEST = 40
# What other people's packages and caches are kept in.
_FOREIGN = frozenset({"build", "dist", "env", "node_modules", "site-packages", "venv"})


@record
class Unread:
    """Something of which it is not known what it says."""

    place: Place
    reason: str


@record
class Tree:
    """The files that were parsed, those that were not, and the folders that were left out."""

    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]
    left_out: tuple[str, ...]


def read_tree(folder: Path) -> Tree:
    """All Python files below the folder, or the one file. Raises `InvalidInput` for neither."""
    unread: list[Unread] = []
    left_out: list[str] = []
    if folder.is_dir():
        paths = list(_paths(folder, unread=unread, left_out=left_out))
    elif folder.is_file():
        paths = [folder]
    else:
        raise InvalidInput(f"{folder}: found no such folder, expected one with Python files.")
    root = folder if folder.is_dir() else folder.parent
    sources: list[Source] = []
    left = _MOST_BYTES_IN_ALL
    for path in paths:
        if left <= 0:
            reason = f"not read, nor what follows: {_MOST_BYTES_IN_ALL} bytes were read before it"
            unread.append(Unread(_place(path), reason))
            break
        read = _read(path, root=root)
        if isinstance(read, Unread):
            unread.append(read)
        else:
            source, size = read
            left -= size
            sources.append(source)
    return Tree(tuple(sources), tuple(unread), tuple(left_out))


def _paths(folder: Path, *, unread: list[Unread], left_out: list[str]) -> Iterator[Path]:
    inside, found = folder.resolve(), 0

    def note(error: OSError) -> None:
        unread.append(Unread(Place(str(error.filename)), f"cannot be read: {error.strerror}"))

    for where, folders, names in os.walk(folder, onerror=note):
        here = Path(where)
        is_deep = len(here.relative_to(folder).parts) >= _DEEPEST
        for each in sorted(folders):
            if is_deep:
                unread.append(Unread(_place(here / each), "not looked into: too deep"))
            elif each == "__pycache__":
                pass  # it holds no source
            elif (here / each).is_symlink() or _is_foreign(here / each):
                left_out.append((here / each).as_posix())
            else:
                continue
            folders.remove(each)
        folders.sort()
        for path in sorted(here / name for name in names if name.endswith(".py")):
            found += 1
            if found > _MOST_FILES:
                reason = f"not read, nor what follows: more than {_MOST_FILES} files"
                unread.append(Unread(_place(path), reason))
                return
            if path.resolve().is_relative_to(inside):
                yield path
            else:
                left_out.append(path.as_posix())


def _is_foreign(folder: Path) -> bool:
    name = folder.name
    return name.startswith(".") or name in _FOREIGN or (folder / "pyvenv.cfg").exists()


def _read(path: Path, *, root: Path) -> tuple[Source, int] | Unread:
    place = _place(path)
    try:
        if not path.is_file():
            return Unread(place, "not read: not a regular file")
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            return Unread(place, f"not read: larger than {_MOST_BYTES} bytes")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        return Unread(place, f"cannot be read: {error.strerror}")
    except (LookupError, SyntaxError, UnicodeError) as error:
        return Unread(place, f"not text: {error}")
    tree = _parse(text, place=place)
    if isinstance(tree, Unread):
        return tree
    names = list(path.resolve().relative_to(root.resolve()).with_suffix("").parts)
    is_package = names[-1] == "__init__"
    name = ".".join([*_packages(root), *(names[:-1] if is_package else names)])
    source = Source(name, place.path, text.split("\n"), tree, is_package)
    index(source)
    return source, len(content)


def _packages(root: Path) -> list[str]:
    """The folder's name, for it may be a package that its files import, and those it is in."""
    here = root.resolve()
    names = [here.name]
    while (here.parent / "__init__.py").is_file() and here.parent != here:
        here = here.parent
        names.insert(0, here.name)
    return names


def _parse(text: str, *, place: Place) -> ast.Module | Unread:
    try:
        with warnings.catch_warnings():
            # What Python thinks of its escapes is not asked here.
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        where = Place(place.path, max(error.lineno or 1, 1), max(error.offset or 1, 1))
        return Unread(where, f"does not parse: {error.msg}")
    except (MemoryError, RecursionError):
        return Unread(place, "does not parse: nested too deeply")
    except ValueError as error:
        return Unread(place, f"does not parse: {error}")


def _place(path: Path) -> Place:
    return Place(path.as_posix())
