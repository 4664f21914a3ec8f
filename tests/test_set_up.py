"""`scripts/set-up`: it says what it does before it takes its time."""

import os
import subprocess
from pathlib import Path

SET_UP = Path(__file__).parent.parent / "scripts" / "set-up"


def test_what_takes_long_is_told_first(tmp_path: Path) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexit 0\n")
    uv.chmod(0o755)
    done = subprocess.run(
        [SET_UP, ".venv"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}{os.pathsep}{os.defpath}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        "set-up: installing this project and its development tools in .venv\n"
        "set-up: this takes about half a minute, and is done once\n",
    )
