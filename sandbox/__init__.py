"""A Slack workspace of our own, beside the house: as strict as the real one, and met over HTTP only."""

from __future__ import annotations

from sandbox.app import App, Command
from sandbox.delivery import Answer
from sandbox.message import Message
from sandbox.seats import Seat
from sandbox.server import running, start_workspace
from sandbox.town import Town, town
from sandbox.views import View
from sandbox.workspace import Workspace

__all__ = [
    "Answer",
    "App",
    "Command",
    "Message",
    "Seat",
    "Town",
    "View",
    "Workspace",
    "running",
    "start_workspace",
    "town",
]
