"""What is seen of the command words: help, the answer to a wrong word, and what goes on in a channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement

from domain.people import ChannelId, Named, UserId
from domain.rounds import Coming, Round, RoundState
from messages.slack.cards import Card, button, buttons, context, header, section
from messages.slack.coming_results import round_told
from messages.slack.errors import help_button, refusal, role_button
from messages.slack.roles import stand_in_told
from messages.slack.rounds import asked_nowhere
from messages.slack.text import Mention, channel, clean, marked, person
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Offer:
    """A command and one of its words: its key, such as "barometer:start", and the word in both languages."""

    key: str
    da: str
    en: str

    @property
    def action(self) -> str:
        """An action id of the word's own: Slack refuses one that comes twice in a block."""
        return f"commands.run-{self.key.replace(':', '-')}"

    def typed(self, words: Words) -> str:
        """What somebody would type, such as "/barometer luk"."""
        return f"/{self.key.split(':')[0]} {self.en if words.language == 'en' else self.da}".strip()


def explained(key: str, words: Words) -> tuple[str, str]:
    """The label of a word's button, and what it does."""
    return {
        "barometer:": (words("Mit barometer"), words("Begynd, fortsæt eller ret dine svar.")),
        "barometer:start": (words("Ny runde"), words("Start en barometerrunde i kanalen.")),
        "barometer:status": (words("Status"), words("Er der en runde, er du spurgt, og hvornår lukker den?")),
        "barometer:results": (words("Resultat"), words("Det seneste resultat og de ældre.")),
        "barometer:close": (words("Luk runden"), words("Luk runden før tid.")),
        "barometer:cancel": (words("Annullér runden"), words("Slet alle svar uden at vise noget.")),
        "barometer:import": (words("Eget barometer"), words("Jeres egne udsagn, eller tal fra en tidligere måling.")),
        "barometer:my-data": (words("Mine data"), words("Alt, hvad Anker har gemt om dig.")),
        "icm:": (words("Skabelonen"), words("Dit næste åbne spørgsmål i implementeringsskabelonen.")),
        "icm:status": (words("Skabelonens status"), words("Hvor langt er skabelonen, og hvad mangler?")),
        "icm:document": (words("Dokument"), words("Skabelonen som Word til sagsarkivet, eller som Markdown.")),
        "icm:start": (words("Ny skabelon"), words("Begynd en implementeringsskabelon med kolleger.")),
        "anker:status": (words("Forløbet"), words("Hvor langt er forløbet, hvad er det næste, og hvad er dit?")),
        "anker:plan": (words("Planen"), words("Hvem gør hvad hvornår: se, tilføj, og ret det, der er dit.")),
        "anker:start": (words("Nyt forløb"), words("Sæt et forankringsforløb op, med alle datoer.")),
        "anker:calendar": (words("Kalenderfil"), words("Forløbets møder til din egen kalender.")),
        "anker:report": (words("Rapport"), words("Resultatet som udkast til en rapport i Word, kun til dig.")),
        "anker:people": (words("Personer"), words("Roller, stedfortræder og afdelingsliste.")),
        "anker:privacy": (words("Privatliv"), words("Hvad gemmes, hvor længe, og hvem svarer på spørgsmål?")),
    }.get(key, (words("Hjælp"), words("De ord, du kan bruge her.")))


def word_button(offer: Offer, words: Words) -> ButtonElement:
    """Pressing it does the same as typing the word."""
    return button(explained(offer.key, words)[0], offer.action, offer.key)


def help_card(
    offers: Sequence[Offer],
    named: Named,
    here: ChannelId,
    user: UserId,
    words: Words,
    *,
    may_name: bool = False,
    leads_in: Sequence[ChannelId] = (),
) -> Card:
    """The words that this person may use, as buttons, and somebody to ask, or that they lead themselves: `leads_in`
    is where they do, of the channel itself or, in a direct message, of all.
    """
    spoken = ", ".join(offer.typed(words) for offer in offers)
    ask = _whom_to_ask(named, here, words, may_name=may_name)
    if told := stand_in_told(named, here, user, words):
        ask = told
    elif leads_in:
        ask = marked(words, "Du er koordinator i {channel}.", channel=Mention(", ".join(map(channel, leads_in))))
    return Card(
        marked(words, "Du kan skrive: {words}", words=spoken),
        [
            header(words("Det kan du her")),
            *(_row(offer, words) for offer in offers),
            context(ask),
            buttons(*_role_button(named, here, words, may_name=may_name), _other_language(words)),
        ],
    )


def _row(offer: Offer, words: Words) -> Block:
    what = explained(offer.key, words)[1]
    return section(f"`{offer.typed(words)}`\n{what}", word_button(offer, words))


def _whom_to_ask(named: Named, here: ChannelId, words: Words, *, may_name: bool) -> str:
    if not _is_channel(here):
        return marked(words, "Spørgsmål? Skriv `/anker hjælp` i afdelingens kanal for at se, hvem du kan spørge.")
    if named.coordinator is None and may_name:
        return marked(
            words, "{channel} har ingen koordinator endnu. Tryk på Personer, og vælg en.", channel=channel(here)
        )
    if named.coordinator is None:
        return marked(words, "{channel} har ingen koordinator endnu. Du kan bede om rollen.", channel=channel(here))
    if named.leader and named.leader != named.coordinator:
        return marked(words, "Spørgsmål? Spørg {person}, der er stedfortræder her.", person=person(named.leader))
    return marked(words, "Spørgsmål? Spørg {person}, der er koordinator her.", person=person(named.coordinator))


def _role_button(named: Named, here: ChannelId, words: Words, *, may_name: bool) -> list[ButtonElement]:
    """For somebody who can name nobody, in a channel without a coordinator."""
    return [role_button(here, words)] if _is_channel(here) and named.coordinator is None and not may_name else []


def _is_channel(here: ChannelId) -> bool:
    return bool(here) and not here.startswith("D")


def _other_language(words: Words) -> ButtonElement:
    """Each language is offered in its own words, for somebody who does not read the other one."""
    label, value = ("Dansk", "da") if words.language == "en" else ("English", "en")
    return button(label, "commands.language", value)


def wrong_word(typed: str, nearest: Offer | None, words: Words) -> Card:
    """Nothing was run; the nearest word is offered as a button."""
    why = marked(words, "Jeg kender ikke ordet »{word}«. Der er ikke sket noget.", word=clean(typed, 40))
    ask = help_button(words)
    if nearest is None:
        return refusal(why, marked(words, "Tryk på Hjælp for at se, hvad du kan skrive."), ask)
    what = marked(words, "Mente du {word}?", word=nearest.typed(words))
    is_help = nearest.key.endswith(":help")
    return refusal(why, what, word_button(nearest, words), None if is_help else ask)


@dataclass(frozen=True, slots=True)
class Here:
    """A channel: its running round, who has which role, and whether the person who asks may name them. In a
    conversation it is the round in which the person is asked.
    """

    channel: ChannelId
    running: Round | None
    named: Named
    may_name: bool = False
    #: The result of a round here that is still to come, for whoever may hear of it.
    coming: Coming | None = None


def overview(offers: Sequence[Offer], here: Here, user: UserId, words: Words) -> Card:
    """A short answer to `/anker`: what goes on here, and what this person can do about it."""
    lines = list(_lines(here, user, words))
    blocks: list[Block] = [section("\n".join(lines))]
    ask = _role_button(here.named, here.channel, words, may_name=here.may_name)
    if ask or offers:
        blocks.append(buttons(*ask, *(word_button(offer, words) for offer in offers[: 25 - len(ask)])))
    return Card(" ".join(lines), blocks)


def _lines(here: Here, user: UserId, words: Words) -> Iterator[str]:
    running = here.running
    if _is_channel(here.channel):
        yield _role_here(here, user, words)
    if here.coming is not None:
        yield round_told(here.coming, words)
    elif running is None and _is_channel(here.channel):
        yield marked(words, "Der kører ingen barometerrunde her.")
    elif running is None:
        yield marked(words, "Du er ikke med i noget forløb lige nu.")
        yield asked_nowhere(words)
    elif running.state is RoundState.CONFIRMED:
        facts = {"unit": running.unit, "opens": words.moment(running.opens_at)}
        yield marked(words, "Barometeret i {unit} åbner {opens}.", **facts)
    elif running.state is RoundState.OPEN:
        facts = {"unit": running.unit, "closes": words.moment(running.closes_at)}
        yield marked(words, "Barometeret i {unit} er åbent til {closes}.", **facts)
    else:
        yield marked(words, "Barometeret i {unit} er lukket; resultatet er på vej.", unit=running.unit)


def _role_here(here: Here, user: UserId, words: Words) -> str:
    where, named = channel(here.channel), here.named
    if told := stand_in_told(named, here.channel, user, words):
        return told
    if user == named.coordinator:
        return marked(words, "Du er koordinator i {channel}.", channel=where)
    if user == named.deputy:
        return marked(words, "Du er stedfortræder i {channel}.", channel=where)
    if user in named.team:
        return marked(words, "Du er med i forankringsteamet i {channel}.", channel=where)
    if user in named.observers:
        return marked(words, "Du er observatør i {channel}.", channel=where)
    return _whom_to_ask(named, here.channel, words, may_name=here.may_name)
