"""The focus groups of a course in Slack: what stands on the meeting's card, the windows for notes, the guide's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from domain.barometers import RoleId
from domain.course_definitions import MilestoneId
from domain.courses import Course
from domain.focus_groups import LONGEST_NOTES, Group, groups_of
from domain.people import UNMARKED_ROLE, UserId
from messages.slack.cards import Card, button, buttons, context, field, modal, plain, section
from messages.slack.course_cards import milestone_name
from messages.slack.deliveries import Instead
from messages.slack.errors import refusal
from messages.slack.text import clean, listed, literal, marked, person
from messages.wording import Words

#: Who leads the work: a group of these alone is the leadership.
LEADERS = frozenset({"leder", "faglig_leder"})
#: How much of a group's notes stands in the list of them, in characters.
EXCERPT = 500

#: Notes and who wrote them.
Known = tuple[str, UserId]


def group_name(roles: Sequence[RoleId], words: Words) -> str:
    """What a group is called; not escaped."""
    if roles and set(roles) <= LEADERS:
        return words("Ledelsen")
    return listed([_together(role, words) for role in roles], words)


def _together(role: RoleId, words: Words) -> str:
    """What those are called who have a role; one that is not ours as it is."""
    names = {
        "leder": words("Lederne"),
        "faglig_leder": words("De faglige ledere"),
        "superbruger": words("Superbrugerne"),
        UNMARKED_ROLE: words("Sagsbehandlerne"),
    }
    return names.get(role, role)


def group_blocks(course: Course, milestone: MilestoneId, words: Words) -> list[Block]:
    """On the card of a meeting where people come in groups: which, how long, the guide, and the notes."""
    groups = [one for one in groups_of(course.type) if one.milestone == milestone]
    if not groups:
        return []
    minutes = course.type.milestone(milestone).minutes
    each = words.count("1 minut hver", "{n} minutter hver", minutes) if minutes else ""
    names = "; ".join(group_name(one.roles, words) for one in groups)
    told = marked(words, "*Grupper:* {names}", names=names)
    which = f"{course.id}:{milestone}"
    return [
        section(f"{told} ({literal(each)})" if each else told),
        buttons(
            button(words("Interviewguide"), "focus_groups.guide", which),
            button(words("Noter"), "focus_groups.notes", which),
        ),
    ]


def choice_card(course: Course, groups: Sequence[Group], words: Words) -> Card:
    """Which group the guide is for."""
    text = marked(
        words,
        "En interviewguide som Word for hver gruppe, lavet af det seneste resultat i afdelingen. Filen kommer i en "
        "besked fra mig til dig.",
    )
    choices = [button(group_name(one.roles, words), "focus_groups.word", f"{course.id}:{one.number}") for one in groups]
    return Card(text, [section(text), *(buttons(choice) for choice in choices)])


def no_result_card(words: Words) -> Card:
    """A guide is about a result, and there is none yet."""
    why = marked(words, "Guiden laves af barometerets resultat, og det er ikke kommet endnu.")
    return refusal(why, marked(words, "Tryk igen, når resultatet er kommet i kanalen."))


def with_guide(group: Group, words: Words) -> str:
    """The text of the message that holds the file."""
    name = group_name(group.roles, words)
    return marked(words, "Interviewguide til fokusgruppen: {group}. Kun til dig.", group=name)


def instead(words: Words) -> Instead:
    """Where the figures are while there is no file."""
    return Instead(
        refused=marked(
            words,
            "Det kan jeres Slack-administrator ændre. Indtil da står alle tal i kanalen: skriv `/barometer resultat`.",
        ),
        failed=marked(words, "Prøv igen om lidt. Tallene står i kanalen: skriv `/barometer resultat`."),
    )


# Notes


def notes_view(
    course: Course, milestone: MilestoneId, groups: Sequence[Group], notes: Mapping[int, Known], words: Words
) -> View:
    """The notes of each group as far as there are any, for the team; of a course that is over they are only read."""
    told = marked(words, "Forankringsteamet kan læse noterne. De kommer med i udkastet til rapporten.")
    if course.over:
        told = marked(words, "Forløbet er slut, så noterne kan læses, men ikke ændres.")
    blocks: list[Block] = [
        section(f"*{literal(milestone_name(course, milestone, words))}*", block_id=f"{course.id}:{milestone}"),
        context(told),
    ]
    for group in groups:
        blocks += _group(course, group, notes.get(group.number), words)
    return modal("focus_groups.list", words("Noter"), blocks, close=words("Luk"))


def _group(course: Course, group: Group, written: Known | None, words: Words) -> list[Block]:
    name, which = group_name(group.roles, words), f"{course.id}:{group.number}"
    if written is None and course.over:
        return [section(f"*{literal(name)}*\n{literal(words('Ingen noter.'))}")]
    if written is None:
        told = words("Skriv noter: {group}", group=name)
        choice = button(words("Skriv"), "focus_groups.write", which, spoken=told)
        return [section(f"*{literal(name)}*\n{literal(words('Ingen noter endnu.'))}", choice)]
    text, author = written
    choice = button(words("Ret"), "focus_groups.write", which, spoken=words("Ret noter: {group}", group=name))
    who = marked(words, "Skrevet af {person}.", person=person(author))
    blocks: list[Block] = [section(f"*{literal(name)}*\n{who}", None if course.over else choice)]
    return [*blocks, SectionBlock(text=plain(clean(text, EXCERPT)))]


def write_view(
    course: Course, group: Group, edition: str, text: str, words: Words, meanwhile: Known | None = None
) -> View:
    """One group's notes; with `meanwhile` somebody else has written since, and their text stands above the field."""
    name = group_name(group.roles, words)
    blocks: list[Block] = [section(f"*{literal(name)}*", block_id=f"{course.id}:{group.number}:{edition}")]
    if meanwhile:
        told, author = meanwhile
        note = marked(
            words,
            "*Imens har {person} skrevet noter til denne gruppe.* De står herunder. Intet af dit er gemt. Skriv det, "
            "der skal med, ind i dit, og gem igen for at erstatte dem.",
            person=person(author),
        )
        blocks += [section(note), SectionBlock(text=plain(told or words("Noterne er slettet.")))]
    element = PlainTextInputElement(multiline=True, max_length=LONGEST_NOTES, initial_value=text or None)
    hint = words("Uden navne. Ingen borgere, ingen CPR-numre. Højst {n} tegn.", n=LONGEST_NOTES)
    blocks.append(field("focus_groups.text", words("Hvad blev der sagt?"), element, hint, optional=True))
    save = words("Gem alligevel") if meanwhile else words("Gem")
    return modal("focus_groups.write", words("Noter"), blocks, submit=save, close=words("Luk uden at gemme"))


def saved_view(group: Group, words: Words, *, is_kept: bool) -> View:
    """The receipt."""
    facts = {"group": group_name(group.roles, words)}
    if is_kept:
        text = marked(words, "Noterne til {group} er gemt. De kommer med i udkastet til rapporten.", **facts)
    else:
        text = marked(words, "Der er ingen noter til {group}.", **facts)
    return modal("focus_groups.saved", words("Noter"), [section(text)], close=words("Luk"))
