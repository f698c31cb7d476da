"""A walk seen as a whole: its status, the summary for the channel, and what is told when a version is approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from domain.people import UserId
from domain.revisions import Question, Status, Unsettled
from domain.walk_editions import as_approved
from domain.walk_returns import Returned, may_send_back
from domain.walk_reviews import Asked, can_be_approved, compared, is_finished, is_ready, nobodys, unsettled_of
from domain.walks import Walk, WalkAct
from messages.slack.cards import LONGEST_TEXT, Card, button, buttons, context, header, plain, section
from messages.slack.text import Mention, clean, cut, literal, marked, person
from messages.slack.walks import line_card, on_it_told, short_title, value
from messages.wording import Words

#: How many questions a card names before it only counts the rest, and how much of each it says, in characters.
MOST_NAMED, NAME = 12, 140
#: How many element lines stand in one section.
LINES = 12
#: How many walks can be chosen from: the newest.
MOST_WALKS = 15


def named(walk: Walk, question: Question, words: Words, longest: int = NAME) -> str:
    """ "Nr. 7: Hvem har ansvaret …", for mrkdwn."""
    facts = {"number": walk.number(question.id), "question": clean(words.of(question.text), longest)}
    return marked(words, "Nr. {number}: {question}", **facts)


def settled_by(unsettled: Unsettled, today: date, words: Words, *, short: bool = False) -> str:
    """ "senest mandag 3. maj", or "overskredet siden 3. maj"; not escaped."""
    if unsettled.due < today:
        return words("overskredet siden {day}", day=words.day_and_month(unsettled.due))
    return words("senest {day}", day=words.day(unsettled.due, short=short))


def own_told(walk: Walk, question: Question, user: UserId, today: date, words: Words) -> str:
    """A question that is somebody's own, with the date by which they are to settle it, if they are."""
    text, unsettled = named(walk, question, words), walk.unsettled.get(question.id)
    if unsettled is None or unsettled.owner != user:
        return text
    when = settled_by(unsettled, today, words)
    return f"{text} ({marked(words, 'du finder ud af det, {when}', when=when)})"


def nobodys_told(walk: Walk, words: Words) -> list[str]:
    """How many questions are not settled and nobody's, and where somebody is chosen; nothing where there are none."""
    number = len(nobodys(walk))
    one = "1 spørgsmål, der ikke er afklaret, mangler en person og en dato. Vælg dem under Gennemse."
    many = "{n} spørgsmål, der ikke er afklaret, mangler en person og en dato. Vælg dem under Gennemse."
    return [words.count(one, many, number)] if number else []


def name_of(walk: Walk, words: Words) -> str:
    """ "ICM: Herberget Egely", not escaped."""
    return f"{short_title(walk, words)}: {walk.unit}"


def counted(progress: Mapping[Status, int], words: Words) -> str:
    """ "3 besvaret, 1 ikke afklaret, 2 åbne"; kinds that there are none of are left out."""
    said = [
        (Status.ANSWERED, words.count("1 besvaret", "{n} besvaret", progress[Status.ANSWERED])),
        (Status.NOT_SETTLED, words.count("1 ikke afklaret", "{n} ikke afklaret", progress[Status.NOT_SETTLED])),
        (Status.NOT_RELEVANT, words.count("1 ikke relevant", "{n} ikke relevant", progress[Status.NOT_RELEVANT])),
        (Status.OPEN, words.count("1 åbent", "{n} åbne", progress[Status.OPEN])),
    ]
    return ", ".join(text for status, text in said if progress[status])


def spoken(lines: Iterable[str]) -> str:
    """Lines as they are read aloud, each a sentence of its own."""
    ended = (line if line.endswith((".", ":", "?", "…")) else f"{line}." for line in lines)
    return cut(" ".join(ended), LONGEST_TEXT)


def in_all(walk: Walk, words: Words) -> str:
    """ "32 spørgsmål: 3 besvaret, 29 åbne"."""
    total = words.count("1 spørgsmål", "{n} spørgsmål", len(walk.questions))
    return f"{total}: {counted(walk.progress(), words)}"


def standing(walk: Walk, words: Words) -> str:
    """Which version there is, and whether anything has changed since; for mrkdwn."""
    if not walk.versions:
        return marked(words, "Kladde. Ingen version er godkendt endnu.")
    version = walk.versions[-1]
    facts = {
        "number": version.number,
        "person": person(version.approved_by),
        "day": words.day(words.local(version.at).date()),
    }
    if is_finished(walk):
        return marked(words, "Version {number} er godkendt af {person} {day}.", **facts)
    return marked(words, "Ændret siden version {number}, som {person} godkendte {day}.", **facts)


def approvers_told(walk: Walk, words: Words) -> str:
    """Who approves, one of them being enough; where nobody does, who can choose somebody. For mrkdwn."""
    if not walk.approvers:
        return marked(
            words, "Ingen er valgt til at godkende. {owner} kan vælge en under Personer.", owner=person(walk.owner)
        )
    *others, last = [person(user) for user in walk.approvers]
    either = f"{', '.join(others)} {words('eller')} {last}" if others else last
    return marked(words, "Godkendes af {people}.", people=Mention(either))


def one_is_enough(walk: Walk, words: Words) -> str:
    """For whoever approves beside others, who may think that all of them are needed; nothing for the only one."""
    if len(walk.approvers) < 2:
        return ""
    return marked(words, "I er {n}, der kan godkende. Det er nok, at én af jer gør det.", n=len(walk.approvers))


def _asked_told(asked: Asked | None, words: Words) -> list[str]:
    if asked is None:
        return []
    facts = {"person": person(asked.by), "day": words.day(words.local(asked.at).date())}
    return [marked(words, "{person} bad om godkendelse {day}.", **facts)]


def status_card(
    walk: Walk,
    user: UserId,
    now: datetime,
    words: Words,
    more: Card | None = None,
    asked: Asked | None = None,
    returned: Returned | None = None,
) -> Card:
    """How far every element is, who is on what, and what this person can do; `more` stands above the buttons.

    `asked`: who asked for the approval of what stands; `returned`: who sent it back last, for whoever takes part.
    """
    until = (
        marked(words, "Målet er at være færdig {day}.", day=words.day(walk.target))
        if walk.target >= words.local(now).date()
        else marked(words, "Målet var at være færdig {day}.", day=words.day(walk.target))
    )
    lines = list(elements_of(walk, words))
    settling = [*_settling(walk, words.local(now).date(), words)]
    if walk.may(user, WalkAct.WRITE):
        settling += nobodys_told(walk, words)
    people = [*_on_it(walk, now, words), *settling, *_before(walk, words)]
    approval = [] if is_finished(walk) else [approvers_told(walk, words), *_asked_told(asked, words)]
    word = _word(returned, words) if returned and not asked and user in walk.people else None
    first = [literal(in_all(walk, words)), standing(walk, words), *approval, until]
    parts = [part.text for part in (word, more) if part]
    said = [literal(name_of(walk, words)), *first, *lines, *people, *parts]
    return Card(
        spoken(said),
        [
            header(name_of(walk, words)),
            section("\n".join(first)),
            *(word.blocks if word else []),
            *in_sections(lines),
            *([context("\n".join(people))] if people else []),
            *(more.blocks if more else []),
            *_actions(walk, user, words),
        ],
    )


def in_sections(lines: Sequence[str]) -> list[Block]:
    """Lines in as few sections as take them."""
    return [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)]


def elements_of(walk: Walk, words: Words) -> Iterator[str]:
    """How far every element is, a line each; for mrkdwn."""
    for element in walk.template.elements:
        yield f"*{literal(words.of(element.name))}*: {literal(counted(walk.progress(element), words))}"


def _on_it(walk: Walk, now: datetime, words: Words) -> Iterator[str]:
    """Who was shown which question lately, and who was handed one."""
    for question in walk.questions:
        yield from on_it_told(walk, question, now, words)
        handed = walk.handed.get(question.id)
        if handed:
            facts = {"number": walk.number(question.id), "person": person(handed.taker)}
            yield marked(words, "Nr. {number} er hos {person}", **facts)


def _settling(walk: Walk, today: date, words: Words) -> Iterator[str]:
    for question in unsettled_of(walk):
        unsettled = walk.unsettled.get(question.id)
        if unsettled:
            facts = {"number": walk.number(question.id), "person": person(unsettled.owner)}
            when = settled_by(unsettled, today, words, short=True)
            yield marked(words, "Nr. {number} afklares af {person}, {when}", when=when, **facts)


def _before(walk: Walk, words: Words) -> Iterator[str]:
    """The versions before the newest one."""
    for version in walk.versions[:-1]:
        facts = {"number": version.number, "person": person(version.approved_by)}
        day = words.day(words.local(version.at).date(), short=True)
        yield marked(words, "Version {number} godkendte {person} {day}", day=day, **facts)


def _actions(walk: Walk, user: UserId, words: Words) -> list[Block]:
    """Whoever takes no part, such as the anchoring team, reads the status and nothing more."""
    if user not in walk.people:
        return []
    return [
        buttons(
            button(words("Gennemse"), "walks.review", walk.id),
            approve_button(walk, user, words),
            send_back_button(walk, user, words),
            _ask_button(walk, user, words),
            _changes_button(walk, words),
            button(words("Del i kanalen"), "walks.share", walk.id),
            button(words("Dokument"), "walk_documents.get", walk.id),
            button(words("Personer"), "walks.people", walk.id),
            _delete_button(walk, user, words),
        )
    ]


def _changes_button(walk: Walk, words: Words) -> ButtonElement | None:
    return button(words("Se ændringer"), "walks.changes", walk.id) if compared(walk)[2] else None


def _delete_button(walk: Walk, user: UserId, words: Words) -> ButtonElement | None:
    """For a template that was begun by mistake; it is asked first."""
    if walk.versions or not walk.may(user, WalkAct.MANAGE):
        return None
    return button(words("Slet skabelonen"), "walks.delete", walk.id)


def _returned_told(returned: Returned, words: Words) -> str:
    facts = {"person": person(returned.by), "day": words.day(words.local(returned.at).date())}
    return marked(words, "{person} sendte den tilbage {day}.", **facts)


def _word(returned: Returned, words: Words) -> Card:
    """Who sent it back, when, and what they said."""
    told = _returned_told(returned, words)
    return Card(spoken([told, literal(returned.text)]), [section(told), SectionBlock(text=plain(returned.text))])


def send_back_button(walk: Walk, user: UserId, words: Words) -> ButtonElement | None:
    return button(words("Send tilbage"), "walks.send_back", walk.id) if may_send_back(walk, user) else None


def approve_button(walk: Walk, user: UserId, words: Words) -> ButtonElement | None:
    if not (walk.may(user, WalkAct.APPROVE) and can_be_approved(walk)):
        return None
    return button(words("Godkend version {n}", n=walk.version), "walks.approve", walk.id, style="primary")


def _ask_button(walk: Walk, user: UserId, words: Words) -> ButtonElement | None:
    """Once nothing is open any more, whoever writes can ask for the approval."""
    others = [approver for approver in walk.approvers if approver != user]
    if not (others and is_ready(walk) and walk.may(user, WalkAct.WRITE)):
        return None
    return button(words("Bed om godkendelse"), "walks.ask_approval", walk.id)


def choose_status_card(walks: Sequence[Walk], words: Words) -> Card:
    """Several walks: whose status is wanted."""
    text = marked(words, "Hvilken skabelon vil du se?")
    rows = [
        section(literal(name_of(walk, words)), button(words("Se status"), "walks.status", walk.id))
        for walk in walks[:MOST_WALKS]
    ]
    return Card(spoken([text, *(literal(name_of(walk, words)) for walk in walks[:MOST_WALKS])]), [section(text), *rows])


def approved_card(walk: Walk, words: Words) -> Card:
    """For everybody in the walk: a version is approved. It is sent after that, so it says what is true by then."""
    text = f"{_approved(walk, words)} {approved_in_all(walk, words)}"
    note = marked(words, "Den ligger fast. Retter I noget, bliver det en ny version, som skal godkendes for sig.")
    return Card(
        f"{text} {note}",
        [
            section(text),
            context(note),
            buttons(
                button(words("Dokument"), "walk_documents.get", walk.id),
                button(words("Se status"), "walks.status", walk.id),
            ),
        ],
    )


def _approved(walk: Walk, words: Words) -> str:
    version = walk.versions[-1]
    facts = {"name": name_of(walk, words), "number": version.number, "person": person(version.approved_by)}
    return marked(words, "*{name}*: {person} har godkendt version {number}.", **facts)


def approved_in_all(walk: Walk, words: Words) -> str:
    """How much of the version approved last is answered, whatever was written since; for mrkdwn."""
    return f"{literal(in_all(as_approved(walk, walk.versions[-1]), words))}."


def approved_line(walk: Walk, words: Words) -> Card:
    """What the approver was asked for is done."""
    return line_card(_approved(walk, words))


def to_approve_card(walk: Walk, user: UserId, words: Words, waits: Asked | None = None) -> Card:
    """For the approver: the template is ready to be looked at, or `waits` since somebody asked."""
    text = marked(words, "*{name}* er klar til, at du ser på den og godkender.", name=name_of(walk, words))
    how_far, enough = f"{literal(in_all(walk, words))}.", one_is_enough(walk, words)
    notes = [note for note in (*_asked_told(waits, words), how_far, enough) if note]
    return Card(
        spoken([text, *notes]),
        [
            section(text),
            context(*notes),
            buttons(
                button(words("Gennemse"), "walks.review", walk.id),
                _changes_button(walk, words),
                approve_button(walk, user, words),
                send_back_button(walk, user, words),
            ),
        ],
    )


def asked_approver_card(
    walk: Walk, user: UserId, words: Words, before: Asked | None = None, returned: Returned | None = None
) -> Card:
    """Who was asked by this person, or `before`; nobody where there is nothing to approve, or it was sent back so."""
    if returned:
        then = marked(words, "Ret svarene først, og bed så om godkendelse igen.")
        return line_card(f"{_returned_told(returned, words)} {then}")
    if not can_be_approved(walk):
        return line_card(nothing_to_approve(walk, words))
    who = " ".join(person(approver) for approver in walk.approvers if approver != user)
    if before:
        already = marked(words, "De er allerede spurgt og får ingen ny besked:") + f" {who}"
        return line_card(" ".join([*_asked_told(before, words), already]))
    return line_card(marked(words, "Bedt om godkendelse:") + f" {who}")


def nothing_to_approve(walk: Walk, words: Words) -> str:
    return standing(walk, words) if walk.versions else marked(words, "Der er ikke noget at godkende endnu.")


def to_settle_card(walk: Walk, question: Question, words: Words) -> Card:
    """For the one who is to find out about a question."""
    unsettled = walk.unsettled[question.id]
    facts = {"name": name_of(walk, words), "day": words.day(unsettled.due)}
    text = marked(words, "*{name}*: du er sat til at få afklaret et spørgsmål senest {day}.", **facts)
    return Card(
        f"{text} {named(walk, question, words)}",
        [section(text), section(named(walk, question, words)), settle_buttons(walk, question, words)],
    )


def settle_buttons(walk: Walk, question: Question, words: Words) -> Block:
    return buttons(
        button(words("Vis spørgsmålet"), "walks.show", value(walk, question)),
        button(words("Ny dato eller person"), "walks.settle", value(walk, question)),
    )
