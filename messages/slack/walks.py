"""What a walk through a template looks like: the question, the receipt for what was written, and what is asked back.

Answers are not anonymous, and every card says so. What people wrote stands in plain text or escaped, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, OverflowMenuElement, SectionBlock

from domain.revisions import Question, Revision, Status
from domain.templates import sub_questions
from domain.walk_texts import Doubt
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, option, overflow, plain, section
from messages.slack.follow_up_offers import offer
from messages.slack.text import channel, clean, literal, marked, person
from messages.wording import Words

#: Marks a card of ours that takes no text: what is written below it belongs to the question above.
ASIDE = "walks.aside"
#: So much of a question stands in a line, in characters.
LINE = 120
#: So much of a colleague's answer stands on the card, in characters; the rest is behind a button.
EXCERPT = 250


def value(walk: Walk, question: Question, *more: str) -> str:
    """What a button of a question carries: ids only."""
    return ":".join((walk.id, question.id, *more))


def invitation_card(walk: Walk, user: str, words: Words) -> Card:
    """The beginning, for everybody in the walk: what the template is for, that it is not anonymous, until when."""
    facts = {"owner": person(walk.owner), "unit": walk.unit, "title": words.of(walk.template.title)}
    asked = marked(words, "{owner} beder dig være med til at udfylde *{title}* for {unit}.", **facts)
    own = marked(words, "Du har sat *{title}* i gang for {unit}.", **facts)
    promise = marked(
        words,
        "*Svarene er ikke anonyme:* alle, der er med, ser, hvem der skrev hvad. Skriv ikke om borgere, og ingen "
        "CPR-numre.",
    )
    until = marked(words, "Målet er at være færdig {day}.", day=words.day(walk.target))
    first = own if user == walk.owner else asked
    begin = button(words("Begynd"), "walks.begin", walk.id, style="primary") if user in walk.authors else None
    introduction = [SectionBlock(text=plain(part)) for part in words.of(walk.template.introduction).split("\n\n")]
    aliases = [context(literal(words.of(walk.template.aliases)))] if walk.template.aliases else []
    return Card(
        f"{first} {promise} {until}",
        [
            section(first),
            section(promise),
            *introduction,
            *aliases,
            context(_people(walk, words), until),
            buttons(begin, button(words("Se status"), "walks.status", walk.id)),
        ],
    )


def _people(walk: Walk, words: Words) -> str:
    authors = " ".join(person(user) for user in walk.authors)
    approvers = " ".join(person(user) for user in walk.approvers)
    text = marked(words, "Skriver med:") + f" {authors}"
    return f"{text} · {marked(words, 'Godkender:')} {approvers}" if approvers else text


def question_card(walk: Walk, question: Question, user: str, now: datetime, words: Words) -> Card:
    """One question in a direct message: everything needed to answer it, and nothing else."""
    number, total = walk.number(question.id), len(walk.questions)
    said = words.of(question.text)
    return Card(
        marked(
            words,
            "{title}, spørgsmål {number} af {total}, ikke anonymt: {question}",
            title=short_title(walk, words),
            number=number,
            total=total,
            question=said,
        ),
        [
            context(_where(walk, question, user, now, words)),
            *_followed(walk, question, words),
            section(f"*{literal(said)}*", _more(walk, question, words)),
            *_hints(said, words),
            *_notes(walk, question, words),
            *_written(walk, question, user, words),
            *offer(walk, question, words),
            context(marked(words, "Skriv svaret som besked her. Ingen borgere, ingen CPR-numre.")),
            _moves(walk, question, words),
        ],
    )


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
    return " · ".join([*parts, *_colleagues(walk, user, now, words)])


def _colleagues(walk: Walk, user: str, now: datetime, words: Words) -> Iterator[str]:
    """Who else is on what at the moment."""
    for question in walk.questions:
        for other in walk.on_it(question.id, now, besides=user):
            facts = {"person": person(other), "number": walk.number(question.id)}
            yield marked(words, "{person} er på nr. {number}", **facts)


def _followed(walk: Walk, question: Question, words: Words) -> list[Block]:
    """The question that this one can only be understood after."""
    if question.follows is None:
        return []
    before = walk.question(question.follows)
    facts = {"number": walk.number(before.id), "question": words.of(before.text)}
    return [context(marked(words, "Fortsætter nr. {number}: {question}", **facts))]


def _hints(said: str, words: Words) -> list[Block]:
    hints = sub_questions(said)
    return (
        [context("\n".join([marked(words, "Kom omkring:"), *(f"• {literal(hint)}" for hint in hints)]))]
        if hints
        else []
    )


def _notes(walk: Walk, question: Question, words: Words) -> list[Block]:
    """The element's note, and on a line of its own what has become of the law since."""
    texts = [literal(words.of(note)) for note in walk.template.notes(question.element)]
    law = walk.template.side_note(question.id)
    if law is not None:
        day = f"{words.day(law.checked).partition(' ')[2]} {law.checked.year}"
        texts.append(marked(words, "*I dag:* {note} (slået op {day})", note=words.of(law.text), day=day))
    return [context(text) for text in texts]


def _written(walk: Walk, question: Question, user: str, words: Words) -> list[Block]:
    """What stands there already, a colleague's or one's own, in short."""
    answer = walk.answers.get(question.id)
    blocks: list[Block] = []
    if answer and answer.status in {Status.NOT_SETTLED, Status.NOT_RELEVANT}:
        blocks.append(context(f"*{literal(status_name(answer.status, words))}*"))
    if answer and answer.text:
        who = marked(words, "Du har skrevet:") if answer.author == user else _author(answer, words)
        whole = button(words("Læs hele"), "walks.read", value(walk, question))
        blocks += [context(who), SectionBlock(text=plain(_excerpt(answer.text)), accessory=whole)]
    return blocks


def _author(answer: Revision, words: Words) -> str:
    return marked(words, "{person} har skrevet:", person=person(answer.author))


def _excerpt(text: str) -> str:
    return clean(text, EXCERPT)


def status_name(status: Status, words: Words) -> str:
    """How far a question is, wherever it is shown."""
    return {
        Status.OPEN: words("Ikke besvaret"),
        Status.ANSWERED: words("Besvaret"),
        Status.NOT_SETTLED: words("Ikke afklaret endnu"),
        Status.NOT_RELEVANT: words("Ikke relevant hos os"),
    }[status]


def _more(walk: Walk, question: Question, words: Words) -> OverflowMenuElement:
    return overflow(
        "walks.more",
        option(words("Ikke relevant hos os"), value(walk, question, "not_relevant")),
        option(words("Giv til kollega"), value(walk, question, "hand")),
        option(words("Tilbage"), value(walk, question, "back")),
        option(words("Hop til"), value(walk, question, "jump")),
        option(words("Pause"), value(walk, question, "pause")),
    )


def _moves(walk: Walk, question: Question, words: Words) -> ActionsBlock:
    return buttons(
        button(words("Skriv i felt"), "walks.field", value(walk, question)),
        next_button(walk, question, words),
        button(words("Ikke afklaret endnu"), "walks.unsettled", value(walk, question)),
    )


def next_button(walk: Walk, question: Question, words: Words) -> ButtonElement:
    return button(words("Næste"), "walks.next", value(walk, question))


def receipt_card(walk: Walk, question: Question, ts: str, words: Words) -> Card:
    """What was written is kept; only a button moves on."""
    facts = {"number": walk.number(question.id), "n": len(walk.answers[question.id].text)}
    text = marked(words, "Gemt under {number} ({n} tegn). Skriv videre for at tilføje.", **facts)
    return Card(
        text,
        [
            section(text),
            buttons(
                next_button(walk, question, words),
                button(words("Ret"), "walks.field", value(walk, question)),
                button(words("Ikke et svar"), "walks.undo", value(walk, question, ts)),
            ),
            *offer(walk, question, words),
        ],
    )


def line_card(text: str) -> Card:
    """A card whose time is over, as one line."""
    return _aside(Card(text, [context(text)]))


def _aside(card: Card) -> Card:
    """A card that is about a message, not a question: what is written below it belongs to the card above."""
    card.blocks[0].block_id = ASIDE
    return card


def was_card(walk: Walk, question: Question, words: Words) -> Card:
    """What is left of a question's card or receipt when a newer card of the walk stands below."""
    facts = {
        "number": walk.number(question.id),
        "question": clean(words.of(question.text), LINE),
        "status": status_name(walk.status(question.id), words),
    }
    text = marked(words, "Nr. {number}: {question} · {status}. Fortsæt i den nyeste besked.", **facts)
    card = Card(text, [context(text)])
    card.blocks[0].block_id = f"{ASIDE}:{value(walk, question)}"
    return card


def with_note(card: Card, note: str) -> Card:
    """The card with a sentence below it."""
    return Card(f"{card.text} {note}", [*card.blocks, context(note)])


def only_text(words: Words) -> str:
    """What is told about a file or a picture that comes with a message."""
    return marked(words, "Filen er ikke gemt i skabelonen: kun tekst kan være et svar. Skriv indholdet som besked.")


def only_text_card(words: Words) -> Card:
    return line_card(only_text(words))


def asked_card(doubt: Doubt, choices: Sequence[tuple[Walk, Question]], ts: str, words: Words) -> Card:
    """What was written is safe, but where it belongs is asked; `choices` are where it may."""
    why = {
        Doubt.COURTESY: words("Er det et svar? Det er ikke lagt under noget spørgsmål."),
        Doubt.NOTHING_SHOWN: words("Det, du skrev, er gemt, men hører ikke til et spørgsmål endnu."),
        Doubt.OTHER_CARD: words("Der kom en anden besked imellem. Det, du skrev, er gemt. Er det svaret her?"),
        Doubt.SEVERAL_WALKS: words("Du er med i flere skabeloner. Det, du skrev, er gemt. Hvor hører det til?"),
        Doubt.COLLEAGUES_TEXT: words("En kollegas tekst står der allerede. Det, du skrev, er gemt. Hvad skal der ske?"),
    }[doubt]
    text = literal(why)
    blocks: list[Block] = [section(text)]
    for walk, question in choices:
        facts = {"number": walk.number(question.id), "question": words.of(question.text), "unit": walk.unit}
        blocks.append(section(marked(words, "Nr. {number} i {unit}: {question}", **facts)))
        blocks.append(_placing(walk, question, ts, words))
    if not choices:
        blocks.append(buttons(button(words("Ikke et svar"), "walks.drop", ts)))
    return _aside(Card(text, blocks))


def _placing(walk: Walk, question: Question, ts: str, words: Words) -> ActionsBlock:
    there = walk.answers.get(question.id)
    instead = button(words("Erstat"), "walks.instead", value(walk, question, ts)) if there and there.text else None
    return buttons(
        button(words("Føj til"), "walks.add", value(walk, question, ts)),
        instead,
        button(words("Ikke et svar"), "walks.drop", ts),
    )


def dropped_card(words: Words) -> Card:
    return line_card(marked(words, "Ikke gemt som svar. Beskeden står stadig i Slack, til du sletter den."))


def cpr_card(line: int, words: Words) -> Card:
    """A message that looks as if it held a civil registration number; no digit of it is repeated."""
    text = marked(
        words,
        "*Ligner et CPR-nummer (linje {line}). Ikke gemt.*\n1. Kopiér teksten.\n2. Slet beskeden i Slack.\n"
        "3. Send den igen uden nummeret.",
        line=line,
    )
    note = marked(
        words,
        "Det kan stadig stå i Slacks eksport: følg jeres regler for databrud. Er det ikke et CPR-nummer, så skriv "
        "tallet med bogstaver eller del det op med ord.",
    )
    return _aside(Card(f"{text} {note}", [section(text), context(note)]))


def too_long_card(longest: int, words: Words) -> Card:
    text = marked(
        words,
        "Svaret er for langt: der er plads til {n} tegn. Det, du skrev, er ikke gemt, men står her i Slack. Del det "
        "op, eller kort det af.",
        n=f"{longest:,}".replace(",", "."),
    )
    return _aside(Card(text, [section(text)]))


def edited_card(walk: Walk, question: Question, ts: str, words: Words) -> Card:
    """A message that became an answer was edited in Slack: the answer does not follow by itself."""
    facts = {"number": walk.number(question.id)}
    text = marked(words, "Du har rettet din besked i Slack. Skal svaret under {number} rettes på samme måde?", **facts)
    return _aside(
        Card(
            text,
            [
                section(text),
                buttons(
                    button(words("Ret svaret"), "walks.follow_edit", value(walk, question, ts)),
                    button(words("Lad svaret stå"), "walks.keep_answer", value(walk, question)),
                ),
            ],
        )
    )


def paused_card(walk: Walk, words: Words) -> Card:
    text = marked(
        words,
        "Skabelonen for {unit} venter på dig. Alt, du har skrevet, er gemt. Fortsæt her eller med /icm.",
        unit=walk.unit,
    )
    return Card(text, [section(text), buttons(button(words("Fortsæt"), "walks.begin", walk.id, style="primary"))])


def nothing_left_card(walk: Walk, words: Words) -> Card:
    """No open question is left for this person: what is not settled, and what comes next."""
    progress = walk.progress()
    unsettled, still_open = progress[Status.NOT_SETTLED], progress[Status.OPEN]
    lines = [marked(words, "Der er ikke flere åbne spørgsmål til dig i {unit}.", unit=walk.unit)]
    if still_open:
        lines.append(words.count("1 spørgsmål er hos en kollega.", "{n} spørgsmål er hos kolleger.", still_open))
    if unsettled:
        lines.append(words.count("1 er ikke afklaret endnu.", "{n} er ikke afklaret endnu.", unsettled))
    text = " ".join(lines)
    return Card(
        text,
        [
            section(text),
            buttons(
                button(words("Gennemse"), "walks.review", walk.id),
                button(words("Se status"), "walks.status", walk.id),
            ),
        ],
    )


def handed_card(walk: Walk, question: Question, user: str, now: datetime, words: Words) -> Card:
    """A colleague asks somebody to answer one question; the question stands below."""
    handed = walk.handed[question.id]
    facts = {"person": person(handed.giver), "unit": walk.unit}
    text = marked(words, "{person} beder dig svare på ét spørgsmål i skabelonen for {unit}.", **facts)
    asked = question_card(walk, question, user, now, words)
    return Card(f"{text} {asked.text}", [section(text), *asked.blocks])


def came_back_card(walk: Walk, question: Question, words: Words) -> Card:
    """The answer to a question that was handed out."""
    answer = walk.answers[question.id]
    facts = {"person": person(answer.author), "number": walk.number(question.id), "question": words.of(question.text)}
    text = marked(words, "{person} har svaret på nr. {number}: {question}", **facts)
    return Card(
        text,
        [
            section(text),
            SectionBlock(text=plain(_excerpt(answer.text) or status_name(answer.status, words))),
            buttons(
                button(words("Læs hele"), "walks.read", value(walk, question)),
                button(words("Vis spørgsmålet"), "walks.show", value(walk, question)),
            ),
        ],
    )


def choose_card(walks: Sequence[Walk], words: Words) -> Card:
    """Several walks are open: which one to go on with."""
    text = marked(words, "Hvilken skabelon vil du fortsætte med?")
    rows = [
        section(
            literal(f"{short_title(walk, words)}: {walk.unit}"),
            button(words("Fortsæt"), "walks.begin", walk.id),
        )
        for walk in walks[:20]
    ]
    return Card(text, [section(text), *rows])


def none_card(words: Words) -> Card:
    """Somebody without a walk: whom to ask."""
    text = marked(
        words,
        "Du er ikke med i nogen skabelon lige nu. En leder eller koordinator kan begynde en med `/icm start` og "
        "tage dig med.",
    )
    return Card(text, [section(text)])


def sent_card(walk: Walk, question: Question, words: Words) -> Card:
    """The question was sent as a direct message."""
    facts = {"number": walk.number(question.id), "total": len(walk.questions)}
    text = marked(words, "Spørgsmål {number} af {total} er sendt til dig i vores direkte besked.", **facts)
    return Card(text, [section(text)])


def sent_line(words: Words) -> Card:
    """In place of a choice that only the person saw."""
    return line_card(marked(words, "Fortsæt i vores direkte besked."))


def started_text(walk: Walk, words: Words) -> str:
    """For the one who started it: where to begin, and where summaries go; mrkdwn."""
    facts = {"unit": walk.unit, "channel": channel(walk.channel), "day": words.day(walk.target)}
    return marked(
        words,
        "Skabelonen for {unit} er i gang, med mål {day}. Alle, der er med, får en direkte besked fra Anker, du selv "
        "også: begynd dér, eller skriv `/icm`. Opsummeringer kommer i {channel}.",
        **facts,
    )


def shown_in(blocks: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """The walk and question that a card of ours shows, or once showed before it became a line; else two empty ids.

    Read back from the button that moves on, or from the name of the line.
    """
    for block in blocks:
        if str(block.get("block_id", "")).startswith(f"{ASIDE}:"):
            _, walk, question = str(block["block_id"]).split(":")
            return walk, question
        for element in block.get("elements", ()):
            if element.get("action_id") == "walks.next":
                walk, question, *_ = str(element["value"]).split(":")
                return walk, question
    return "", ""


def is_aside(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a card of ours takes no text and has not interrupted anything."""
    return any(str(block.get("block_id", "")).startswith(ASIDE) for block in blocks)


def is_receipt(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a card of ours tells that a message was kept."""
    return any(element.get("action_id") == "walks.undo" for block in blocks for element in block.get("elements", ()))
