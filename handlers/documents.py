"""A result to take along: what a document may say of it, and the report for those who lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.barometers import ItemId
from domain.people import Act, ChannelId, Person
from domain.workdays import Workdays
from handlers import comments, focus_groups, releases
from handlers.focus_groups import Groups
from handlers.releases import Result
from storage import audit, courses, people
from storage.database import Tx
from storage.keys import KeyMissing
from storage.releases import ReleaseDamaged
from storage.sealed import TamperedBody


@dataclass(frozen=True, slots=True)
class Material:
    """A result, the one it is compared with, and the comments that their reader has released.

    `earlier` is None where there is none, or it is damaged; `comments` is None where they cannot be read.
    """

    result: Result
    earlier: Result | None
    comments: Mapping[ItemId, Sequence[str]] | None
    #: What the focus groups of the channel's course said, where the person is in its team.
    groups: Sequence[Groups] = ()


async def material(tx: Tx, result: Result) -> Material:
    """What a document may say of a result that somebody may see; what is lost beside it does not take it along."""
    return Material(result, await _earlier(tx, result), await _comments(tx, result))


async def _earlier(tx: Tx, result: Result) -> Result | None:
    try:
        return await releases.before(tx, result)
    except ReleaseDamaged:
        return None


async def _comments(tx: Tx, result: Result) -> Mapping[ItemId, Sequence[str]] | None:
    try:
        return await comments.released(tx, result.round.team, result.round.id)
    except (KeyMissing, TamperedBody):
        return None


async def report(tx: Tx, person: Person, now: datetime, workdays: Workdays) -> Material | None:
    """The channel's newest result for a report, and a note of who took it; None where there is no result yet.

    In a course's own channel it is the newest of its department; where there is none, the newest that was posted here
    from another channel in which they may make it too. Notes that cannot be read are left out.
    Raises `NotAllowed`, and `ReleaseDamaged`.
    """
    person.check(Act.MAKE_REPORT)
    channel = await _department(tx, person)
    found = await releases.results(tx, person, person.channel, now, workdays, is_member=False)
    own = (one for one in found if one.round.channel == channel)
    newest = next(own, None) or await _posted_here(tx, person, found)
    if newest is None:
        return None
    await audit.note(tx, person.team, person.user, "documents.report", newest.round.id, now)
    return replace(await material(tx, newest), groups=await _groups(tx, person, newest.round.channel))


async def _posted_here(tx: Tx, person: Person, found: Sequence[Result]) -> Result | None:
    """The newest result that came from another channel, of those in which the person may make the report too."""
    for one in found:
        if person.channel in releases.channels_of(one.round):
            named = await people.named(tx, person.team, one.round.channel)
            if replace(person, rights=named.rights_of(person.user)).may(Act.MAKE_REPORT):
                return one
    return None


async def made_elsewhere(tx: Tx, person: Person, now: datetime, workdays: Workdays) -> ChannelId | None:
    """Of a result that was posted here, the channel in which its report is made; None where none was posted.

    Raises `ReleaseDamaged`.
    """
    found = await releases.results(tx, person, person.channel, now, workdays, is_member=True)
    here = (one.round for one in found if person.channel in releases.channels_of(one.round))
    return next((one.channel for one in here if one.channel != person.channel), None)


async def _department(tx: Tx, person: Person) -> ChannelId:
    """Where the rounds are that a report from here is about."""
    try:
        course = await courses.running(tx, person.team, person.channel)
    except (KeyMissing, TamperedBody):
        return person.channel
    return course.department if course else person.channel


async def _groups(tx: Tx, person: Person, channel: ChannelId) -> Sequence[Groups]:
    try:
        return await focus_groups.for_report(tx, person, channel)
    except (KeyMissing, TamperedBody):
        return ()
