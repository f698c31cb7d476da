"""Setting up a course: the form, the whole calendar before one confirms, and the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    InputBlock,
    PlainTextInputElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from domain.barometers import RoleId
from domain.course_definitions import Anchor, AnchorId, CourseType
from domain.course_openings import Concern
from domain.course_order import Crowded
from domain.course_progress import Line, Progress
from domain.course_setups import CourseDraft
from domain.courses import LONGEST_NAME, Course
from domain.people import ChannelId, Named
from domain.walks import Walk
from messages.course_dates import closed_told, name_of
from messages.slack.cards import Card, button, buttons, context, field, modal, option, section
from messages.slack.course_cards import (
    agreed,
    bold_title,
    distance_told,
    follows,
    instead_of,
    leads_told,
    line_sections,
    milestone_name,
    on_day,
    proposed_told,
    status_button,
)
from messages.slack.course_openings import concern_told, crowded_told, others_told, running_told, waits_told
from messages.slack.departments import persons, role_name
from messages.slack.errors import refusal
from messages.slack.text import channel, listed, literal, marked
from messages.slack.walk_reviews import name_of as name_of_walk
from messages.wording import Words

#: The blocks of the fields in which something can be wrong.
DEPARTMENT, DEPUTY, MEMBERS = "courses-department", "courses-deputy", "courses-members"
MUNICIPALITY, WALK = "courses-municipality", "courses-walk"
#: The choice of no template.
NO_WALK = "none"


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What can be chosen: the kinds of course, the one that is chosen, and the templates that may be linked."""

    types: Sequence[CourseType]
    chosen: CourseType
    walks: Sequence[Walk]
    #: The first day on which a round may open in the draft's department, where a result keeps it waiting.
    waits: date | None = None
    #: Where other courses run whose barometers are in that department, None for a channel that the reader may not see.
    others: Sequence[ChannelId | None] = ()


def anchor_block(anchor: AnchorId) -> str:
    """The block of an anchor's date."""
    return f"courses-anchor-{anchor}"


def anchor_of(block: str) -> AnchorId:
    """The anchor whose date stands in the block."""
    return block.removeprefix(anchor_block(""))


def setup_view(facts: SetupFacts, draft: CourseDraft, words: Words) -> View:
    """Everything that a course needs, prefilled with the draft; what the dates become is shown next."""
    blocks: list[Block] = [
        section(
            marked(
                words,
                "Forløbet hører til i {channel}. Du ser hele kalenderen, før noget begynder.",
                channel=channel(draft.channel),
            ),
            _types(facts, draft.channel, words),
            block_id=f"{draft.channel}:setup",
        ),
        field(
            "courses.municipality",
            words("Kommune"),
            PlainTextInputElement(initial_value=draft.municipality or None, max_length=LONGEST_NAME),
        ),
        _department_field(draft, words),
        *(context(told) for told in others_told(facts.others, draft.department, words)),
        *_anchors(facts, draft, words),
        *_people_fields(draft, words),
        *([_walk_field(facts.walks, draft, words)] if facts.walks else []),
        *_closed(facts.chosen, words),
    ]
    return modal("courses.setup", words("Nyt forløb"), blocks, submit=words("Se kalenderen"), close=words("Luk"))


def _types(facts: SetupFacts, here: ChannelId, words: Words) -> StaticSelectElement | None:
    """The kinds of course, where there is a choice; another one may ask for other dates."""
    if len(facts.types) < 2:
        return None
    options = {one.id: option(words.of(one.title), f"{here}:{one.id}") for one in facts.types}
    return StaticSelectElement(
        action_id="courses.type", options=list(options.values()), initial_option=options[facts.chosen.id]
    )


def _department_field(draft: CourseDraft, words: Words) -> InputBlock:
    element = ConversationSelectElement(
        initial_conversation=draft.department,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = words("Her bor barometerrunderne og afdelingslisten. Du skal være koordinator i kanalen.")
    return field("courses.department", words("Afdelingens kanal"), element, hint)


def _anchors(facts: SetupFacts, draft: CourseDraft, words: Words) -> Iterator[Block]:
    """The dates; below those that must be given, from when a barometer may open where the last result holds it up."""
    course = facts.chosen
    for anchor in course.anchors:
        yield _anchor_field(course, anchor, draft, words)
        if facts.waits and anchor.id in course.needed[-1:]:
            yield context(waits_told(facts.waits, draft.department, words))


def _anchor_field(course: CourseType, anchor: Anchor, draft: CourseDraft, words: Words) -> InputBlock:
    given = draft.anchors.get(anchor.id)
    element = DatePickerElement(initial_date=given.isoformat() if given else None, action_id="courses.anchor")
    made = field(
        "courses.anchor",
        name_of(anchor.id, course, words),
        element,
        _default_told(course, anchor, words),
        optional=anchor.default is not None,
    )
    made.block_id = anchor_block(anchor.id)
    return made


def _default_told(course: CourseType, anchor: Anchor, words: Words) -> str | None:
    if anchor.default is None:
        return None
    return words(
        "Kan vente. Så regnes den foreløbig som {distance}.",
        distance=distance_told(course, anchor.default, words),
    )


def _people_fields(draft: CourseDraft, words: Words) -> Iterator[InputBlock]:
    yield field(
        "courses.deputy",
        words("Stedfortræder"),
        UserSelectElement(initial_user=draft.deputy),
        words("Får forløbets private beskeder, når koordinatoren er på orlov."),
        optional=True,
    )
    yield field(
        "courses.members",
        words("Forankringsteamet"),
        UserMultiSelectElement(initial_users=sorted(draft.members) or None),
        words("Ud over koordinator og stedfortræder. Rollerne kommer fra afdelingslisten."),
        optional=True,
    )


def _walk_field(walks: Sequence[Walk], draft: CourseDraft, words: Words) -> InputBlock:
    options = {NO_WALK: option(words("Ingen"), NO_WALK)}
    options |= {walk.id: option(name_of_walk(walk, words), walk.id) for walk in walks[:99]}
    chosen = options.get(draft.walk or NO_WALK, options[NO_WALK])
    element = StaticSelectElement(options=list(options.values()), initial_option=chosen)
    return field("courses.walk", words("Skabelon i forløbet"), element, words("Kun hvis I vil følge en sammen."))


def _closed(course: CourseType, words: Words) -> list[Block]:
    """When nothing is proposed, if the course says so."""
    told = closed_told(course, words)
    return [context(marked(words, "Lukket: {closed}. Dér foreslås intet.", closed=told))] if told else []


# The calendar before one confirms


@dataclass(frozen=True, slots=True)
class PreviewFacts:
    """A course as it would be on the local date `today`.

    `missing` are the roles that nobody in the team has, None where there is no department list to know it from.
    """

    draft: CourseDraft
    course: Course
    lines: Sequence[Line]
    today: date
    named: Named
    missing: Sequence[RoleId] | None
    concerns: Sequence[Concern] = ()
    walk: Walk | None = None
    others: Sequence[ChannelId | None] = ()
    crowded: Sequence[Crowded] = ()


def preview_view(facts: PreviewFacts, words: Words) -> View:
    """Every milestone with its date, what another day is proposed for and why, and what is still to be thought of."""
    blocks: list[Block] = [
        section("\n".join(_summary(facts, words)), block_id=f"{facts.draft.id}:preview"),
        section("\n".join([marked(words, "*Vær opmærksom på*"), *_warnings(facts, words)])),
        *line_sections(_calendar(facts, words)),
        context(proposed_told(words)),
        *_closed(facts.course.type, words),
        buttons(button(words("Ret"), "courses.edit", facts.draft.id)),
    ]
    return modal("courses.start", words("Kalenderen"), blocks, submit=words("Begynd forløbet"), close=words("Luk"))


def _summary(facts: PreviewFacts, words: Words) -> Iterator[str]:
    course, named = facts.course, facts.named
    yield bold_title(course, words)
    places = {"channel": channel(course.channel), "department": channel(course.department)}
    if course.channel == course.department:
        yield marked(words, "Møder og barometre: {channel}.", channel=places["channel"])
    else:
        yield marked(words, "Møder: {channel}. Barometre: {department}.", **places)
    yield leads_told(named.coordinator, named.deputy, words, away=named.coordinator_away)
    if named.team:
        yield f"{marked(words, 'Team:')} {persons(named.team, words)}"
    if facts.walk:
        yield marked(words, "Skabelon: {name}.", name=name_of_walk(facts.walk, words))


def _warnings(facts: PreviewFacts, words: Words) -> list[str]:
    """What a coordinator should know before the course begins, each as an item of a list."""
    told = [_roles_told(facts.missing, words)]
    if not facts.named.deputy:
        told.append(marked(words, "Der er ingen stedfortræder. Uden en går forløbet i stå, når koordinatoren er væk."))
    told += others_told(facts.others, facts.course.department, words)
    told += running_told(facts.course, words)
    told += [concern_told(one, facts.course, words, facts.today) for one in facts.concerns]
    told += [crowded_told(one, facts.course, words, facts.today) for one in facts.crowded]
    told.append(
        marked(
            words,
            "To af barometerets temaer, ledelse og superbrugere, bedømmer to-tre mennesker, som alle kender. Aftal med "
            "dem, hvordan I taler om resultatet.",
        )
    )
    return [f"• {one}" for one in told if one]


def _roles_told(missing: Sequence[RoleId] | None, words: Words) -> str:
    if missing is None:
        return marked(
            words,
            "Der er ingen afdelingsliste, så jeg ved ikke, hvem i teamet der har hvilken rolle. Lav en med "
            "`/anker personer`.",
        )
    if not missing:
        return ""
    roles = listed([role_name(role, words) for role in missing], words)
    return marked(words, "*Teamet mangler:* {roles}. Alle fire roller hører til i et forankringsteam.", roles=roles)


def _calendar(facts: PreviewFacts, words: Words) -> Iterator[str]:
    yield marked(words, "*Hele kalenderen*")
    for line in facts.lines:
        yield _line(facts, line, words)


def _line(facts: PreviewFacts, line: Line, words: Words) -> str:
    """The date, the milestone, what it follows or that it was chosen, whether it is only proposed, and below it why on
    another day."""
    entry, course = line.entry, facts.course
    name = milestone_name(course, entry.id, words)
    counted = follows(course, entry.id, words)
    notes = [counted or (words("foreslået") if entry.proposed else words("valgt dato"))]
    if line.progress is Progress.BEFORE_START:
        notes.append(words("før start"))
    elif counted and (told := agreed(course.state(entry.id), course.type.milestone(entry.id).kind, words)):
        notes.append(told)
    first = f"*{literal(on_day(entry.day, words, facts.today))}* {literal(name)} ({literal(', '.join(notes))})"
    instead = instead_of(course, entry, words, facts.today)
    return "\n".join([first, *([f"      _{literal(instead)}_"] if instead else [])])


# Afterwards


def started_view(course: Course, told_at: str, words: Words) -> View:
    """The receipt, with the texts to paste; `told_at` is when the channel is told, in words, empty for at once."""
    where = channel(course.channel)
    if told_at:
        text = marked(words, "Forløbet er begyndt. {channel} får besked {when}.", channel=where, when=told_at)
    else:
        text = marked(words, "Forløbet er begyndt, og {channel} får besked nu.", channel=where)
    blocks: list[Block] = [
        section(text),
        section(marked(words, "Orientér medarbejderne og MED/TR, før barometeret åbner. Her er tekster at gå ud fra:")),
        buttons(button(words("Tekster til medarbejdere og MED/TR"), "courses.texts", course.id)),
        context(marked(words, "`/anker status` viser, hvor I er. `/anker kalender` giver møderne til jeres kalender.")),
    ]
    return modal("courses.started", words("Begyndt"), blocks, close=words("Luk"))


def is_running_card(course: Course, words: Words) -> Card:
    """A channel has one course at a time; the one that runs is the next step."""
    why = marked(words, "Der er allerede et forløb i gang i {channel}.", channel=channel(course.channel))
    what = marked(words, "Et nyt kan begynde, når det er slut. Under *Status* kan du afslutte det: *Afslut forløbet*.")
    return refusal(why, what, status_button(course, words))
