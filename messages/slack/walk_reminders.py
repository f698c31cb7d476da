"""What a walk reminds people of: once a week what waits for them, and what falls due. It never presses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from slack_sdk.models.blocks import Block

from domain.people import UserId
from domain.revisions import Question, Status
from domain.walk_reviews import nobodys, waiting_for, wants_an_answer
from domain.walk_texts import Waiting
from domain.walks import Walk, WalkId
from messages.slack.cards import Card, button, buttons, section
from messages.slack.text import literal, marked, person
from messages.slack.walk_reviews import name_of, named, nobodys_told, own_told, settle_buttons, spoken
from messages.slack.walk_texts import waiting_part
from messages.slack.walks import line_card
from messages.wording import Words

#: So many questions that are somebody's own are named for each walk.
MOST_OWN = 3
#: So many walks have a row of their own.
MOST_WALKS = 5


def nudge_card(
    walks: Sequence[Walk], user: UserId, today: date, words: Words, kept: Mapping[WalkId, Sequence[Waiting]]
) -> Card:
    """The week's one message: what waits for this person in each walk, and a way to the next question.

    `kept` is what of their own is kept and stands in no answer yet.
    """
    if any(waiting_for(walk, user) for walk in walks):
        first = marked(words, "Der er spørgsmål i skabelonen, som venter på svar.")
    else:
        first = marked(words, "Du har skrevet noget i skabelonen, som ikke er lagt under et spørgsmål endnu.")
    blocks: list[Block] = [section(first)]
    said = [first]
    for walk in walks[:MOST_WALKS]:
        text = "\n".join(_waiting(walk, user, today, words))
        part = waiting_part(walk, kept.get(walk.id, ()), user, words)
        said += [text, *([part.text] if part else [])]
        is_last = walk is walks[:MOST_WALKS][-1]
        put_off = button(words("Ikke i denne uge"), "walks.not_this_week") if is_last else None
        # Who would be led to nothing reads instead what is not settled.
        leads = wants_an_answer(walk, user)
        go_on = button(words("Næste spørgsmål"), "walks.begin", walk.id) if leads else None
        review = button(words("Gennemse"), "walks.review", walk.id) if nobodys(walk) or not leads else None
        press = buttons(go_on, review, put_off)
        blocks += [section(text), *(part.blocks if part else []), press]
    return Card(spoken(said), blocks)


def _waiting(walk: Walk, user: UserId, today: date, words: Words) -> list[str]:
    found = waiting_for(walk, user)
    own = [question for question in found if _is_own(walk, question, user)]
    others = sum(walk.status(question.id) is Status.OPEN and question not in own for question in found)
    lines = [f"*{literal(name_of(walk, words))}*", target_told(walk, user, today, words)]
    lines += [f"• {own_told(walk, question, user, today, words)}" for question in own[:MOST_OWN]]
    if others:
        one, many = "1 spørgsmål, som alle kan svare på", "{n} spørgsmål, som alle kan svare på"
        lines.append(words.count(one, many, others))
    return [*lines, *nobodys_told(walk, words)]


def _is_own(walk: Walk, question: Question, user: UserId) -> bool:
    handed, unsettled = walk.handed.get(question.id), walk.unsettled.get(question.id)
    return (unsettled is not None and unsettled.owner == user) or (handed is not None and handed.taker == user)


def target_told(walk: Walk, user: UserId, today: date, words: Words) -> str:
    """By when it is to be done; once that day has passed, who can move it."""
    day = words.day(walk.target)
    if walk.target >= today:
        return marked(words, "Målet er {day}.", day=day)
    if user == walk.owner:
        return marked(words, "Målet var {day}. Du kan flytte det: skriv `/icm status`, og vælg Personer.", day=day)
    return marked(words, "Målet var {day}. {person} kan flytte det.", day=day, person=person(walk.owner))


def not_this_week_card(day: date, words: Words) -> Card:
    return line_card(marked(words, "I orden. Jeg skriver tidligst igen {day}, hvis noget venter.", day=words.day(day)))


def due_card(walk_questions: Sequence[tuple[Walk, Question]], today: date, words: Words) -> Card:
    """What this person is to settle today or on the next working day."""
    first = marked(words, "Du er sat til at få det her afklaret:")
    blocks: list[Block] = [section(first)]
    said = [first]
    for walk, question in walk_questions[:MOST_WALKS]:
        due = walk.unsettled[question.id].due
        when = marked(words, "Senest i dag") if due <= today else marked(words, "Senest {day}", day=words.day(due))
        text = f"{named(walk, question, words)}\n{literal(name_of(walk, words))} · {when}"
        said.append(text)
        blocks += [section(text), settle_buttons(walk, question, words)]
    return Card(spoken(said), blocks)


def expiring_card(walk: Walk, day: date, words: Words) -> Card:
    """For the owner: from that day on the template is deleted, and how it is taken along or kept."""
    facts = {"name": name_of(walk, words), "day": f"{words.day_and_month(day)} {day.year}"}
    text = marked(words, "*{name}* bliver slettet {day}, fordi ingen har brugt skabelonen i 23 måneder.", **facts)
    how = marked(
        words,
        "Skal svarene gemmes, så hent dokumentet nu, og journalisér det. Bruger I skabelonen endnu, så skriv `/icm`, "
        "og åbn et spørgsmål: så bliver den.",
    )
    press = [
        button(words("Dokument"), "walk_documents.get", walk.id, style="primary"),
        button(words("Se status"), "walks.status", walk.id),
    ]
    return Card(f"{text} {how}", [section(text), section(how), buttons(*press)])
