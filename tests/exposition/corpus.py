"""Real material that lies beside the project; it is run against where it lies, never copied."""

from pathlib import Path

from tests.real.programs import refuse_missing

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


def need_corpus(name: str) -> Path:
    """A folder of the corpus. Where it is missing: a failure in CI, else a skip said at the end."""
    folder = CORPUS / name
    if not folder.is_dir():
        refuse_missing(f"the corpus {name} is not at {folder}")
    return folder
