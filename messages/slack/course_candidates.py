"""What a round would be in a course, for its preview: one of its barometers, with the dates that it moves."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, InputBlock, StaticSelectElement

from domain.course_rounds import Candidate, InCourse
from messages.slack.cards import field, option
from messages.slack.course_cards import line_sections, milestone_name, title_of
from messages.slack.course_changes import left_behind, shift_told
from messages.slack.course_meetings import Today, day_told, value
from messages.slack.text import marked
from messages.wording import Words

#: What the block that names the only barometer of a course is called, so that the round becomes no other.
SHOWN = "drafts-barometer"


def in_course_blocks(found: InCourse, today: Today, words: Words) -> list[Block]:
    """Which barometer of the course the round is, and what moves in it; the question where that is a choice."""
    if len(found.candidates) == 1:
        told = line_sections(_only_candidate(found, today, words))
        told[0].block_id = f"{SHOWN}:{value(found.course, found.candidates[0].milestone)}"
        return told
    why = [_why_asked(found, today, words)]
    told = [
        block
        for candidate in found.candidates
        for block in line_sections(_one_candidate(candidate, found, today, words))
    ]
    return [*line_sections(why), *told, _choice(found, words)]


def _why_asked(found: InCourse, today: Today, words: Words) -> str:
    """That the first barometer waits still, on a day that has passed or is yet to come."""
    first = found.candidates[0].milestone
    day = found.course.days(today.workdays)[first]
    facts = {
        "title": title_of(found.course, words),
        "name": milestone_name(found.course, first, words),
        "day": day_told(day, words, today.day),
    }
    if day < today.day:
        return marked(
            words,
            "*Forløbet* ({title}): »{name}« stod til {day} og er ikke startet. Derfor skal du vælge, hvad runden er.",
            **facts,
        )
    return marked(
        words,
        "*Forløbet* ({title}): »{name}« står til {day} og er ikke startet. Derfor skal du vælge, hvad runden er.",
        **facts,
    )


def _one_candidate(candidate: Candidate, found: InCourse, today: Today, words: Words) -> list[str]:
    name = milestone_name(found.course, candidate.milestone, words)
    return [marked(words, "*Som »{name}«:*", name=name), *_moves(candidate, today, words)]


def _only_candidate(found: InCourse, today: Today, words: Words) -> list[str]:
    [candidate] = found.candidates
    facts = {
        "title": title_of(found.course, words),
        "name": milestone_name(found.course, candidate.milestone, words),
    }
    return [
        marked(words, "*Forløbet* ({title}): runden hører til »{name}«.", **facts),
        *_moves(candidate, today, words),
    ]


def _moves(candidate: Candidate, today: Today, words: Words) -> list[str]:
    """Every date that moves, and what is left behind."""
    done = candidate.moved
    if done is None:
        return [marked(words, "Ingen datoer flytter.")]
    shifts = [shift_told(one, done.course, today, words) for one in (done.moved, *done.along)]
    return [marked(words, "Datoer, der flytter:"), *shifts, *left_behind(done, today, words)]


def _choice(found: InCourse, words: Words) -> InputBlock:
    """Nothing is chosen beforehand: either may be meant."""
    options = [
        option(milestone_name(found.course, one.milestone, words), value(found.course, one.milestone))
        for one in found.candidates
    ]
    hint = words("Er det den senere, kan den tidligere ikke startes mere.")
    asked = field(
        "drafts.candidate",
        words("Hvilket af forløbets barometre er runden?"),
        StaticSelectElement(options=options),
        hint,
    )
    asked.block_id = f"drafts-candidate-{found.course.id}"
    return asked
