"""Text for Slack: what somebody typed is neutralised and escaped, whatever it is put into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from messages.wording import Words

#: What mrkdwn may take for markup: any backtick, and a star, underscore or tilde at the edge of a word.
_MARKUP = re.compile(r"`|(?<![^\W_])[*_~]|[*_~](?![^\W_])")
#: Characters that look like them and mean nothing to Slack. An invisible character beside a mark does not help: Slack
#: takes it for the edge of a word.
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
#: An angle bracket that would begin a quotation, and the half of a mention or an escape that a cut would leave.
_QUOTATION, _HALF = re.compile(r"^\s*(&gt;\s*)+"), re.compile(r"(&[a-z]{0,3}|<[^>]*)$")


def clean(text: str, longest: int = 3000) -> str:
    """What somebody typed, in composed form and not too long, without characters that nobody sees.

    Those are controls, zero-width and soft characters, what turns the direction of writing, and what has no meaning.
    """
    unseen = dict.fromkeys(ord(c) for c in set(text) if c not in "\n\t" and unicodedata.category(c)[0] == "C")
    kept = unicodedata.normalize("NFC", text.translate(unseen))
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def escape(text: str) -> str:
    """Slack's three special characters, escaped once: no mention, link or date can be smuggled in.

    Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Mention(str):
    """A mention or a span of code made by Anker itself, which `literal` leaves as it is."""

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
    text = _QUOTATION.sub("› ", escape(clean(str(value))).replace("\n", " "))
    return _MARKUP.sub(lambda mark: mark.group().translate(_LOOKALIKES), text)


def code(value: str) -> Mention:
    """What somebody typed, in a span of code: there every sign but the backtick, which would end it, stays itself."""
    text = " ".join(escape(clean(value)).split()).replace("`", "`".translate(_LOOKALIKES))
    return Mention(f"`{text}`" if text else "")


def cut(text: str, longest: int) -> str:
    """The text, cut where it is too long, and never inside a mention or an escaped character."""
    return text if len(text) <= longest else _HALF.sub("", text[: longest - 1]) + "…"


def uncapitalised(name: str) -> str:
    """A name as it stands inside a sentence: a small first letter, but for an abbreviation such as ICS."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def listed(names: Sequence[str], words: Words) -> str:
    """ "A, b og c", with a capital letter only at the beginning; at least one name."""
    *others, last = [uncapitalised(name) for name in names]
    text = f"{', '.join(others)} {words('og')} {last}" if others else last
    return text[:1].upper() + text[1:]


def marked(words: Words, sentence: str, /, **values: object) -> str:
    """A sentence for mrkdwn: its own markup counts, that of its values does not."""
    return words(sentence, **{name: literal(value) for name, value in values.items()})
