"""Setting up a course: the form, its calendar before one confirms, and the texts to paste."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from slack_sdk.models.views import View

from domain.calendars import misplaced
from domain.course_definitions import AnchorId, CourseType
from domain.course_openings import concerns, first_date
from domain.course_order import crowded
from domain.course_progress import timeline
from domain.course_setups import CourseDraft, missing_roles
from domain.courses import LONGEST_NAME
from domain.people import Act, Person
from domain.rounds import first_day
from handlers import course_setups, courses
from handlers.course_setups import Beginning, Foreseen
from handlers.courses import UnknownCourse
from handlers.slack import course_rooms, directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Payload, Reply, Submission, chosen
from messages.course_dates import name_of
from messages.slack import course_setups as cards
from messages.slack import errors as error_cards
from messages.slack.course_texts import texts_view
from messages.slack.roles import refused_person
from messages.slack.text import clean
from messages.wording import Words
from storage import courses as stored

#: The first date is proposed so many days ahead: there is time to form the team and to tell the staff.
DAYS_AHEAD = 21
Errors = dict[str, str]


async def on_start(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker start`: the form, if there is nothing to refuse already. Raises `NotAllowed`."""
    words = desk.wording(person)
    person.check(Act.START_COURSE)
    if not await directory.is_in_channel(desk, command.channel):
        return Reply(after=desk.whisper(command.response_url, error_cards.invite_me(command.channel, words)))
    async with desk.store.reads() as tx:
        running = await stored.running(tx, person.team, person.channel)
        if running:
            card = cards.is_running_card(running, words)
            return Reply(after=desk.whisper(command.response_url, card))
        beginning = await course_setups.begin(tx, person)
    view = _form(desk, beginning, _first_draft(desk, beginning, person), words)
    return Reply(after=desk.open_view(command.trigger_id, view))


def _first_draft(desk: Desk, beginning: Beginning, person: Person) -> CourseDraft:
    """What is proposed before anybody has chosen anything."""
    course, department = beginning.types[0], beginning.departments[0]
    today = desk.workdays.local(desk.now()).date()
    since, earliest = today + timedelta(days=DAYS_AHEAD), beginning.earliest(department)
    first = first_date(course, since, earliest, today, desk.workdays)
    return CourseDraft(
        id="",
        team=person.team,
        by=person.user,
        channel=beginning.channel,
        department=department,
        municipality=beginning.municipality,
        course_type=course.id,
        anchors=dict.fromkeys(course.needed, first),
        deputy=beginning.named.deputy,
        members=beginning.named.team,
    )


def _form(desk: Desk, beginning: Beginning, draft: CourseDraft, words: Words) -> View:
    earliest = beginning.earliest(draft.department)
    waits = first_day(desk.workdays, earliest) if earliest and earliest > desk.now() else None
    others = beginning.others.get(draft.department, ())
    facts = cards.SetupFacts(beginning.types, beginning.type(draft.course_type), beginning.walks, waits, others)
    return cards.setup_view(facts, draft, words)


async def on_start_button(desk: Desk, click: Click) -> Reply:
    """The button that does what `/anker start` does."""
    command = click.as_command("/anker")
    return await on_start(desk, command, await desk.who(click.user, command.channel))


async def on_type(desk: Desk, click: Click) -> Reply:
    """Another kind of course: the form asks for its dates; what was chosen already stays."""
    view = click.view or {}
    person = await desk.who(click.user, click.ids[0])
    async with desk.store.reads() as tx:
        beginning = await course_setups.begin(tx, person)
    filled = _draft(view["state"]["values"], str(view["id"]), beginning, person)
    shown = _form(desk, beginning, filled, desk.wording(person))
    return Reply(after=desk.slack.views_update(view_id=str(view["id"]), view=shown))


async def on_setup_sent(desk: Desk, submission: Submission) -> Reply:
    """What was filled in is kept, and the whole calendar shown. Raises `NotAllowed` and `OneIsRunning`."""
    person = await desk.who(submission.user, submission.subject[0])
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        beginning = await course_setups.begin(tx, person)
    draft = _draft(submission.view["state"]["values"], submission.view_id, beginning, person)
    if errors := await _mistakes(desk, person, beginning, draft, words):
        return Reply({"response_action": "errors", "errors": errors})
    async with desk.store.writes() as tx:
        foreseen = await course_setups.keep(tx, person, draft, desk.now(), desk.workdays)
    return Reply({"response_action": "update", "view": _preview(desk, foreseen, words).to_dict()})


def _preview(desk: Desk, foreseen: Foreseen, words: Words) -> View:
    today = desk.workdays.local(desk.now()).date()
    department = foreseen.department
    facts = cards.PreviewFacts(
        draft=foreseen.draft,
        course=foreseen.course,
        lines=timeline(foreseen.course, today, desk.workdays),
        today=today,
        named=foreseen.named,
        missing=missing_roles(department, foreseen.team) if department else None,
        concerns=concerns(foreseen.course, foreseen.before.earliest, today, desk.workdays),
        walk=foreseen.walk,
        others=foreseen.others,
        crowded=[one for one in crowded(foreseen.course, desk.workdays) if one.day >= today],
    )
    return cards.preview_view(facts, words)


def _draft(
    values: Mapping[str, Mapping[str, Payload]], view_id: str, beginning: Beginning, person: Person
) -> CourseDraft:
    """What stands in the form; what cannot be chosen is taken as not chosen."""
    state = {action: given for fields in values.values() for action, given in fields.items()}
    picked = {action: chosen(given) for action, given in state.items()}
    course = beginning.type((_one(picked, "courses.type") or "").partition(":")[2])
    walk = _one(picked, "courses.walk")
    municipality = clean(str(state.get("courses.municipality", {}).get("value") or ""), LONGEST_NAME).strip()
    return CourseDraft(
        id=view_id,
        team=person.team,
        by=person.user,
        channel=beginning.channel,
        department=_one(picked, "courses.department") or beginning.departments[0],
        municipality=municipality or beginning.municipality,
        course_type=course.id,
        anchors=_anchors(values, course),
        walk=walk if walk in {one.id for one in beginning.walks} else None,
        deputy=_one(picked, "courses.deputy"),
        members=frozenset(picked.get("courses.members", ())),
    )


def _one(picked: Mapping[str, tuple[str, ...]], action: str) -> str | None:
    return next(iter(picked.get(action, ())), None)


def _anchors(values: Mapping[str, Mapping[str, Any]], course: CourseType) -> dict[AnchorId, date]:
    """The dates that are given, of the anchors that this kind of course has."""
    given = {
        cards.anchor_of(block): chosen(fields["courses.anchor"])
        for block, fields in values.items()
        if "courses.anchor" in fields
    }
    return {name: date.fromisoformat(days[0]) for name, days in given.items() if days and course.anchor(name)}


async def _mistakes(desk: Desk, person: Person, beginning: Beginning, draft: CourseDraft, words: Words) -> Errors:
    """What is wrong with the form, by the block of its field."""
    errors: Errors = {}
    course, named = beginning.type(draft.course_type), beginning.named
    for early, other in misplaced(course, draft.anchors):
        name = name_of(other, course, words)
        errors[cards.anchor_block(early)] = words("Ligger før »{name}«. Vælg en senere dag.", name=name)
    async with desk.store.reads() as tx:
        if not await course_setups.leads_in(tx, person, draft.department):
            told = words("Vælg en kanal, hvor du er koordinator: barometrene startes fra forløbet.")
            errors[cards.DEPARTMENT] = told
    if draft.deputy and draft.deputy == named.coordinator:
        errors[cards.DEPUTY] = words("Stedfortræderen skal være en anden end koordinatoren.")
    if named.coordinator_away and not draft.deputy:
        errors[cards.DEPUTY] = words("Vælg en stedfortræder, når koordinatoren er på orlov.")
    return errors | await _not_welcome(desk, draft, words)


async def _not_welcome(desk: Desk, draft: CourseDraft, words: Words) -> Errors:
    """Who cannot be in a team: bots, guests, strangers and those who have left."""
    errors: Errors = {}
    asked = ((cards.DEPUTY, [draft.deputy] if draft.deputy else []), (cards.MEMBERS, sorted(draft.members)))
    for block, users in asked:
        for member in [(await desk.person(user)).member for user in users]:
            if member.absence:
                errors.setdefault(block, refused_person(member, member.absence, words))
    return errors


async def _leader_of_draft(desk: Desk, user: str, draft_id: str) -> Person:
    """The person with their rights in the channel of the draft. Raises `UnknownCourse` and `NotWelcome`."""
    async with desk.store.reads() as tx:
        channel = await course_setups.channel_of(tx, desk.team, draft_id)
    person = await desk.who(user, channel or "")
    if channel is None or not person.rights:
        raise UnknownCourse
    return person


async def on_edit(desk: Desk, click: Click) -> Reply:
    """ "Ret": back to the form, with everything that was filled in. Raises `NotAllowed` and `UnknownCourse`."""
    person = await _leader_of_draft(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        draft = await course_setups.drafted(tx, person, click.value)
        beginning = await course_setups.begin(tx, person)
    view = _form(desk, beginning, draft, desk.wording(person))
    return Reply(after=desk.slack.views_update(view_id=str((click.view or {})["id"]), view=view))


async def on_confirm(desk: Desk, submission: Submission) -> Reply:
    """The course begins. Raises `NotAllowed`, `UnknownCourse` and `OneIsRunning`."""
    draft_id = submission.subject[0]
    person = await _leader_of_draft(desk, submission.user, draft_id)
    now = desk.now()
    async with desk.store.writes() as tx:
        begun = await course_setups.confirm(tx, person, draft_id, now, desk.workdays)
    words = desk.wording(person)
    view = cards.started_view(begun, _when(desk, now, words), words)
    return Reply({"response_action": "update", "view": view.to_dict()})


def _when(desk: Desk, now: datetime, words: Words) -> str:
    """When a message of now reaches a channel, empty for at once."""
    due = desk.workdays.soonest(now)
    return "" if due <= now else words.moment(due)


async def on_texts(desk: Desk, click: Click) -> Reply:
    """Texts for staff and MED/TR, with the course's dates. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        course = await courses.take_part(tx, person, click.value, Act.WORK_COURSE)
    today = desk.workdays.local(desk.now()).date()
    view = texts_view(course, course.days(desk.workdays), today, desk.operator, desk.wording(person))
    in_window = click.view is not None and click.view.get("type") == "modal"
    shows = desk.slack.views_push if in_window else desk.slack.views_open
    return Reply(after=shows(trigger_id=click.trigger_id, view=view))


LISTENERS = Listeners(
    clicks={
        "courses.start": on_start_button,
        "courses.type": on_type,
        "courses.edit": on_edit,
        "courses.texts": on_texts,
    },
    submissions={"courses.setup": on_setup_sent, "courses.start": on_confirm},
)
