"""What stands in the folder of keys, and whether it is for keys alone."""

from __future__ import annotations

import re
import stat
from pathlib import Path

RING_FILE = "secret.keys"
SUFFIX = ".key"
ROUND_ID = re.compile(r"[a-z0-9]{1,32}")
#: Whoever else may read, write or enter.
OTHERS = 0o077

_UNFINISHED = r"\.[a-z0-9]{1,32}\.[0-9a-f]{16}"
#: A volume of its own has the last one by itself.
_OWN = re.compile(rf"{ROUND_ID.pattern}{re.escape(SUFFIX)}|{re.escape(RING_FILE)}|{_UNFINISHED}|lost\+found")


class SharedFolder(Exception):  # noqa: N818 - the name is the sentence
    """The folder is used for other things too: closing it to others would take those from them."""


def is_shared(folder: Path) -> bool:
    """Whether others can enter the folder and it is not for keys alone: everybody's, as /tmp is, or with more in it."""
    mode = folder.stat().st_mode
    if not mode & OTHERS:
        return False
    return bool(mode & stat.S_ISVTX) or any(not _OWN.fullmatch(one.name) for one in folder.iterdir())
