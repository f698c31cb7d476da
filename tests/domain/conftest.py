"""Rules are tested with many made-up cases; how long one takes depends on who else uses the machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
