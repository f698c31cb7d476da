"""What is seen of roles that are asked for, given and refused."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.blocks import ConfirmObject

from domain.courses import Course
from domain.people import Absence, ChannelId, Member, Named, Right, UserId
from domain.rounds import Round
from messages.slack.cards import Card, button, buttons, context, plain, section
from messages.slack.course_cards import title_of
from messages.slack.departments import absence_reason
from messages.slack.text import channel, clean, literal, marked, person
from messages.wording import Words


def refused_person(member: Member, absence: Absence, words: Words) -> str:
    """Why somebody cannot have the role they were chosen for."""
    name = clean(member.name, 60)
    if absence is Absence.GUEST:
        return words("{name} er gæst og kan kun være observatør.", name=name)
    return words("{name} kan ikke vælges: {reason}.", name=name, reason=absence_reason(absence, words))


def cannot_lead(member: Member, absence: Absence, words: Words) -> Card:
    """To an administrator who says yes to somebody who can no longer have the role."""
    text = literal(refused_person(member, absence, words))
    return Card(text, [section(text)])


def role_request(here: ChannelId, user: UserId, coordinator: UserId | None, words: Words) -> Card:
    """To the workspace's administrators: somebody asks to be a channel's coordinator, and who would lose the role."""
    facts = {"person": person(user), "channel": channel(here)}
    text = marked(words, "{person} beder om at blive koordinator i {channel}.", **facts)
    what = marked(
        words, "En koordinator starter og lukker barometerrunder og vedligeholder afdelingslisten. Svar kan ingen se."
    )
    grant = button(words("Gør til koordinator"), "people.grant", f"{here}:{user}", style="primary")
    refuse = button(words("Sig nej"), "people.refuse", f"{here}:{user}")
    if coordinator:
        loses = marked(words, "{coordinator} er koordinator i dag og mister rollen.", coordinator=person(coordinator))
        text = f"{text} {loses}"
        grant.confirm = ConfirmObject(
            title=plain(words("Skift koordinator?")),
            text=plain(words("Den nuværende koordinator mister rollen, bliver i teamet og får besked.")),
            confirm=plain(words("Skift")),
            deny=plain(words("Fortryd")),
        )
    return Card(f"{text} {what}", [section(text), context(what), buttons(grant, refuse)])


def role_asked(here: ChannelId, words: Words) -> Card:
    """To whoever asked."""
    text = marked(
        words,
        "Din anmodning om at blive koordinator i {channel} er sendt til Slacks administratorer. "
        "Du får besked, når en af dem har svaret.",
        channel=channel(here),
    )
    return Card(text, [section(text)])


def role_granted(here: ChannelId, user: UserId, by: UserId, words: Words) -> Card:
    """What becomes of the administrator's card."""
    facts = {"person": person(user), "channel": channel(here), "by": person(by)}
    text = marked(words, "{person} er koordinator i {channel}. Navngivet af {by}.", **facts)
    return Card(text, [section(text)])


def is_coordinator(here: ChannelId, user: UserId, words: Words) -> Card:
    """What becomes of the card of an administrator who says no when another has said yes."""
    text = marked(words, "{person} er koordinator i {channel}.", person=person(user), channel=channel(here))
    return Card(text, [section(text)])


def refused_line(here: ChannelId, user: UserId, by: UserId, words: Words) -> Card:
    """What becomes of the administrators' cards once one of them has said no."""
    facts = {"person": person(user), "channel": channel(here), "by": person(by)}
    text = marked(words, "{by} har sagt nej til, at {person} bliver koordinator i {channel}.", **facts)
    return Card(text, [section(text)])


def role_refused(here: ChannelId, by: UserId, coordinator: UserId | None, words: Words) -> Card:
    """To whoever asked: who has said no, and whom they can turn to."""
    facts = {"channel": channel(here), "by": person(by)}
    text = marked(words, "{by} har sagt nej til, at du bliver koordinator i {channel}.", **facts)
    leads = (
        marked(words, "{person} er koordinator dér i dag.", person=person(coordinator))
        if coordinator
        else marked(words, "Der er ingen koordinator dér i dag.")
    )
    further = marked(words, "Tal med dem, hvis det skal være anderledes. Du kan bede om rollen igen i morgen.")
    return Card(f"{text} {leads} {further}", [section(text), context(f"{leads} {further}")])


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A course that somebody leads from now on, and who starts rounds in the channel where it asks."""

    course: Course
    starter: UserId | None = None


def named_card(here: ChannelId, right: str, by: UserId, words: Words, under_way: UnderWay | None = None) -> Card:
    """To whoever was given a role: which one, by whom, and what they can do now."""
    facts = {"channel": channel(here), "by": person(by)}
    if right == Right.COORDINATOR:
        text = marked(words, "Du er nu koordinator i {channel}. {by} har givet dig rollen.", **facts)
        what = _leads_course(under_way, words) if under_way else _begins(words)
    elif right == Right.DEPUTY:
        text = marked(words, "Du er nu stedfortræder i {channel}. {by} har givet dig rollen.", **facts)
        what = marked(
            words,
            "Er koordinatoren på orlov, deaktiveret i Slack eller tavs i to arbejdsdage, kan du det samme som "
            "koordinatoren. "
            "`/anker hjælp` viser, hvad du kan nu.",
        )
    elif right == Right.TEAM:
        text = marked(words, "Du er nu i forankringsteamet i {channel}. {by} har givet dig rollen.", **facts)
        what = marked(
            words,
            "I aftaler og flytter møderne, skriver, hvad I aftaler, holder planen og ser resultaterne. `/anker status` "
            "i kanalen viser, hvor langt I er.",
        )
    else:
        text = marked(words, "Du er nu observatør i {channel}. {by} har givet dig rollen.", **facts)
        what = marked(
            words,
            "Du kan se resultater, dagsordener og dokumenter. `/anker status` viser, hvor langt de er, i kanalen og "
            "her.",
        )
    return _role_told(text, what)


def _begins(words: Words) -> str:
    return marked(
        words,
        "Begynd med `/anker personer` i kanalen: hvem er i afdelingen? Derefter `/barometer start`. "
        "`/anker hjælp` viser resten.",
    )


def _leads_course(under_way: UnderWay, words: Words) -> str:
    """What a coordinator has from the one before: where the course is, and where its rounds are started."""
    course = under_way.course
    first = marked(
        words,
        "Forløbet {title} er i gang. `/anker status` i kanalen viser, hvor langt det er, og hvad der kommer nu; "
        "`/anker hjælp` viser resten.",
        title=title_of(course, words),
    )
    if course.department == course.channel:
        return first
    facts = {"department": channel(course.department)}
    if under_way.starter is None:
        return f"{first} {marked(words, 'Dets barometre startes i {department}.', **facts)}"
    facts["leader"] = person(under_way.starter)
    return f"{first} {marked(words, 'Dets barometre startes i {department} af {leader}.', **facts)}"


def no_longer_card(here: ChannelId, had: str, now: Right | None, by: UserId, words: Words) -> Card:
    """To whoever `had` a role: that they do not have it any more, and what they are there `now`."""
    facts = {"channel": channel(here), "by": person(by)}
    texts = {
        Right.COORDINATOR: marked(words, "Du er ikke længere koordinator i {channel}.", **facts),
        Right.DEPUTY: marked(words, "Du er ikke længere stedfortræder i {channel}.", **facts),
        Right.TEAM: marked(words, "Du er ikke længere i forankringsteamet i {channel}.", **facts),
        Right.OBSERVER: marked(words, "Du er ikke længere observatør i {channel}.", **facts),
    }
    changed = marked(words, "{by} har ændret, hvem der gør hvad dér.", **facts)
    whats = {
        None: marked(words, "Er det en fejl, så skriv til {by}.", **facts),
        Right.OBSERVER: marked(words, "Du kan stadig se resultater, dagsordener og dokumenter."),
    }
    still = marked(words, "Du er stadig i forankringsteamet og kan se resultater. `/anker hjælp` viser resten.")
    return _role_told(f"{texts[Right(had)]} {changed}", whats.get(now, still))


def stands_in_card(here: ChannelId, coordinator: UserId, by: UserId, running: Round | None, words: Words) -> Card:
    """To a deputy who leads from now on, since the coordinator is on leave; with the round that is under way."""
    facts = {"channel": channel(here), "coordinator": person(coordinator), "by": person(by)}
    text = marked(words, "Du leder nu i {channel} som stedfortræder: {coordinator} er på orlov.", **facts)
    if by != coordinator:
        told = "Du leder nu i {channel} som stedfortræder: {by} har skrevet, at {coordinator} er på orlov."
        text = marked(words, told, **facts)
    what = marked(
        words,
        "Du kan det samme som koordinatoren og får koordinatorens beskeder, til orloven er slut. `/anker hjælp` i "
        "kanalen viser, hvad du kan.",
    )
    return _role_told(text, f"{what} {_under_way(running, words)}" if running else what)


def _under_way(running: Round, words: Words) -> str:
    return marked(
        words,
        "En runde er i gang; den lukker {closes}. `/barometer status` i kanalen viser, hvor langt den er.",
        closes=words.moment(running.closes_at),
    )


def stand_in_told(named: Named, here: ChannelId, user: UserId, words: Words) -> str:
    """For a coordinator on leave and their deputy: who leads in the channel now; empty for everybody else. Mrkdwn."""
    if named.stands_in is None or named.coordinator is None:
        return ""
    if user == named.coordinator:
        facts = {"channel": channel(here), "deputy": person(named.stands_in)}
        return marked(words, "Du er koordinator i {channel}, men på orlov. {deputy} leder imens.", **facts)
    if user == named.stands_in:
        facts = {"channel": channel(here), "coordinator": person(named.coordinator)}
        return marked(words, "Du leder i {channel} som stedfortræder, mens {coordinator} er på orlov.", **facts)
    return ""


def stood_in_card(here: ChannelId, coordinator: UserId, words: Words) -> Card:
    """To a deputy whose coordinator is there again, or who has a new one."""
    facts = {"channel": channel(here), "coordinator": person(coordinator)}
    text = marked(words, "{coordinator} leder nu i {channel}. Tak, fordi du trådte til.", **facts)
    what = marked(words, "Du er stadig stedfortræder; koordinatorens beskeder går ikke til dig mere.")
    return _role_told(text, what)


def _role_told(text: str, what: str) -> Card:
    return Card(f"{text} {what}", [section(text), section(what)])
