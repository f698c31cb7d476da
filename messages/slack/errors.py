"""Refusals and failures. They have one form: why, what to do next, and a button that does it where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, InteractiveElement
from slack_sdk.models.views import View

from domain.people import Absence, Act, ChannelId, Named, UserId
from domain.rounds import Coming, Round, RoundState
from domain.walks import WalkAct
from messages.slack.cards import Card, button, buttons, modal, section
from messages.slack.coming_results import coming_told
from messages.slack.sittings import go_on, trial_over_card
from messages.slack.text import Mention, channel, marked, person
from messages.wording import Words

#: So many channels are named to somebody who leads in several.
MOST_CHANNELS = 3


def refusal(why: str, what: str, *actions: ButtonElement | None) -> Card:
    """The one form; both sentences are mrkdwn, and the text read aloud is both."""
    shown: list[Block] = [section(f"{why}\n{what}" if what else why)]
    pressed = [action for action in actions if action]
    return Card(f"{why} {what}".strip(), [*shown, *([buttons(*pressed)] if pressed else [])])


def in_modal(card: Card, words: Words, *, title: str = "") -> View:
    """The same in place of, or on top of, a modal; words as buttons need a message to answer in and are left out."""
    blocks = [block for block in card.blocks if not _runs_words(block)]
    return modal("errors.told", title or words("Det gik ikke"), blocks, close=words("Luk"))


def _runs_words(block: Block) -> bool:
    if not isinstance(block, ActionsBlock):
        return False
    actions = [element.action_id or "" for element in block.elements if isinstance(element, InteractiveElement)]
    return all(action.startswith("commands.") for action in actions)


def not_allowed(
    act: Act, here: ChannelId, named: Named, elsewhere: Sequence[ChannelId], user: UserId, words: Words
) -> Card:
    """The person lacks the right; `elsewhere` are channels in which they have the coordinator's."""
    if not here or here.startswith("D"):
        return wrong_place(elsewhere, words)
    what = [_whom_to_ask(named, user, words)]
    if elsewhere:
        what.append(marked(words, "Du er koordinator i {channel}.", channel=channel(elsewhere[0])))
    return refusal(_why(act, here, words), " ".join(what), role_button(here, words))


def _why(act: Act, here: ChannelId, words: Words) -> str:
    where = channel(here)
    if act in {Act.SEE_PEOPLE, Act.SEE_RESULT, Act.SEE_COURSE}:
        return marked(words, "Det kan kun forankringsteamet i {channel} se.", channel=where)
    if act is Act.WORK_COURSE:
        return marked(words, "Det kan kun forankringsteamet i {channel}.", channel=where)
    if act is Act.NAME_PEOPLE:
        return marked(words, "Det kan kun koordinatoren i {channel} og Slacks administratorer.", channel=where)
    if act is Act.START_WALK:
        told = "Det kan kun koordinatoren i {channel} og dem, der står som ledere på afdelingslisten."
        return marked(words, told, channel=where)
    return marked(words, "Det kan kun koordinatoren i {channel}.", channel=where)


def _whom_to_ask(named: Named, user: UserId, words: Words) -> str:
    if named.coordinator is None:
        return marked(words, "Der er ingen koordinator endnu. Du kan bede om rollen.")
    coordinator = person(named.coordinator)
    if user == named.deputy:
        return marked(
            words,
            "Du er stedfortræder og kan det, når {coordinator} er på orlov, er deaktiveret i Slack eller ikke har "
            "taget sig af ugens spørgsmål om afdelingslisten i to arbejdsdage.",
            coordinator=coordinator,
        )
    return marked(
        words, "Spørg {coordinator}, eller bed om rollen.", coordinator=person(named.leader or named.coordinator)
    )


def starts_no_walk(words: Words) -> Card:
    """To somebody who may begin a template in no channel."""
    why = marked(words, "En skabelon begyndes af koordinatoren og dem, der står som ledere på afdelingslisten.")
    return refusal(why, marked(words, "Skriv `/anker` i afdelingens kanal for at se, hvem du kan spørge."))


def wrong_place(elsewhere: Sequence[ChannelId], words: Words, typed: str = "") -> Card:
    """Roles, lists and rounds belong to a channel, and this is none; `typed` is the command, by a button or not."""
    why = marked(words, "Det hører til en kanal.")
    if typed:
        why = marked(words, "`{command}` hører til en kanal.", command=typed)
    if elsewhere:
        led = f" {words('eller')} ".join(channel(one) for one in elsewhere[:MOST_CHANNELS])
        return refusal(why, marked(words, "Skriv det i {channel}.", channel=Mention(led)))
    return refusal(why, marked(words, "Skriv det i afdelingens kanal."))


def not_welcome(absence: Absence, words: Words) -> Card:
    """Guests, strangers, bots and those who have left."""
    why, what = {
        Absence.GUEST: (
            marked(words, "Gæster kan ikke bruge Anker."),
            marked(words, "Bed koordinatoren om at gøre dig til observatør med `/anker personer`."),
        ),
        Absence.STRANGER: (
            marked(words, "Anker er kun for dem, der er ansat her."),
            marked(words, "Hører du til en anden organisation, så spørg efter Anker dér."),
        ),
        Absence.DEACTIVATED: (
            marked(words, "Din konto er deaktiveret i Slack."),
            marked(words, "Bed jeres Slack-administrator om at åbne den igen."),
        ),
    }.get(absence, (marked(words, "Anker taler kun med mennesker."), marked(words, "Skriv fra din egen konto.")))
    return refusal(why, what)


def invite_me(here: ChannelId, words: Words) -> Card:
    """Anker is not in the channel."""
    why = marked(words, "Jeg er ikke med i {channel} endnu.", channel=channel(here))
    return refusal(why, marked(words, "Skriv `/invite @Anker` i kanalen, og prøv igen."))


def unknown_button(words: Words) -> Card:
    """A button of an older version, or of something that is gone."""
    why = marked(words, "Den knap virker ikke mere. Intet er ændret.")
    return refusal(why, marked(words, "Skriv `/barometer` eller `/anker` for at komme videre."), help_button(words))


def unknown_round(words: Words) -> Card:
    """No such round, deleted, another workspace's or not asked: one answer for all."""
    why = marked(words, "Den runde findes ikke, eller du er ikke spurgt i den.")
    return refusal(why, marked(words, "Skriv `/barometer` for at se, om der er en runde til dig."), help_button(words))


def trial_over(words: Words) -> Card:
    """The round has been started, set up anew or deleted since this card was tried."""
    see = marked(words, "Skriv `/barometer` for at se, om der er en runde til dig.")
    return refusal(trial_over_card(words).text, see)


def unknown_walk(words: Words) -> Card:
    """No such walk, another workspace's, or one in which the person has no part: one answer for all."""
    why = marked(words, "Den skabelon findes ikke, eller du er ikke med i den.")
    return refusal(why, marked(words, "Skriv `/icm` for at se, hvad du er med i."), help_button(words))


def not_in_walk(act: WalkAct, words: Words) -> Card:
    """Somebody who takes part in a walk, but not so."""
    why = {
        WalkAct.APPROVE: marked(words, "Det kan kun den, der skal godkende skabelonen."),
        WalkAct.MANAGE: marked(words, "Det kan kun den, der har ansvaret for skabelonen."),
    }.get(act, marked(words, "Det kan kun de, der skriver med i skabelonen."))
    return refusal(why, marked(words, "Tryk på Personer i `/icm status` for at se, hvem det er."))


def message_not_kept(words: Words) -> Card:
    """A written message while the database does not answer; it still stands in Slack, and Slack sends it again."""
    why = marked(words, "Det, du skrev, er ikke gemt endnu: databasen svarer ikke. Det står stadig her i Slack.")
    what = marked(
        words,
        "Anker prøver selv igen et par gange. Kommer der ingen kvittering inden for ti minutter, så send det igen.",
    )
    return refusal(why, what)


def round_closed(closed: Round, coming: Coming | None, words: Words) -> Card:
    """An answer, a change or a deletion that comes after the close."""
    if closed.state is RoundState.CANCELLED:
        why = marked(words, "Runden i {unit} er annulleret. Alle svar er slettet.", unit=closed.unit)
        return refusal(why, marked(words, "Du skal ikke gøre noget."))
    why = marked(words, "Runden i {unit} er lukket. Der kan ikke svares, rettes eller slettes mere.", unit=closed.unit)
    if closed.state is RoundState.PUBLISHED:
        kept = marked(
            words,
            "Det, du nåede at aflevere, tæller med. Nøglen og de enkelte svar er slettet, så ingen kan finde dit svar "
            "igen, heller ikke vi.",
        )
    else:
        kept = marked(
            words,
            "Det, du nåede at aflevere, tæller med. Nøglen og de enkelte svar slettes, så ingen kan finde dit svar "
            "igen, heller ikke vi.",
        )
    result = (
        coming_told(coming, words)
        if coming
        else marked(words, "Skriv `/barometer resultat` i kanalen for at se resultatet.")
    )
    return refusal(why, f"{kept} {result}")


def not_now(state: RoundState, words: Words) -> Card:
    """The round is past, or not yet at, the point where this can happen."""
    why = marked(words, "Det kan ikke lade sig gøre nu: {state}. Intet er ændret.", state=_standing(state, words))
    return refusal(why, marked(words, "Skriv `/barometer status` for at se, hvor runden er."))


def _standing(state: RoundState, words: Words) -> str:
    return {
        RoundState.DRAFT: words("runden er ikke startet"),
        RoundState.CONFIRMED: words("runden er ikke åbnet endnu"),
        RoundState.OPEN: words("runden er åben"),
        RoundState.CANCELLED: words("runden er annulleret"),
    }.get(state, words("runden er lukket"))


def frozen(words: Words) -> Card:
    """A key is missing, or a body does not open, of a round, a template or a course: nothing is read or written."""
    why = marked(words, "Det, du bad om, kan ikke læses lige nu. Intet er ændret, og intet er tabt.")
    return refusal(why, marked(words, "Sig det til den, der driver Anker. Prøv igen senere."))


def damaged(name: str, words: Words) -> Card:
    """A release is not what was written: nothing of it is shown, here or in a document."""
    why = marked(words, "Resultatet er ikke det, der blev gemt. Derfor vises intet af det.")
    return refusal(why, marked(words, "Sig fejl {id} til den, der driver Anker.", id=name))


def press_again(words: Words) -> Card:
    """Slack lets a press open a window for three seconds only."""
    why = marked(words, "Det tog for lang tid, og Slack lod mig ikke åbne vinduet. Intet er tabt.")
    return refusal(why, marked(words, "Tryk igen."))


def slack_refused(error: str, name: str, words: Words) -> Card:
    """Slack's own word for why, where it gave one, and an id that the log has too."""
    facts = {"error": error or words("uden begrundelse"), "id": name}
    why = marked(words, "Slack sagde nej ({error}). Intet, du gav før, er tabt.", **facts)
    return refusal(why, marked(words, "Prøv igen om lidt. Bliver det ved, så sig fejl {id} til driften.", **facts))


def not_saved(name: str, words: Words) -> Card:
    """The database did not take it."""
    why = marked(words, "Det kunne ikke gemmes. Intet er ændret.")
    return refusal(why, marked(words, "Prøv igen om lidt. Bliver det ved, så sig fejl {id} til driften.", id=name))


def not_saved_in_form(words: Words) -> str:
    """The same at a form's first field; what was typed is still in the form."""
    return words("Kunne ikke gemme. Dine svar står her stadig – prøv igen.")


def went_wrong(name: str, words: Words) -> Card:
    """Something that nobody foresaw; the log has the id, and nothing of what the person gave."""
    why = marked(words, "Noget gik galt hos mig, ikke hos dig. Intet, du gav før, er tabt.")
    return refusal(why, marked(words, "Prøv igen. Bliver det ved, så sig fejl {id} til driften.", id=name))


def went_wrong_in_form(name: str, words: Words) -> str:
    """The same at a form's first field."""
    return words("Noget gik galt (fejl {id}). Det, du har skrevet, står her stadig – prøv igen.", id=name)


def role_button(here: ChannelId, words: Words) -> ButtonElement:
    """Asks the administrators for the role of coordinator in the channel."""
    return button(words("Bed om rollen"), "people.ask_role", here)


def written_instead(asked: Round, words: Words) -> Card:
    """Somebody who is asked wrote a message: it is no answer, and it stands in Slack."""
    text = marked(
        words,
        "Det, du skrev, er ikke gemt som svar, men det står i Slack. Slet beskeden, hvis andre ikke må læse den, "
        "og brug knapperne i stedet.",
    )
    return Card(text, [section(text), buttons(go_on(asked, words), help_button(words))])


def written_for_nothing(words: Words) -> Card:
    """Somebody who is asked nothing wrote a message: Anker reads none, and it stands in Slack."""
    text = marked(
        words,
        "Jeg læser ikke det, du skriver her, og gemmer det ikke. Men det står i Slack: slet beskeden, hvis andre ikke "
        "må læse den. Tryk på Hjælp for at se, hvad du kan.",
    )
    return Card(text, [section(text), buttons(help_button(words))])


def help_button(words: Words) -> ButtonElement:
    """The same as `/anker help`."""
    return button(words("Hjælp"), "commands.run-anker-help", "anker:help")
