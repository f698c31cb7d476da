"""Text for Slack: what somebody typed is neutralised and escaped, whatever it is put into."""

from __future__ import annotations

import re
import unicodedata

from messages.wording import Words

#: Bidirectional controls, zero-width characters and the byte-order mark: they make text look like what it is not.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
#: What mrkdwn would take for markup inside a line.
_MARKUP = re.compile(r"([*_~`])")


def clean(text: str, longest: int = 3000) -> str:
    """What somebody typed, in composed form, without control and invisible characters, and not too long."""
    composed = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def escape(text: str) -> str:
    """Slack's three special characters, escaped once: no mention, link or date can be smuggled in.

    Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Mention(str):
    """A mention made by Anker itself, which `literal` leaves as it is."""

    __slots__ = ()


def person(user: str) -> Mention:
    """A mention that Slack shows as the person's name."""
    return Mention(f"<@{user}>")


def channel(channel_id: str) -> Mention:
    """A mention that Slack shows as the channel's name."""
    return Mention(f"<#{channel_id}>")


def literal(value: object) -> str:
    """A value that stands in mrkdwn as it is: escaped, on one line, its markup characters made harmless."""
    if isinstance(value, Mention):
        return value
    text = escape(clean(str(value))).replace("\n", " ")
    return _MARKUP.sub("\u200b\\1", text) if _MARKUP.search(text) else text


def marked(words: Words, sentence: str, /, **values: object) -> str:
    """A sentence for mrkdwn: its own markup counts, that of its values does not."""
    return words(sentence, **{name: literal(value) for name, value in values.items()})
