"""The offer to be reminded, below the answer to a question that asks how often."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from domain.follow_ups import asks_how_often
from domain.revisions import Question
from domain.walks import Walk
from messages.slack.cards import button, section
from messages.slack.text import marked
from messages.wording import Words


def offer(walk: Walk, question: Question, words: Words) -> list[Block]:
    """A line with a button where the question asks how often and something is written; else nothing."""
    answer = walk.answers.get(question.id)
    if answer is None or not answer.text or not asks_how_often(question):
        return []
    press = button(
        words("Påmindelse"), "follow_ups.offer", f"{walk.id}:{question.id}", spoken=_spoken(walk, question, words)
    )
    return [section(marked(words, "Skal jeg minde jer om det?"), press)]


def _spoken(walk: Walk, question: Question, words: Words) -> str:
    return words("Sæt en påmindelse for nr. {n}", n=walk.number(question.id))
