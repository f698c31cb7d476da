"""Whether a message that somebody wrote is an answer, and to which question; in doubt they are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.people import UserId
from domain.revisions import QuestionId


class Doubt(StrEnum):
    """Why a written message is not taken for an answer without asking."""

    COURTESY = "courtesy"
    NOTHING_SHOWN = "nothing_shown"
    OTHER_CARD = "other_card"
    SEVERAL_WALKS = "several_walks"
    COLLEAGUES_TEXT = "colleagues_text"
    #: It was asked before, and nobody has answered.
    LEFT_OPEN = "left_open"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that is kept until its writer says where it belongs; `question` is where it may, None for nowhere yet."""

    user: UserId
    question: QuestionId | None


#: What people write to be polite, not to answer; compared in lower case and without signs and emojis.
_COURTESIES = frozenset(
    (
        *("ok", "okay", "oki", "k", "ja", "jo", "nej", "tak", "mange", "tusind", "takker", "super", "fint", "fedt"),
        *("godt", "perfekt", "det", "er", "gør", "jeg", "vi", "modtaget", "hej", "hejsa", "forstået", "noteret"),
        *("yes", "no", "thanks", "thank", "you", "great", "fine", "good", "got", "it", "cool", "hi", "hello", "thx"),
        *("selv", "velbekomme", "re", "welcome", "sounds"),
    )
)
_LONGEST_COURTESY = 5
#: An emoji as Slack writes it in a message, such as `:+1:`; a time such as 9:30:15 is none.
_EMOJI = re.compile(r":(?!\d+:)[\w+'-]+:")


def is_courtesy(text: str) -> bool:
    """Whether a message is only a politeness such as "ok tak", which never becomes an answer unasked."""
    without_emoji = _EMOJI.sub(" ", text.lower())
    words = "".join(sign if sign.isalnum() else " " for sign in without_emoji).split()
    return len(words) <= _LONGEST_COURTESY and all(word in _COURTESIES for word in words)


def doubt(text: str, shown: QuestionId | None, *, in_thread: bool, other_card: bool, walks: int) -> Doubt | None:
    """Why a message cannot simply be added to the question shown last, None where it can.

    A reply in a card's thread belongs to that card's question; otherwise another card of ours that came in between,
    or several walks that are open, leave a doubt.
    """
    if shown is None:
        return Doubt.NOTHING_SHOWN
    if is_courtesy(text):
        return Doubt.COURTESY
    if in_thread:
        return None
    if walks > 1:
        return Doubt.SEVERAL_WALKS
    return Doubt.OTHER_CARD if other_card else None
