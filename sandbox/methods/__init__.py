"""The Web API methods, one module for each family; importing this package registers them all."""

from __future__ import annotations

from sandbox.methods import apps, chat, conversations, files, users, views
from sandbox.methods.calls import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method", "apps", "chat", "conversations", "files", "users", "views"]
