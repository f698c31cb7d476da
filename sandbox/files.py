"""Files: asked for, uploaded, completed, and ready a moment later."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass

from sandbox.limits import FILE_READS_UNTIL_READY
from sandbox.shapes import Obj

_PICTURES = {"png", "jpg", "jpeg", "gif"}


@dataclass(slots=True, eq=False)
class File:
    """One file on its way: `data` is None until it is uploaded."""

    id: str
    name: str
    length: int
    user: str
    upload_key: str
    alt_text: str = ""
    title: str = ""
    data: bytes | None = None
    completed: bool = False
    processed: bool = False
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

    def is_ready(self) -> bool:
        """Whether processing is done; each look brings it nearer, as time does in Slack."""
        if self.completed and self.looks_left == 0:
            self.processed = True
        elif self.completed:
            self.looks_left -= 1
        return self.processed


class Files:
    """All files of the workspace; `looks_until_ready` is how many looks find a fresh one unfinished."""

    def __init__(self) -> None:
        self.looks_until_ready = FILE_READS_UNTIL_READY
        self.by_id: dict[str, File] = {}

    def expect(self, name: str, length: int, user: str, alt_text: str = "") -> File:
        """A place for an upload."""
        file = File("F0" + secrets.token_hex(5).upper(), name, length, user, secrets.token_urlsafe(18), alt_text)
        file.looks_left = self.looks_until_ready
        self.by_id[file.id] = file
        return file

    def add(self, name: str, data: bytes, user: str) -> File:
        """A file that a person has put there."""
        file = self.expect(name, len(data), user)
        file.data, file.title, file.completed, file.processed = data, name, True, True
        return file

    def waiting_for(self, upload_key: str) -> File | None:
        """The file that this upload address belongs to."""
        return next((file for file in self.by_id.values() if file.upload_key == upload_key), None)


def file_object(file: File, url: str) -> Obj:
    """docs.slack.dev/reference/objects/file-object; `mimetype` is empty until the file is processed."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype if file.processed else "",
        "filetype": file.kind if file.processed else "",
        "size": file.length,
        "user": file.user,
        "mode": "hosted",
        "alt_txt": file.alt_text,
        "url_private": f"{url}/files-pri/{file.id}/{file.name}",
        "url_private_download": f"{url}/files-pri/{file.id}/download/{file.name}",
        "permalink": f"{url}/files/{file.id}",
    }
