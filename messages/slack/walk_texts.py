"""What is told about a message that somebody wrote: kept, refused, or asked where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from domain.people import UserId
from domain.revisions import Question
from domain.walk_texts import Doubt, Waiting
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, message_view, section
from messages.slack.follow_up_offers import offer
from messages.slack.text import literal, marked, person
from messages.slack.walks import aside, excerpt, line_card, next_button, value
from messages.wording import Words


def receipt_card(walk: Walk, question: Question, ts: str, words: Words) -> Card:
    """What was written is kept; only a button moves on."""
    facts = {"number": walk.number(question.id), "n": len(walk.answers[question.id].text)}
    text = marked(words, "Gemt under spørgsmål {number} ({n} tegn). Skriv videre for at tilføje.", **facts)
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


def with_note(card: Card, note: str) -> Card:
    """The card with a sentence below it."""
    return Card(f"{card.text} {note}", [*card.blocks, context(note)])


def only_text(words: Words) -> str:
    """What is told about a file or a picture that comes with a message."""
    return marked(words, "Filen er ikke gemt i skabelonen: kun tekst kan være et svar. Skriv indholdet som besked.")


def only_text_card(words: Words) -> Card:
    return line_card(only_text(words))


def asked_card(
    doubt: Doubt, choices: Sequence[tuple[Walk, Question]], ts: str, words: Words, written: str = ""
) -> Card:
    """What was written is safe, but where it belongs is asked; `choices` are where it may.

    `written` is what it says, where it does not stand right above the card.
    """
    why = {
        Doubt.COURTESY: words("Er det et svar? Det er ikke lagt under noget spørgsmål."),
        Doubt.NOTHING_SHOWN: words("Det, du skrev, er gemt, men hører ikke til et spørgsmål endnu."),
        Doubt.OTHER_CARD: words("Der kom en anden besked imellem. Det, du skrev, er gemt. Er det svaret her?"),
        Doubt.SEVERAL_WALKS: words("Du er med i flere skabeloner. Det, du skrev, er gemt. Hvor hører det til?"),
        Doubt.LEFT_OPEN: words("Det her skrev du, og det er ikke lagt under et spørgsmål endnu. Hvor hører det til?"),
        Doubt.COLLEAGUES_TEXT: words("En kollegas tekst står der allerede. Det, du skrev, er gemt. Hvad skal der ske?"),
    }[doubt]
    text = literal(why)
    blocks: list[Block] = [section(text), *([context(f"› {literal(excerpt(written))}")] if written else [])]
    for walk, question in choices:
        facts = {"number": walk.number(question.id), "question": words.of(question.text), "unit": walk.unit}
        blocks.append(section(marked(words, "Nr. {number} i {unit}: {question}", **facts)))
        if walk.versions and not walk.changed:
            number = walk.versions[-1].number
            told = marked(
                words, "Version {n} er godkendt. Lægger du teksten her, er skabelonen ændret siden.", n=number
            )
            blocks.append(context(told))
        blocks.append(_placing(walk, question, ts, words))
    if not choices:
        blocks.append(buttons(button(words("Ikke et svar"), "walks.drop", ts)))
    return aside(Card(text, blocks))


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
    return aside(Card(f"{text} {note}", [section(text), context(note)]))


def too_long_card(longest: int, words: Words) -> Card:
    text = marked(
        words,
        "Svaret er for langt: der er plads til {n} tegn. Det, du skrev, er ikke gemt, men står her i Slack. Del det "
        "op, eller kort det af.",
        n=f"{longest:,}".replace(",", "."),
    )
    return aside(Card(text, [section(text)]))


def edited_card(walk: Walk, question: Question, ts: str, words: Words) -> Card:
    """A message that became an answer was edited in Slack: the answer does not follow by itself."""
    text = marked(
        words,
        "Du har rettet din besked i Slack. Skal svaret under spørgsmål {number} rettes på samme måde?",
        number=walk.number(question.id),
    )
    return aside(
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


def waiting_part(walk: Walk, waiting: Sequence[Waiting], user: UserId, words: Words) -> Card | None:
    """For another card: what is kept and stands in no answer yet; one's own with a button to choose. Never a text."""
    mine = [one for one in waiting if one.user == user]
    others = dict.fromkeys(one.user for one in waiting if one.user != user)
    said = [_yours(walk, mine, words)] if mine else []
    choose = button(words("Vælg"), "walks.waiting", walk.id, spoken=words("Vælg, hvor din tekst hører til"))
    blocks: list[Block] = [section(text, choose) for text in said]
    if lines := [_theirs(walk, other, [one for one in waiting if one.user == other], words) for other in others]:
        blocks.append(context("\n".join(lines)))
    return Card(" ".join([*said, *lines]), blocks) if blocks else None


def _yours(walk: Walk, mine: Sequence[Waiting], words: Words) -> str:
    numbers = _numbers(walk, mine)
    if not numbers:
        return words.count(
            "Du har en tekst, der venter på dit valg.", "Du har {n} tekster, der venter på dit valg.", len(mine)
        )
    one = "Du har en tekst, der venter på dit valg, til spørgsmål {numbers}."
    many = "Du har {n} tekster, der venter på dit valg, til spørgsmål {numbers}."
    return words.count(one, many, len(mine), numbers=numbers)


def _theirs(walk: Walk, other: UserId, waiting: Sequence[Waiting], words: Words) -> str:
    one = "{person} har en tekst, der ikke er lagt under et spørgsmål endnu (måske nr. {numbers})."
    many = "{person} har {n} tekster, der ikke er lagt under et spørgsmål endnu (måske nr. {numbers})."
    return words.count(one, many, len(waiting), person=person(other), numbers=_numbers(walk, waiting))


def _numbers(walk: Walk, waiting: Sequence[Waiting]) -> str:
    return ", ".join(str(number) for number in sorted({walk.number(one.question) for one in waiting if one.question}))


def none_waiting_card(words: Words) -> Card:
    """Somebody pressed to choose, and nothing is left to choose."""
    return line_card(marked(words, "Der venter ikke mere på dit valg."))


def asked_view(words: Words) -> View:
    """In place of a window from which the choice was asked for again."""
    text = marked(words, "Valget står i vores direkte besked. Luk vinduet, og vælg dér.")
    return message_view(words("Vælg"), text, words("Luk"))


def choose_below_card(words: Words) -> Card:
    """What an older card becomes that asked about the same message."""
    return line_card(marked(words, "Valget står længere nede."))


def nothing_to_follow_card(words: Words) -> Card:
    """What is left of the question whether an answer shall follow an edit, once the message is no answer any more."""
    return line_card(marked(words, "Beskeden er ikke længere et svar, så der er ikke noget at rette."))
