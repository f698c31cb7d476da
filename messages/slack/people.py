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
from domain.departments import Doubled, Setup, UnreadableLine, written_outside
from domain.people import (
    LONGEST_NAME,
    MARKED_ROLES,
    ChannelId,
    Department,
    Named,
    UserId,
)
from messages.slack.cards import buttons, context, field, header, message_view, modal, option, plain, section
from messages.slack.departments import nobody_yet, person_or_nobody, persons, role_name
from messages.slack.errors import role_button
from messages.slack.text import channel, clean, literal, marked
from messages.wording import Words

#: The inputs of the form, by block id; an error is shown at its input.
COORDINATOR, DEPUTY, AWAY, TEAM, OBSERVERS = "coordinator", "deputy", "away", "team", "observers"
NAME, SOURCE, GROUPS, NOT_ASKED, OUTSIDE, LANGUAGE = "name", "source", "groups", "not_asked", "outside", "language"
#: The most that can be chosen in one select (docs.slack.dev/reference/block-kit/block-elements, multi-selects).
MOST_CHOSEN = 100
#: The channel, asked for where there is none.
CHANNEL = "people.channel"
#: The select that asks us for its options.
GROUPS_ACTION = "people.groups"
#: A button that gives somebody a role says so by itself.
YES = "yes"


def mark_block(role: RoleId) -> str:
    """The block id of the input in which people are marked with a role."""
    return f"mark_{role}"


def channel_view(suggested: ChannelId | None, words: Words, told: str = "") -> View:
    """In a direct message: whose roles and department list? Slack offers only channels that the person can see.

    `told` says above the question why the channel that was chosen shows nothing.
    """
    element = ConversationSelectElement(
        initial_conversation=suggested, filter=ConversationFilter(include=["public", "private"])
    )
    hint = words("En privat kanal kan kun vælges af den, der er med i den.")
    asked = field(CHANNEL, words("Hvilken kanal?"), element, hint)
    blocks = [*([section(literal(told))] if told else []), asked]
    return modal("people.channel", words("Roller og afdeling"), blocks, submit=words("Næste"), close=words("Luk"))


def finding_view(words: Words) -> View:
    """Shown while Slack is asked about the channel."""
    return message_view(words("Roller og afdeling"), literal(words("Henter listen …")), words("Luk"))


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
        hint=words(
            "Har koordinatorens rettigheder, når koordinatoren er på orlov, er deaktiveret i Slack eller ikke har "
            "taget sig af ugens spørgsmål om afdelingslisten i to arbejdsdage."
        ),
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
        hint=words("Ser resultater, men starter ingenting. Her kan også vælges gæster."),
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
    yield from _special(department, words)


def _special(department: Department, words: Words) -> Iterator[Block]:
    """Who is not asked though they are there, and who counts though they are not in Slack."""
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
    return UserMultiSelectElement(action_id=action, initial_users=sorted(users) or None, max_selected_items=MOST_CHOSEN)


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
        (words("Koordinator"), person_or_nobody(named.coordinator, words)),
        (words("Stedfortræder"), person_or_nobody(named.deputy, words)),
        (words("Forankringsteam"), persons(named.team, words)),
        (words("Observatører"), persons(named.observers, words)),
        (words("Afdelingens navn"), literal(department.name) or nobody_yet(words)),
        (words("Medarbejderne findes i"), _source(department, group_names, words)),
        *((role_name(role, words), persons(_marked(department, role), words)) for role in MARKED_ROLES),
        (words("Spørges ikke"), persons(department.not_asked, words)),
        (words("Ikke i Slack"), _outside(department, words)),
    ]
    away = [context(words("Koordinatoren er på orlov; stedfortræderen har rettighederne imens."))]
    blocks: list[Block] = [
        section(marked(words, "Roller og afdeling i {channel}", channel=channel(here))),
        *(away if named.coordinator_away else []),
        *(section(f"*{literal(label)}*\n{shown}") for label, shown in rows),
        context(words("Koordinatoren og Slacks administratorer kan ændre det.")),
        buttons(role_button(here, words)),
    ]
    return modal("people.shown", words("Roller og afdeling"), blocks, close=words("Luk"))


def _marked(department: Department, role: RoleId) -> list[UserId]:
    return [user for user, mark in department.marks.items() if mark == role]


def _source(department: Department, group_names: Mapping[str, str], words: Words) -> str:
    if department.groups:
        return ", ".join(literal(group_names.get(group, group)) for group in department.groups)
    return channel(department.channel) if department.channel else nobody_yet(words)


def _outside(department: Department, words: Words) -> str:
    return literal(", ".join(f"{entry.name}: {entry.number}" for entry in department.outside)) or nobody_yet(words)


def doubled(doubled: Doubled, name: str, words: Words) -> str:
    """Somebody was chosen for two roles."""
    return words(
        "{name} er valgt både som »{first}« og »{second}«. Vælg én rolle.",
        name=clean(name, 60),
        first=role_name(doubled.first, words),
        second=role_name(doubled.second, words),
    )


def unreadable_line(unreadable: UnreadableLine, words: Words) -> str:
    """Which line is no name and number."""
    line = clean(unreadable.line, 40)
    return words(
        "Linje {number}, »{line}«: skriv navn, kolon og antal, f.eks. »Natholdet: 2«.",
        number=unreadable.number,
        line=line,
    )
