"""Pictures of a release."""

from __future__ import annotations


class Charts:
    """Draws outside the event loop."""

    def close(self) -> None:
        """Let go of the drawing processes."""
