"""What a question of a walk looks like, as a card and as the line that is left of it, and what a card is known by.

Answers are not anonymous, and every card says so. What people wrote stands in plain text or escaped, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock, OverflowMenuElement, SectionBlock

from domain.people import UserId
from domain.revisions import LONGEST_ANSWER, Question, Revision, Status
from domain.templates import sub_questions
from domain.walk_moves import has_come_to_the_end
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, option, overflow, plain, section
from messages.slack.follow_up_offers import offer
from messages.slack.text import Mention, clean, literal, marked, person
from messages.slack.walk_marks import ASIDE
from messages.wording import Words

#: So much of a question stands in a line, in characters.
LINE = 120
#: So much of a colleague's answer stands on the card, in characters; the rest is behind a button.
EXCERPT = 250


def value(walk: Walk, question: Question, *more: str) -> str:
    """What a button of a question carries: ids only."""
    return ":".join((walk.id, question.id, *more))


def question_card(
    walk: Walk, question: Question, user: str, now: datetime, words: Words, waiting: Card | None = None
) -> Card:
    """One question in a direct message: everything needed to answer it, and what this person has left `waiting`.

    Who asked them to answer it stands there for as long as it is theirs to answer; for everybody else, whose it is.
    """
    number, total = walk.number(question.id), len(walk.questions)
    said = words.of(question.text)
    facts = {"title": short_title(walk, words), "number": number, "total": total, "question": said}
    text = marked(words, "{title}, spørgsmål {number} af {total}, ikke anonymt: {question}", **facts)
    handed = _handed(walk, question, user, words)
    return Card(
        " ".join([*([waiting.text] if waiting else []), *handed, text]),
        [
            *([*waiting.blocks, DividerBlock()] if waiting else []),
            *(section(one) for one in handed),
            context(_where(walk, question, user, now, words)),
            *_note(walk, question, words),
            *_followed(walk, question, words),
            section(_asked(said), _more(walk, question, user, words)),
            *_law(walk, question, words),
            *_written(walk, question, user, words),
            *offer(walk, question, words),
            context(marked(words, "Skriv svaret som besked her. Ingen borgere, ingen CPR-numre.")),
            _moves(walk, question, words),
        ],
    )


def _handed(walk: Walk, question: Question, user: str, words: Words) -> list[str]:
    """Which colleague handed this person the question, or with whom it is, if it was handed out."""
    handed = walk.handed.get(question.id)
    if handed is None:
        return []
    if handed.taker != user:
        told = "Givet til {person}. Svarer du selv, får {person} det at vide. *Tag tilbage* står i menuen."
        return [marked(words, told, person=person(handed.taker))]
    facts = {"person": person(handed.giver), "unit": walk.unit}
    return [marked(words, "{person} beder dig svare på ét spørgsmål i skabelonen for {unit}.", **facts)]


def short_title(walk: Walk, words: Words) -> str:
    """The name of the template as it is said: what stands in brackets at its end, such as ICM."""
    title = words.of(walk.template.title)
    return title[title.rindex("(") + 1 : -1] if title.endswith(")") else title


def _where(walk: Walk, question: Question, user: str, now: datetime, words: Words) -> str:
    element = walk.template.element(question.element)
    place = words("{number} af {total}", number=walk.number(question.id), total=len(walk.questions))
    parts = [f"*{literal(words('Med navn, ikke anonymt'))}*", literal(words.of(element.name)), literal(place)]
    if question.added_by:
        parts.append(marked(words, "eget spørgsmål fra {person}", person=person(question.added_by)))
    return " · ".join([*parts, *_passed_over(walk, question, user, words), *_colleagues(walk, user, now, words)])


def _passed_over(walk: Walk, here: Question, user: str, words: Words) -> Iterator[str]:
    """What this person was handed besides, so that whoever passes it over reads that it is still theirs."""
    for question in walk.questions:
        handed = walk.handed.get(question.id)
        if handed and handed.taker == user and question != here:
            facts = {"person": person(handed.giver), "number": walk.number(question.id)}
            yield marked(words, "nr. {number} fra {person} venter på dig", **facts)


def _colleagues(walk: Walk, user: str, now: datetime, words: Words) -> Iterator[str]:
    """Who else is on what at the moment."""
    for question in walk.questions:
        yield from on_it_told(walk, question, now, words, besides=user)


def on_it_told(
    walk: Walk, question: Question, now: datetime, words: Words, besides: str | None = None
) -> Iterator[str]:
    """Who was shown the question last and is on it, or done with it and has no other; `besides` is left out."""
    for user in walk.on_it(question.id, now, besides):
        facts = {"person": person(user), "number": walk.number(question.id)}
        if has_come_to_the_end(walk, user, now):
            yield marked(words, "{person} er færdig med nr. {number}", **facts)
        else:
            yield marked(words, "{person} er på nr. {number}", **facts)


def _followed(walk: Walk, question: Question, words: Words) -> list[Block]:
    """The question that this one can only be understood after."""
    if question.follows is None:
        return []
    before = walk.question(question.follows)
    facts = {"number": walk.number(before.id), "question": words.of(before.text)}
    return [context(marked(words, "Fortsætter nr. {number}: {question}", **facts))]


def _asked(said: str) -> str:
    """The question word for word; what it asks besides stands below it, a line for each."""
    first, *others = sub_questions(said)
    return "\n".join([f"*{literal(first)}*", *(literal(other) for other in others)])


def _note(walk: Walk, question: Question, words: Words) -> list[Block]:
    """What the template says before the questions of the element; it is about none of them in particular."""
    if question.added_by:
        return []
    element = walk.template.element(question.element)
    notes = " ".join(f"{words.of(note).rstrip('.')}." for note in walk.template.notes(element.id))
    return [context(marked(words, "Om {element}: {note}", element=words.of(element.name), note=notes))] if notes else []


def _law(walk: Walk, question: Question, words: Words) -> list[Block]:
    """What has become of the law since, with the day on which that was looked up."""
    law = walk.template.side_note(question.id)
    if law is None:
        return []
    day = f"{words.day(law.checked).partition(' ')[2]} {law.checked.year}"
    return [context(marked(words, "*Om loven:* {note} (slået op {day})", note=words.of(law.text), day=day))]


def _written(walk: Walk, question: Question, user: str, words: Words) -> list[Block]:
    """What stands there already, a colleague's or one's own, in short."""
    answer = walk.answers.get(question.id)
    blocks: list[Block] = []
    if answer and answer.status in {Status.NOT_SETTLED, Status.NOT_RELEVANT}:
        blocks.append(context(f"*{literal(status_name(answer.status, words))}*"))
    if answer and answer.text:
        who = marked(words, "Du har skrevet:") if writers_of(answer) == (user,) else _written_by(answer, words)
        shown = SectionBlock(text=plain(excerpt(answer.text)), accessory=read_button(walk, question, words))
        blocks += [context(who), shown]
    return [*blocks, *emptied(walk, question, user, words)]


def emptied(walk: Walk, question: Question, user: UserId, words: Words, *, in_window: bool = False) -> Iterator[Block]:
    """That nothing stands there any more, and the way to what did."""
    answer = walk.answers.get(question.id)
    if answer and not answer.text and answer.number > 1:
        yield section(_emptied_by(answer, user, words), read_button(walk, question, words, in_window=in_window))


def _emptied_by(answer: Revision, user: UserId, words: Words) -> str:
    if answer.status is not Status.OPEN:
        return marked(words, "Her stod noget andet før.")
    if answer.author == user:
        return marked(words, "Du har slettet det, der stod her.")
    return marked(words, "{person} har slettet det, der stod her.", person=person(answer.author))


def _written_by(answer: Revision, words: Words) -> str:
    return marked(words, "{person} har skrevet:", person=people(writers_of(answer), words))


def writers_of(answer: Revision) -> tuple[UserId, ...]:
    """Everybody whose words may stand in an answer, the one who wrote last at the end."""
    return answer.writers or (answer.author,)


def people(users: Sequence[UserId], words: Words) -> Mention:
    """ "@A, @B og @C"; at least one."""
    *others, last = [person(user) for user in users]
    return Mention(f"{', '.join(others)} {words('og')} {last}" if others else last)


def excerpt(text: str) -> str:
    """As much of a text as stands on a card; it is cut between two words where there are any."""
    shown = clean(text, EXCERPT)
    before, _, _ = shown.rpartition(" ")
    return f"{before.rstrip()}…" if _is_cut(text) and len(before) > EXCERPT // 2 else shown


def _is_cut(text: str) -> bool:
    return len(clean(text, LONGEST_ANSWER)) > EXCERPT


def read_button(walk: Walk, question: Question, words: Words, *, in_window: bool = False) -> ButtonElement | None:
    """To the whole text where it is cut, else to the wordings before it where there are any.

    `in_window` several stand one below the other, so that each says aloud of which question it is.
    """
    answer, number = walk.answers.get(question.id), walk.number(question.id)
    if answer is None:
        return None
    action = "walks.whole" if in_window else "walks.read"
    if _is_cut(answer.text):
        spoken = words("Læs hele svaret på nr. {n}", n=number) if in_window else None
        return button(words("Læs hele"), action, value(walk, question), spoken=spoken)
    if answer.number == 1:
        return None
    spoken = words("Tidligere udgaver af svaret på nr. {n}", n=number) if in_window else None
    return button(words("Tidligere udgaver"), action, value(walk, question), spoken=spoken)


def status_name(status: Status, words: Words) -> str:
    """How far a question is, wherever it is shown."""
    return {
        Status.OPEN: words("Ikke besvaret"),
        Status.ANSWERED: words("Besvaret"),
        Status.NOT_SETTLED: words("Ikke afklaret endnu"),
        Status.NOT_RELEVANT: words("Ikke relevant hos os"),
    }[status]


def _more(walk: Walk, question: Question, user: str, words: Words) -> OverflowMenuElement:
    """What is with a colleague can be taken back, before anybody else gets it: Slack's menu has room for five."""
    handed = walk.handed.get(question.id)
    give = option(words("Giv til kollega"), value(walk, question, "hand"))
    take_back = option(words("Tag tilbage"), value(walk, question, "take_back"))
    return overflow(
        "walks.more",
        option(words("Ikke relevant hos os"), value(walk, question, "not_relevant")),
        take_back if handed and handed.taker != user else give,
        option(words("Tilbage"), value(walk, question, "back")),
        option(words("Hop til"), value(walk, question, "jump")),
        option(words("Pause"), value(walk, question, "pause")),
    )


def _moves(walk: Walk, question: Question, words: Words) -> ActionsBlock:
    reword = button(words("Ret spørgsmålet"), "walks.reword", value(walk, question))
    return buttons(
        button(words("Skriv i felt"), "walks.field", value(walk, question)),
        next_button(walk, question, words),
        button(words("Ikke afklaret endnu"), "walks.unsettled", value(walk, question)),
        reword if walk.may_reword(question.id) else None,
    )


def next_button(walk: Walk, question: Question, words: Words) -> ButtonElement:
    return button(words("Næste"), "walks.next", value(walk, question))


def line_card(text: str) -> Card:
    """A card whose time is over, as one line."""
    return aside(Card(text, [context(text)]))


def aside(card: Card) -> Card:
    """A card that is about a message, not a question: what is written below it belongs to the card above."""
    card.blocks[0].block_id = ASIDE
    return card


def was_card(walk: Walk, question: Question, words: Words) -> Card:
    """What is left of a question's card or receipt when a newer card of the walk stands below."""
    handed = walk.handed.get(question.id)
    facts = {
        "number": walk.number(question.id),
        "question": clean(words.of(question.text), LINE),
        "status": _at(handed.taker, words) if handed else status_name(walk.status(question.id), words),
    }
    text = marked(words, "Nr. {number}: {question} · {status}. Fortsæt i den nyeste besked.", **facts)
    return _line_of(walk, question, text)


def left_card(walk: Walk, question: Question, words: Words) -> Card:
    """What is left of a question's card or receipt for somebody who takes no part any more."""
    facts = {"number": walk.number(question.id), "question": clean(words.of(question.text), LINE)}
    text = marked(words, "Nr. {number}: {question} · Du er ikke længere med i skabelonen.", **facts)
    return _line_of(walk, question, text)


def _line_of(walk: Walk, question: Question, text: str) -> Card:
    """A line that is still known for the question's, also in a thread below it."""
    card = Card(text, [context(text)])
    card.blocks[0].block_id = f"{ASIDE}:{value(walk, question)}"
    return card


def _at(user: str, words: Words) -> Mention:
    return Mention(marked(words, "hos {person}", person=person(user)))


def begun_card(walk: Walk, words: Words) -> Card:
    """What is left of an invitation or a pause when the question stands below."""
    facts = {"title": short_title(walk, words), "unit": walk.unit}
    return line_card(marked(words, "{title} for {unit}: I gang. Fortsæt i den nyeste besked.", **facts))


def deleted_card(words: Words) -> Card:
    """What is left of a card of a walk that was deleted."""
    return line_card(marked(words, "Skabelonen er slettet."))


def over_card(walk: Walk, words: Words) -> Card:
    """What is left of an invitation, a pause or a choice for somebody who takes no part any more."""
    facts = {"title": short_title(walk, words), "unit": walk.unit}
    return line_card(marked(words, "{title} for {unit}: Du er ikke længere med i skabelonen.", **facts))
