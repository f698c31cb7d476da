"""A small barometer, a round of it and its people, for tests of everything that is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from domain.barometers import Barometer, BarometerId, Choice, Item, OpenItem, Role, ScalePoint, Text, Theme
from domain.people import Invited
from domain.releases import Release, make_release
from domain.rounds import Round, RoundState
from domain.tallies import Handed
from domain.templates import Template, TemplateId
from storage import rounds as stored_rounds
from storage import sittings as stored_sittings
from storage.database import Store
from tests.domain.small_walks import template

NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
TEAM, CHANNEL, COORDINATOR = "T0BORGER", "C0BOERN", "U0METTE"
STAFF, LEADER = "sagsbehandler", "leder"
CANARY = "Kanariefuglen-synger-92417"


def text(da: str) -> Text:
    return Text(da=da)


def barometer(barometer_id: BarometerId = "proeve", version: int = 1, items: int = 3) -> Barometer:
    """Items `u1`, `u2` … for both roles, and one open question, `fritekst`."""
    both = frozenset({STAFF, LEADER})
    asked = tuple(Item(f"u{n}", text(f"Udsagn {n}"), both, "self") for n in range(1, items + 1))
    return Barometer(
        id=barometer_id,
        version=version,
        languages=("da",),
        title=text("Prøve"),
        note=None,
        roles=(Role(STAFF, text("Sagsbehandlere")), Role(LEADER, text("Ledere"))),
        groupings=(),
        scale=tuple(ScalePoint(choice, text(choice.name)) for choice in Choice if choice is not Choice.SKIPPED),
        themes=(Theme("tema", text("Tema"), None, asked),),
        open_items=(OpenItem("fritekst", text("Andet?")),),
    )


class SampleBarometers:
    """A content folder with one barometer."""

    def every(self) -> tuple[Barometer, ...]:
        return (barometer(),)

    def all(self) -> tuple[Barometer, ...]:
        return (barometer(),)


class SampleTemplates:
    """A content folder with two versions of one template."""

    def get(self, template_id: TemplateId, version: int, /) -> Template:
        return {(one.id, one.version): one for one in self.every()}[template_id, version]

    def every(self) -> tuple[Template, ...]:
        return (template(1), template(2))

    def all(self) -> tuple[Template, ...]:
        return (template(2),)


def people(count: int) -> tuple[Invited, ...]:
    """So many invited people; the first one is the leader."""
    return tuple(Invited(f"U{n:04}", STAFF if n else LEADER) for n in range(count))


def a_round(state: RoundState = RoundState.DRAFT, channel: str = CHANNEL, team: str = TEAM, weeks: int = 0) -> Round:
    """A round that opens so many weeks from `NOW`, under a new id."""
    opens = NOW + timedelta(weeks=weeks)
    return Round(
        id=stored_rounds.new_round_id(),
        team=team,
        channel=channel,
        unit="Børn og Familie",
        barometer=barometer(),
        grouping="roles",
        coordinator=COORDINATOR,
        reader="U0LAESER",
        opens_at=opens,
        closes_at=opens + timedelta(days=14),
        state=state,
        result_channels=(channel,),
        invited={STAFF: 4, LEADER: 1},
        outside=2,
        language="en",
    )


async def stored_round(store: Store, asked: Round, invited: Iterable[Invited] = ()) -> Round:
    """Keep a round with its key, roster and empty sittings, as opening one does."""
    store.keys.create_round_key(asked.id)
    async with store.writes() as tx:
        await stored_rounds.insert(tx, asked, origin=f"view-{asked.id}")
        await stored_rounds.replace_roster(tx, asked.id, invited)
    async with store.writes() as tx:
        await stored_sittings.insert_empty(tx, asked, invited)
    return asked


async def open_round(store: Store, invited: Iterable[Invited]) -> Round:
    return await stored_round(store, a_round(RoundState.OPEN), tuple(invited))


async def answer(store: Store, asked: Round, person: Invited, item: str, choice: Choice, *, comment: str = "") -> None:
    """One person's answer, and their comment, in a transaction as an operation makes it."""
    async with store.writes() as tx:
        sitting = await stored_sittings.load(tx, asked, person.user, person.role, lock=True)
        assert sitting is not None
        sitting = sitting.answer(item, choice)
        await stored_sittings.save(tx, asked, person.user, sitting.comment("fritekst", comment))


def a_release(points: Choice = Choice.AGREE, count: int = 12) -> Release:
    """The release of a round in which everybody chose the same."""
    answers = {item.id: points for item in barometer().items}
    handed_in = [Handed(person.role, answers) for person in people(count)]
    return make_release(barometer(), "roles", {STAFF: count - 1, LEADER: 1}, handed_in)
