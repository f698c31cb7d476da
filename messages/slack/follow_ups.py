"""What a follow-up looks like: the form in which it is set up, the reminder with its agenda, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    Option,
    OptionGroup,
    OverflowMenuElement,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from domain.follow_ups import LONGEST, FollowUp, Rhythm, Unit
from domain.people import UserId
from domain.revisions import Question
from domain.walks import Walk, WalkAct
from domain.workdays import Workdays
from messages.slack.cards import (
    Card,
    button,
    buttons,
    context,
    field,
    message_view,
    modal,
    option,
    overflow,
    plain,
    section,
)
from messages.slack.text import channel, clean, literal, marked, person
from messages.slack.walk_reviews import name_of, named, spoken
from messages.slack.walks import EXCERPT, line_card, value
from messages.wording import Words

#: Where a reminder comes: values of a choice.
TO_OWNER, IN_CHANNEL = "owner", "channel"
#: How much of a question a reminder shows, in characters.
QUESTION = 600
#: How many follow-ups a list names; a walk has rarely more than three.
MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a form begins with."""

    rhythm: Rhythm
    day: date
    owner: UserId
    in_channel: bool


def rhythm_name(rhythm: Rhythm, words: Words) -> str:
    """ "Hver uge", "Hver 3. måned"; not escaped."""
    if rhythm.unit is Unit.WEEKS:
        return words.count("Hver uge", "Hver {n}. uge", rhythm.every)
    return words.count("Hver måned", "Hver {n}. måned", rhythm.every)


def rhythm_value(rhythm: Rhythm) -> str:
    return f"{rhythm.every}:{rhythm.unit}"


def rhythm_of(chosen: str) -> Rhythm:
    """Read back what `rhythm_value` made."""
    every, _, unit = chosen.partition(":")
    return Rhythm(int(every), Unit(unit))


def _rhythms(words: Words) -> dict[Rhythm, Option]:
    every = [Rhythm(number, unit) for unit, longest in LONGEST.items() for number in range(1, longest + 1)]
    return {rhythm: option(rhythm_name(rhythm, words), rhythm_value(rhythm)) for rhythm in every}


def plan_view(walk: Walk, question: Question, proposed: Proposed, words: Words, *, is_running: bool) -> View:
    """How often, from when on, where and who; filled in with what the answer says, or with what runs already."""
    blocks = [
        section(named(walk, question, words), block_id=value(walk, question, "follow_up")),
        *_says(walk, question, words),
        _how_often(proposed, words),
        _from_when(proposed, words, is_running=is_running),
        _by_whom(proposed, words),
        *_where(walk, proposed, words),
    ]
    return modal("follow_ups.plan", words("Påmindelse"), blocks, submit=words("Gem"), close=words("Luk"))


def _how_often(proposed: Proposed, words: Words) -> Block:
    options = _rhythms(words)
    labels = {Unit.WEEKS: words("Uger"), Unit.MONTHS: words("Måneder")}
    groups = [
        OptionGroup(label=plain(label), options=[one for rhythm, one in options.items() if rhythm.unit is unit])
        for unit, label in labels.items()
    ]
    choice = StaticSelectElement(option_groups=groups, initial_option=options[proposed.rhythm])
    return field("follow_ups.rhythm", words("Hvor ofte?"), choice)


def _from_when(proposed: Proposed, words: Words, *, is_running: bool) -> Block:
    label = words("Næste gang") if is_running else words("Første gang")
    hint = words("Påmindelsen kommer kl. 9. Er dagen fri, kommer den arbejdsdagen før.")
    return field("follow_ups.first", label, DatePickerElement(initial_date=proposed.day.isoformat()), hint)


def _by_whom(proposed: Proposed, words: Words) -> Block:
    hint = words("Vedkommende kan se hele skabelonen.")
    return field("follow_ups.owner", words("Hvem følger op?"), UserSelectElement(initial_user=proposed.owner), hint)


def _where(walk: Walk, proposed: Proposed, words: Words) -> list[Block]:
    places = {
        TO_OWNER: option(words("Direkte besked til den, der følger op"), TO_OWNER),
        IN_CHANNEL: option(words("Kanalen, der får opsummeringerne"), IN_CHANNEL),
    }
    chosen = places[IN_CHANNEL if proposed.in_channel else TO_OWNER]
    choice = RadioButtonsElement(options=list(places.values()), initial_option=chosen)
    in_channel = marked(
        words,
        "Opsummeringerne kommer i {channel}. Vælger du kanalen, kan alle dér læse spørgsmålet og begyndelsen af "
        "svaret.",
        channel=channel(walk.channel),
    )
    return [field("follow_ups.where", words("Hvor skal den komme?"), choice), context(in_channel)]


def _answer(walk: Walk, question: Question) -> str:
    """What the answer says by now, in short; empty where nothing is written."""
    answer = walk.answers.get(question.id)
    return clean(answer.text, EXCERPT) if answer else ""


def _says(walk: Walk, question: Question, words: Words) -> list[Block]:
    said = _answer(walk, question)
    return [context(_says_what(said, words)), *([SectionBlock(text=plain(said))] if said else [])]


def _says_what(said: str, words: Words) -> str:
    return marked(words, "Svaret siger:") if said else marked(words, "Der står ikke noget svar nu.")


def receipt_view(text: str, words: Words) -> View:
    """What is kept, in place of the form; mrkdwn."""
    return message_view(words("Gemt"), text, words("Luk"))


def planned_text(walk: Walk, question: Question, follow_up: FollowUp, workdays: Workdays, words: Words) -> str:
    """The receipt; mrkdwn."""
    facts = {
        "question": walk.number(question.id),
        "rhythm": rhythm_name(follow_up.rhythm, words).lower(),
        "day": words.day(follow_up.next_day(workdays)),
        "place": channel(follow_up.channel) if follow_up.channel else person(follow_up.owner),
    }
    return marked(
        words,
        "Jeg minder om nr. {question} {rhythm}, næste gang {day} kl. 9. Det kommer til {place}. "
        "Påmindelser kan rettes og stoppes i `/icm status`.",
        **facts,
    )


def due_card(
    walk: Walk, question: Question, follow_up: FollowUp, number: int, today: date, workdays: Workdays, words: Words
) -> Card:
    """The reminder: what is followed up, what the answer says, three questions to go through, and four ways on."""
    first = marked(words, "*{name}*: det er tid til at følge op.", name=name_of(walk, words))
    asked = _asked(walk, question, words)
    agenda = [f"*{literal(words('Dagsorden'))}*", *_agenda(words)]
    facts = {
        "person": person(follow_up.owner),
        "rhythm": rhythm_name(follow_up.rhythm, words).lower(),
        "day": words.day(follow_up.next_day(workdays)),
    }
    who = marked(words, "{person} følger op, {rhythm}. Næste gang {day}.", **facts)
    said = _answer(walk, question)
    which = which_value(follow_up, number)
    a_week = button(words("Udsæt en uge"), "follow_ups.put_off", which)
    return Card(
        spoken([first, asked, _says_what(said, words), *([literal(said)] if said else []), *agenda, who]),
        [
            section(first),
            section(asked),
            *_says(walk, question, words),
            section("\n".join(agenda)),
            context(who),
            buttons(
                button(words("Holdt"), "follow_ups.held", which, style="primary"),
                button(words("Flyt denne"), "follow_ups.move", which),
                a_week if follow_up.can_be_put_off(number, today, workdays) else None,
                button(words("Stop"), "follow_ups.stop", which),
            ),
        ],
    )


def _asked(walk: Walk, question: Question, words: Words) -> str:
    """The question with its number, whole but for one of unusual length."""
    facts = {"number": walk.number(question.id), "question": clean(words.of(question.text), QUESTION)}
    return marked(words, "Nr. {number}: {question}", **facts)


def _agenda(words: Words) -> list[str]:
    asked = [
        marked(words, "Hvad er der sket siden sidst?"),
        marked(words, "Gør vi det, vi skrev, og hvad står i vejen?"),
        marked(words, "Hvad gør vi nu, hvem gør det, og hvornår?"),
    ]
    return [f"{number}. {question}" for number, question in enumerate(asked, 1)]


def which_value(follow_up: FollowUp, number: int) -> str:
    """What the buttons of one reminder carry: ids, the first day of the rhythm, and which one it is."""
    return f"{follow_up.walk}:{follow_up.question}:{follow_up.first}:{number}"


def held_card(walk: Walk, question: Question, user: UserId, day: date, words: Words) -> Card:
    facts = {"question": walk.number(question.id), "person": person(user), "day": words.day(day)}
    text = marked(words, "Opfølgning på nr. {question}: holdt, siger {person}. Næste gang {day}.", **facts)
    return line_card(text)


def moved_card(
    walk: Walk, question: Question, follow_up: FollowUp, user: UserId, workdays: Workdays, words: Words
) -> Card:
    """Moved or put off: this one comes then, and the rhythm stays."""
    facts = {
        "question": walk.number(question.id),
        "person": person(user),
        "day": words.day(follow_up.next_day(workdays)),
        "later": words.day(follow_up.day(follow_up.passed + 1, workdays)),
    }
    text = marked(
        words,
        "Opfølgning på nr. {question}: {person} har flyttet den til {day}. Rytmen er den samme: gangen efter er "
        "{later}.",
        **facts,
    )
    return line_card(text)


def stopped_card(walk: Walk, question: Question, user: UserId, words: Words) -> Card:
    facts = {"question": walk.number(question.id), "person": person(user)}
    text = marked(words, "Opfølgning på nr. {question}: {person} har stoppet påmindelsen.", **facts)
    again = button(words("Begynd igen"), "follow_ups.offer", value(walk, question))
    return Card(text, [section(text, again)])


def out_of_date_card(words: Words) -> Card:
    return line_card(marked(words, "Påmindelsen er stoppet, ændret, eller der er kommet en nyere."))


def not_then_card(words: Words) -> Card:
    return line_card(
        marked(words, "Den kan ikke udsættes en uge mere: den er udsat før, eller den næste kommer inden da.")
    )


def move_view(walk: Walk, question: Question, follow_up: FollowUp, number: int, day: date, words: Words) -> View:
    """On which day this one comes instead."""
    return modal(
        "follow_ups.move",
        words("Flyt denne"),
        [
            section(named(walk, question, words), block_id=which_value(follow_up, number)),
            field(
                "follow_ups.day",
                words("Ny dag"),
                DatePickerElement(initial_date=day.isoformat()),
                words("Kun denne gang. Rytmen er den samme bagefter."),
            ),
        ],
        submit=words("Flyt"),
        close=words("Luk"),
    )


def listed(walk: Walk, follow_ups: Sequence[FollowUp], user: UserId, workdays: Workdays, words: Words) -> Card | None:
    """The follow-ups that run, as part of a status card: each with who, how often, when next, and what can be done."""
    if not follow_ups:
        return None
    title = f"*{literal(words('Opfølgninger'))}*"
    lines = {one.id: _line(walk, one, workdays, words) for one in follow_ups[:MOST_LISTED]}
    menus = {one.id: _menu(one, words) for one in follow_ups if walk.may(user, WalkAct.WRITE)}
    return Card(
        spoken([title, *lines.values()]), [section(title), *(section(lines[key], menus.get(key)) for key in lines)]
    )


def _line(walk: Walk, one: FollowUp, workdays: Workdays, words: Words) -> str:
    facts = {
        "question": walk.number(one.question),
        "rhythm": rhythm_name(one.rhythm, words).lower(),
        "day": words.day(one.next_day(workdays)),
        "person": person(one.owner),
    }
    return marked(words, "Nr. {question}: {rhythm}, næste gang {day}. {person} følger op.", **facts)


def _menu(one: FollowUp, words: Words) -> OverflowMenuElement:
    return overflow(
        "follow_ups.more",
        option(words("Ret"), f"{which_value(one, one.passed)}:plan"),
        option(words("Flyt den næste"), f"{which_value(one, one.passed)}:move"),
        option(words("Stop"), f"{which_value(one, one.passed)}:stop"),
    )
