"""What somebody wrote in Slack, as they saw it: names for ids, links as they were typed, signs for their codes.

Source: docs.slack.dev/messaging/formatting-message-text, "Retrieving messages".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What Slack puts in angle brackets: a person, a channel, a group or a word to all, a link; each may carry a label.
_MARKED = re.compile(r"<(?P<kind>[@#!]?)(?P<what>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_PERSON, _CHANNEL = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>"), re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>")
#: A word or more that its writer made bold or slanted; what stands in angle brackets has such signs of its own.
#: Its length is limited for the sake of time: a text may be all stars.
_STRESSED = re.compile(
    r"<[^<>]*>|(?<![^\W_])(?P<sign>[*_])(?=\S)(?P<inside>(?:<[^<>]*>|[^<>\n]){1,500}?)(?<=\S)(?P=sign)(?![^\W_])"
)
_EMOJI = re.compile(r"(?<![\w:]):([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?(?!\w)")
#: The codes that people use in everyday messages; every other one stays as its code.
_SIGNS = {
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "pray": "🙏",
    "clap": "👏",
    "wave": "👋",
    "muscle": "💪",
    "ok_hand": "👌",
    "raised_hands": "🙌",
    "point_right": "👉",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "smiley": "😃",
    "grinning": "😀",
    "blush": "😊",
    "wink": "😉",
    "joy": "😂",
    "thinking_face": "🤔",
    "heart": "❤️",
    "tada": "🎉",
    "fire": "🔥",
    "star": "⭐",
    "eyes": "👀",
    "white_check_mark": "✅",
    "heavy_check_mark": "✔️",
    "x": "❌",
    "warning": "⚠️",
    "exclamation": "❗",
    "question": "❓",
    "bulb": "💡",
    "memo": "📝",
    "calendar": "📆",
    "house": "🏠",
    "key": "🔑",
}


def people_in(text: str) -> frozenset[str]:
    """The ids of the people whom a message as Slack sends it mentions."""
    return frozenset(_PERSON.findall(text))


def channels_in(text: str) -> frozenset[str]:
    """The ids of the channels that it mentions."""
    return frozenset(_CHANNEL.findall(text))


def as_seen(text: str, names: Mapping[str, str]) -> str:
    """A message as Slack sends it, as its writer saw it; `names` are those of the people and channels by id.

    What nobody knows the name of is written as its label, or as `@…`. Stress is left out, for its signs are none of the
    text; what is struck out or quoted keeps its sign, for without it the text would say something else.
    """
    shown = _MARKED.sub(lambda found: _shown(found, names), _unstressed(text))
    signs = _EMOJI.sub(lambda found: _SIGNS.get(found.group(1), found.group()), shown)
    return signs.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unstressed(text: str) -> str:
    return _STRESSED.sub(lambda found: _unstressed(found["inside"]) if found["sign"] else found[0], text)


def _shown(found: re.Match[str], names: Mapping[str, str]) -> str:
    kind, what, label = found.group("kind", "what", "label")
    if kind in {"@", "#"}:
        return kind + (names.get(what) or label or "…").removeprefix(kind)
    if kind == "!":
        return _to_all(what, label)
    address = what.removeprefix("mailto:").removeprefix("tel:")
    return address if not label or label in {address, address.removeprefix("https://")} else f"{label} ({address})"


def _to_all(what: str, label: str | None) -> str:
    """A group, a word to all or a date; a date carries what to show instead."""
    if what.startswith("date^"):
        return label or ""
    return "@" + (label or what.split("^", maxsplit=1)[0]).removeprefix("@")
