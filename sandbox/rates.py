"""How often each method may be called, on the workspace's clock."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from sandbox.errors import RateLimitedError, TooManyPostsError
from sandbox.limits import POST_SECONDS_PER_CHANNEL, POSTS_PER_MINUTE, RATE_WINDOW_SECONDS
from sandbox.shapes import Clock

_WINDOW = timedelta(seconds=RATE_WINDOW_SECONDS)
_BETWEEN_POSTS = timedelta(seconds=POST_SECONDS_PER_CHANNEL)


class Rates:
    """Sliding windows per method, and the pace of chat.postMessage per channel; `enforced = False` switches it off."""

    def __init__(self, clock: Clock) -> None:
        self.enforced = True
        self._clock = clock
        self._calls: dict[str, deque[datetime]] = defaultdict(deque)
        self._last_post: dict[str, datetime] = {}
        self._put_off: dict[str, datetime] = {}

    def put_off(self, call: str, retry_after: str) -> None:
        """Keep how many seconds the app was told to wait with this call; nothing where it was told no number."""
        if retry_after.isdecimal():
            self._put_off[call] = self._clock.now() + timedelta(seconds=int(retry_after))

    def is_too_early(self, call: str) -> bool:
        """Whether the app was told to wait, and comes with the very same before that time is over. Others of that
        method may have been on their way already.
        """
        until = self._put_off.pop(call, None)
        return self.enforced and until is not None and self._clock.now() < until

    def take(self, method: str, per_minute: int) -> None:
        """Count one call, or refuse it with the seconds until the next one is free."""
        now, calls = self._clock.now(), self._calls[method]
        while calls and not timedelta(0) <= now - calls[0] < _WINDOW:
            calls.popleft()
        if self.enforced and len(calls) >= per_minute:
            raise RateLimitedError(_whole_seconds(calls[0] + _WINDOW - now))
        calls.append(now)

    def take_post(self, channel: str) -> None:
        """Count one chat.postMessage: one a second per channel (`ratelimited`), and the workspace's number a minute
        (`rate_limited`). Sources: docs.slack.dev/apis/web-api/rate-limits, reference/methods/chat.postMessage.
        """
        now = self._clock.now()
        last = self._last_post.get(channel)
        if self.enforced and last is not None and timedelta(0) <= now - last < _BETWEEN_POSTS:
            raise RateLimitedError(_whole_seconds(last + _BETWEEN_POSTS - now))
        try:
            self.take("chat.postMessage", POSTS_PER_MINUTE)
        except RateLimitedError as limited:
            raise TooManyPostsError(limited.retry_after) from None
        self._last_post[channel] = now


def _whole_seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
