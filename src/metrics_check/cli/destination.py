"""Where `init` writes: the file, the names in it, and that nothing is there yet."""

from pathlib import Path

import click

from metrics_check.audit.origin import is_name, name_of, name_of_folder
from metrics_check.errors import InvalidInput
from metrics_check.load.source import SUFFIXES
from metrics_check.record import record
from metrics_check.sources.address import Address


@record
class Destination:
    """The file to write, and the name of its target. `folder` is that of the expectations."""

    path: Path
    job: str
    folder: Path

    @property
    def profile(self) -> str:
        """The name of the profile, which is that of the file."""
        return self.path.stem

    @property
    def is_in_folder(self) -> bool:
        """Whether the profile is found by its name."""
        return self.path.resolve().is_relative_to(self.folder.resolve())


def destination_of(
    address: Address | Path, *, job: str, path: Path | None, folder: Path
) -> Destination:
    """Where the draft of this source, or of this folder of code, goes. Raises click's errors.

    `job` and `path` as given.
    """
    if job and not is_name(job):
        hint = "'--job'"
        raise click.BadParameter(
            f"found {job!r}, expected letters, digits, _ and -.", param_hint=hint
        )
    if path is not None and not (path.suffix in SUFFIXES and is_name(path.stem)):
        expected = "expected a name of letters, digits, _ and -, ended by .yaml."
        raise click.BadParameter(f"found {path.name!r}, {expected}", param_hint="'--output'")
    told = name_of_folder(address) if isinstance(address, Path) else name_of(address)
    name = job or (told if path is None else path.stem)
    if not name:
        shown = address if isinstance(address, Path) else address.shown
        raise click.UsageError(f"{shown} gives the draft no name; say it by --job NAME.")
    return Destination(folder / f"{name}.yaml" if path is None else path, name, folder)


def require_free(destination: Destination, *, is_forced: bool) -> None:
    """Raises `InvalidInput` where the file, or the name of its profile, is taken.

    `is_forced`: the file itself may be replaced; what else has its name stays.
    """
    path = destination.path
    if path.is_dir() or (path.exists() and not is_forced):
        raise InvalidInput(
            f"{path.as_posix()} is there already, and stays as it is. --force replaces a file; "
            "--job NAME or -o FILE writes another."
        )
    for other in destination.folder.rglob("*") if destination.is_in_folder else ():
        is_same_name = other.suffix in SUFFIXES and other.stem == destination.profile
        if is_same_name and other.resolve() != path.resolve():
            raise InvalidInput(
                f"the profile {destination.profile!r} is in {other.as_posix()} already; say "
                "another name by --job NAME."
            )
