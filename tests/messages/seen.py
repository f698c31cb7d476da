"""What cards and views hold, for tests that ask the same of all of them; and texts that mean harm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from slack_sdk.models.views import View

from domain.barometers import Barometer, Text
from messages.slack.cards import Card
from messages.wording import Words
from sandbox.blocks import check_message_blocks
from sandbox.files import Files
from sandbox.reading import visible_text
from sandbox.view_checks import check_view

LANGUAGES = (Words("da"), Words("en"))
#: A message is kept well below what Slack was seen to refuse, and its text below what chat.update takes.
LONGEST_MESSAGE, LONGEST_TEXT = 12_000, 4_000

Shown = Card | View

#: Mentions, links, markup, characters that hide or turn round, places to fill in, and what is already escaped.
HARMFUL = (
    *("<!channel>", "<!here>", "<!everyone>", "<@U1>", "<#C1>", "<!subteam^S1>", "<https://x.example|banken>"),
    *("<!date^1^{date}^|i dag>", "@channel", "#generelt", "&", "&amp;", "&lt;!channel&gt;", "<", ">", "|"),
    *("*fed*", "_skrå_", "~væk~", "`kode`", "```", "*", "_", "~", "> citat", ">>>", "\n> citat", "\n", "• "),
    *("\u202egnol", "\u2066x\u2069", "\u200b", "\ufeff", "\u00ad", "\x00", "\x07", "e\u0301", "😀", ":fire:"),
    *("{unit}", "{0}", "{", "}", "%s", "%(n)s", "<b>", "</script>", "Å", "ICS"),
)
harmful_texts = st.lists(st.sampled_from(HARMFUL) | st.text(max_size=6), min_size=1, max_size=12).map("".join)
#: The same piece over and over, longer than any name.
ENDLESS = tuple((piece * 4_000)[:4_000] for piece in ("😀", "W", "&", "<!channel>", "*_~`", "\u200b", "> "))


def saying(barometer: Barometer, text: str) -> Barometer:
    """The barometer with this text in every place, as long as a content file may have it there."""
    option, statement, title, paragraph = (Text(text[:length], text[:length]) for length in (75, 250, 150, 1000))
    themes = tuple(
        replace(theme, name=option, discuss=statement, items=tuple(replace(i, text=statement) for i in theme.items))
        for theme in barometer.themes
    )
    groupings = tuple(
        replace(one, name=option, groups=tuple(replace(group, name=option) for group in one.groups))
        for one in barometer.groupings
    )
    return replace(
        barometer,
        title=title,
        note=paragraph,
        roles=tuple(replace(role, name=option) for role in barometer.roles),
        groupings=groupings,
        scale=tuple(replace(point, name=option) for point in barometer.scale),
        themes=themes,
        open_items=tuple(replace(item, text=statement) for item in barometer.open_items),
        open_items_help=paragraph,
    )


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a payload, outermost first."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(part)


def payload(shown: Shown) -> dict[str, Any]:
    return shown.payload() if isinstance(shown, Card) else shown.to_dict()


def reads(shown: Shown) -> str:
    """All that is seen on the screen, without the marks of formatting."""
    return re.sub("[*`]", "", visible_text(payload(shown)["blocks"]))


def labels(shown: Shown) -> list[str]:
    """What its buttons say."""
    return [one["text"]["text"] for one in objects(payload(shown)) if one.get("type") == "button"]


def values(shown: Shown) -> list[str]:
    """What comes back when something is pressed, chosen or sent."""
    return [
        one[key] for one in objects(payload(shown)) for key in ("value", "block_id") if isinstance(one.get(key), str)
    ]


def formatted(shown: Shown) -> list[str]:
    """Every text in which Slack looks for mentions and markup."""
    texts = [one["text"] for one in objects(payload(shown)) if one.get("type") == "mrkdwn"]
    return [*texts, *([shown.text] if isinstance(shown, Card) else [])]


def literally(shown: Shown) -> list[str]:
    """Every text in which nothing is markup."""
    return [one["text"] for one in objects(payload(shown)) if one.get("type") == "plain_text"]


def markup(shown: Shown) -> list[list[str]]:
    """What Slack takes for a mention, a link, formatting or a quotation, text by text."""
    pieces = re.compile(r"<[^>]*>|[<>]|`|(?<![^\W_])[*_~]|[*_~](?![^\W_])|^&gt;", re.MULTILINE)
    return [pieces.findall(text) for text in formatted(shown)]


def check_that_slack_takes(shown: Shown) -> None:
    """Raise unless it is within every limit."""
    if isinstance(shown, View):
        check_view(shown.to_dict(), Files(), types={"modal"})
        return
    check_message_blocks(shown.payload()["blocks"], Files())
    assert 0 < len(shown.text) <= LONGEST_TEXT
    assert sum(len(text) for text in (*formatted(shown), *literally(shown))) < LONGEST_MESSAGE


def check_that_nothing_is_smuggled_in(shown: Shown, harmless: Shown) -> None:
    """Raise unless a card with harmful texts has just the markup of the same card with harmless ones."""
    assert markup(shown) == markup(harmless)
    for text in formatted(shown):
        assert not re.search(r"&(?!(amp|lt|gt);)", text), "an ampersand is not escaped"
        assert not re.search(r"&amp;(amp|lt|gt);amp;", text)
    for text in (*formatted(shown), *literally(shown)):
        hidden = [c for c in text if c not in "\n\t" and unicodedata.category(c)[0] == "C"]
        assert not hidden, "characters that nobody sees"
