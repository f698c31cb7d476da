"""Who has which right in a channel, and who is in the department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.barometers import Language
from domain.departments import Setup, people_among, week_begins
from domain.people import SILENT_DAYS, Absence, Act, ChannelId, Department, Member, Named, Person, Right, TeamId, UserId
from domain.workdays import Workdays
from handlers.roles import keep_named
from storage import audit, outbox, sent_messages, workspaces
from storage import people as stored
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: What the outbox calls the question about newcomers and leavers.
CHANGES = "people.changes"
#: The questions to a coordinator that a deputy does not wait for.
QUESTIONS = (CHANGES,)
#: So many of the questions that stand are settled when the list is saved.
WEEKS = 4
#: A question about newcomers and leavers that could not be sent for so long waits for the next week's.
STALE = timedelta(days=4)


class NotWelcome(Exception):  # noqa: N818 - the name is the sentence
    """Bots, deactivated people, strangers, and guests without a named right, are refused; with their language."""

    def __init__(self, absence: Absence, language: Language) -> None:
        super().__init__(absence.value)
        self.absence = absence
        self.language = language


class Outdated(Exception):  # noqa: N818 - the name is the sentence
    """Somebody else has saved since the form was opened."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Whom to ask in a channel, and where else somebody has a right of their own."""

    named: Named
    elsewhere: tuple[ChannelId, ...] = ()


async def person_in(
    tx: Tx, team: TeamId, user: UserId, channel: ChannelId, *, is_admin: bool, deputy_stands_in: bool = False
) -> Person:
    """The person with their language and the rights that are stored for this channel."""
    language = await stored.language(tx, team, user, channel)
    rights = (await stored.named(tx, team, channel)).rights_of(user, deputy_stands_in=deputy_stands_in)
    person = Person(team, user, language, rights, channel)
    return replace(person, rights=rights | {Right.ADMINISTRATOR}) if is_admin else person


async def setup(tx: Tx, person: Person) -> Setup:
    """Roles and department list of the channel. Raises `NotAllowed`."""
    person.check(Act.SEE_PEOPLE)
    return await _setup(tx, person.team, person.channel)


async def _setup(tx: Tx, team: TeamId, channel: ChannelId) -> Setup:
    return Setup(
        named=await stored.named(tx, team, channel),
        department=await stored.department(tx, team, channel) or Department(),
        language=await stored.language(tx, team, channel),
    )


async def save(
    tx: Tx, person: Person, wanted: Setup, *, edition: str, event: str, now: datetime, due: datetime
) -> bool:
    """Keep roles and department list; False for a redelivery of the same event, which changes nothing.

    Whoever gets a role from somebody else, or loses it, is told at `due`. Raises `NotAllowed`, and `Outdated` where
    the form shows another edition than the one that is kept.
    """
    person.check(Act.NAME_PEOPLE)
    if not await workspaces.first_time(tx, person.team, event, now):
        return False
    kept = await _setup(tx, person.team, person.channel)
    if kept.edition != edition:
        raise Outdated
    await stored.save_department(tx, person.team, person.channel, wanted.department)
    await stored.save_language(tx, person.team, person.channel, wanted.language)
    await audit.note(tx, person.team, person.user, "people.department", person.channel, now)
    await keep_named(tx, person, kept.named, wanted.named, now, due)
    return True


async def leads(tx: Tx, team: TeamId, user: UserId, channel: ChannelId) -> Leads:
    """Whom to ask in the channel, and in which other channels this person leads: a department's own come first."""
    rights = await stored.channels_of(tx, team, user)
    elsewhere = [where for where, right in rights if right is Right.COORDINATOR and where != channel]
    lists = {where: await stored.department(tx, team, where) for where in elsewhere}
    elsewhere.sort(key=lambda where: (found := lists[where]) is None or found.channel != where)
    return Leads(await stored.named(tx, team, channel), tuple(elsewhere))


async def leave_elsewhere(tx: Tx, team: TeamId, named: Named, here: ChannelId) -> list[ChannelId]:
    """Other channels in which the same person coordinates and, as it is written down there, is on leave where they are
    not here, or is not where they are."""
    if named.coordinator is None:
        return []
    rights = await stored.channels_of(tx, team, named.coordinator)
    others = [channel for channel, right in rights if right is Right.COORDINATOR and channel != here]
    return [one for one in others if (await stored.named(tx, team, one)).coordinator_away != named.coordinator_away]


async def questions(tx: Tx, team: TeamId, channel: ChannelId) -> list[Sent]:
    """Where the last month's questions about newcomers and leavers stand."""
    return (await sent_messages.where_sent(tx, team, [CHANGES], channel=channel))[-WEEKS:]


async def note_found(tx: Tx, person: Person, members: Iterable[Member]) -> None:
    """Note who was found in the department when its list was saved. Raises `NotAllowed`."""
    person.check(Act.NAME_PEOPLE)
    await stored.save_known(tx, person.team, person.channel, people_among(members))


async def departments_to_ask(tx: Tx, now: datetime, workdays: Workdays) -> list[tuple[TeamId, ChannelId]]:
    """Whose coordinators are due to be asked about this week's newcomers and leavers; nobody outside working hours."""
    if now < week_begins(workdays, now) or not workdays.is_working_hour(now):
        return []
    return await stored.unasked(tx, CHANGES, _week(workdays, now))


async def ask_about_changes(tx: Tx, team: TeamId, channel: ChannelId, *, now: datetime, workdays: Workdays) -> None:
    """Ask whoever leads the department once a week; whether there is anything to ask is seen when it is sent."""
    leader = (await stored.named(tx, team, channel)).leader
    if leader is None:
        return
    key = f"{team}:{CHANGES}:{channel}:{_week(workdays, now)}"
    subject = {"channel": channel}
    await outbox.add(tx, [Post(key, team, CHANGES, now, person=leader, subject=subject, not_after=now + STALE)])


def _week(workdays: Workdays, now: datetime) -> str:
    year, week, _ = workdays.local(now).isocalendar()
    return f"{year}-{week:02}"


async def listed(tx: Tx, team: TeamId, channel: ChannelId) -> tuple[Department, frozenset[UserId]]:
    """The department list, and who was found when it was last saved."""
    return await stored.department(tx, team, channel) or Department(), await stored.known(tx, team, channel)


async def opened(tx: Tx, person: Person, now: datetime) -> Setup:
    """The same as `setup`, from a question that was sent: that it was taken up is noted. Raises `NotAllowed`."""
    found = await setup(tx, person)
    await audit.note(tx, person.team, person.user, "people.opened", person.channel, now)
    return found


async def coordinator_is_silent(
    tx: Tx, team: TeamId, coordinator: UserId, *, now: datetime, workdays: Workdays
) -> bool:
    """Whether the coordinator has left a question unanswered for `SILENT_DAYS` working days."""
    local = workdays.local(now)
    since = workdays.at(workdays.shifted(local.date(), -SILENT_DAYS), local.time())
    return await stored.left_unanswered(tx, team, coordinator, QUESTIONS, since)


async def choose_language(tx: Tx, team: TeamId, user: UserId, language: Language) -> None:
    """Keep the language in which somebody wants to be spoken to."""
    await stored.save_language(tx, team, user, language)
