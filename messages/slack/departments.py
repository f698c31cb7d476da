"""What is seen of a department: its roles, who was found when its list was saved, and who came and left since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from domain.barometers import RoleId
from domain.departments import Changes, Setup
from domain.people import MARKED_ROLES, UNMARKED_ROLE, Absence, Attendance, ChannelId, Named, UserId
from messages.slack.cards import Card, button, buttons, context, section
from messages.slack.text import Mention, channel, literal, marked, person
from messages.wording import Words

#: So many people are named in a receipt; the rest are counted.
MOST_NAMED = 20


def role_name(role: RoleId, words: Words) -> str:
    """What a role in the department is called."""
    names = {
        "leder": words("Leder med personaleansvar"),
        "faglig_leder": words("Faglig leder"),
        "superbruger": words("ICS-superbruger"),
        UNMARKED_ROLE: words("Sagsbehandler"),
    }
    return names.get(role, role)


def absence_reason(absence: Absence, words: Words) -> str:
    """Why somebody found in the department is not asked."""
    return {
        Absence.BOT: words("app eller bot"),
        Absence.GUEST: words("gæst"),
        Absence.DEACTIVATED: words("deaktiveret i Slack"),
        Absence.STRANGER: words("fra en anden organisation"),
        Absence.LEFT_OUT: words("står under »spørges ikke«"),
        Absence.OTHER_ROLE: words("har en rolle, som barometeret ikke spørger"),
    }[absence]


def nobody_yet(words: Words) -> str:
    return words("Ingen endnu")


def persons(users: Iterable[UserId], words: Words) -> str:
    listed = sorted(users)
    named = ", ".join(person(user) for user in listed[:MOST_NAMED])
    more = len(listed) - MOST_NAMED
    if more > 0:
        return f"{named} {words('og {n} mere', n=more)}"
    return named or nobody_yet(words)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What whoever saves a list may not know."""

    #: Who was taken out of the team and has something to do still.
    leave: Sequence[UserId] = ()
    #: Where else the coordinator is on leave though not here, or is not though here.
    elsewhere: Sequence[ChannelId] = ()
    #: Whether they have given away the role of coordinator with it.
    leads_no_more: bool = False
    #: How many the round that was started asks, which does not change any more.
    asked_already: int | None = None


def receipt(setup: Setup, here: ChannelId, found: Attendance, noticed: Noticed, words: Words) -> Card:
    """What was saved: the size of each role, who is left out and why, and who is in the team."""
    department = setup.department
    counted = words("{n} kan spørges", n=len(found.invited))
    text = marked(words, "Gemt. {name}: {counted}.", name=department.name, counted=counted)
    sizes = [f"{literal(role_name(role, words))}: {found.count(role)}" for role in (*MARKED_ROLES, UNMARKED_ROLE)]
    if department.people_outside:
        sizes.append(marked(words, "Ikke i Slack: {n} (spørges ikke)", n=department.people_outside))
    blocks: list[Block] = [section(f"*{text}*"), section("\n".join(f"• {size}" for size in sizes))]
    absent = _unexpectedly(found.absent, setup.named)
    if absent:
        blocks.append(section("\n".join([marked(words, "*Udeladt*"), *_left_out(absent, words)])))
    if found.invited and len(found.invited) < _FEWEST:
        blocks.append(section(marked(words, "Under 5 kan spørges. En runde kan først startes med 5.")))
    still = _still_asked(noticed.asked_already, words) if noticed.asked_already else ""
    if still:
        blocks.append(section(still))
    team = _team(setup.named, here, noticed, words)
    spoken = " ".join(part for part in (text, ", ".join(sizes), still, *team[1:]) if part)
    return Card(spoken, [*blocks, *(context(told) for told in team)])


def _still_asked(number: int, words: Words) -> str:
    return marked(
        words,
        "Den runde, der er startet, spørger stadig de {n}, den blev startet med. Listen gælder den næste.",
        n=number,
    )


#: A round needs five people (rule P16 of docs/privacy.md).
_FEWEST = 5


def _unexpectedly(absent: Mapping[UserId, Absence], named: Named) -> dict[UserId, Absence]:
    """Without the guests who observe: nobody meant to ask them, and what they are stands below."""
    return {user: why for user, why in absent.items() if why is not Absence.GUEST or user not in named.observers}


def _left_out(absent: Mapping[UserId, Absence], words: Words) -> Iterator[str]:
    for absence in Absence:
        users = [user for user, reason in absent.items() if reason is absence]
        if users:
            yield f"• {persons(users, words)}: {literal(absence_reason(absence, words))}"


def _who_leads(named: Named, here: ChannelId, words: Words) -> str:
    facts = {"coordinator": Mention(person_or_nobody(named.coordinator, words)), "channel": channel(here)}
    if named.deputy is None:
        return marked(words, "Koordinator i {channel}: {coordinator}.", **facts)
    facts["deputy"] = person(named.deputy)
    if named.coordinator_away:
        return marked(words, "Koordinator i {channel}: {coordinator}, på orlov. Stedfortræder: {deputy}.", **facts)
    return marked(words, "Koordinator i {channel}: {coordinator}. Stedfortræder: {deputy}.", **facts)


def _elsewhere(named: Named, channels: Sequence[ChannelId], words: Words) -> str:
    facts = {
        "coordinator": Mention(person_or_nobody(named.coordinator, words)),
        "channels": Mention(", ".join(map(channel, channels))),
    }
    if named.coordinator_away:
        return marked(words, "I {channels} står {coordinator} ikke på orlov; det sættes dér.", **facts)
    return marked(words, "I {channels} står {coordinator} stadig på orlov; det ændres dér.", **facts)


def _team(named: Named, here: ChannelId, noticed: Noticed, words: Words) -> list[str]:
    """Who leads and who is in the team from now on, and whose actions wait for another."""
    leave = noticed.leave
    told = [_who_leads(named, here, words)]
    if noticed.leads_no_more:
        told.append(marked(words, "Du er ikke længere koordinator her og kan ikke selv tage rollen tilbage."))
    if noticed.elsewhere:
        told.append(_elsewhere(named, noticed.elsewhere, words))
    if named.team:
        told.append(f"{marked(words, 'Team:')} {persons(named.team, words)}")
    if named.observers:
        told.append(f"{marked(words, 'Observatører:')} {persons(named.observers, words)}")
    if leave:
        asked = marked(words, "Jeg spørger dig i vores samtale, hvem der overtager.")
        left = marked(words, "Ude af teamet, men med åbne handlinger i planen:")
        told.append(f"{left} {persons(leave, words)}. {asked}")
    return told


def saved_line(here: ChannelId, by: UserId, words: Words) -> Card:
    """What the week's question becomes."""
    facts = {"channel": channel(here), "by": person(by)}
    text = marked(words, "Afdelingslisten i {channel} er set igennem og gemt af {by}.", **facts)
    return Card(text, [context(text)])


def saved_without_members(setup: Setup, here: ChannelId, noticed: Noticed, words: Words) -> Card:
    """Saved, but Slack would not show who is in the department."""
    text = marked(words, "Gemt. {name}", name=setup.department.name)
    department = setup.department
    if department.channel and not department.groups:
        why = marked(
            words,
            "Jeg kan ikke se, hvem der er i {source}. Er kanalen privat, så skriv `/invite @Anker` i den, "
            "og gem listen igen med `/anker personer`.",
            source=channel(department.channel),
        )
    else:
        why = marked(words, "Jeg kan ikke se, hvem der er i brugergrupperne. Prøv igen om lidt med `/anker personer`.")
    team = [context(told) for told in _team(setup.named, here, noticed, words)]
    return Card(f"{text}. {why}", [section(f"*{text}*"), section(why), *team])


def changes_card(here: ChannelId, changes: Changes, words: Words) -> Card:
    """The week's question to whoever leads: are newcomers and leavers listed as they should be?"""
    lines = []
    if changes.came:
        lines.append(f"{marked(words, '*Nye:*')} {persons(changes.came, words)}")
    if changes.left:
        lines.append(f"{marked(words, '*Ikke fundet mere:*')} {persons(changes.left, words)}")
    text = marked(
        words, "Afdelingslisten i {channel}: nogen er kommet eller gået, siden den blev gemt.", channel=channel(here)
    )
    what = marked(words, "Nye står som sagsbehandlere. Se listen igennem, og gem den; så er det på plads.")
    shown = "\n".join(lines)
    see = button(words("Se listen"), "people.open", here, style="primary")
    return Card(f"{text} {what}", [section(text), section(shown), context(what), buttons(see)])


def person_or_nobody(user: UserId | None, words: Words) -> str:
    return person(user) if user else nobody_yet(words)
