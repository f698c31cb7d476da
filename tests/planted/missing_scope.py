"""The manifest lacks a scope that the bot needs (docs.slack.dev/reference/scopes/usergroups.read)."""

from __future__ import annotations

import pytest

from bot.manifest import SCOPES

pytest.MonkeyPatch().delitem(SCOPES, "usergroups:read")
