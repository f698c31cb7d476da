"""What a coordinator sees of a round: set-up, preview, status, closing, cancelling; and what the channel hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationMultiSelectElement,
    DatePickerElement,
    InputBlock,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from domain.barometers import Barometer, Grouping, GroupingId
from domain.people import LONGEST_NAME, Absence, Attendance, Department, UserId
from domain.rounds import DAYS_BETWEEN_ROUNDS, FEWEST_FOR_COMMENTS, Progress, Refusal, Round, RoundState
from domain.withholding import Foreseen
from messages.slack.cards import Card, button, buttons, modal, option, plain, section
from messages.slack.sittings import minutes, promise_paragraphs
from messages.slack.text import channel, literal, marked, person, uncapitalised
from messages.wording import Words

#: So many people of one role are named; the rest is a number.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first step begins with."""

    channel: str
    unit: str
    barometers: Sequence[Barometer]
    department: Department | None
    opens_at: datetime
    closes_at: datetime
    reader: UserId
    result_channels: Sequence[str]


def setup_view(setup: Setup, words: Words, *, more: bool = False) -> View:
    """Barometer, department and dates; the rest lies prefilled behind "Flere valg"."""
    first, last = words.local(setup.opens_at).date(), words.local(setup.closes_at).date()
    opening = words("Klokken 9, eller straks, hvis klokken i dag er over 9.")
    blocks: list[Block] = [
        _barometer_field(setup.barometers, words),
        section(_who(setup, words), block_id=f"{setup.channel}:{'more' if more else 'setup'}"),
        _input("rounds.opens", words("Åbner"), DatePickerElement(initial_date=first.isoformat()), opening),
        _input(
            "rounds.closes", words("Lukker"), DatePickerElement(initial_date=last.isoformat()), words("Klokken 16.")
        ),
        *(_more_fields(setup, words) if more else [_more_button(setup, words)]),
    ]
    return modal(
        "rounds.setup", words("Ny barometerrunde"), blocks, submit=words("Se forhåndsvisning"), close=words("Luk")
    )


def _input(
    action: str, label: str, element: InputInteractiveElement, hint: str | None = None, *, optional: bool = False
) -> InputBlock:
    element.action_id = action
    return InputBlock(
        block_id=action.replace(".", "-"),
        label=plain(label),
        element=element,
        hint=plain(hint) if hint else None,
        optional=optional,
    )


def _barometer_field(barometers: Sequence[Barometer], words: Words) -> InputBlock:
    options = [option(words.of(barometer.title), barometer.id) for barometer in barometers]
    return _input(
        "rounds.barometer", words("Barometer"), StaticSelectElement(options=options, initial_option=options[0])
    )


def _who(setup: Setup, words: Words) -> str:
    """Where the people are found: the department list, or the channel itself where nobody has made one."""
    department = setup.department
    if department is None:
        return marked(
            words,
            "*Hvem spørges?* Alle i {channel}, som sagsbehandlere. Lav en afdelingsliste med `/anker personer`, "
            "hvis nogen er ledere eller superbrugere.",
            channel=channel(setup.channel),
        )
    where = (
        channel(department.channel) if department.channel else " ".join(f"<!subteam^{g}>" for g in department.groups)
    )
    return f"{marked(words, '*Hvem spørges?* Afdelingslisten {name}:', name=department.name or setup.unit)} {where}"


def _more_button(setup: Setup, words: Words) -> Block:
    return buttons(button(words("Flere valg"), "rounds.more", setup.channel))


def _more_fields(setup: Setup, words: Words) -> list[Block]:
    channels = ConversationMultiSelectElement(
        initial_conversations=list(setup.result_channels),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return [
        _input(
            "rounds.unit",
            words("Afdelingens navn"),
            PlainTextInputElement(initial_value=setup.unit, max_length=LONGEST_NAME),
        ),
        _input("rounds.results", words("Resultatet vises i"), channels),
        _input(
            "rounds.reader",
            words("Kommentarer læses først af"),
            UserSelectElement(initial_user=setup.reader),
            words("Nævnes i invitationen. Kommentarer vises kun, hvis mindst 10 har svaret."),
        ),
    ]


def finding_view(asked: Round, words: Words) -> View:
    """Shown while the members are read."""
    text = section(literal(words("Finder deltagerne …")), block_id=f"{asked.id}:finding")
    return modal("rounds.finding", words("Forhåndsvisning"), [text], close=words("Luk"))


@dataclass(frozen=True, slots=True)
class PreviewFacts:
    """A draft as it is shown before it is confirmed."""

    round: Round
    attendance: Attendance
    foreseen: Sequence[Foreseen]
    refusals: Sequence[Refusal]
    grouping_is_fixed: bool
    result_at: datetime


def preview_view(facts: PreviewFacts, words: Words) -> View:
    """Who is asked, who is not and why, what would be shown, where and when; refused with the reason, or confirmed."""
    asked = facts.round
    blocks: list[Block] = [
        section(_summary(asked, words), block_id=f"{asked.id}:preview"),
        *[section(_refusal(refusal, words)) for refusal in facts.refusals],
        section(_roles(asked, facts.attendance, words)),
        *_absent(facts, words),
        section("\n".join([marked(words, "*Hvad bliver vist?*"), *_groupings(facts, words)])),
        *_consequences(facts, words),
        buttons(
            button(words("Tekster til medarbejdere og MED/TR"), "rounds.texts", asked.id),
            button(words("Prøv selv"), "rounds.try", asked.id),
        ),
    ]
    if facts.refusals:
        return modal("rounds.refused", words("Forhåndsvisning"), blocks, close=words("Luk"))
    if not facts.grouping_is_fixed and len(facts.foreseen) > 1:
        blocks.append(_grouping_field(facts, words))
    return modal("rounds.confirm", words("Forhåndsvisning"), blocks, submit=words("Start runden"), close=words("Luk"))


def _summary(asked: Round, words: Words) -> str:
    return marked(
        words,
        "*{barometer}* i {unit}. Åbner {opens}, lukker {closes}. *{n} spørges.*",
        barometer=words.of(asked.barometer.title),
        unit=asked.unit,
        opens=words.moment(asked.opens_at),
        closes=words.moment(asked.closes_at),
        n=asked.people_invited,
    )


def refusal_text(refusal: Refusal, words: Words) -> str:
    """Why a round cannot be started, and what to do next; plain text."""
    texts = {
        Refusal.TOO_FEW_INVITED: words(
            "Der er færre end 5 at spørge. Så kan svarene ikke være anonyme. Udvid listen med /anker personer."
        ),
        Refusal.TOO_SOON: words(
            "Der er gået mindre end {days} dage, siden det seneste resultat af dette barometer kom i kanalen. Vælg en "
            "senere åbning, så ingen kan regne enkelte svar ud ved at trække to resultater fra hinanden.",
            days=DAYS_BETWEEN_ROUNDS,
        ),
        Refusal.ALREADY_RUNNING: words(
            "Der er allerede en runde i gang i kanalen. Se den med /barometer status; den kan lukkes eller annulleres."
        ),
        Refusal.CLOSES_BEFORE_IT_OPENS: words("Runden lukker, før den åbner. Vælg en senere lukning."),
        Refusal.OPENS_IN_THE_PAST: words("Åbningen ligger i fortiden. Vælg i dag eller en senere dag."),
    }
    return texts[refusal]


def _refusal(refusal: Refusal, words: Words) -> str:
    return f"{marked(words, '*Kan ikke startes:*')} {literal(refusal_text(refusal, words))}"


def _roles(asked: Round, attendance: Attendance, words: Words) -> str:
    """Each role with its number and its people by name."""
    lines = []
    for role in asked.barometer.roles:
        users = [invited.user for invited in attendance.invited if invited.role == role.id]
        if users:
            lines.append(f"*{literal(words.of(role.name))}* ({len(users)}): {_names(users, words)}")
    return "\n".join(lines) or literal(words("Ingen at spørge."))


def _names(users: Sequence[UserId], words: Words) -> str:
    named = ", ".join(person(user) for user in users[:MOST_NAMED])
    left = len(users) - MOST_NAMED
    return named if left <= 0 else f"{named} {literal(words('og {n} flere', n=left))}"


def _absent(facts: PreviewFacts, words: Words) -> list[Block]:
    lines = []
    for absence, label in absence_words(words).items():
        users = [user for user, reason in facts.attendance.absent.items() if reason is absence]
        if users:
            lines.append(f"{literal(label)}: {_names(users, words)}")
    if facts.round.outside:
        lines.append(literal(words("Uden Slack: {n}", n=facts.round.outside)))
    return [section("\n".join([marked(words, "*Spørges ikke*"), *lines]))] if lines else []


def absence_words(words: Words) -> Mapping[Absence, str]:
    return {
        Absence.BOT: words("Apps"),
        Absence.GUEST: words("Gæster fra andre organisationer"),
        Absence.DEACTIVATED: words("Deaktiveret i Slack"),
        Absence.STRANGER: words("Fra en anden organisations Slack"),
        Absence.OTHER_ROLE: words("Har en rolle, som barometeret ikke spørger"),
        Absence.LEFT_OUT: words("Sat til ikke at blive spurgt"),
    }


def _groupings(facts: PreviewFacts, words: Words) -> list[str]:
    """A line for each grouping: shown if all answer, and if four out of five do."""
    return [_foreseen(facts.round, one, words) for one in facts.foreseen]


def _foreseen(asked: Round, foreseen: Foreseen, words: Words) -> str:
    grouping = asked.barometer.grouping(foreseen.grouping)
    return marked(
        words,
        "• *{grouping}*: hvis alle svarer, vises {all}; hvis 4 ud af 5 svarer, vises {most}.",
        grouping=words.of(grouping.name),
        all=_shown(grouping, foreseen.shown_if_all, words, total=foreseen.total_shown_if_all),
        most=_shown(grouping, foreseen.shown_at_80, words, total=foreseen.total_shown_at_80),
    )


def _shown(grouping: Grouping, groups: Sequence[str], words: Words, *, total: bool) -> str:
    names = [words("hele afdelingen")] if total else []
    names += [uncapitalised(words.of(group.name)) for group in grouping.groups if group.id in groups]
    return ", ".join(names) or words("intet")


def _consequences(facts: PreviewFacts, words: Words) -> list[Block]:
    asked = facts.round
    where = " ".join(channel(target) for target in asked.result_channels)
    lines = [f"{marked(words, '*Resultatet* vises i')} {where} {literal(words.moment(facts.result_at))}."]
    if asked.asks_open_questions:
        lines.append(f"{marked(words, '*Kommentarer* læses først af')} {person(asked.reader)}.")
    if asked.people_invited < FEWEST_FOR_COMMENTS:
        lines.append(literal(words("Under 10 spørges: der er ingen kommentarer og ingen status før lukning.")))
    if facts.grouping_is_fixed:
        lines.append(literal(words("Grupperne er de samme som i sidste runde, så de to kan sammenlignes.")))
    return [section("\n".join(lines))]


def _grouping_field(facts: PreviewFacts, words: Words) -> InputBlock:
    options: dict[GroupingId, object] = {
        grouping.id: option(words.of(grouping.name), grouping.id) for grouping in facts.round.barometer.groupings
    }
    select = StaticSelectElement(
        options=list(options.values()),  # type: ignore[arg-type]
        initial_option=options[facts.round.grouping],  # type: ignore[arg-type]
    )
    hint = words("Foreslået: den, der viser flest for sig. Den kan ikke ændres, når runden er startet.")
    return _input("rounds.grouping", words("Sådan vises grupperne"), select, hint)


def texts_view(asked: Round, operator: str, result_at: datetime, words: Words) -> View:
    """Texts to paste: for the staff, and for the co-determination committee and union representatives."""
    facts = {
        "unit": asked.unit,
        "opens": words.moment(asked.opens_at),
        "closes": words.moment(asked.closes_at),
        "result": words.moment(result_at),
        "n": asked.people_invited,
        "operator": operator,
        "minutes": max(minutes(len(asked.barometer.items_for(role.id))) for role in asked.barometer.roles),
    }
    staff = marked(
        words,
        "Kære alle i {unit}\n\nI får en besked fra Anker i Slack {opens} med et kort spørgeskema om, hvordan vi "
        "bruger vores metode. Det tager ca. {minutes} minutter, og I kan holde pause. Det er frivilligt. Det lukker "
        "{closes}. Ingen får at vide, hvem der har svaret hvad, og der vises kun tal for mindst 5 personer. Resultatet "
        "kommer i kanalen {result}, og bagefter taler vi om det.",
        **facts,
    )
    committee = marked(
        words,
        "Til MED-udvalg og tillidsrepræsentanter\n\nVi spørger {n} medarbejdere og ledere i {unit} om, hvordan metoden "
        "bruges i hverdagen, fra {opens} til {closes}. Det er ikke en trivselsmåling og ikke en vurdering af "
        "enkeltpersoner, og det er frivilligt at svare. Svarene er krypterede, mens runden er åben. Når den lukker, "
        "slettes nøglen og de enkelte svar, og kun tal for mindst 5 personer er tilbage. Grupper på under 5 vises "
        "ikke, heller ikke indirekte. {operator} driver løsningen.",
        **facts,
    )
    return modal(
        "rounds.texts",
        words("Tekster"),
        [
            section(marked(words, "*Til medarbejderne*")),
            section(staff),
            section(marked(words, "*Til MED/TR*")),
            section(committee),
            section(marked(words, "*Løftet til dem, der svarer*")),
            *[section(paragraph) for paragraph in promise_paragraphs(operator, words)],
        ],
        close=words("Tilbage"),
    )


def confirmed_view(asked: Round, words: Words) -> View:
    text = marked(
        words,
        "Runden er startet. {n} får en invitation {opens}. Følg den med `/barometer status`.",
        n=asked.people_invited,
        opens=words.moment(asked.opens_at),
    )
    return modal("rounds.confirmed", words("Startet"), [section(text)], close=words("Luk"))


def message_view(title: str, text: str, words: Words) -> View:
    """A modal that only says something."""
    return modal("rounds.message", title, [section(text)], close=words("Luk"))


def role_notice(asked: Round, role: str, words: Words) -> Card:
    """Before the round opens: in which role the person is asked, and a way to say that it is wrong."""
    text = marked(
        words,
        "Du står som {role} i {unit} og får et kort barometer i den rolle {opens}.",
        role=uncapitalised(role),
        unit=asked.unit,
        opens=words.moment(asked.opens_at),
    )
    wrong = button(words("Det passer ikke"), "rounds.wrong_role", asked.id)
    return Card(text, [section(text), buttons(wrong)])


def wrong_role_told(words: Words) -> Card:
    text = literal(words("Tak. Koordinatoren har fået besked og kan rette det, før runden åbner."))
    return Card(text, [section(text)])


def wrong_role_notice(asked: Round, user: UserId, words: Words) -> Card:
    """To the coordinator: somebody says that their role is wrong. It is said before anybody can answer."""
    text = marked(
        words,
        "{person} siger, at rollen på listen til {unit} ikke passer. Listen er låst for denne runde. Ret den med "
        "`/anker personer`, annullér runden med `/barometer annuller`, og start en ny.",
        person=person(user),
        unit=asked.unit,
    )
    return Card(text, [section(text)])


def opened_card(asked: Round, words: Words) -> Card:
    """In the department's channel: the barometer is open. It names nobody and presses nobody."""
    text = marked(
        words,
        "Barometeret i {unit} er åbent til {closes}. {n} har fået en besked fra Anker. Det er frivilligt, og ingen får "
        "at vide, hvem der svarer hvad.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
        n=asked.people_invited,
    )
    own = button(words("Svar på barometeret"), "rounds.own", asked.id)
    return Card(text, [section(text), buttons(own)])


def cancelled_card(asked: Round, words: Words) -> Card:
    text = marked(
        words,
        "Barometeret i {unit} er annulleret. Alle svar er slettet, og der kommer intet resultat.",
        unit=asked.unit,
    )
    return Card(text, [section(text)])


def started_card(asked: Round, words: Words) -> Card:
    """To the coordinator, privately, when the round has opened."""
    text = marked(
        words,
        "Barometeret i {unit} er åbnet. {n} får invitationen nu. Det lukker {closes}; indtil da kan du se status med "
        "`/barometer status`.",
        unit=asked.unit,
        n=asked.people_invited,
        closes=words.moment(asked.closes_at),
    )
    return Card(text, [section(text)])


def called_off_card(asked: Round, words: Words) -> Card:
    text = marked(
        words,
        "Barometeret i {unit} kunne ikke åbnes: der er færre end 5 tilbage at spørge, eller der er for kort tid siden "
        "sidst. Intet er sendt. Start en ny runde med `/barometer start`.",
        unit=asked.unit,
    )
    return Card(text, [section(text)])


def undelivered_card(asked: Round | None, error: str, words: Words) -> Card:
    """To the coordinator: a message could not be delivered, and Slack's reason."""
    unit = asked.unit if asked else words("kanalen")
    text = marked(
        words,
        "En besked om {unit} kunne ikke leveres (Slack siger: {error}). Se, om personen eller kanalen stadig er der.",
        unit=unit,
        error=error,
    )
    return Card(text, [section(text)])


def closing_early_card(asked: Round, words: Words) -> Card:
    """To those who have not handed in: the round closes sooner than they were told."""
    text = marked(
        words,
        "Barometeret i {unit} lukker før tid: {closes}. Du kan nå at svare eller aflevere det, du har.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
    )
    go_on = button(words("Fortsæt"), "sittings.begin", asked.id, style="primary")
    return Card(text, [section(text), buttons(go_on)])


def standing_card(asked: Round, shown: str | None, words: Words) -> Card:
    """For whoever leads the round: state, the day's total, when it closes, and what can be done next."""
    lines = [line for line in (_state_line(asked, words), _progress_line(asked, shown, words)) if line]
    text = " ".join(lines)
    possible = [
        button(words("Luk runden"), "rounds.close", asked.channel) if asked.state is RoundState.OPEN else None,
        button(words("Annullér runden"), "rounds.cancel", asked.channel, style="danger")
        if asked.state in {RoundState.CONFIRMED, RoundState.OPEN}
        else None,
    ]
    blocks: list[Block] = [section("\n".join(lines))]
    if any(possible):
        blocks.append(buttons(*possible))
    return Card(text, blocks)


def _state_line(asked: Round, words: Words) -> str:
    facts = {
        "unit": asked.unit,
        "opens": words.moment(asked.opens_at),
        "closes": words.moment(asked.closes_at),
        "n": asked.people_invited,
    }
    if asked.state is RoundState.CONFIRMED:
        return marked(words, "Barometeret i {unit} åbner {opens}. {n} bliver spurgt.", **facts)
    if asked.state is RoundState.OPEN:
        return marked(words, "Barometeret i {unit} er åbent til {closes}. {n} er spurgt.", **facts)
    return marked(words, "Barometeret i {unit} er lukket. Resultatet kommer i kanalen.", **facts)


def _progress_line(asked: Round, shown: str | None, words: Words) -> str:
    if asked.state is not RoundState.OPEN:
        return ""
    if not asked.shows_progress:
        return literal(words("Under 10 er spurgt: der vises ingen status før lukning."))
    if shown is None:
        return literal(words("Antallet opgøres kl. 9 hver dag og vises her."))
    sentences = {
        Progress.FEWER_THAN_FIVE.value: words("Kl. 9 havde færre end 5 svaret."),
        Progress.ALMOST_ALL.value: words("Kl. 9 havde næsten alle svaret."),
    }
    return literal(sentences.get(shown) or words("Kl. 9 havde {n} svaret.", n=shown))


def nothing_running_card(words: Words, *, may_start: bool) -> Card:
    text = literal(words("Der er ingen barometerrunde i gang i kanalen."))
    blocks: list[Block] = [section(text)]
    if may_start:
        blocks.append(buttons(button(words("Ny runde"), "rounds.start", "here", style="primary")))
    return Card(text, blocks)


def own_standing_card(asked: Round, words: Words, *, handed_in: bool) -> Card:
    """For somebody who is asked: whether they have handed in, and until when they can."""
    facts = {"unit": asked.unit, "closes": words.moment(asked.closes_at)}
    text = (
        marked(words, "Du har afleveret barometeret i {unit}. Du kan rette eller slette til {closes}.", **facts)
        if handed_in
        else marked(words, "Du er spurgt i barometeret i {unit}. Det er åbent til {closes}.", **facts)
    )
    label = words("Se og ret") if handed_in else words("Begynd eller fortsæt")
    action = "sittings.form" if handed_in else "sittings.begin"
    return Card(text, [section(text), buttons(button(label, action, asked.id))])


def close_view(asked: Round, proposed: datetime, words: Words) -> View:
    """Closing early: at a time that is announced, or at once; the result will say so."""
    announced = option(
        words("Luk {moment}, og giv dem, der mangler, besked", moment=words.moment(proposed, short=True)), "announced"
    )
    at_once = option(words("Luk nu"), "now")
    radio = RadioButtonsElement(options=[announced, at_once], initial_option=announced)
    text = marked(
        words,
        "Barometeret i {unit} lukker af sig selv {closes}. Lukker du det før, står det i resultatet. Det kan ikke "
        "åbnes igen.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
    )
    return modal(
        "rounds.close",
        words("Luk runden"),
        [section(text, block_id=f"{asked.id}:close"), _input("rounds.when", words("Hvornår?"), radio)],
        submit=words("Luk runden"),
        close=words("Fortryd"),
    )


def cancel_view(asked: Round, words: Words) -> View:
    text = marked(
        words,
        "Annulleres barometeret i {unit}, slettes alle svar med det samme, og der kommer intet resultat. Det kan ikke "
        "fortrydes. En ny runde kan startes straks.",
        unit=asked.unit,
    )
    return modal(
        "rounds.cancel",
        words("Annullér runden"),
        [section(text, block_id=f"{asked.id}:cancel")],
        submit=words("Annullér runden"),
        close=words("Behold runden"),
    )


def closed_text(asked: Round, words: Words, *, now: bool) -> str:
    if now:
        return marked(words, "Barometeret i {unit} er lukket. Resultatet gøres klar.", unit=asked.unit)
    return marked(
        words,
        "Barometeret i {unit} lukker {closes}. De, der mangler, får besked.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
    )


def trial(invitation: Card, words: Words) -> Card:
    """The invitation with the note that this is a trial."""
    text = literal(words("Prøv selv: sådan ser det ud for en sagsbehandler. Intet gemmes, og ingen andre får noget."))
    return Card(f"{text} {invitation.text}", [section(text), *invitation.blocks])


def nothing_here_card(words: Words) -> Card:
    """For somebody who is neither asked nor leads a round here."""
    text = literal(words("Du er ikke spurgt i et åbent barometer lige nu. Du får en besked, når der er et til dig."))
    return Card(text, [section(text)])
