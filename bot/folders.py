"""What a folder lets this user do, and what it lets others do."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.key_folders import OTHERS


def is_open(path: Path) -> bool:
    """Whether anybody but its owner may read, write or enter."""
    return bool(path.stat().st_mode & OTHERS)


def lacking_for(folder: Path) -> str:
    """Why nothing can be put into the folder, which is made where it is not there; empty where it can.

    What the rights say is not all: there are folders in which nobody makes anything. So it is tried, beside what is
    there, and taken away again.
    """
    wanted = folder.absolute()
    there = next(one for one in (wanted, *wanted.parents) if os.path.lexists(one))
    if not there.is_dir():
        return f"{there} is no folder."
    try:
        with TemporaryDirectory(dir=there) as tried:
            inside = [part for part in wanted.relative_to(there).parts if part != ".."]
            Path(tried, *inside).mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        return f"it cannot be put into {there} ({refused.strerror})."
    return ""


def not_for_keys(folder: Path) -> str:
    """A folder that is not the keys' own is never to be closed to the others: another one is to be chosen."""
    return f"KEYS_DIR {folder} is used for other things too: name a folder that holds keys only."
