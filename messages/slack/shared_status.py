"""How far a course is, for everybody in its channel: shown to whoever shares it first, and live until a newer one."""

from __future__ import annotations

from slack_sdk.models.views import View

from domain.courses import Course
from messages.slack.cards import Card, buttons, context, header, modal, section
from messages.slack.course_cards import leads_told, line_sections, spoken, status_button, title_of
from messages.slack.course_status import StatusFacts, legend, next_told, timeline_line
from messages.slack.plans import open_button
from messages.slack.text import channel, literal, marked
from messages.wording import Words


def shared_card(facts: StatusFacts, words: Words, *, is_new: bool = False) -> Card:
    """The timeline for everybody in the channel: dates and names of milestones, nothing about anybody."""
    course = facts.course
    first = [_begun(facts, words)] if is_new else []
    if course.over:
        first.append(marked(words, "Forløbet er slut."))
    else:
        first.append(next_told(facts, words))
    lines = [timeline_line(facts, line, words) for line in facts.lines]
    movable = marked(words, "Forankringsteamet kan flytte datoerne.")
    return Card(
        spoken([literal(title_of(course, words)), *first, *lines]),
        [
            header(title_of(course, words)),
            section("\n".join(first)),
            *line_sections(lines),
            buttons(status_button(course, words), open_button(course, words)),
            *([] if course.over else [context(f"{legend(facts, words)} {movable}".strip())]),
        ],
    )


def _begun(facts: StatusFacts, words: Words) -> str:
    named = facts.named
    told = marked(words, "Et forløb er begyndt her. Jeg minder om møderne.")
    return f"{told} {leads_told(named.coordinator, named.deputy, words, away=named.coordinator_away)}"


def older_card(course: Course, words: Words) -> Card:
    """What a timeline becomes when a newer one stands below it."""
    text = marked(words, "{title}: den nyeste status står længere nede.", title=title_of(course, words))
    return Card(text, [context(text)])


def share_view(facts: StatusFacts, told_at: str, words: Words, room: Words) -> View:
    """What will stand in the channel in its own language, before it does; `told_at` is when, empty for at once."""
    course = facts.course
    where = channel(course.channel)
    if told_at:
        text = marked(words, "Dette kommer i {channel} {when}:", channel=where, when=told_at)
    else:
        text = marked(words, "Dette kommer i {channel}:", channel=where)
    shown = [block for block in shared_card(facts, room).blocks if block.type != "actions"]
    return modal(
        "courses.share",
        words("Del i kanalen"),
        [section(text, block_id=f"{course.id}:share"), *shown],
        submit=words("Del"),
        close=words("Luk"),
    )


def shared_view(course: Course, told_at: str, words: Words) -> View:
    """The receipt."""
    where = channel(course.channel)
    if told_at:
        text = marked(words, "Delt. Den kommer i {channel} {when}.", channel=where, when=told_at)
    else:
        text = marked(words, "Delt i {channel}.", channel=where)
    return modal("courses.shared", words("Del i kanalen"), [section(text)], close=words("Luk"))
