"""A file field in a window: putting files in, taking them out, and what Slack refuses by itself.

docs.slack.dev/reference/block-kit/block-elements/file-input-element
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.controls import Control
from sandbox.delivery import Answer
from sandbox.fields import state_of
from sandbox.limits import FILE_INPUT_BYTES, FILE_INPUT_FILES
from sandbox.shapes import Obj
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

FILE_REFUSED = "file_refused"
_MEBIBYTE = 1024 * 1024


def attach(workspace: Workspace, user: str, field: Control, name: str, data: bytes) -> Answer:
    """Put a file into the field, beside those that are there; what is refused is said at the field."""
    view, there = _window(field), _files(field)
    sentence = refusal(field.element, name, len(data), beside=len(there))
    if sentence:
        view.errors[field.block_id] = sentence
        workspace.changed()
        return Answer(error=FILE_REFUSED)
    file = workspace.files.add(name, data, user)
    file.handed_in = True
    _keep(workspace, field, [*there, workspace.file_object(file)])
    return Answer()


def detach(workspace: Workspace, field: Control, file_id: str) -> Answer:
    """Take a file out of the field again; nothing happens when it is not there."""
    _keep(workspace, field, [file for file in _files(field) if file["id"] != file_id])
    return Answer()


def refusal(element: Obj, name: str, size: int, beside: int) -> str:
    """The sentence with which a file is refused that would stand beside so many others; empty when it is taken.

    `size` is in bytes.
    """
    kinds = [kind.lower() for kind in element.get("filetypes") or []]
    most = element.get("max_files", FILE_INPUT_FILES)
    if kinds and name.rpartition(".")[2].lower() not in kinds:
        return f"{name} har ikke en type, der kan bruges her. Vælg {', '.join(kinds)}"
    if beside >= most:
        return f"Vælg højst {most} {'fil' if most == 1 else 'filer'}"
    if not size:
        return f"{name} er tom"
    return f"{name} er større end {FILE_INPUT_BYTES // _MEBIBYTE} MB" if size > FILE_INPUT_BYTES else ""


def mistake(element: Obj, files: list[Obj]) -> str:
    """The first refusal among files that are in the field already: the window may have been redrawn around them."""
    said = (refusal(element, file["name"], file["size"], beside) for beside, file in enumerate(files))
    return next(filter(None, said), "")


def _window(field: Control) -> View:
    if not isinstance(field.place, View):
        raise TypeError("file fields stand in windows only")
    return field.place


def _files(field: Control) -> list[Obj]:
    files: list[Obj] = _window(field).values[field.block_id][field.action_id]["files"]
    return files


def _keep(workspace: Workspace, field: Control, files: list[Obj]) -> None:
    view = _window(field)
    view.values[field.block_id][field.action_id] = state_of(field.kind, files)
    view.errors.pop(field.block_id, None)
    workspace.changed()
