"""What people wrote: one comment at a time for its reader, and the released ones for everybody who sees the result.

A comment stands in windows only, as plain text in which nothing is markup, and never in a message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject, SectionBlock
from slack_sdk.models.views import View

from domain.comments import Comment, CommentState, unread
from domain.rounds import Round, RoundId
from messages.labels import closing_day
from messages.slack.cards import Card, button, buttons, context, modal, plain, section
from messages.slack.text import clean, literal, marked, person
from messages.wording import Words

#: A view takes 250 kB (docs.slack.dev/reference/views), and a comment of 1,000 emoji is 12 kB of JSON.
MOST_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One comment before its reader: all comments in their order, where the shown one stands, and what was just done.

    `done` is a sentence about the comment of the click before, such as "Nr. 3 er frigivet."
    """

    round: Round
    comments: Sequence[Comment]
    place: int
    done: str = ""

    @property
    def comment(self) -> Comment:
        return self.comments[self.place]


def reading_view(page: Page, words: Words) -> View:
    """A comment with its question, and what its reader may do with it."""
    if not page.comments:
        return _nothing_left(page, words)
    blocks: list[Block] = [
        context(" ".join(part for part in (_whence(page, words), literal(page.done)) if part)),
        section(f"*{literal(_question(page.round, page.comment.item, words))}*"),
        _text(page.comment, words),
        context(_where(page, words)),
        _decisions(page, words),
        *_turns(page, words),
        context(_advice(words)),
    ]
    return modal("comments.read", words("Kommentarer"), blocks, close=words("Luk"))


def _nothing_left(page: Page, words: Words) -> View:
    said = " ".join(part for part in (literal(page.done), marked(words, "Der er ingen kommentarer.")) if part)
    return modal("comments.read", words("Kommentarer"), [section(said)], close=words("Luk"))


def _whence(page: Page, words: Words) -> str:
    """Which round they are of, for two may wait, and how many there are."""
    facts = {"unit": page.round.unit, "day": closing_day(page.round, words)}
    return f"{marked(words, 'Barometeret i {unit}, lukket {day}.', **facts)} {_counted(page.comments, words)}"


def _counted(comments: Sequence[Comment], words: Words) -> str:
    new, hidden = unread(comments), sum(not comment.may_be_shown for comment in comments)
    parts = [words.count("{n} ny, {total} i alt.", "{n} nye, {total} i alt.", new, total=len(comments))]
    if hidden:
        parts.append(words.count("{n} vises ikke.", "{n} vises ikke.", hidden))
    return literal(" ".join([*parts, words("Kun du ser dem her.")]))


def _text(comment: Comment, words: Words) -> SectionBlock:
    """The text as it was written; in place of one that looks dangerous a sentence that repeats nothing of it."""
    if comment.may_be_shown:
        return SectionBlock(text=plain(comment.text))
    hidden = "_Noget i kommentaren ligner et CPR-nummer. Den vises ikke og kan ikke frigives; du kan slette den._"
    return section(marked(words, hidden))


def _where(page: Page, words: Words) -> str:
    state = {
        CommentState.UNREAD: words("ny"),
        CommentState.RELEASED: words("frigivet"),
        CommentState.KEPT_BACK: words("holdt tilbage"),
    }[page.comment.state]
    return literal(f"{words('{n} af {total}', n=page.place + 1, total=len(page.comments))} · {state}")


def _decisions(page: Page, words: Words) -> ActionsBlock:
    """What has been decided already is not offered again."""
    state, value = page.comment.state, _value(page.round.id, page.comment)
    may_release = state is not CommentState.RELEASED and page.comment.may_be_shown
    release = button(words("Frigiv"), "comments.release", value, style="primary") if may_release else None
    label = words("Træk tilbage") if state is CommentState.RELEASED else words("Hold tilbage")
    keep = button(label, "comments.keep_back", value) if state is not CommentState.KEPT_BACK else None
    return buttons(release, keep, _delete(value, words))


def _delete(value: str, words: Words) -> ButtonElement:
    made = button(words("Slet"), "comments.delete", value, style="danger")
    made.confirm = ConfirmObject(
        title=plain(words("Slet kommentaren?")),
        text=plain(words("Den slettes helt og kan ikke hentes frem igen.")),
        confirm=plain(words("Slet")),
        deny=plain(words("Behold")),
    )
    return made


def _turns(page: Page, words: Words) -> list[Block]:
    steps = ((words("Forrige"), "comments.back", page.place - 1), (words("Næste"), "comments.next", page.place + 1))
    near = [
        button(label, action, _value(page.round.id, page.comments[to]))
        for label, action, to in steps
        if 0 <= to < len(page.comments)
    ]
    return [buttons(*near)] if near else []


def _advice(words: Words) -> str:
    return marked(
        words,
        "Det, du frigiver, kan alle læse, som må se resultatet, og det kommer med i rapporten. Du kan trække det "
        "tilbage igen, men ikke ud af et dokument, der er hentet. Navne, episoder og skrivestil kan røbe nogen: hold "
        "så hellere tilbage, og fortæl det i dine egne ord. Rækkefølgen er tilfældig, og ingen kommentar kan kobles "
        "til en anden.",
    )


def _value(round_id: RoundId, comment: Comment) -> str:
    return f"{round_id}:{comment.key}"


def decided(number: int, state: CommentState | None, words: Words) -> str:
    """What was done with the comment that stood at this number, counted from 1; None stands for deleted."""
    match state:
        case CommentState.RELEASED:
            return words("Nr. {n} er frigivet.", n=number)
        case CommentState.KEPT_BACK:
            return words("Nr. {n} er holdt tilbage.", n=number)
        case _:
            return words("Kommentaren er slettet.")


def released_view(asked: Round, released: Mapping[str, Sequence[str]], words: Words, page: int = 0) -> View:
    """The released comments by question, for everybody who sees the result."""
    title, close = words("Kommentarer"), words("Luk")
    lines = [(item.id, text) for item in asked.barometer.open_items for text in released.get(item.id, ())]
    if not lines:
        return modal("comments.shown", title, [section(words("Der er ikke frigivet nogen kommentarer."))], close=close)
    first = marked(
        words,
        "Læst og frigivet af {reader}. Rækkefølgen er tilfældig, og ingen kommentar kan kobles til en anden.",
        reader=person(asked.reader),
    )
    last = (len(lines) - 1) // MOST_ON_A_PAGE
    here = min(max(page, 0), last)
    shown = lines[here * MOST_ON_A_PAGE : (here + 1) * MOST_ON_A_PAGE]
    blocks = [context(first), *_by_question(asked, shown, words), *_pages(asked, here, last, words)]
    return modal("comments.shown", title, blocks, close=close)


def _by_question(asked: Round, lines: Sequence[tuple[str, str]], words: Words) -> list[Block]:
    blocks: list[Block] = []
    for item in dict.fromkeys(item for item, _ in lines):
        blocks.append(section(f"*{literal(_question(asked, item, words))}*"))
        blocks += [
            SectionBlock(text=plain(words("»{comment}«", comment=clean(text)))) for of, text in lines if of == item
        ]
    return blocks


def _pages(asked: Round, here: int, last: int, words: Words) -> list[Block]:
    """Each move in a block of its own: Slack takes an action once in a block."""
    moves = ((words("Forrige side"), here - 1), (words("Næste side"), here + 1))
    return [buttons(button(label, "comments.shown", f"{asked.id}:{to}")) for label, to in moves if 0 <= to <= last]


def _question(asked: Round, item_id: str, words: Words) -> str:
    return next((words.of(item.text) for item in asked.barometer.open_items if item.id == item_id), item_id)


def result_buttons(asked: Round, words: Words, *, to_read: bool, released: bool) -> list[Block]:
    """What stands below a result that is looked at again: all comments for their reader, the released ones for all."""
    read = button(words("Læs kommentarerne"), "comments.read", asked.id) if to_read else None
    shown = button(words("Frigivne kommentarer"), "comments.shown", asked.id) if released else None
    return [buttons(read, shown)] if read or shown else []


def waiting_card(asked: Round, number: int, words: Words) -> Card:
    """To the reader alone, when the result has come; it follows what still waits."""
    text = words.count(
        "{n} kommentar fra barometeret i {unit}, lukket {day}, venter på dig. Kun du kan læse den, og ingen andre "
        "ser den, før du frigiver den.",
        "{n} kommentarer fra barometeret i {unit}, lukket {day}, venter på dig. Kun du kan læse dem, og ingen andre "
        "ser dem, før du frigiver dem én for én.",
        number,
        unit=literal(asked.unit),
        day=closing_day(asked, words),
    )
    return Card(text, [section(text), buttons(button(words("Læs kommentarerne"), "comments.read", asked.id))])


def all_decided_line(asked: Round, words: Words) -> Card:
    """What that becomes when none waits any more."""
    text = marked(
        words,
        "Du har taget stilling til alle kommentarer fra barometeret i {unit}, lukket {day}. Dem, du ikke har slettet, "
        "læser du igen med `/barometer resultat` i kanalen.",
        unit=asked.unit,
        day=closing_day(asked, words),
    )
    return Card(text, [section(text)])


def unreachable_card(asked: Round, words: Words) -> Card:
    """To the coordinator: the one who was to read cannot be told, and nobody reads instead."""
    text = marked(
        words,
        "{reader} skal læse kommentarerne fra barometeret i {unit}, men kan ikke få besked i Slack. Ingen andre kan "
        "læse dem, for det er lovet dem, der skrev. De ligger ulæst, til {reader} er tilbage.",
        reader=person(asked.reader),
        unit=asked.unit,
    )
    return Card(text, [section(text)])
