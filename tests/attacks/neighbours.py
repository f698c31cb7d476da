"""Two municipalities in one database, and somebody from the other one in our channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from domain.barometers import Choice, Text
from domain.people import Invited, Named
from domain.releases import Handed, Release, make_release
from domain.rounds import Round, RoundState
from sandbox.town import DEPARTMENT, Person, Town, town
from storage import barometers, people, releases, rounds, sittings
from tests.conversations.house import HERE, House

OTHER_TEAM = "T0NABOKOMMUNE"
#: Looks like a round of ours, and is none.
NOBODYS = "aaaaaaaaaaaaa"
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
    digest: str

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
        digest=digest,
    )


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
    return replace(known, open=NOBODYS, draft=NOBODYS, past=NOBODYS, digest=NOBODYS)
