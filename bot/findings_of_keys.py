"""What the doctor looks at where the keys are: their folder and the ring of secret keys. Nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from bot.finding import Finding
from bot.folders import is_open, lacking_for, not_for_keys
from storage.key_folders import RING_FILE, is_shared
from storage.keys import BadSecretKeys, SecretRing


def key_folder(folder: Path, database_url: str | None) -> Iterator[Finding]:
    """Rights of the folder and its files, and that no backup of the data takes the keys along."""
    if database_url and _is_kept_with_data(folder, database_url):
        # Nothing else about a folder that is to be another one.
        yield Finding(
            "key folder",
            False,
            f"KEYS_DIR {folder} and the database share a folder that is backed up: whoever has both can read open "
            "rounds. Move the keys out, to a folder of their own that no backup takes.",
        )
    elif not _is_there(folder):
        lacking = lacking_for(folder)
        made = f"{folder} is not there yet and is made at the first start"
        yield Finding("key folder", not lacking, f"{folder} cannot be made: {lacking}" if lacking else made)
    elif not folder.is_dir():
        yield Finding("key folder", False, f"KEYS_DIR {folder} is a file: name a folder.")
    else:
        yield _rights(folder)


def _is_kept_with_data(folder: Path, database_url: str) -> bool:
    """One of the two stands in the folder of the other."""
    file = make_url(database_url).database
    if not database_url.startswith("sqlite") or not file:
        return False
    data, keys = Path(file).resolve().parent, folder.resolve()
    return keys.is_relative_to(data) or data.is_relative_to(keys)


def _is_there(path: Path) -> bool:
    """What cannot be looked for, because of its name or of where it is, is not there for this user."""
    try:
        return path.exists()
    except OSError:
        return False


def _rights(folder: Path) -> Finding:
    if os.access(folder, os.R_OK | os.X_OK) and is_shared(folder):
        return Finding("key folder", False, not_for_keys(folder))
    is_ours = os.geteuid() in {0, folder.stat().st_uid}
    if not (is_ours and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
        return Finding("key folder", False, f"{folder} belongs to somebody else: give it to the user that runs Anker.")
    if lacking := lacking_for(folder):
        return Finding("key folder", False, f"A key cannot be kept in {folder}: {lacking}")
    if is_open(folder):
        mode = f"{folder.stat().st_mode & 0o7777:04o}"
        return Finding("key folder", False, f"{folder} is open to others ({mode}): chmod 700 {folder}")
    if open_files := sorted(one.name for one in folder.iterdir() if one.is_file() and is_open(one)):
        named = f"{open_files[0]} and {len(open_files) - 1} more" if len(open_files) > 1 else open_files[0]
        return Finding("key folder", False, f"In {folder}, others can read {named}: chmod 600 {folder}/*")
    return Finding("key folder", True, f"{folder} is for the user that runs Anker alone")


def secret_keys(written: str | None, folder: Path) -> Finding:
    """Whether there is a ring of keys, and whether it can be read."""
    file = folder / RING_FILE
    try:
        if written is None and not _is_there(file):
            return Finding(
                "SECRET_KEYS", True, f"are made at the first start, in {file}; keep a copy apart from the data"
            )
        SecretRing(file.read_text(encoding="ascii") if written is None else written)
    except (BadSecretKeys, UnicodeDecodeError):
        where = file if written is None else "SECRET_KEYS"
        return Finding("SECRET_KEYS", False, f"{where} is wrong: id:key,id:key, newest first, the key as base64")
    except OSError:
        return Finding("SECRET_KEYS", False, f"{file} cannot be read by this user")
    held = f"are in {file}; keep a copy apart from the data" if written is None else "are set"
    return Finding("SECRET_KEYS", True, held)
