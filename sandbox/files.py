"""Files: asked for, uploaded, completed, and ready a moment later."""

from __future__ import annotations

import mimetypes
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.limits import FILE_READS_UNTIL_READY
from sandbox.shapes import Obj

_PICTURES = {"png", "jpg", "jpeg", "gif"}
_ID_IN_ADDRESS = re.compile(r"[-/](F[A-Z0-9]+)/")
_NOT_IN_ADDRESSES = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Shared:
    """One place where a file stands; `kind` is `channel`, `group` or `im`."""

    kind: str
    channel: str
    ts: str


@dataclass(slots=True, eq=False)
class File:
    """One file on its way: `data` is None until it is uploaded."""

    id: str
    name: str
    length: int
    user: str
    upload_key: str
    alt_text: str = ""
    created: int = 0
    """Seconds since 1970."""
    title: str = ""
    data: bytes | None = None
    completed: bool = False
    processed: bool = False
    deleted: bool = False
    handed_in: bool = False
    """Whether a person has put it into a form of the app, which may then read it."""
    shares: list[Shared] = field(default_factory=list)
    looks_left: int = FILE_READS_UNTIL_READY

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2].lower()

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_picture(self) -> bool:
        return self.kind in _PICTURES

    @property
    def slug(self) -> str:
        """The name as it stands in addresses."""
        return _NOT_IN_ADDRESSES.sub("_", self.name.lower())

    def is_ready(self) -> bool:
        """Whether processing is done; each look brings it nearer, as time does in Slack."""
        if self.completed and self.looks_left == 0:
            self.processed = True
        elif self.completed:
            self.looks_left -= 1
        return self.processed


class Files:
    """All files of the workspace. `looks_until_ready` is how many looks find a fresh one unfinished,
    `seconds_until_shared` how long after completion its message comes, in real time.
    """

    def __init__(self, seconds: Callable[[], float] = time.time) -> None:
        self.looks_until_ready = FILE_READS_UNTIL_READY
        self.seconds_until_shared = 0.0
        self.by_id: dict[str, File] = {}
        self._seconds = seconds

    def expect(self, name: str, length: int, user: str, alt_text: str = "") -> File:
        """A place for an upload."""
        key, now = secrets.token_urlsafe(18), int(self._seconds())
        file = File("F0" + secrets.token_hex(5).upper(), name, length, user, key, alt_text, now)
        file.looks_left = self.looks_until_ready
        self.by_id[file.id] = file
        return file

    def add(self, name: str, data: bytes, user: str) -> File:
        """A file that a person has put there."""
        file = self.expect(name, len(data), user)
        file.data, file.title, file.completed, file.processed = data, name, True, True
        return file

    def named(self, picture: Obj) -> File | None:
        """The file that an image's `slack_file` names, by its id or one of its addresses."""
        found = _ID_IN_ADDRESS.search(str(picture.get("url")))
        file = self.by_id.get(found[1] if found else str(picture.get("id")))
        return None if file is None or file.deleted else file

    def waiting_for(self, upload_key: str) -> File | None:
        """The file that this upload address belongs to."""
        return next((file for file in self.by_id.values() if file.upload_key == upload_key), None)


def file_object(file: File, url: str, team: str) -> Obj:
    """docs.slack.dev/reference/objects/file-object; `mimetype` is empty until the file is processed."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    address = f"{url}/files-pri/{team}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype if file.processed else "",
        "filetype": file.kind if file.processed else "",
        "pretty_type": file.kind.upper() if file.processed else "",
        "user": file.user,
        "user_team": team,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        **({"alt_txt": file.alt_text} if file.alt_text else {}),
        "url_private": f"{address}/{file.slug}",
        "url_private_download": f"{address}/download/{file.slug}",
        "permalink": f"{url}/files/{file.user}/{file.id}/{file.slug}",
        **_places(file),
        "comments_count": 0,
        "is_starred": False,
        "has_more_shares": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def _places(file: File) -> Obj:
    """Where it is shared, in Slack's two ways of saying so."""
    shares: dict[str, dict[str, list[Obj]]] = {}
    for shared in file.shares:
        openness = "public" if shared.kind == "channel" else "private"
        shares.setdefault(openness, {}).setdefault(shared.channel, []).append({"ts": shared.ts})
    places = {f"{kind}s": _channels(file, kind) for kind in ("channel", "group", "im")}
    return {"is_public": "public" in shares, "shares": shares, **places}


def _channels(file: File, kind: str) -> list[str]:
    return list(dict.fromkeys(shared.channel for shared in file.shares if shared.kind == kind))
