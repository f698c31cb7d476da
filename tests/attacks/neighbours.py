"""Two municipalities in one database, and somebody from the other one in our channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from domain.barometers import Choice, Text
from domain.course_setups import CourseDraft
from domain.courses import Course
from domain.people import Invited, Named
from domain.plans import Action
from domain.releases import Handed, Release, make_release
from domain.revisions import Status, wording
from domain.rounds import Round, RoundState
from domain.walks import Part, Walk
from sandbox.town import DEPARTMENT, Person, Town, town
from storage import barometers, course_drafts, courses, people, plans, releases, rounds, sittings, walks
from tests.conversations.house import HERE, House

OTHER_TEAM = "T0NABOKOMMUNE"
#: Looks like a round of ours, and is none.
NOBODYS = "aaaaaaaaaaaaa"
#: Stand in a walk, and must be read by nobody who has no part in it.
SECRET_UNIT, SECRET_ANSWER = "Kvidrehuset", "Drosslerne-synger-88213"
STRANGER = Person("Oda Nabo", "Kollega fra nabokommunen", is_admin=True, team_id=OTHER_TEAM)


def shared_town() -> Town:
    """Egelund, whose department shares its channel with a colleague from next door."""
    place = town()
    rooms = [
        replace(room, members=(*room.members, STRANGER.name)) if room.name == DEPARTMENT else room
        for room in place.rooms
    ]
    return replace(place, people=(*place.people, STRANGER), rooms=tuple(rooms))


@dataclass(frozen=True, slots=True)
class Ids:
    """What stands in buttons and windows of one municipality."""

    open: str
    draft: str
    past: str
    channel: str
    user: str
    item: str
    theme: str
    comment: str
    walk: str
    question: str
    unsettled: str
    own: str
    wording: str
    gone: str
    colleague: str
    digest: str
    course: str
    course_draft: str
    action: str

    def filled(self, template: str) -> str:
        return template.format(**{name: getattr(self, name) for name in self.__slots__})


async def a_municipality(house: House, team: str) -> Ids:
    """A team's open round, draft and published one, as they lie in the database; Mette leads, Hanne is asked."""
    leader, asked = house.person("Mette").id, house.person("Hanne").id
    own = team == house.bot.desk.team
    here = house.workspace.channel(HERE).id if own else "C0NABO0000"
    model = a_round(house, team, here, leader)
    crowd = [Invited(user, "sagsbehandler") for user in [asked, *(f"U0KOLLEGA{n}" for n in range(11))]]
    open_round = replace(model, id=f"o{team.lower():a<12}"[:13], state=RoundState.OPEN)
    draft = replace(model, id=f"d{team.lower():a<12}"[:13], channel=f"{here}2")
    past = replace(model, id=f"p{team.lower():a<12}"[:13], opens_at=model.opens_at - timedelta(days=200))
    store = house.bot.desk.store
    async with store.writes() as tx:
        for made in (open_round, draft, replace(past, state=RoundState.PUBLISHED)):
            await rounds.insert(tx, made, f"origin of {made.id}")
            await rounds.replace_roster(tx, made.id, crowd if made is not past else [])
        own_barometer = replace(model.barometer, title=Text(f"Barometer i {team}"))
        digest = await barometers.keep(tx, team, own_barometer)
        await people.save_named(tx, team, here, Named(coordinator=leader))
        await people.save_named(tx, team, f"{here}2", Named(coordinator=leader))
        await releases.insert(tx, past, released(past), past.opens_at + timedelta(days=14), {})
    store.keys.create_round_key(open_round.id)
    async with store.writes() as tx:
        await sittings.insert_empty(tx, open_round, crowd)
    walk = await a_walk(house, team, here, leader, asked)
    course, action = await a_course(house, team, here, leader)
    theme = model.barometer.themes[0]
    return Ids(
        open=open_round.id,
        draft=draft.id,
        past=past.id,
        channel=here,
        user=asked,
        item=theme.items[0].id,
        theme=theme.id,
        comment=model.barometer.open_items[0].id,
        walk=walk.id,
        question=walk.questions[0].id,
        unsettled=walk.questions[1].id,
        own=walk.added[0].id,
        wording=wording(walk.added[0]),
        gone=house.person("Karen").id,
        colleague=house.person("Jonas").id,
        digest=digest,
        course=course.id,
        course_draft=course.id,
        action=action,
    )


async def a_walk(house: House, team: str, channel: str, owner: str, author: str) -> Walk:
    """A team's walk with an answer, a question that is not settled, and one of its own; the owner also approves it."""
    now = house.clock.now() - timedelta(days=1)
    walk = Walk(
        id=f"w{team.lower():a<12}"[:13],
        team=team,
        template=house.bot.desk.store.templates.all()[0],
        unit=SECRET_UNIT,
        people={owner: frozenset(Part), author: frozenset({Part.AUTHOR})},
        target=now.date() + timedelta(days=42),
        channel=channel,
        started_at=now,
    )
    first, second = (question.id for question in walk.questions[:2])
    written = walk.add_text(first, SECRET_ANSWER, author, now).mark(second, Status.NOT_SETTLED, 0, owner, now)
    written = written.settles(second, owner, written.target)
    written = written.add_question(f"q{walk.id}", walk.template.elements[-1].id, "Hvem passer hesten?", owner)
    async with house.bot.desk.store.writes() as tx:
        begun = await walks.insert(tx, walk, f"origin of {walk.id}")
        await walks.save(tx, begun, written.at(author, first, now))
    return written


async def a_course(house: House, team: str, channel: str, leader: str) -> tuple[Course, str]:
    """A team's course with an action of its plan, and a draft of the same id; the id of the action."""
    now, name = house.clock.now(), f"c{team.lower():a<12}"[:13]
    kind = house.bot.desk.store.course_types.all()[0]
    opens = {"barometer_1_open": now.date() + timedelta(days=30)}
    course = Course(name, team, channel, channel, SECRET_UNIT, kind, opens, now.date())
    draft = CourseDraft(name, team, leader, channel, channel, SECRET_UNIT, kind.id, opens)
    action = Action(name, name, SECRET_ANSWER, leader, now.date() + timedelta(days=40), leader, now)
    async with house.bot.desk.store.writes() as tx:
        await courses.insert(tx, course, f"origin of {name}")
        await course_drafts.keep(tx, draft, now)
        await plans.insert(tx, team, [action], f"origin of {name}")
    return course, action.id


def a_round(house: House, team: str, channel: str, leader: str) -> Round:
    barometer = house.bot.desk.store.barometers.all()[0]
    now = house.clock.now()
    return Round(
        id="",
        team=team,
        channel=channel,
        unit="Familie",
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator=leader,
        reader=leader,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=13),
        invited={"sagsbehandler": 12},
        result_channels=(channel,),
    )


def released(past: Round) -> Release:
    answers = dict.fromkeys((item.id for item in past.barometer.items_for("sagsbehandler")), Choice.AGREE)
    return make_release(past.barometer, past.grouping, past.invited, [Handed("sagsbehandler", answers)] * 12)


def nobodys(known: Ids) -> Ids:
    """The same ids, but of rounds and barometers that never were."""
    return replace(
        known,
        open=NOBODYS,
        draft=NOBODYS,
        past=NOBODYS,
        digest=NOBODYS,
        walk=NOBODYS,
        course=NOBODYS,
        course_draft=NOBODYS,
        action=NOBODYS,
    )
