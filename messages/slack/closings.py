"""How a course ends, in Slack: who secures what, the question half a year later, and an end before its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextInputElement, SectionBlock, UserSelectElement
from slack_sdk.models.views import View

from domain.closings import (
    LONGEST_COMMENT,
    LONGEST_SECURED,
    MOST_SECURED,
    Answer,
    Closing,
    Followed,
    Secured,
    still_to_come,
)
from domain.course_definitions import Kind, MilestoneId
from domain.courses import Course
from domain.people import UserId
from domain.plans import Plan
from messages.slack.cards import Card, button, buttons, context, field, header, modal, plain, section
from messages.slack.course_calendars import calendar_button
from messages.slack.course_cards import line_sections, milestone_name, spoken, status_button, title_of
from messages.slack.text import clean, literal, marked, person
from messages.wording import Words

#: How much of a comment is read aloud, in characters.
SPOKEN = 300


def answer_name(answer: Answer, words: Words) -> str:
    """ "Delvist"."""
    return {Answer.YES: words("Ja"), Answer.PARTLY: words("Delvist"), Answer.NO: words("Nej")}[answer]


# Who secures what


def secured_block(name: str, number: int) -> str:
    """The block of one field of a row in which somebody secures something."""
    return f"closings-{name}-{number}"


def secured_fields(known: Sequence[Secured], words: Words) -> list[Block]:
    """Room for everything that goes on after the course, filled in with what is known."""
    title = section(marked(words, "*Hvem sikrer hvad efter forløbet?*"))
    return [title, *(block for number in range(MOST_SECURED) for block in _row(number, known, words))]


def _row(number: int, known: Sequence[Secured], words: Words) -> Iterator[Block]:
    one = known[number] if number < len(known) else Secured("")
    what = PlainTextInputElement(max_length=LONGEST_SECURED, initial_value=one.what or None)
    fields = (
        ("what", "closings.what", words("Hvad skal sikres? ({n})", n=number + 1), what),
        ("who", "closings.who", words("Hvem sikrer det?"), UserSelectElement(initial_user=one.who)),
    )
    for name, action, label, element in fields:
        block = field(action, label, element, optional=True)
        block.block_id = secured_block(name, number)
        yield block


def secured_lines(rows: Iterable[Secured], words: Words) -> list[str]:
    """Who secures what, a line of mrkdwn each; nothing where nobody has said."""
    lines = [_secured(one) for one in rows]
    return [marked(words, "*Sådan sikres det efter forløbet:*"), *lines] if lines else []


def _secured(one: Secured) -> str:
    return f"• {literal(one.what)}: {person(one.who)}" if one.who else f"• {literal(one.what)}"


def closing_lines(closing: Closing, words: Words) -> list[str]:
    """What the status tells of the end of a course."""
    lines = secured_lines(closing.secured, words)
    if closing.followed:
        lines.append(_followed(closing.followed, words))
    return lines


def _followed(followed: Followed, words: Words) -> str:
    facts = {"answer": answer_name(followed.answer, words), "person": person(followed.by)}
    told = marked(words, "*Følges planen stadig?* {answer}, svarede {person}.", **facts)
    return f"{told} {literal(followed.comment)}" if followed.comment else told


# The question


def question_card(course: Course, milestone: MilestoneId, closing: Closing, words: Words) -> Card:
    """One question to the whole team, answered once."""
    name = milestone_name(course, milestone, words)
    why = marked(words, "Forløbet er gået. Én af jer svarer for teamet, og så er forløbet slut. Jeg spørger kun nu.")
    lines = secured_lines(closing.secured, words)
    which = f"{course.id}:{milestone}"
    return Card(
        spoken([literal(name), why, *lines]),
        [
            header(name),
            section(why),
            *line_sections(lines),
            buttons(
                button(answer_name(Answer.YES, words), "closings.yes", which),
                button(answer_name(Answer.PARTLY, words), "closings.partly", which),
                button(answer_name(Answer.NO, words), "closings.no", which),
            ),
            context(marked(words, "Alle i teamet kan trykke. Svaret kommer til at stå her i kanalen.")),
        ],
    )


def answer_view(course: Course, milestone: MilestoneId, answer: Answer, words: Words) -> View:
    """The answer with a comment, before it is given."""
    told = f"*{literal(milestone_name(course, milestone, words))}* {literal(answer_name(answer, words))}"
    comment = PlainTextInputElement(multiline=True, max_length=LONGEST_COMMENT)
    hint = words("Kort. Ingen borgere, ingen CPR-numre.")
    return modal(
        "closings.answer",
        words("Dit svar"),
        [
            section(told, block_id=f"{course.id}:{milestone}:{answer}"),
            field("closings.comment", words("Vil I sige mere?"), comment, hint, optional=True),
            context(marked(words, "Svaret kommer i kanalen med dit navn, og så er forløbet slut.")),
        ],
        submit=words("Gem svaret"),
        close=words("Luk uden at gemme"),
    )


def answered_view(course: Course, words: Words) -> View:
    """The receipt."""
    text = marked(words, "Gemt. Svaret kommer i kanalen, og forløbet er slut.")
    if not course.over:
        text = marked(words, "Gemt. Svaret kommer i kanalen.")
    return modal("closings.answered", words("Dit svar"), [section(text)], close=words("Luk"))


def too_late_view(by: UserId | None, comment: str, words: Words) -> View:
    """Somebody else was first; what was typed stands here to be copied."""
    if by:
        told = marked(words, "{person} har svaret for teamet imens. Dit svar er ikke gemt.", person=person(by))
    else:
        told = marked(words, "Forløbet er slut. Dit svar er ikke gemt.")
    kept = [section(marked(words, "Det skrev du:")), SectionBlock(text=plain(comment))] if comment else []
    return modal("closings.too_late", words("Dit svar"), [section(told), *kept], close=words("Luk"))


def answered_card(course: Course, milestone: MilestoneId, followed: Followed, words: Words) -> Card:
    """The answer, in the channel."""
    facts = {
        "name": milestone_name(course, milestone, words),
        "answer": answer_name(followed.answer, words),
        "person": person(followed.by),
    }
    told = marked(words, "*{name}* {answer}, svarede {person}.", **facts)
    over = [_over(words)] if course.over else []
    said = [SectionBlock(text=plain(followed.comment))] if followed.comment else []
    return Card(
        spoken([told, literal(clean(followed.comment, SPOKEN)), *over]),
        [section(told), *said, *line_sections(over), buttons(status_button(course, words))],
    )


def question_line(course: Course, milestone: MilestoneId, words: Words) -> Card:
    """What the question becomes once it is answered."""
    name = milestone_name(course, milestone, words)
    text = marked(words, "*{name}* Besvaret. Svaret står længere nede.", name=name)
    return Card(text, [context(text)])


def _over(words: Words) -> str:
    return marked(
        words,
        "Forløbet er slut, og jeg minder ikke om mere. Referaterne står her i kanalen, og planen kan stadig ses med "
        "`/anker plan`.",
    )


# An end before its time


def end_button(course: Course, words: Words) -> ButtonElement:
    """For whoever leads; it is asked first."""
    return button(words("Afslut forløbet"), "closings.end", course.id)


def end_view(course: Course, plan: Plan, reader: UserId, words: Words) -> View:
    """What ending does, before it is done, and what it leaves open."""
    text = marked(
        words,
        "*{title}*\nSå minder jeg ikke om flere møder, barometre og handlinger, og kanalen får besked. Referater, plan "
        "og resultater kan stadig ses, men referater, noter og datoer kan ikke ændres, og planen får ingen nye "
        "handlinger. En barometerrunde, der er i gang, løber videre. Det kan ikke fortrydes, men I kan begynde et nyt "
        "forløb i kanalen.",
        title=title_of(course, words),
    )
    lines = [text, *_left_open(plan, reader, words), *_called_off(course, words), *_not_asked(course, words)]
    return modal(
        "closings.end",
        words("Afslut forløbet?"),
        [section("\n".join(lines), block_id=f"{course.id}:end")],
        submit=words("Afslut forløbet"),
        close=words("Luk"),
    )


def _left_open(plan: Plan, reader: UserId, words: Words) -> Iterator[str]:
    """How many actions somebody has still, where they find them afterwards, and that they are told; mrkdwn."""
    if plan.open:
        told = words.count(
            "1 handling er åben. Den bliver i planen, og den, der har den, ser den på fanen Hjem.",
            "{n} handlinger er åbne. De bliver i planen, og de, der har dem, ser dem på fanen Hjem.",
            len(plan.open),
        )
        others = any(one.owner != reader for one in plan.open)
        hear = words("Alle andre end dig, der har noget åbent, får en besked fra mig.") if others else ""
        yield literal(f"{told} {hear}".rstrip())


def _called_off(course: Course, words: Words) -> Iterator[str]:
    """That the calendar file is to be fetched again, where an end cancels meetings in it; mrkdwn."""
    if still_to_come(course, Kind.MEETING):
        yield marked(
            words,
            "De møder, der ikke er meldt holdt, aflyses i kalenderfilen. Har du den i din kalender, så hent den igen.",
        )


def _not_asked(course: Course, words: Words) -> Iterator[str]:
    """The questions that an end leaves unasked; mrkdwn."""
    for one in still_to_come(course, Kind.QUESTION):
        yield marked(words, "Så spørger jeg heller ikke: »{name}«", name=milestone_name(course, one.id, words))


def ended_view(words: Words) -> View:
    """The receipt."""
    text = marked(words, "Forløbet er afsluttet. Kanalen får besked.")
    return modal("closings.ended", words("Afsluttet"), [section(text)], close=words("Luk"))


def ended_card(course: Course, by: UserId, words: Words) -> Card:
    """In the channel: who ended it, that nothing more is said, and what becomes of the calendar file."""
    facts = {"title": title_of(course, words), "person": person(by)}
    told = marked(words, "*{title}* er afsluttet af {person}.", **facts)
    off = [*_called_off(course, words)]
    lines = [told, _over(words), *off]
    ways = buttons(status_button(course, words), calendar_button(course, words) if off else None)
    return Card(spoken(lines), [*line_sections(lines), ways])
