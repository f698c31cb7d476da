"""The record of a course's meeting: the window in which it is written, and the card in the channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from domain.closings import Secured, asks_who_secures
from domain.course_definitions import MilestoneId
from domain.course_records import LONGEST_AGREED, LONGEST_OTHERS, Present, present_in
from domain.courses import Course, Moved, Record
from domain.plans import LONGEST_ACTION, Action, makes_plan
from messages.course_dates import day_and_month
from messages.slack.cards import Card, button, buttons, context, field, header, modal, plain, section
from messages.slack.closings import secured_fields, secured_lines
from messages.slack.course_cards import line_sections, milestone_name, spoken
from messages.slack.course_changes import around
from messages.slack.course_meetings import Today, day_told, value
from messages.slack.focus_groups import group_blocks
from messages.slack.plans import SHORT, add_button, line_of, open_button
from messages.slack.text import clean, literal, marked, person
from messages.wording import Words

#: So many actions have room in the window at first, so many are added at a press, and there are never more.
FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 2, 13
#: How much of a record is read aloud in a notification, in characters.
SPOKEN = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands already, and stays: who secures what, and the actions that earlier records have put into the plan."""

    secured: Sequence[Secured] = ()
    actions: Sequence[Action] = ()


NOTHING = Kept()


def hold_view(
    course: Course,
    milestone: MilestoneId,
    today: Today,
    words: Words,
    rows: int = FIRST_ROWS,
    notes: Sequence[str] = (),
    kept: Kept = NOTHING,
) -> View:
    """When it was, who took part, what was agreed, and who does what; filled in with the record there is.

    With `notes` it is shown again, and keeps what is typed: so that the record there is stands above it. The final
    meeting asks who secures what as well, filled in with what is known. Actions are only ever added.
    """
    state = course.state(milestone)
    record, day = state.record, course.days(today.workdays)[milestone]
    agreed = PlainTextInputElement(
        multiline=True, max_length=LONGEST_AGREED, initial_value=record.agreed if record else None
    )
    return modal(
        "meetings.hold",
        words("Referat") if record else words("Holdt"),
        [
            section(_about(course, milestone, words), block_id=_subject(course, milestone, rows)),
            *(section(note) for note in notes),
            *(_written(record, words) if record and notes else []),
            field("meetings.day", words("Dato"), DatePickerElement(initial_date=min(day, today.day).isoformat())),
            *_who(record, words),
            field("meetings.agreed", words("Hvad blev aftalt?"), agreed, _no_citizens(words), optional=True),
            *(secured_fields(kept.secured, words) if asks_who_secures(course.type.milestone(milestone)) else []),
            *_in_plan(kept.actions, today, words),
            *(block for number in range(rows) for block in _action_row(number, words)),
            *([buttons(_more_rows(course, milestone, words))] if rows < MOST_ROWS else []),
            context(_what_happens(words)),
        ],
        submit=words("Gem referatet"),
        close=words("Luk uden at gemme"),
    )


def _written(record: Record, words: Words) -> list[Block]:
    """The record that a new one would replace."""
    if not record.agreed:
        return []
    return [section(marked(words, "*Det står der i referatet nu:*")), SectionBlock(text=plain(record.agreed))]


def _subject(course: Course, milestone: MilestoneId, rows: int) -> str:
    return f"{course.id}:{milestone}:{course.state(milestone).changes}:{rows}"


def _about(course: Course, milestone: MilestoneId, words: Words) -> str:
    name = milestone_name(course, milestone, words)
    if course.state(milestone).record:
        return marked(words, "*{name}*\nDet, du gemmer, erstatter det første referat.", name=name)
    return f"*{literal(name)}*"


def _no_citizens(words: Words) -> str:
    return words("Kort. Ingen borgere, ingen CPR-numre.")


def _what_happens(words: Words) -> str:
    return marked(words, "Referatet kommer i kanalen, og handlingerne kommer i planen.")


def _who(record: Record | None, words: Words) -> list[Block]:
    present = present_in(record.present) if record else Present()
    people = UserMultiSelectElement(initial_users=list(present.users) or None)
    others = PlainTextInputElement(max_length=LONGEST_OTHERS, initial_value=present.others or None)
    return [
        field("meetings.present", words("Hvem var med?"), people, optional=True),
        field("meetings.others", words("Andre, der var med"), others, optional=True),
    ]


def _in_plan(actions: Sequence[Action], today: Today, words: Words) -> list[Block]:
    """What the meeting has put into the plan already, so that nobody writes it down again or fears for it."""
    if not actions:
        return []
    first = marked(words, "*Mødets handlinger i planen*")
    lines = [f"• {line_of(one, today.day, words, SHORT)}" for one in actions]
    stay = marked(words, "De bliver i planen og rettes i `/anker plan`. Skriv kun nye handlinger her.")
    return line_sections([first, *lines, stay])


def _action_row(number: int, words: Words) -> list[Block]:
    """One action: what, who, and until when; a row without a text is no action."""
    text = PlainTextInputElement(max_length=LONGEST_ACTION)
    rule = words("En handling skal også have en, der gør det, og en frist.")
    return [
        _row("meetings.action", number, words("Handling {n}", n=number + 1), text, rule),
        _row("meetings.owner", number, words("Hvem gør det?"), UserSelectElement()),
        _row("meetings.deadline", number, words("Senest"), DatePickerElement()),
    ]


def _row(action: str, number: int, label: str, element: InputInteractiveElement, hint: str | None = None) -> InputBlock:
    block = field(action, label, element, hint, optional=True)
    block.block_id = row_block(action, number)
    return block


def row_block(action: str, number: int) -> str:
    """The block of one field of an action's row."""
    return f"{action.replace('.', '-')}-{number}"


def _more_rows(course: Course, milestone: MilestoneId, words: Words) -> ButtonElement:
    return button(words("Flere handlinger"), "meetings.more_actions", value(course, milestone))


def record_card(
    done: Moved,
    actions: Sequence[Action],
    today: Today,
    words: Words,
    *,
    again: bool,
    secured: Sequence[Secured] = (),
) -> Card:
    """The record in the channel; what people wrote stands as they wrote it, and nothing of it is markup."""
    course, milestone = done.course, done.moved.milestone
    state = course.state(milestone)
    name, day = milestone_name(course, milestone, words), course.days(today.workdays)[milestone]
    title = words("Referat: {name}, {day}", name=name, day=day_told(day, words, today.day))
    present = _present(state.record, words)
    agreed = state.record.agreed if state.record else ""
    made, moved = [*secured_lines(secured, words), *_made(actions, today.day, words)], around(done, today, words)
    first = [_by(course, milestone, words, again=again), *present]
    return Card(
        spoken([literal(title), *first, literal(clean(agreed, SPOKEN)), *made, *moved]),
        [
            header(title),
            *line_sections(first),
            *([SectionBlock(text=plain(agreed))] if agreed else []),
            *line_sections([*made, *moved]),
            *group_blocks(course, milestone, words),
            buttons(
                button(words("Ret referatet"), "meetings.hold", value(course, milestone)),
                open_button(course, words) if actions else None,
                add_button(course, words) if makes_plan(course, milestone) else None,
            ),
        ],
    )


def _by(course: Course, milestone: MilestoneId, words: Words, *, again: bool) -> str:
    by = course.state(milestone).by
    who = person(by) if by else "Anker"
    if again:
        return marked(words, "Skrevet af {person}. Erstatter det første referat.", person=who)
    return marked(words, "Skrevet af {person}.", person=who)


def _present(record: Record | None, words: Words) -> list[str]:
    present = present_in(record.present) if record else Present()
    named = [*(person(user) for user in present.users), *([literal(present.others)] if present.others else [])]
    return [f"{marked(words, '*Med:*')} {', '.join(named)}"] if named else []


def _made(actions: Iterable[Action], today: date, words: Words) -> list[str]:
    lines = [
        marked(
            words,
            "• {action}: {person}, senest {day}",
            action=one.text,
            person=person(one.owner),
            day=day_and_month(one.deadline, words, today),
        )
        for one in actions
    ]
    return [marked(words, "*Handlinger:*"), *lines] if lines else []


def record_view(course: Course, milestone: MilestoneId, day: date, words: Words) -> View:
    """What was agreed, whole."""
    record = course.state(milestone).record
    name = f"*{literal(milestone_name(course, milestone, words))}*"
    said = plain(record.agreed if record else words("Der er ikke noget referat."))
    blocks = [section(f"{name}, {literal(words.day(day))}"), SectionBlock(text=said)]
    return modal("meetings.record", words("Referat"), blocks, close=words("Luk"))


def saved_told(done: Moved, actions: int, today: Today, words: Words) -> list[str]:
    """The receipt of whoever wrote it; mrkdwn, a line each."""
    facts = {"name": milestone_name(done.course, done.moved.milestone, words)}
    lines = [marked(words, "*{name}* er holdt. Referatet er på vej til kanalen.", **facts)]
    if actions:
        lines.append(literal(words.count("1 ny handling er i planen.", "{n} nye handlinger er i planen.", actions)))
    return [*lines, *around(done, today, words)]
