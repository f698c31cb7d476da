from __future__ import annotations

import pytest

from tests.conversations.conftest import house
from tests.conversations.house import Road

__all__ = ["house"]


@pytest.fixture
def road() -> Road:
    """The door is what is asked about here; the sockets have tests of their own."""
    return "http"
