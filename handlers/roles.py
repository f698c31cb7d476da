"""Roles in a channel: given, taken away, asked for, and stood in for; whoever it concerns is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from domain.people import Act, ChannelId, Named, Person, Right, TeamId, UserId
from domain.rounds import Round
from storage import audit, outbox, sent_messages
from storage import people as stored
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: What the outbox calls the messages of this feature.
ROLE_REQUEST, ROLE_REFUSED = "people.role_request", "people.role_refused"
NAMED, NO_LONGER = "people.named", "people.no_longer"
STANDS_IN, STOOD_IN = "people.stands_in", "people.stood_in"


async def name_coordinator(tx: Tx, person: Person, user: UserId, *, now: datetime, due: datetime) -> Named:
    """Give the role of coordinator to somebody; whoever had it stays in the team. Raises `NotAllowed`."""
    person.check(Act.NAME_PEOPLE)
    kept = await stored.named(tx, person.team, person.channel)
    if kept.coordinator == user:
        return kept
    wanted = kept.handed_to(user)
    await keep_named(tx, person, kept, wanted, now, due)
    return wanted


async def name_team(
    tx: Tx, person: Person, deputy: UserId | None, team: Iterable[UserId], *, now: datetime, due: datetime
) -> Named:
    """Keep who is deputy and who is in the team, and the other roles as they are. Raises `NotAllowed`."""
    person.check(Act.NAME_PEOPLE)
    kept = await stored.named(tx, person.team, person.channel)
    wanted = replace(kept, deputy=deputy, team=frozenset(team))
    if wanted != kept:
        await keep_named(tx, person, kept, wanted, now, due)
    return wanted


async def keep_named(tx: Tx, person: Person, kept: Named, wanted: Named, now: datetime, due: datetime) -> None:
    """Keep who is named in the person's channel, instead of `kept`; whoever it concerns is told at `due`.

    Whether the person may do this, the caller has made sure of.
    """
    await stored.save_named(tx, person.team, person.channel, wanted)
    if wanted != kept:
        await audit.note(tx, person.team, person.user, "people.named", person.channel, now)
    for right, user in wanted.newly_given(kept):
        await audit.note(tx, person.team, person.user, f"people.{right}", f"{person.channel}:{user}", now)
    told = [_post(person, kind, right, user, now, due) for kind, right, user in _told(kept, wanted)]
    await outbox.add(tx, [post for post in told if post.person != person.user])


def _told(kept: Named, wanted: Named) -> Iterator[tuple[str, Right, UserId]]:
    """Who is told of what; somebody who stands in from the day on which they become deputy reads of both at once."""
    for right, user in wanted.newly_given(kept):
        if user != wanted.stands_in:
            yield NAMED, right, user
    for right, user in wanted.taken_from(kept):
        yield NO_LONGER, right, user
    if wanted.stands_in and wanted.stands_in != kept.stands_in:
        yield STANDS_IN, Right.DEPUTY, wanted.stands_in
    if kept.stands_in and kept.stands_in == wanted.deputy and not wanted.stands_in:
        yield STOOD_IN, Right.DEPUTY, kept.stands_in


def _post(person: Person, kind: str, right: Right, user: UserId, now: datetime, due: datetime) -> Post:
    key = f"{person.team}:{kind}:{person.channel}:{right}:{user}:{now.timestamp():.3f}"
    subject = {"channel": person.channel, "right": right.value, "by": person.user}
    return Post(key, person.team, kind, due, person=user, subject=subject)


async def leader_of(tx: Tx, asked: Round) -> UserId:
    """Who gets the private messages about a round: whoever leads in its channel now, and can do what they say; where
    that is nobody, whoever began it."""
    return (await stored.named(tx, asked.team, asked.channel)).leader or asked.coordinator


async def ask_role(
    tx: Tx, person: Person, administrators: list[UserId], *, now: datetime, due: datetime
) -> UserId | None:
    """Ask every administrator to make the person coordinator of the channel, at most once a day.

    Gives who has said no to it on this day, None where nobody has: then nobody is asked again before the next.
    """
    subject = {"channel": person.channel, "user": person.user, "asked": str(now.date())}
    refused = await sent_messages.told(tx, person.team, [ROLE_REFUSED], **subject)
    if refused:
        return refused[-1]["by"]
    about = f"{person.team}:{ROLE_REQUEST}:{person.channel}:{person.user}:{now.date()}"
    posts = [
        Post(f"{about}:{administrator}", person.team, ROLE_REQUEST, due, person=administrator, subject=subject)
        for administrator in administrators
    ]
    await outbox.add(tx, posts)
    return None


async def refuse_role(tx: Tx, person: Person, user: UserId, *, now: datetime, due: datetime) -> bool:
    """Say no to somebody who asked to be the channel's coordinator; they are told so, once for each time they asked.

    False where they have the role meanwhile. Raises `NotAllowed`.
    """
    person.check(Act.NAME_PEOPLE)
    if (await stored.named(tx, person.team, person.channel)).coordinator == user:
        return False
    asked = await _last_asked(tx, person.team, person.channel, user)
    subject = {"channel": person.channel, "user": user, "asked": asked, "by": person.user}
    key = f"{person.team}:{ROLE_REFUSED}:{person.channel}:{user}:{asked}"
    if await outbox.add(tx, [Post(key, person.team, ROLE_REFUSED, due, person=user, subject=subject)]):
        await audit.note(tx, person.team, person.user, "people.refused", f"{person.channel}:{user}", now)
    return True


async def requests(tx: Tx, team: TeamId, channel: ChannelId, user: UserId) -> list[Sent]:
    """Where the administrators were asked, the last time that this person asked to be the channel's coordinator."""
    asked = await _last_asked(tx, team, channel, user)
    found = await sent_messages.where_sent(tx, team, [ROLE_REQUEST], channel=channel, user=user)
    return [one for one in found if one.subject.get("asked", "") == asked]


async def _last_asked(tx: Tx, team: TeamId, channel: ChannelId, user: UserId) -> str:
    """The day, as it is written in what a request is about; requests of before this was written have none."""
    found = await sent_messages.told(tx, team, [ROLE_REQUEST], channel=channel, user=user)
    return max((one.get("asked", "") for one in found), default="")
