"""What is seen of roles and department lists: the form, its receipt, a request for a role and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationSelectElement,
    DividerBlock,
    ExternalDataMultiSelectElement,
    InputBlock,
    PlainTextInputElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.basic_components import Option
from slack_sdk.models.blocks.block_elements import ConversationFilter, InputInteractiveElement
from slack_sdk.models.views import View

from domain.barometers import RoleId
from domain.people import (
    LONGEST_NAME,
    MARKED_ROLES,
    UNMARKED_ROLE,
    Absence,
    Attendance,
    Changes,
    ChannelId,
    Department,
    Doubled,
    Member,
    Named,
    Setup,
    UnreadableLine,
    UserId,
    written_outside,
)
from messages.slack.cards import Card, button, buttons, context, header, modal, option, plain, section
from messages.slack.text import Mention, channel, clean, literal, marked, person
from messages.wording import Words

#: The inputs of the form, by block id; an error is shown at its input.
COORDINATOR, DEPUTY, AWAY, TEAM, OBSERVERS = "coordinator", "deputy", "away", "team", "observers"
NAME, SOURCE, GROUPS, NOT_ASKED, OUTSIDE, LANGUAGE = "name", "source", "groups", "not_asked", "outside", "language"
#: The select that asks us for its options.
GROUPS_ACTION = "people.groups"
#: So many people are named in a receipt; the rest are counted.
MOST_NAMED = 20
#: A button that gives somebody a role says so by itself.
YES = "yes"


def mark_block(role: RoleId) -> str:
    """The block id of the input in which people are marked with a role."""
    return f"mark_{role}"


def role_name(role: RoleId, words: Words) -> str:
    """What a role in the department is called."""
    names = {
        "leder": words("Leder med personaleansvar"),
        "faglig_leder": words("Faglig leder"),
        "superbruger": words("ICS-superbruger"),
        UNMARKED_ROLE: words("Sagsbehandler"),
    }
    return names.get(role, role)


def people_view(setup: Setup, here: ChannelId, group_names: Mapping[str, str], words: Words) -> View:
    """The form in which roles and department list are changed."""
    blocks: list[Block] = [
        section(
            marked(words, "Hvem gør hvad i {channel}, og hvem er i afdelingen?", channel=channel(here)),
            block_id=f"{here}:{setup.edition}",
        ),
        *_roles(setup.named, words),
        DividerBlock(),
        header(words("Afdelingslisten")),
        *_department(setup.department, here, group_names, words),
        DividerBlock(),
        _language(setup, words),
    ]
    title, save, close = words("Roller og afdeling"), words("Gem"), words("Annullér")
    return modal("people.save", title, blocks, submit=save, close=close)


def _roles(named: Named, words: Words) -> Iterator[Block]:
    yield _input(
        COORDINATOR,
        words("Koordinator"),
        UserSelectElement(action_id=COORDINATOR, initial_user=named.coordinator),
        hint=words("Starter, lukker og annullerer runder. Vælg en anden for at give rollen videre."),
    )
    yield _input(
        DEPUTY,
        words("Stedfortræder"),
        UserSelectElement(action_id=DEPUTY, initial_user=named.deputy),
        hint=words("Har koordinatorens rettigheder, når koordinatoren er på orlov eller er deaktiveret i Slack."),
        optional=True,
    )
    away = option(words("Koordinatoren er på orlov"), YES)
    ticked = [away] if named.coordinator_away else None
    boxes = CheckboxesElement(action_id=AWAY, options=[away], initial_options=ticked)
    yield _input(AWAY, words("På orlov"), boxes, optional=True)
    yield _input(TEAM, words("Forankringsteam"), _users(TEAM, named.team), optional=True)
    yield _input(
        OBSERVERS,
        words("Observatører"),
        _users(OBSERVERS, named.observers),
        hint=words("Ser resultater og dokumenter, men starter ingenting. Her kan også vælges gæster."),
        optional=True,
    )


def _department(
    department: Department, here: ChannelId, group_names: Mapping[str, str], words: Words
) -> Iterator[Block]:
    yield _input(
        NAME,
        words("Afdelingens navn"),
        PlainTextInputElement(action_id=NAME, initial_value=department.name or None, max_length=LONGEST_NAME),
    )
    source = ConversationSelectElement(
        action_id=SOURCE,
        initial_conversation=department.channel or here,
        filter=ConversationFilter(include=["public", "private"], exclude_external_shared_channels=False),
    )
    yield _input(SOURCE, words("Medarbejderne er i kanalen"), source, optional=True)
    yield _input(
        GROUPS,
        words("… eller i brugergrupperne"),
        _groups(department.groups, group_names),
        hint=words("Er der valgt brugergrupper, bruges de i stedet for kanalen."),
        optional=True,
    )
    for role in MARKED_ROLES:
        users = [user for user, mark in department.marks.items() if mark == role]
        yield _input(mark_block(role), role_name(role, words), _users(mark_block(role), users), optional=True)
    yield context(words("Alle andre står som sagsbehandlere."))
    yield _input(
        NOT_ASKED,
        words("Spørges ikke"),
        _users(NOT_ASKED, department.not_asked),
        hint=words("For eksempel på orlov eller i praktik. De kan godt have en rolle ovenfor."),
        optional=True,
    )
    yield _input(
        OUTSIDE,
        words("Ikke i Slack"),
        PlainTextInputElement(
            action_id=OUTSIDE,
            multiline=True,
            initial_value=written_outside(department.outside) or None,
            placeholder=plain(words("Natholdet: 2")),
        ),
        hint=words("Navn, kolon og antal; én slags pr. linje. De tæller med, men spørges ikke."),
        optional=True,
    )


def _language(setup: Setup, words: Words) -> Block:
    """The languages by their own names, which nobody needs to have translated."""
    options = {"da": option("Dansk", "da"), "en": option("English", "en")}
    chosen = options[setup.language]
    select = StaticSelectElement(action_id=LANGUAGE, options=list(options.values()), initial_option=chosen)
    hint = words("Gælder det, der skrives i kanalen, og dem, der ikke selv har valgt sprog.")
    return _input(LANGUAGE, words("Kanalens sprog"), select, hint=hint)


def _input(
    block_id: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> InputBlock:
    shown = plain(hint) if hint else None
    return InputBlock(block_id=block_id, label=plain(label), element=element, hint=shown, optional=optional)


def _users(action: str, users: Iterable[UserId]) -> UserMultiSelectElement:
    return UserMultiSelectElement(action_id=action, initial_users=sorted(users) or None)


def _groups(chosen: Sequence[str], names: Mapping[str, str]) -> ExternalDataMultiSelectElement:
    known = [option(names.get(group, group), group) for group in chosen]
    return ExternalDataMultiSelectElement(action_id=GROUPS_ACTION, min_query_length=0, initial_options=known or None)


def group_options(names: Mapping[str, str], typed: str) -> list[Option]:
    """The user groups that what was typed may mean; Slack takes at most a hundred."""
    wanted = typed.casefold().strip()
    fitting = sorted((name, group) for group, name in names.items() if wanted in name.casefold())
    return [option(name, group) for name, group in fitting[:100]]


def people_shown(setup: Setup, here: ChannelId, group_names: Mapping[str, str], words: Words) -> View:
    """The same, for those who may see it and not change it."""
    named, department = setup.named, setup.department
    rows: list[tuple[str, str]] = [
        (words("Koordinator"), _person(named.coordinator, words)),
        (words("Stedfortræder"), _person(named.deputy, words)),
        (words("Forankringsteam"), _persons(named.team, words)),
        (words("Observatører"), _persons(named.observers, words)),
        (words("Afdelingens navn"), literal(department.name) or _nobody(words)),
        (words("Medarbejderne findes i"), _source(department, group_names, words)),
        *((role_name(role, words), _persons(_marked(department, role), words)) for role in MARKED_ROLES),
        (words("Spørges ikke"), _persons(department.not_asked, words)),
        (words("Ikke i Slack"), _outside(department, words)),
    ]
    away = [context(words("Koordinatoren er på orlov; stedfortræderen har rettighederne imens."))]
    blocks: list[Block] = [
        section(marked(words, "Roller og afdeling i {channel}", channel=channel(here))),
        *(away if named.coordinator_away else []),
        *(section(f"*{literal(label)}*\n{shown}") for label, shown in rows),
        context(words("Koordinatoren og Slacks administratorer kan ændre det.")),
        buttons(button(words("Bed om rollen"), "people.ask_role", here)),
    ]
    return modal("people.shown", words("Roller og afdeling"), blocks, close=words("Luk"))


def _person(user: UserId | None, words: Words) -> str:
    return person(user) if user else _nobody(words)


def _persons(users: Iterable[UserId], words: Words) -> str:
    listed = sorted(users)
    named = ", ".join(person(user) for user in listed[:MOST_NAMED])
    more = len(listed) - MOST_NAMED
    if more > 0:
        return f"{named} {words('og {n} mere', n=more)}"
    return named or _nobody(words)


def _nobody(words: Words) -> str:
    return words("Ingen endnu")


def _marked(department: Department, role: RoleId) -> list[UserId]:
    return [user for user, mark in department.marks.items() if mark == role]


def _source(department: Department, group_names: Mapping[str, str], words: Words) -> str:
    if department.groups:
        return ", ".join(literal(group_names.get(group, group)) for group in department.groups)
    return channel(department.channel) if department.channel else _nobody(words)


def _outside(department: Department, words: Words) -> str:
    return literal(", ".join(f"{entry.name}: {entry.number}" for entry in department.outside)) or _nobody(words)


def absence_reason(absence: Absence, words: Words) -> str:
    """Why somebody found in the department is not asked."""
    return {
        Absence.BOT: words("app eller bot"),
        Absence.GUEST: words("gæst"),
        Absence.DEACTIVATED: words("deaktiveret i Slack"),
        Absence.STRANGER: words("fra en anden organisation"),
        Absence.LEFT_OUT: words("står under “spørges ikke”"),
        Absence.OTHER_ROLE: words("har en rolle, som barometeret ikke spørger"),
    }[absence]


def doubled(doubled: Doubled, name: str, words: Words) -> str:
    """Somebody was chosen for two roles."""
    return words(
        "{name} er valgt både som “{first}” og “{second}”. Vælg én rolle.",
        name=clean(name, 60),
        first=role_name(doubled.first, words),
        second=role_name(doubled.second, words),
    )


def unreadable_line(unreadable: UnreadableLine, words: Words) -> str:
    """Which line is no name and number."""
    line = clean(unreadable.line, 40)
    return words(
        "Linje {number}, “{line}”: skriv navn, kolon og antal, f.eks. “Natholdet: 2”.",
        number=unreadable.number,
        line=line,
    )


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


def receipt(setup: Setup, here: ChannelId, found: Attendance, words: Words) -> Card:
    """What was saved: the size of each role, and who is left out and why."""
    department = setup.department
    counted = words("{n} kan spørges", n=len(found.invited))
    text = marked(words, "Gemt. {name}: {counted}.", name=department.name, counted=counted)
    sizes = [f"{literal(role_name(role, words))}: {found.count(role)}" for role in (*MARKED_ROLES, UNMARKED_ROLE)]
    if department.people_outside:
        sizes.append(marked(words, "Ikke i Slack: {n} (spørges ikke)", n=department.people_outside))
    blocks: list[Block] = [section(f":white_check_mark: *{text}*"), section("\n".join(f"• {size}" for size in sizes))]
    if found.absent:
        blocks.append(section("\n".join([marked(words, "*Udeladt*"), *_left_out(found.absent, words)])))
    if found.invited and len(found.invited) < _FEWEST:
        blocks.append(section(marked(words, ":warning: Under 5 kan spørges. En runde kan først startes med 5.")))
    blocks.append(context(_who_leads(setup.named, here, words)))
    return Card(f"{text} {', '.join(sizes)}", blocks)


#: A round needs five people (rule P16 of docs/privacy.md).
_FEWEST = 5


def _left_out(absent: Mapping[UserId, Absence], words: Words) -> Iterator[str]:
    for absence in Absence:
        users = [user for user, reason in absent.items() if reason is absence]
        if users:
            yield f"• {_persons(users, words)}: {literal(absence_reason(absence, words))}"


def _who_leads(named: Named, here: ChannelId, words: Words) -> str:
    facts = {"coordinator": Mention(_person(named.coordinator, words)), "channel": channel(here)}
    if named.coordinator_away and named.deputy:
        facts["deputy"] = person(named.deputy)
        return marked(words, "Koordinator i {channel}: {coordinator}, på orlov. Stedfortræder: {deputy}.", **facts)
    return marked(words, "Koordinator i {channel}: {coordinator}.", **facts)


def saved_without_members(setup: Setup, words: Words) -> Card:
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
    return Card(f"{text}. {why}", [section(f":white_check_mark: *{text}*"), section(f":warning: {why}")])


def role_request(here: ChannelId, user: UserId, words: Words) -> Card:
    """To the workspace's administrators: somebody asks to be a channel's coordinator."""
    facts = {"person": person(user), "channel": channel(here)}
    text = marked(words, "{person} beder om at blive koordinator i {channel}.", **facts)
    what = marked(
        words, "En koordinator starter og lukker barometerrunder og vedligeholder afdelingslisten. Svar kan ingen se."
    )
    return Card(
        f"{text} {what}",
        [
            section(text),
            context(what),
            buttons(button(words("Gør til koordinator"), "people.grant", f"{here}:{user}", style="primary")),
        ],
    )


def role_asked(here: ChannelId, words: Words) -> Card:
    """To whoever asked."""
    text = marked(
        words,
        "Din anmodning om at blive koordinator i {channel} er sendt til Slacks administratorer. "
        "Du får besked, når en af dem har svaret ja.",
        channel=channel(here),
    )
    return Card(text, [section(text)])


def role_granted(here: ChannelId, user: UserId, by: UserId, words: Words) -> Card:
    """What becomes of the administrator's card."""
    facts = {"person": person(user), "channel": channel(here), "by": person(by)}
    text = marked(words, "{person} er koordinator i {channel}. Navngivet af {by}.", **facts)
    return Card(text, [section(f":white_check_mark: {text}")])


def changes_card(here: ChannelId, changes: Changes, words: Words) -> Card:
    """The week's question to whoever leads: are newcomers and leavers listed as they should be?"""
    lines = []
    if changes.came:
        lines.append(f"{marked(words, '*Nye:*')} {_persons(changes.came, words)}")
    if changes.left:
        lines.append(f"{marked(words, '*Ikke fundet mere:*')} {_persons(changes.left, words)}")
    text = marked(
        words, "Afdelingslisten i {channel}: nogen er kommet eller gået, siden den blev gemt.", channel=channel(here)
    )
    what = marked(words, "Nye står som sagsbehandlere. Se listen igennem, og gem den; så er det på plads.")
    shown = "\n".join(lines)
    see = button(words("Se listen"), "people.open", here, style="primary")
    return Card(f"{text} {what}", [section(text), section(shown), context(what), buttons(see)])


def named_card(here: ChannelId, right: str, by: UserId, words: Words) -> Card:
    """To whoever was made coordinator or deputy."""
    facts = {"channel": channel(here), "by": person(by)}
    if right == COORDINATOR:
        text = marked(words, "Du er nu koordinator i {channel}. {by} har givet dig rollen.", **facts)
        what = marked(
            words,
            "Begynd med `/anker personer` i kanalen: hvem er i afdelingen? Derefter `/barometer start`. "
            "`/anker hjælp` viser resten.",
        )
    else:
        text = marked(words, "Du er nu stedfortræder i {channel}. {by} har givet dig rollen.", **facts)
        what = marked(
            words,
            "Er koordinatoren på orlov eller deaktiveret i Slack, kan du det samme som koordinatoren. "
            "`/anker hjælp` viser, hvad du kan nu.",
        )
    return Card(f"{text} {what}", [section(text), section(what)])
